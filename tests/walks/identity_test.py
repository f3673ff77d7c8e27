"""Who is the session: hooks, gate and commands give the same answer, whatever the environment was inherited from."""

import json
import os
import sys
from typing import Any

import pytest

from coordgit import processes
from coordgit.program import FAST
from coordgit.store import sessions as stored
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Sessions
from tests.walks.denial_test import denied


def caller(repository: Repository, **environ: Any) -> str:
    """The session that a command with these variables acts for."""
    return str(repository.json("session", "show", **environ)["session"])


def started_from(repository: Repository, shell: str, session: str) -> Claude:
    """A client that was started in a shell whose ``COORDGIT_SESSION`` names ``shell``."""
    client = Claude(repository, session)
    client.env["COORDGIT_SESSION"] = shell
    client.send("SessionStart", source="startup")
    return client


def test_a_client_started_under_a_named_session_is_one_session_at_every_door(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = started_from(repository, "shell", "ann")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    repository.write("caller.py", "f(1)\n")
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]
    assert caller(repository, **ann.env) == "ann"
    assert repository.coordgit("read", "other.py", **ann.env).ok
    assert {read["path"] for read in repository.json("session", "show", "ann")["reads"]} == {"api.py", "other.py"}


def test_a_client_that_inherited_nothing_is_the_same_one(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    repository.write("caller.py", "f(1)\n")
    assert ann.commits("caller.py").ok
    assert repository.json("session", "show", "ann")["name"] == ""


def test_clients_started_from_one_shell_are_as_many_sessions_and_people_tell_them_apart(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    names = [f"{number}1111111-2222-4333-8444-555555555555" for number in range(1, 6)]
    for name in names:
        started_from(repository, "shell", name).reads("api.py")
    found = repository.json("session", "list")["sessions"]
    assert {one["session"]: one["name"] for one in found if not one["person"]} == dict.fromkeys(names, "shell")
    text = repository.coordgit("status").out
    assert [text.count(f"claude shell {name[:4]}") for name in names] == [1] * 5


def test_a_single_client_is_called_what_its_shell_was_called(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    started_from(repository, "shell", "11111111-2222-4333-8444-555555555555")
    assert "claude shell  " in repository.coordgit("status").out


@pytest.fixture
def client(repository: Repository) -> Repository:
    """A repository whose client, this very process, names no session in its shell tool, and was started under a name."""
    repository.begin(api__py="1\n")
    with repository.store() as store, store.writing():
        this = processes.process(os.getpid())
        stored.seen(store, "inside", 0.0, client="gemini", inherited="shell", process=this)
    return repository


def test_a_name_that_a_client_inherited_names_no_session_inside_it(client: Repository) -> None:
    assert caller(client, GEMINI_CLI="1", COORDGIT_SESSION="shell") == "inside"
    assert caller(client, GEMINI_CLI="1") == "inside"


def test_a_name_that_was_given_inside_a_client_counts(client: Repository) -> None:
    assert caller(client, GEMINI_CLI="1", COORDGIT_SESSION="given") == "given"


def test_the_gate_tells_an_inherited_name_from_a_given_one(client: Repository) -> None:
    for given, session in (("shell", "inside"), ("given", "given")):
        assert client.git("commit", "-qm", given, "--allow-empty", GEMINI_CLI="1", COORDGIT_SESSION=given) == ""
        with client.store() as store:
            assert store.value("SELECT session FROM landings ORDER BY landing_id DESC LIMIT 1") == session


@pytest.mark.parametrize(
    "forged", [{"pid_started": "1"}, {"pid_space": "1@elsewhere"}], ids=["number used again", "other PID namespace"]
)
def test_another_process_of_the_same_number_is_not_the_client(client: Repository, forged: dict[str, str]) -> None:
    ((column, value),) = forged.items()
    with client.store() as store:
        store.do(f"UPDATE sessions SET {column} = :value WHERE session = 'inside'", value=value)
    assert caller(client, GEMINI_CLI="1", COORDGIT_SESSION="shell") == "shell"
    assert caller(client, GEMINI_CLI="1") == "dev@main-worktree"


def nested(repository: Repository, outer: dict[str, Any], inner: dict[str, str], *argv: str) -> Any:
    """Run a command in the shell tool of a client that was started in the shell tool of another one."""
    words = [f"{name}={value}" for name, value in inner.items()]
    script = f'env {" ".join(words)} "$@"; exit $?'
    result = repository.run(["sh", "-c", script, "sh", *argv], **outer)
    assert result.ok, result.err
    return result


CLAUDE, CODEX = {"CLAUDE_CODE_SESSION_ID": "of-claude"}, {"CODEX_SESSION_ID": "of-codex", "CODEX_THREAD_ID": "of-codex"}
GEMINI = {"GEMINI_CLI": "1", "COORDGIT_SESSION": "of-gemini"}
inside_another = pytest.mark.parametrize(
    ("outer", "inner", "session"),
    [
        (CLAUDE, CODEX, "of-codex"),
        (CODEX, CLAUDE, "of-claude"),
        (CLAUDE, {"CLAUDE_CODE_SESSION_ID": "second"}, "second"),
        (CLAUDE, GEMINI, "of-gemini"),
        (CLAUDE, {"OPENCODE_PID": "7"}, "dev@main-worktree"),
        (GEMINI, CLAUDE, "of-claude"),
    ],
)
reads_environments = pytest.mark.skipif(
    not os.path.exists("/proc/self/environ"), reason="the environments of processes are read from /proc"
)


@pytest.mark.daily(3)
@reads_environments
@inside_another
def test_the_innermost_client_names_the_session(
    repository: Repository, outer: dict[str, str], inner: dict[str, str], session: str
) -> None:
    repository.begin(api__py="1\n")
    shown = nested(repository, outer, inner, sys.executable, "-I", FAST, "session", "show", "--json")
    assert json.loads(shown.out)["session"] == session
    nested(repository, outer, inner, "git", "commit", "-qm", "inside", "--allow-empty")
    with repository.store() as store:
        assert store.value("SELECT session FROM landings ORDER BY landing_id DESC LIMIT 1") == session


@pytest.mark.daily(3)
@reads_environments
@inside_another
def test_the_hook_notes_the_innermost_client(
    repository: Repository, outer: dict[str, str], inner: dict[str, str], session: str
) -> None:
    repository.begin(api__py="1\n")
    repository.git("checkout", "-q", "--detach")
    nested(repository, outer, inner, "git", "commit", "-qm", "inside", "--allow-empty")
    made = repository.head()
    repository.git("checkout", "-q", "main")
    repository.git("commit", "-qm", "a branch moves", "--allow-empty")
    with repository.store() as store:
        assert store.all("SELECT session FROM commits WHERE oid = :made", made=made) == [(session,)]


@reads_environments
@pytest.mark.parametrize("outer", [{}, CLAUDE], ids=["alone", "inside another"])
def test_a_client_ends_the_merge_and_takes_back_the_entry_that_it_began(repository: Repository, outer: dict[str, str]) -> None:
    repository.begin(api__py="1\n", b__py="1\n")
    repository.git("checkout", "-qb", "side")
    repository.commit_files({"api.py": "2\n"})
    repository.git("checkout", "-q", "main")
    repository.commit_files({"api.py": "3\n"})
    Claude(repository, "of-claude").send("SessionStart", source="startup")
    nested(repository, outer, CODEX, "sh", "-c", "echo 2 >b.py; git stash -q; ! git merge -q side")
    nested(repository, outer, CODEX, "sh", "-c", "echo 4 >api.py; git commit -qam merged")
    assert "which codex of-codex put on the stash" in denied(Claude(repository, "of-claude"), "git stash pop")


def test_a_client_that_names_no_session_is_noted_by_its_process(client: Repository) -> None:
    client.git("checkout", "-q", "--detach")
    client.git("commit", "-qm", "inside", "--allow-empty", OPENCODE_PID="7")
    made = client.head()
    client.git("checkout", "-q", "main")
    client.git("commit", "-qm", "a branch moves", "--allow-empty")
    with client.store() as store:
        assert store.all("SELECT session FROM commits WHERE oid = :made", made=made) == [("inside",)]


def test_codex_names_its_thread_where_it_names_no_session(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    assert caller(repository, CODEX_THREAD_ID="thread") == "thread"
    assert caller(repository, CODEX_THREAD_ID="agent", CODEX_SESSION_ID="root") == "root"


def test_a_session_named_for_the_first_time_is_there_from_then_on(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    assert caller(repository, COORDGIT_SESSION="new") == "new"
    assert [one["session"] for one in repository.json("session", "list")["sessions"] if not one["person"]] == ["new"]


NO_NAMES = ["x" * 201, "x" * 100_000, "a\x1b[2J\x07b", "two\nlines", os.fsdecode(b"caf\xe9")]


@pytest.mark.daily(3)
@pytest.mark.parametrize("name", NO_NAMES, ids=["201", "100000", "escape", "lines", "bytes"])
def test_a_name_that_cannot_be_shown_is_refused_at_every_door(repository: Repository, name: str) -> None:
    repository.begin(api__py="1\n")
    for verb in (["read", "api.py"], ["check"], ["session", "show"], ["lock", "api.py"], ["explain"]):
        refused = repository.coordgit(*verb, COORDGIT_SESSION=name)
        assert (refused.code, refused.err) == (
            2,
            "coordgit: COORDGIT_SESSION has to be 1 to 200 printable characters\ntry: coordgit session start\n",
        )
    before = repository.head()
    denied = repository.run(["git", "commit", "-qm", "x", "--allow-empty"], COORDGIT_SESSION=name)
    assert not denied.ok and "coordgit: COORDGIT_SESSION has to be 1 to 200 printable" in denied.err
    assert repository.head() == before
    assert len(repository.json("session", "list")["sessions"]) == 1
    bypassed = repository.run(["git", "-c", "coordgit.bypass=why", "commit", "-qm", "x", "--allow-empty"], COORDGIT_SESSION=name)
    assert bypassed.ok, bypassed.err


@pytest.mark.parametrize("name", ["x" * 200, "Ünit 7", " padded "])
def test_a_name_that_can_be_shown_is_taken(repository: Repository, name: str) -> None:
    repository.begin(api__py="1\n")
    assert caller(repository, COORDGIT_SESSION=name) == name.strip()
    assert repository.session(name).lands("mine.py", "1\n")


def test_inside_a_client_a_bad_name_is_not_asked_for(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    assert caller(repository, CLAUDE_CODE_SESSION_ID="ann", COORDGIT_SESSION="a\x1bb") == "ann"
