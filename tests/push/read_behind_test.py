"""What a remote's branch had before a read began is told, and asked where the work lands; what a later fetch brought rejects."""

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Result

TOLD = "origin/main had this change already when it was read"
LONG = CHANGED + "x = 1\n" * 3000
"""Too long to be shown where it is told."""
READS = {"a file": ("api.py",), "lines": ("api.py:1-2",), "a file that is not there": ("new.py",)}


def brings(clones: Clones, path: str, text: str) -> None:
    """Bob lands a change of a path, and Ann fetches it."""
    assert clones.bob.git("pull", "-q", "--no-rebase", "--no-edit").ok
    assert clones.bob.lands(path, text) and pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_was_fetched_before_the_read_is_told_and_asked_where_the_work_lands(clones: Clones, read: tuple[str, ...]) -> None:
    ann, path = clones.ann, read[0].partition(":")[0]
    assert ann.git("switch", "-qc", "work").ok
    brings(clones, path, CHANGED)
    ann.reads(*read)
    told = ann.commits("caller.py", "f(1)\n")
    assert told.ok and TOLD in told.err, told
    assert ann.git("merge", "-q", "--no-edit", "origin/main").ok
    pushed = pushes(ann, "origin", "work:main")
    assert [code.split(":")[0].split()[1] for code in pushed.rejected] == [path], pushed


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_is_fetched_after_the_read_rejects(clones: Clones, read: tuple[str, ...]) -> None:
    ann, path = clones.ann, read[0].partition(":")[0]
    brings(clones, "other.py", "OTHER = 2\n")
    ann.reads(*read)
    brings(clones, path, CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected


def test_of_what_changed_before_the_read_and_since_the_newer_change_rejects(clones: Clones) -> None:
    ann = clones.ann
    brings(clones, "api.py", CHANGED)
    ann.reads("api.py")
    brings(clones, "api.py", "def f(x, y, z):\n    return x\n")
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_what_changed_before_the_read_is_told_though_the_remote_has_moved_on_elsewhere(clones: Clones) -> None:
    ann = clones.ann
    brings(clones, "api.py", CHANGED)
    ann.reads("api.py")
    brings(clones, "other.py", "OTHER = 2\n")
    told = ann.commits("caller.py", "f(1)\n")
    assert told.ok and TOLD in told.err, told


def starts(clones: Clones) -> Claude:
    client = Claude(clones.ann.repository, "11111111-2222-3333-4444-555555555555")
    client.send("SessionStart", source="startup")
    return client


def commits(clones: Clones, client: Claude) -> Result:
    """The client's commit of another file."""
    (clones.ann.repository.top / "caller.py").write_text("f(1)\n")
    return client.commits("caller.py")


@pytest.mark.parametrize("command", ["cat api.py", "cat api.py; git fetch -q"])
def test_what_a_client_reads_behind_the_remote_is_told(clones: Clones, command: str) -> None:
    brings(clones, "api.py", CHANGED)
    client = starts(clones)
    client.runs(command)
    told = commits(clones, client)
    assert told.ok and TOLD in told.err, told


def test_a_call_that_read_before_it_fetched_is_asked(clones: Clones) -> None:
    client = starts(clones)
    assert clones.bob.lands("api.py", LONG) and pushes(clones.bob).ok
    client.runs("cat api.py; git fetch -q")
    assert commits(clones, client).rejected == ["CG101 api.py"]


def test_a_call_during_which_another_session_fetched_is_asked(clones: Clones) -> None:
    client, given = starts(clones), {"command": "cat api.py", "description": "run"}
    call = client.call()
    client.before("Bash", given, call)
    brings(clones, "api.py", LONG)
    clones.ann.reads("other.py")
    client.after("Bash", given, {"stdout": API, "stderr": "", "interrupted": False, "isImage": False}, call)
    assert commits(clones, client).rejected == ["CG101 api.py"]


def test_a_search_whose_answer_changed_before_it_was_asked_is_told(clones: Clones) -> None:
    ann = clones.ann
    brings(clones, "new.py", "f(2)\n")
    assert ann.coordgit("read", "--grep", "f.2.").ok
    told = ann.commits("caller.py", "f(1)\n")
    assert told.ok and TOLD in told.err, told
    assert ann.coordgit("read", "--grep", "f.3.").ok
    brings(clones, "newer.py", "f(3)\n")
    assert ann.commits("more.py", "f(1)\n").rejected


@pytest.mark.parametrize("pruned", [False, True])
def test_a_file_that_is_gone_since_is_asked_though_git_has_pruned_where_the_remote_was(clones: Clones, pruned: bool) -> None:
    ann, bob = clones.ann, clones.bob
    brings(clones, "other.py", "OTHER = 2\n")
    ann.reads("api.py")
    for words in (("reset", "-q", "--hard", "HEAD~1"), ("rm", "-q", "api.py"), ("commit", "-qm", "gone")):
        assert bob.git(*words).ok
    assert pushes(bob, "-f", "origin", "main").ok and ann.git("fetch", "-q").ok
    if pruned:
        assert ann.git("reflog", "expire", "--expire-unreachable=now", "--all").ok and ann.git("gc", "-q", "--prune=now").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_what_was_read_before_anybody_looked_where_the_remote_is_rejects(clones: Clones) -> None:
    ann = clones.ann
    ann.reads("api.py")
    brings(clones, "api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
