"""Two sessions rename one file differently, and the one that merges removes one of the two."""

import pytest

from tests.support.repository import Repository, Session
from tests.walks.renamed_then_merged_test import THEIRS, renames
from tests.walks.renamed_then_merged_test import ann as ann  # fixtures
from tests.walks.renamed_then_merged_test import bob as bob

RESOLVED = ("commit", "-qa", "--no-edit")


@pytest.mark.parametrize("read", ["", ":4-6"])
@pytest.mark.parametrize(("removed", "rejected"), [("", []), ("other.py", ["CG101 other.py"])])
def test_who_removes_its_own_name_is_not_asked_about_it(
    repository: Repository, ann: Session, bob: Session, read: str, removed: str, rejected: list[str]
) -> None:
    renames(ann, read)
    ann.reads("other.py")
    repository.git("mv", "old.py", "their.py")
    if removed:
        repository.git("rm", "-q", removed)
    bob.writes("their.py", THEIRS)
    assert bob.git("commit", "-qam", "renamed").ok
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    for words in (("rm", "-q", "--cached", "old.py"), ("rm", "-qf", "new.py"), RESOLVED):
        assert ann.git(*words).ok
    assert ann.commits("more.py", "1\n").rejected == rejected


@pytest.mark.parametrize("changes", [True, False])
def test_who_removes_what_a_merge_has_changed_under_its_older_name_is_asked(ann: Session, bob: Session, changes: bool) -> None:
    """The merge stops for another file."""
    ann.writes("other.py", "2\n")
    renames(ann, "")
    if changes:
        bob.lands("old.py", THEIRS)
    assert bob.commits("other.py", "3\n").ok
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    ann.reads("other.py")
    ann.writes("other.py", "23\n")
    for words in (("rm", "-qf", "new.py"), RESOLVED):
        assert ann.git(*words).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 new.py"] * changes


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("theirs", ["changed", "removed"])
def test_who_removes_what_the_other_side_has_changed_or_removed_is_asked(
    ann: Session, bob: Session, theirs: str, looks: bool
) -> None:
    ann.reads("old.py")
    assert ann.commits("old.py", THEIRS.replace("bob's", "ann's")).ok
    if theirs == "removed":
        assert bob.git("rm", "-q", "old.py").ok and bob.git("commit", "-qm", "removed").ok
    else:
        bob.lands("old.py", THEIRS)
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    if looks:
        ann.reads("--at", "main", "old.py")
    for words in (("rm", "-qf", "old.py"), RESOLVED):
        assert ann.git(*words).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 old.py"] * (not looks)
