"""Branches that have moved apart: what they have in common counts, and whoever's work moves from one to the other."""

from __future__ import annotations

import pytest

from tests.support.repository import Repository, Session

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"
LONG = [f"line {number}\n" for number in range(1, 21)]


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann works in a linked worktree on a branch."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n", "long.py": "".join(LONG)})
    return repository.session("ann", repository.worktree("work"))


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    """Bob lands on main, in the main work tree."""
    return repository.session("bob")


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
