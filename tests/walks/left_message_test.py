"""What ``cherry-pick -n`` has left is over once it was taken out of the index; only a message remains."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

UNDONE = ["git restore -SW c.py", "git checkout -q HEAD -- .", "git reset -q && git checkout -q -- ."]


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"c.py": "1\n", "x.py": "1\n"})
    repository.git("switch", "-qc", "feat")
    repository.commit_files({"c.py": "2\n"}, "feat")
    repository.git("switch", "-q", "main")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    bob = Claude(ann.repository, "bob")
    bob.reads("c.py")
    return bob


@pytest.mark.parametrize("undone", UNDONE)
@pytest.mark.parametrize("commit", ["git commit -qm bobs c.py", "coordgit commit -m bobs", "git switch -qc new"])
def test_the_message_that_an_undone_pick_has_left_holds_nobody_up(ann: Claude, bob: Claude, undone: str, commit: str) -> None:
    assert ann.runs(f"git cherry-pick -n feat && {undone}").ok
    bob.writes("c.py", "3\n")
    done = bob.runs(commit)
    assert done.ok, done


@pytest.mark.parametrize("commit", ["git commit -qam bobs", "coordgit commit -m bobs"])
def test_while_it_is_staged_it_is_the_others(ann: Claude, bob: Claude, commit: str) -> None:
    assert ann.runs("git cherry-pick -n feat").ok
    bob.writes("x.py", "3\n")
    assert not bob.runs(commit).ok


def stale(ann: Claude) -> Session:
    """Another session that has read what was changed since."""
    cat = ann.repository.session("cat")
    cat.reads("x.py")
    ann.repository.session("dana").lands("x.py", "2\n")
    return cat


def test_no_undo_takes_away_what_was_staged_before(ann: Claude) -> None:
    cat = stale(ann)
    cat.writes("mine.py", "mine\n")
    assert cat.git("add", "mine.py").ok and cat.git("cherry-pick", "-n", "feat").ok
    denied = cat.git("commit", "-qm", "mine")
    assert denied.rejected == ["CG101 x.py"] and "undo:" not in denied.err


def test_a_revert_that_was_denied_can_be_undone(ann: Claude) -> None:
    ann.repository.commit_files({"y.py": "1\n"})
    denied = stale(ann).git("revert", "--no-edit", "HEAD~1")
    assert denied.rejected == ["CG101 x.py"] and "(undo: git reset --merge HEAD)" in denied.err
