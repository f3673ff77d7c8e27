"""Branches that have moved apart: what they have in common counts, and whoever's work moves from one to the other."""

from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Session

LONG = [f"line {number}\n" for number in range(1, 21)]


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann works in a linked worktree on a branch."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n", "long.py": "".join(LONG)})
    return repository.session("ann", repository.worktree("work"))


def test_what_the_branch_has_changed_is_not_changed_back_by_a_target_without_it(
    ann: Session, bob: Session, repository: Repository
) -> None:
    repository.session("cat", ann.cwd).lands("api.py", CHANGED)
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py", "f(1, 2)\n").ok


def test_what_the_branch_has_changed_and_the_target_too_is_stale(ann: Session, bob: Session, repository: Repository) -> None:
    repository.session("cat", ann.cwd).lands("api.py", CHANGED)
    ann.reads("api.py")
    bob.lands("api.py", "def f(z):\n    return z\n")
    assert ann.commits("caller.py", "f(1, 2)\n").rejected == ["CG101 api.py"]


def picked(ann: Session, bob: Session) -> str:
    """A commit of ann's, made after she read api.py, that comes out another when it is picked: main has changed its file."""
    ann.reads("api.py")
    commit = ann.lands("long.py", "".join(["f(1)\n", *LONG[1:]]))
    bob.lands("long.py", "".join([*LONG[:-1], "the end\n"]))
    return commit


def test_a_picked_commit_carries_its_author_s_reads_however_it_had_to_be_adapted(ann: Session, bob: Session) -> None:
    commit = picked(ann, bob)
    bob.lands("api.py", CHANGED)
    assert bob.git("cherry-pick", commit).rejected == ["CG101 api.py"]


def test_a_picked_commit_whose_author_s_reads_are_true_lands(ann: Session, bob: Session) -> None:
    commit = picked(ann, bob)
    bob.lands("other.py", "OTHER = 2\n")
    assert bob.git("cherry-pick", commit).ok


def lands_on_main(who: Session, repository: Repository, path: str) -> None:
    """A new file on main, in the main work tree."""
    repository.session(who.name).lands(path, "1\n")


def test_a_name_that_the_session_itself_has_landed_elsewhere_is_not_reported_to_it(ann: Session, repository: Repository) -> None:
    ann.lands("before.py", "1\n")
    assert ann.coordgit("read", "--glob", "*.py").ok
    lands_on_main(ann, repository, "mine.py")
    assert ann.commits("caller.txt", "f(1)\n").ok


def test_a_name_that_another_has_landed_elsewhere_is(ann: Session, bob: Session, repository: Repository) -> None:
    ann.lands("before.py", "1\n")
    assert ann.coordgit("read", "--glob", "*.py").ok
    lands_on_main(bob, repository, "theirs.py")
    assert ann.commits("caller.txt", "f(1)\n").rejected == ["CG102 theirs.py"]


def test_what_a_merge_changed_is_not_known_to_who_made_the_merge(ann: Session, bob: Session) -> None:
    bob.reads("api.py")
    ann.lands("api.py", CHANGED)
    assert bob.git("merge", "--no-ff", "--no-edit", "work").ok
    assert bob.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_what_lands_beside_a_sessions_commit_is_not_known_to_it(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    repository.session("dan", ann.cwd).lands("api.py", CHANGED)
    merged = bob.git("merge", "--no-ff", "--no-edit", "work")
    assert merged.ok, merged.err
    assert repository.session("ann").commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_what_lands_beside_a_sessions_commit_and_was_not_read_holds_nobody(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    repository.session("dan", ann.cwd).lands("other.py", "OTHER = 2\n")
    assert bob.git("merge", "--no-ff", "--no-edit", "work").ok
    assert repository.session("ann").commits("caller.py", "f(1)\n").ok


def test_what_a_merge_left_alone_is_known_to_who_made_the_merge(ann: Session, bob: Session) -> None:
    bob.reads("api.py")
    ann.lands("other.py", "OTHER = 2\n")
    assert bob.git("merge", "--no-ff", "--no-edit", "work").ok
    assert bob.commits("caller.py", "f(1)\n").ok


@pytest.fixture
def clone(repository: Repository, tmp_path: Path) -> Path:
    """A clone with an unpushed commit of bob's, made after he read api.py, which its origin has changed since."""
    repository.git("init", "-q", "--bare", str(tmp_path / "origin.git"))
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n"})
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    repository.git("push", "-q", "-u", "origin", "main")
    bob = repository.session("bob")
    bob.reads("api.py")
    bob.lands("mine.py", "1\n")
    other = tmp_path / "other"
    repository.git("clone", "-q", str(tmp_path / "origin.git"), str(other))
    repository.commit_files({"api.py": CHANGED}, "from outside", other)
    repository.git("push", "-q", cwd=other)
    return repository.top


def test_a_pull_is_not_held_against_what_it_brings_in_and_the_next_commit_is(clone: Path, repository: Repository) -> None:
    bob = repository.session("bob")
    pulled = bob.git("pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.ok, pulled.err
    assert bob.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_pull_whose_conflict_was_resolved_is_not_held_against_what_it_brings_in(
    clone: Path, repository: Repository, tmp_path: Path
) -> None:
    repository.commit_files({"other.py": "OTHER = 3\n"}, "more from outside", tmp_path / "other")
    repository.git("push", "-q", cwd=tmp_path / "other")
    bob = repository.session("bob")
    bob.lands("other.py", "OTHER = 2\n")
    assert not bob.git("pull", "-q", "--no-rebase", "--no-edit").ok
    bob.writes("other.py", "OTHER = 5\n")
    assert bob.git("add", "other.py").ok
    resolved = bob.git("commit", "-q", "--no-edit")
    assert resolved.ok, resolved.err
    assert bob.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_what_was_fetched_and_not_brought_in_is_held_against_a_commit(clone: Path, repository: Repository) -> None:
    bob = repository.session("bob")
    assert bob.git("fetch", "-q").ok
    assert bob.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.fixture
def ahead(ann: Session, bob: Session, repository: Repository) -> Session:
    """Dan has taken main into a branch and gone on; then main changed what bob had read for the commit that dan took in."""
    bob.reads("other.py")
    bob.lands("mine.py", "1\n")
    dan = repository.session("dan", repository.worktree("ahead", at="work"))
    assert dan.git("merge", "--no-ff", "--no-edit", "main").ok
    dan.reads("api.py")
    dan.lands("his.py", "1\n")
    repository.session("cat").lands("other.py", "OTHER = 2\n")
    return dan


def test_taking_a_branch_over_asks_no_reads_of_those_whose_work_is_on_the_target(ann: Session, ahead: Session) -> None:
    taken = ann.git("merge", "--ff-only", "ahead")
    assert taken.ok, taken.err


def test_taking_a_branch_over_asks_the_reads_of_those_whose_work_is_not(
    ann: Session, ahead: Session, repository: Repository
) -> None:
    repository.session("cat").lands("api.py", CHANGED)
    assert ann.git("merge", "--ff-only", "ahead").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("more", [False, True])
def test_lines_that_were_read_of_a_branch_are_known_when_it_lands_though_its_target_has_moved_elsewhere(
    ann: Session, bob: Session, repository: Repository, more: bool
) -> None:
    """As a reviewer reads them, who commits something else meanwhile."""
    lines = [*LONG[:1], "line 2, of ann\n", *LONG[2:]]
    ann.lands("long.py", "".join(lines))
    assert bob.coordgit("read", "--at", "work", "long.py:1-5").ok
    repository.session("cat").lands("long.py", "".join([*LONG[:15], "line 16, of cat\n", *LONG[16:]]))
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.git("rebase", "-q", "main").ok
    ann.coordgit("read", "--at", "HEAD", "long.py")
    ann.lands("long.py", "".join([*lines[:2], "line 3\n" if not more else "line 3, of ann\n", *lines[3:10], "line 11, of ann\n"]))
    assert bob.git("merge", "-q", "--ff-only", "work").ok
    assert bob.commits("other.py", "OTHER = 3\n").rejected == ["CG101 long.py:1-5"] * more
