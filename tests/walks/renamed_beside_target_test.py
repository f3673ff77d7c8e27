"""Main has renamed a file that a second target changes under its old name: who read it under both names looks once."""

from pathlib import Path

import pytest

from tests.support.repository import Repository, Session
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(20))
CHANGED = TEXT.replace("line 7\n", "dev's line\n")
AGAIN = CHANGED.replace("line 9\n", "dev's other line\n")
HERE, AT_NEXT = ("old.py",), ("--at", "next", "old.py")


@pytest.fixture
def ann(repository: Repository) -> Session:
    return repository.session("ann")


@pytest.fixture
def release(repository: Repository) -> Path:
    """A worktree of a second target."""
    repository.begin(old__py=TEXT, other__py="1\n")
    folder = repository.worktree("next")
    for target in ("main", "next"):
        repository.git("config", "--add", "coordgit.target", target)
    return folder


def begins(repository: Repository, release: Path, ann: Session, bob: Session, changes: str = "old.py") -> None:
    """Ann reads the file under its old name, and Bob's new one; then somebody changes it on the second target."""
    ann.reads("old.py")
    assert bob.git("mv", "old.py", "new.py").ok
    ann.reads("new.py")
    assert bob.git("commit", "-qm", "renamed").ok
    repository.commit_files({changes: CHANGED}, "changed", release)


ORDERS = pytest.mark.parametrize("looks", [[HERE, AT_NEXT], [AT_NEXT, HERE, HERE]], ids=["here first", "there first"])


@ORDERS
def test_who_has_looked_under_the_old_name_is_not_asked_under_the_new_one(
    repository: Repository, release: Path, ann: Session, bob: Session, looks: list[tuple[str, ...]]
) -> None:
    begins(repository, release, ann, bob)
    assert ann.commits("other.py", "2\n").rejected == ["CG101 old.py"] * 2
    for look in looks:
        ann.reads(*look)
    passed = ann.commits("other.py", "2\n")
    assert passed.ok, passed.err


@ORDERS
def test_what_comes_there_after_the_look_is_asked(
    repository: Repository, release: Path, ann: Session, bob: Session, looks: list[tuple[str, ...]]
) -> None:
    begins(repository, release, ann, bob)
    for look in looks:
        ann.reads(*look)
    repository.commit_files({"old.py": AGAIN}, "changed again", release)
    denied = ann.commits("other.py", "2\n")
    assert denied.rejected
    done = obey(ann, denied, lambda: ann.commits("other.py", "2\n"))
    assert all(one.ok for one in done), done


def test_what_is_changed_beside_the_file_is_not_asked(repository: Repository, release: Path, ann: Session, bob: Session) -> None:
    begins(repository, release, ann, bob, changes="other.py")
    ann.reads(*HERE)
    assert ann.commits("more.py", "2\n").ok
