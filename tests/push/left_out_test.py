"""What a pull brings and its session leaves out unseen stays unseen at the push, whatever the session commits in between."""

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.repository import API, CHANGED, Repository, Result, Session
from tests.support.way_on import obey

MERGE, REBASE = ("--no-rebase", "--no-edit"), ("--rebase",)
BRINGS = pytest.mark.parametrize("brings", [MERGE, REBASE], ids=["merge", "rebase"])
OWN = "ann = 1\n"
SEARCH = ("--grep", "def ", "*.py")


def begun(clones: Clones, theirs: str | None, *read: str) -> tuple[Session, Session]:
    """Ann has read something, and then committed a text of api.py of which Bob has pushed another one (``None``: no file)."""
    ann, bob = clones.ann, clones.bob
    ann.reads(*read)
    ann.lands("api.py", OWN + ("" if read == ("api.py",) else API))
    if theirs is None:
        assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "Remove it").ok
    else:
        bob.lands("api.py", theirs)
    assert pushes(bob).ok
    return ann, bob


def keeps_her_own(ann: Session, brings: tuple[str, ...], *, there: bool) -> None:
    """Pull, and take her own side of the conflict."""
    assert not ann.git("pull", "-q", *brings).ok
    if there:
        assert ann.git("checkout", "-q", "--theirs" if brings == REBASE else "--ours", "api.py").ok
    assert ann.git("add", "api.py").ok
    goes_on = ("-c", "core.editor=true", "rebase", "--continue") if brings == REBASE else ("commit", "-q", "--no-edit")
    assert ann.git(*goes_on).ok


def commits_more(ann: Session, path: str) -> Result:
    assert ann.commits(path, "more = 1\n").ok
    return pushes(ann)


@BRINGS
@pytest.mark.parametrize("path", ["new.py", "api.py"], ids=["another file", "the file"])
def test_a_removal_that_was_left_out_unseen_is_asked_about_after_more_commits(
    clones: Clones, brings: tuple[str, ...], path: str
) -> None:
    ann, _ = begun(clones, None, "api.py")
    keeps_her_own(ann, brings, there=False)
    pushed = commits_more(ann, path)
    assert pushed.rejected == ["CG101 api.py"], pushed
    assert all(done.ok for done in obey(ann, pushed, lambda: pushes(ann)))


@BRINGS
def test_a_removal_that_was_seen_before_it_was_left_out_is_pushed(clones: Clones, brings: tuple[str, ...]) -> None:
    ann, _ = begun(clones, None, "api.py")
    assert ann.git("fetch", "-q").ok
    ann.reads("--at", "origin/main", "api.py")
    keeps_her_own(ann, brings, there=False)
    assert commits_more(ann, "new.py").ok


@BRINGS
def test_a_removal_that_was_left_out_and_then_acknowledged_is_pushed(clones: Clones, brings: tuple[str, ...]) -> None:
    ann, _ = begun(clones, None, "api.py")
    keeps_her_own(ann, brings, there=False)
    assert ann.coordgit("ack", pushes(ann).verdict, "--why", "It is needed").ok
    assert commits_more(ann, "new.py").ok


@BRINGS
@pytest.mark.parametrize("theirs", [None, CHANGED], ids=["gone", "changed"])
def test_a_search_of_what_was_left_out_is_asked_about_after_more_commits(
    clones: Clones, brings: tuple[str, ...], theirs: str | None
) -> None:
    ann, _ = begun(clones, theirs, *SEARCH)
    keeps_her_own(ann, brings, there=theirs is not None)
    assert commits_more(ann, "new.py").rejected == ["CG102 api.py"]
    ann.reads(*SEARCH)
    assert commits_more(ann, "more.py").ok


@BRINGS
def test_a_search_whose_answer_is_as_before_is_not_asked_about(clones: Clones, brings: tuple[str, ...]) -> None:
    ann, _ = begun(clones, "bob = 1\n" + API, *SEARCH)
    keeps_her_own(ann, brings, there=True)
    assert commits_more(ann, "new.py").ok


@pytest.mark.parametrize("brings", ["merge", "rebase"])
@pytest.mark.parametrize("looks", [False, True], ids=["unread", "read"])
def test_a_removal_that_a_branch_left_out_is_asked_about_where_it_lands(repository: Repository, brings: str, looks: bool) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = repository.session("ann", repository.worktree("tree")), repository.session("bob")
    ann.reads("api.py")
    ann.lands("api.py", OWN)
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "Remove it").ok
    assert not ann.git(brings, "-q", "main").ok
    assert ann.git("add", "api.py").ok
    assert ann.git("-c", "core.editor=true", brings, "--continue").ok
    assert ann.commits("api.py", "more = 1\n").ok
    if looks:
        ann.reads("--at", "main", "api.py")
    landed = bob.git("merge", "-q", "--ff-only", "tree")
    assert landed.rejected == ([] if looks else ["CG101 api.py"]), landed
