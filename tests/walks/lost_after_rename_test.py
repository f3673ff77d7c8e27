"""A target renames a file that a branch has changed, and the branch brings that in: what either side does to the file under its
new name comes of what it was under the old one."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.lost_update_test import MINE, TEXT, THEIRS

pytestmark = pytest.mark.nightly

BRINGS_IN = {"a merge": "git merge -q --no-edit main", "a rebase": "git rebase -q main"}


@pytest.fixture
def there(repository: Repository) -> Path:
    repository.commit_files({"old.txt": TEXT, "g.txt": "g\n"})
    repository.git("config", "coordgit.level", "snapshot")
    return repository.worktree("ann")


@pytest.fixture
def ann(repository: Repository, there: Path) -> Claude:
    """She has changed line 5 on her branch."""
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a", there)
    ann.reads("old.txt")
    ann.edits("old.txt", "line 5\n", "line 5, ann's\n")
    assert ann.commits("old.txt").ok
    return ann


def rename(bob: Session, text: str = TEXT) -> None:
    assert bob.git("mv", "old.txt", "new.txt").ok
    if text != TEXT:
        bob.writes("new.txt", text)
    assert bob.git("commit", "-qam", "renamed").ok


def both_edit(ann: Claude, bob: Session, how: str, looks: bool, *, line: int) -> None:
    """Edit a line of the renamed file on ann's branch, where the rename was brought in, and line 20 on main."""
    rename(bob)
    assert ann.runs(BRINGS_IN[how]).ok
    if looks:
        ann.reads("new.txt")
    assert ann.runs(f"sed -i 's/^line {line}$/line {line}, ann/' new.txt && git commit -qam more").ok
    bob.lands("new.txt", THEIRS)


@pytest.mark.parametrize("looks", [True, False], ids=["its text was read", "it was not"])
@pytest.mark.parametrize("how", BRINGS_IN)
def test_a_merge_that_keeps_both_sides_of_a_file_renamed_before(
    repository: Repository, ann: Claude, bob: Session, how: str, looks: bool
) -> None:
    both_edit(ann, bob, how, looks, line=10)
    result = ann.runs(f"git -C {repository.top} merge -q --no-edit ann")
    assert result.ok, result.err


@pytest.mark.parametrize("looks", [True, False], ids=["its text was read", "it was not"])
@pytest.mark.parametrize("how", BRINGS_IN)
def test_a_merge_that_drops_what_landed_after_the_rename(
    repository: Repository, ann: Claude, bob: Session, how: str, looks: bool
) -> None:
    both_edit(ann, bob, how, looks, line=20)
    assert ann.runs(f"git -C {repository.top} merge -q --no-edit -X theirs ann").rejected == ["CG201 new.txt"]


@pytest.mark.parametrize("with_it", [True, False], ids=["by the rename", "before the rename"])
def test_a_merge_that_dropped_what_was_changed_until_the_rename(
    repository: Repository, ann: Claude, bob: Session, with_it: bool
) -> None:
    """Her branch took its own side of the file, unseen."""
    theirs = TEXT.replace("line 5\n", "line 5, bob's\n")
    if not with_it:
        bob.lands("old.txt", theirs)
    rename(bob, theirs)
    ann.runs("git merge -q --no-edit main")
    assert ann.runs("git show ann:old.txt > new.txt; git add -A && git commit -q --no-edit").ok
    ann.reads("new.txt")
    assert ann.runs("sed -i 's/^line 10$/line 10, ann/' new.txt && git commit -qam more").ok
    bob.lands("new.txt", theirs.replace("line 20\n", "line 20, bob's\n"))
    assert ann.runs(f"git -C {repository.top} merge -q --no-edit ann").rejected == ["CG201 new.txt"]


def test_a_merge_of_a_file_that_both_have_added(repository: Repository, ann: Claude, bob: Session) -> None:
    """Neither comes of the other's."""
    ann.writes("new.txt", MINE)
    assert ann.commits("new.txt").ok
    bob.lands("new.txt", THEIRS)
    merged = ann.runs(f"git -C {repository.top} merge -q --no-edit -X theirs ann")
    assert merged.rejected == ["CG201 new.txt"]
