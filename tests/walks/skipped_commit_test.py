"""``git rebase --skip`` throws a commit away, though git lists it as rewritten into the one before it."""

import pytest

from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(1, 10))
BACKENDS = pytest.mark.parametrize("backend", ["--merge", "--apply"])
FIXED = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z"}
"""Commits of one author and date look alike."""


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann: line 5 has been changed at origin."""
    repository.commit_files({"f.txt": "f\n", "g.txt": TEXT})
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"g.txt": TEXT.replace("5", "5, elsewhere")}, "elsewhere", other)
    repository.git("remote", "add", "origin", str(other))
    return repository.session("ann")


def lands(session: Session, files: dict[str, str]) -> None:
    for path, text in files.items():
        session.writes(path, text)
    assert session.git("add", *files).ok
    committed = session.git("commit", "-qm", f"of {session.name}", **FIXED)
    assert committed.ok, committed.err


def bob_lands(repository: Repository) -> None:
    lands(repository.session("bob"), {"g.txt": TEXT.replace("5", "5, bob's"), "new.txt": "bob's\n"})


def skips(session: Session, backend: str) -> Result:
    assert session.git("fetch", "-q", "origin").ok
    assert not session.git("rebase", backend, "origin/main").ok
    return session.git("rebase", "--skip")


@BACKENDS
@pytest.mark.parametrize("first", [False, True], ids=["after a commit that was picked", "at the first commit"])
def test_what_another_session_landed_may_not_be_skipped(ann: Session, repository: Repository, first: bool, backend: str) -> None:
    if not first:
        lands(ann, {"f.txt": "ann's\n"})
    bob_lands(repository)
    if first:
        lands(ann, {"f.txt": "ann's\n"})
    lost = repository.head("main~1" if first else "main")
    denied = skips(ann, backend)
    assert denied.rejected == ["CG205 main"], denied
    assert f'would drop {lost[:7]} "of bob" (session bob, ' in denied.err
    assert all(result.ok for result in obey(ann, denied, lambda: ann.git("status")))
    assert repository.git("branch", "--list", "kept-*", "--contains", lost)


@BACKENDS
def test_its_own_commit_may_be_skipped(ann: Session, repository: Repository, backend: str) -> None:
    lands(ann, {"f.txt": "ann's\n"})
    bob_lands(repository)
    skipped = skips(repository.session("bob"), backend)
    assert skipped.ok, skipped.err


@BACKENDS
def test_what_a_later_commit_of_the_rebase_has_may_be_skipped(ann: Session, repository: Repository, backend: str) -> None:
    """Origin has all of it already, in two commits that git does not compare with it."""
    other = repository.folder / "other"
    lands(ann, {"f.txt": "ann's\n"})
    bob_lands(repository)
    repository.commit_files({"g.txt": TEXT.replace("5", "5, bob's")}, "again", other)
    repository.commit_files({"new.txt": "bob's\n", "h.txt": "h\n"}, "and more", other)
    assert ann.git("fetch", "-q", "origin").ok
    rebased = ann.git("rebase", backend, "origin/main")
    if not rebased.ok:
        rebased = ann.git("rebase", "--skip")
    assert rebased.ok, rebased.err


@BACKENDS
@pytest.mark.parametrize("by_hand", [False, True])
def test_a_commit_whose_conflict_was_resolved_is_rewritten(
    ann: Session, repository: Repository, by_hand: bool, backend: str
) -> None:
    """Made with ``git commit``, it has another author date."""
    lands(ann, {"f.txt": "ann's\n"})
    bob_lands(repository)
    assert ann.git("fetch", "-q", "origin").ok
    assert not ann.git("rebase", backend, "origin/main").ok
    ann.reads("g.txt")
    ann.writes("g.txt", TEXT.replace("5", "5, of both"))
    assert ann.git("add", "g.txt").ok
    if by_hand:
        assert ann.git("commit", "-qm", "resolved").ok
    continued = ann.git("rebase", "--skip" if by_hand and backend == "--apply" else "--continue")
    assert continued.ok, continued.err


@pytest.mark.parametrize("word", ["fixup", "squash"])
def test_a_commit_that_is_melted_into_the_one_before_it_is_rewritten(ann: Session, repository: Repository, word: str) -> None:
    lands(ann, {"f.txt": "ann's\n"})
    bob_lands(repository)
    assert ann.git("fetch", "-q", "origin").ok
    stopped = ann.git("-c", f"sequence.editor=sed -i 2s/pick/{word}/", "rebase", "-q", "-i", "origin/main")
    assert not stopped.ok
    ann.reads("g.txt")
    ann.writes("g.txt", TEXT.replace("5", "5, of both"))
    assert ann.git("add", "g.txt").ok
    continued = ann.git("rebase", "--continue")
    assert continued.ok, continued.err
