"""A branch has renamed a file, and a target changes it under its old name: git merges that into the file that was read."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(20))
CHANGED = TEXT.replace("line 7\n", "bob's line\n")

Way = Callable[[Session, Session], Result]
"""What Ann does, in her worktree or on main, until what she has read counts."""


@pytest.fixture
def ann(repository: Repository) -> Session:
    """She is on a branch on which Cat has renamed the file."""
    repository.begin(old__py=TEXT, other__py="1\n")
    cat = repository.session("cat", repository.worktree("ann"))
    assert cat.git("mv", "old.py", "new.py").ok and cat.git("commit", "-qm", "renamed").ok
    return repository.session("ann", cat.cwd)


@pytest.fixture
def on_main(repository: Repository, ann: Session) -> Session:
    return repository.session("ann")


def commits(ann: Session, on_main: Session) -> Result:
    assert ann.git("add", "next.py").ok
    return ann.git("commit", "-qm", "next", "--", "next.py")


def merges_on_main(ann: Session, on_main: Session) -> Result:
    return on_main.git("merge", "-q", "--no-edit", "ann")


def has_merged_main(ann: Session, on_main: Session) -> Result:
    if "Merge" not in ann.repository.git("log", "--format=%s", "ann"):
        assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.git("add", "next.py").ok
    return ann.git("commit", "-qm", "next", "--", "next.py")


def has_merged_main_and_lands(ann: Session, on_main: Session) -> Result:
    if "Merge" not in ann.repository.git("log", "--format=%s", "ann"):
        assert ann.git("merge", "-q", "--no-edit", "main").ok
    return on_main.git("merge", "-q", "--ff-only", "ann")


def has_rebased_and_lands(ann: Session, on_main: Session) -> Result:
    assert ann.git("rebase", "-q", "main").ok
    return on_main.git("merge", "-q", "--ff-only", "ann")


def lands_by_plumbing(ann: Session, on_main: Session) -> Result:
    git = ann.repository.git
    merge = git("commit-tree", git("merge-tree", "--write-tree", "main", "ann"), "-p", "main", "-p", "ann", "-m", "land")
    return ann.git("update-ref", "refs/heads/main", merge, git("rev-parse", "main"))


WAYS = [commits, merges_on_main, has_merged_main, has_merged_main_and_lands, has_rebased_and_lands, lands_by_plumbing]


def begins(ann: Session) -> None:
    ann.reads("new.py")
    ann.lands("caller.py", "1\n")
    ann.writes("next.py", "1\n")


@pytest.mark.parametrize("way", WAYS)
def test_what_another_changes_under_the_old_name_is_asked(ann: Session, on_main: Session, bob: Session, way: Way) -> None:
    begins(ann)
    bob.lands("old.py", CHANGED)
    denied = way(ann, on_main)
    assert denied.rejected == ["CG101 new.py"] and "bob's line" in ann.coordgit("explain").out
    assert "--at main new.py" not in denied.err  # main has no such file
    done = obey(ann, denied, lambda: way(ann, on_main), on_main.cwd if way is merges_on_main else None)
    assert all(one.ok for one in done), done


@pytest.mark.parametrize("way", WAYS)
def test_what_another_changes_beside_the_old_name_is_not_asked(ann: Session, on_main: Session, bob: Session, way: Way) -> None:
    begins(ann)
    bob.lands("other.py", "2\n")
    assert way(ann, on_main).ok


@pytest.mark.parametrize("way", [way for way in WAYS if way is not has_rebased_and_lands])
def test_what_the_reader_has_changed_under_the_old_name_itself_is_not_asked(ann: Session, on_main: Session, way: Way) -> None:
    begins(ann)
    on_main.lands("old.py", CHANGED)
    assert way(ann, on_main).ok


@pytest.mark.parametrize(("first", "last"), [(1, 5), (6, 9)])
def test_only_lines_that_were_read_are_asked(ann: Session, bob: Session, first: int, last: int) -> None:
    assert ann.coordgit("read", f"new.py:{first}-{last}").ok
    bob.lands("old.py", CHANGED)
    assert ann.commits("next.py", "1\n").rejected == [f"CG101 new.py:{first}-{last}"] * (first == 6)


def test_a_change_under_the_old_name_is_told_under_the_name_that_was_read(
    repository: Repository, ann: Session, bob: Session
) -> None:
    client = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001", ann.cwd)
    client.reads("new.py")
    bob.lands("old.py", CHANGED)
    assert "+bob's line" in client.runs("true").out
    client.writes("next.py", "1\n")
    assert client.commits("next.py").ok
