"""Mutants of who a session is, and of whether it is at work."""

from tests.mutants.mutant import part

IDENTITY = "coordgit/session/identity.py"
CLIENTS = "coordgit/clients/__init__.py"
PROCESSES = "coordgit/processes.py"
PRESENCE = "coordgit/session/presence.py"
SESSIONS = "coordgit/store/sessions.py"

WHO = ("tests/walks/identity_test.py",)
MOVED = ("tests/walks/moved_test.py",)
RUNS = ("tests/processes_test.py",)
APART = ("tests/faults/namespaces_test.py",)
AT_WORK = ("tests/coordination/presence_test.py",)

who_it_is = part("who it is")
at_work = part("who is at work")

OF_SESSIONS = (
    who_it_is(
        "the name that a client was started with is a session inside it",
        IDENTITY,
        'if known is not None and given in ("", known.inherited):',
        'if known is not None and given == "":',
        *WHO,
    ),
    who_it_is(
        "a client is asked only where no name is given",
        IDENTITY,
        "    inside = session_from_environment(environ, pid)\n",
        '    inside = None if environ.get("COORDGIT_SESSION") else session_from_environment(environ, pid)\n',
        *WHO,
    ),
    who_it_is(
        "of clients inside each other any one counts",
        CLIENTS,
        "    client = next(iter(found)) if len(found) == 1 else _innermost(found, pid)\n",
        "    client = next(iter(found))\n",
        *WHO,
    ),
    who_it_is(
        "any number is taken for the client's process",
        SESSIONS,
        " AND pid_started = :started AND pid_space = :space",
        " AND :started = :started AND :space = :space",
        *WHO,
    ),
    who_it_is("a person is a login in a folder", IDENTITY, "    where = worktree.id\n", "    where = worktree.top\n", *MOVED),
    at_work(
        "a process that has the number of another is that one",
        PROCESSES,
        "        return about[1] == process.started\n",
        "        return True\n",
        *RUNS,
    ),
    at_work(
        "a process of another namespace is looked for here",
        PROCESSES,
        "    if process.space != this_space():\n",
        "    if False:\n",
        *RUNS,
    ),
    at_work(
        "what is in flight in another namespace is over",
        "coordgit/check/reconcile.py",
        " if lives is None else lives\n",
        " if False else bool(lives)\n",
        *APART,
    ),
    at_work(
        "what is in flight in another namespace never ends",
        "coordgit/check/reconcile.py",
        " if lives is None else lives\n",
        " or lives is None\n",
        *APART,
    ),
    at_work(
        "who has looked since its commit is gone once another picks that",
        "coordgit/store/acknowledgements.py",
        "CASE WHEN c.part = 'made' OR l.session = c.session THEN c.made_at END",
        "c.made_at",
        "tests/walks/answering_test.py::test_that_another_picks_its_commit_ends_the_work_of_no_reader[True]",
    ),
    at_work("silence is forgiven", PRESENCE, " if silent >= idle else ", " if False else ", *AT_WORK),
    at_work(
        "a process that ended is forgiven",
        PRESENCE,
        "    if process.pid and alive(process) is False:\n",
        "    if False:\n",
        *AT_WORK,
    ),
    at_work(
        "who is gone keeps its locks",
        "coordgit/store/lock_renewal.py",
        "            locks.expire(store, held, now)\n",
        "            pass\n",
        *AT_WORK,
    ),
    at_work(
        "a claim that expired is revived",
        "coordgit/store/tasks.py",
        " AND state = 'claimed' AND expires_at > :now\"\n",
        " AND state = 'claimed'\"\n",
        "tests/coordination/tasks_test.py",
    ),
)
