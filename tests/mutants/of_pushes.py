"""Mutants of what is asked before, and found after, work goes to a remote."""

from tests.mutants.mutant import part

FORGE = ("tests/push/forge_test.py",)
BROUGHT = ("tests/push/brought_test.py",)
TOLD = ("tests/push/told_test.py",)
READY = ("tests/cli/ready_test.py",)
FOUND = ("tests/push/found_test.py",)

pushes = part("pushes")

OF_PUSHES = (
    pushes(
        "a merge by a forge is not asked about",
        "coordgit/client_events/handle.py",
        "    if event.merges and not denied:\n",
        "    if False:\n",
        *FORGE,
    ),
    pushes(
        "any pull request is taken for the branch at work",
        "coordgit/check/remote/forge.py",
        "    sure = bool(branch)\n",
        "    sure = True\n",
        *FORGE,
    ),
    pushes(
        "a remote is not asked which commit a pull request's number means",
        "coordgit/check/remote/forge.py",
        " or refs.advertised(worktree.folder, environ, remote, heads)",
        "",
        *FORGE,
    ),
    pushes(
        "a push from a partial clone compares only what is here",
        "coordgit/cli/prepush.py",
        "worktree._replace(fetches=True)",
        "worktree",
        "tests/push/push_test.py::test_a_partial_clone_fetches_what_a_push_has_to_compare",
    ),
    pushes(
        "a request to a forge's interface is not one to merge",
        "coordgit/shell/forge_commands.py",
        'if endpoint is None or method not in ("PUT", "POST"):',
        "if True:",
        *FORGE,
    ),
    pushes(
        "pushes from before a remote was known here are never listed",
        "coordgit/check/remote/unverified_pushes.py",
        "added = BEGUN in known and",
        "added = False and",
        *FOUND,
    ),
    pushes(
        "only usual names are targets of a remote whose default branch is unknown",
        "coordgit/check/remote/push.py",
        "return [*here, *USUAL]",
        'return ["main", "master"]',
        "tests/push/push_test.py",
    ),
    pushes(
        "a push to the target of a single branch is not asked about",
        "coordgit/check/remote/push.py",
        "for _, target in settings.of_branches] if branch is None else []",
        "for _, target in settings.of_branches] if False else []",
        "tests/push/push_test.py",
    ),
    pushes(
        "a push that skipped the hook stays unseen",
        "coordgit/check/remote/unverified_pushes.py",
        "    sent = [entry for entry in logged[first:] if entry.by_push and entry.old is not None]\n",
        "    sent = list[ReflogEntry]()\n",
        *FOUND,
    ),
    pushes(
        "a push that git does not log stays unseen",
        "coordgit/check/remote/unverified_pushes.py",
        "    if old and new != old and",
        "    if False and",
        *FOUND,
    ),
    pushes(
        "a pull request that the forge has merged is a push that was not asked about",
        "coordgit/check/remote/unverified_pushes.py",
        "    return bool(own and listed(",
        "    return bool(own or listed(",
        *FOUND,
    ),
    pushes(
        "a push that was asked about is listed all the same",
        "coordgit/check/remote/unverified_pushes.py",
        "if not take_asked_push(store, ref, entry.new) and entry in listing:",
        "if (take_asked_push(store, ref, entry.new) or True) and entry in listing:",
        *FOUND,
    ),
    pushes(
        "pushes from before the first look are listed",
        "coordgit/check/remote/unverified_pushes.py",
        "_since(store, git, logged, seen) if seen is not None else []",
        '_since(store, git, logged, seen or "")',
        *FOUND,
    ),
    pushes(
        "what a pull brings under the reads is not said",
        "coordgit/check/incoming_changes.py",
        "    if not brought:\n",
        "    if True:\n",
        *BROUGHT,
    ),
    pushes(
        "what was stale before is said again",
        "coordgit/check/incoming_changes.py",
        "    changed = set(trees.diff(git, verdict.old, verdict.new))\n",
        "    changed = set(trees.diff(git, trees.empty(git), verdict.new))\n",
        *BROUGHT,
    ),
    pushes(
        "a remote branch among the packed refs is not seen",
        "coordgit/git/refs.py",
        'if end > 0 else ""',
        'if False else ""',
        *TOLD,
    ),
    pushes(
        "branches land in the order of their names",
        "coordgit/core/readiness.py",
        "harms.get(name, frozenset()).intersection(left) - {name}",
        "harms.get(name, frozenset()).intersection([])",
        *READY,
    ),
    pushes(
        "what a branch has from the target is laid to it",
        "coordgit/check/ready.py",
        "one.path in theirs and (one.path, one.read_id) not in known",
        "one.path",
        *READY,
    ),
    pushes(
        "a push by URL to a remote that has two names here stays unseen",
        "coordgit/check/remote/unverified_pushes.py",
        '*(f"--exclude={one}" for one in looked)',
        'f"--exclude={ref}"',
        "tests/push/found_test.py::test_a_push_by_url_to_a_remote_that_has_two_names_here_is_listed_once",
    ),
    pushes(
        "what a pushed branch has read is not taken from its notes",
        "coordgit/check/ready.py",
        "return store if received is None else received.store",
        "return store",
        "tests/push/ready_test.py",
    ),
    pushes(
        "a branch that goes to a fork is asked against the fork's main alone",
        "coordgit/check/remote/push.py",
        'own = (refs.HEADS, f"{refs.REMOTES}{remote}/") if there else ()',
        'own = ("refs/",) if there else ()',
        "tests/push/push_test.py::test_the_push_of_a_branch_to_a_fork_whose_main_is_old_is_told_what_its_reads_miss_on_the_target",
    ),
    pushes(
        "nobody answers for a commit that no branch here has",
        "coordgit/check/remote/push.py",
        "    unknown = [commit.oid for commit in brought if commit.oid not in makers]\n",
        "    return []\n",
        "tests/push/push_test.py::test_who_pushes_answers_for_a_commit_that_no_branch_has_unless_a_fetch_brought_it",
    ),
    pushes(
        "a branch that is pushed from elsewhere is mended here",
        "coordgit/check/advice/mergeable.py",
        "if not branches or head(worktree)[0] in branches:",
        "if True:",
        "tests/push/way_on_test.py",
    ),
)
