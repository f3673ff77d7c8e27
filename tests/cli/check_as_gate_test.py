"""``coordgit check`` passes what git's hook lets pass: a merge that only brings a target in, and a detached HEAD."""

import pytest

from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """She is on a branch of her own, and has read what Bob has changed on main since."""
    repository.commit_files({"api.py": "1\n", "other.py": "1\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.lands("mine.py", "1\n")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    return ann


def both(ann: Session) -> tuple[list[str], list[str]]:
    """What the check and the commit of the index reject."""
    checked = ann.coordgit("check")
    assert checked.code == int(bool(checked.rejected))
    return checked.rejected, ann.git("commit", "-qm", "made").rejected


def test_a_merge_that_brings_a_target_in_passes_both(ann: Session) -> None:
    assert ann.git("merge", "-q", "--no-commit", "--no-ff", "main").ok
    assert both(ann) == ([], [])


def test_what_is_staged_on_a_branch_is_rejected_by_both(ann: Session) -> None:
    ann.writes("mine.py", "2\n")
    assert ann.git("add", "mine.py").ok
    assert both(ann) == (["CG101 api.py"], ["CG101 api.py"])


def test_what_is_staged_on_a_detached_head_passes_both(ann: Session) -> None:
    assert ann.git("checkout", "-q", "--detach").ok
    ann.writes("mine.py", "2\n")
    assert ann.git("add", "mine.py").ok
    assert both(ann) == ([], [])


def test_a_merge_of_another_branch_is_rejected_by_both(ann: Session, repository: Repository) -> None:
    repository.session("cat", repository.worktree("cat", at="ann")).lands("cats.py", "1\n")
    assert ann.git("merge", "-q", "--no-commit", "--no-ff", "cat").ok
    assert both(ann) == (["CG101 api.py"], ["CG101 api.py"])
