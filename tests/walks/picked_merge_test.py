"""The pick of a merge (``cherry-pick -m``) brings what the merge had brought: its authors are asked, and nobody else."""

import pytest

from tests.support.repository import Repository, Session
from tests.walks.provenance_outside_test import cloned

OLD = "--date=2020-01-01T00:00:00"
"""An author date that no other commit has."""


@pytest.fixture
def cat(repository: Repository) -> Session:
    """Cat merges ann's branch into main, where she has read b.py herself; a release branch has changed both."""
    repository.commit_files({"a.py": "A = 1\n", "b.py": "B = 1\n", "use.py": "1\n", "own.py": "1\n"})
    repository.git("branch", "rel")
    for branch in ("main", "rel"):
        repository.git("config", "--add", "coordgit.target", branch)
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("a.py")
    ann.lands("use.py", "2\n", OLD)
    cat = repository.session("cat")
    cat.reads("b.py")
    cat.lands("own.py", "2\n", OLD.replace("01-01", "02-02"))
    assert cat.git("merge", "-q", "--no-edit", "ann").ok
    return cat


def released(cat: Session, *picked: str, detached: bool = False) -> list[str]:
    """Bob changes both on the release branch; dan picks there. Returns what is rejected."""
    bob = cat.repository.session("bob", cat.repository.worktree("bob"))
    assert bob.git("checkout", "-q", "rel").ok
    bob.lands("a.py", "A = 2\n")
    bob.lands("b.py", "B = 2\n")
    assert bob.git("checkout", "-q", "--detach").ok
    dan = cat.repository.session("dan", cat.repository.worktree("dan"))
    assert dan.git("checkout", "-q", *(["--detach"] if detached else []), "rel").ok
    done = dan.git("cherry-pick", *picked)
    assert done.ok or done.rejected, done.err
    return dan.git("branch", "-f", "rel", "HEAD").rejected if detached else done.rejected


def eve(cat: Session) -> None:
    """Eve, who has read b.py, commits elsewhere in the second of cat's merge, under the same name."""
    merged = cat.repository.git("log", "-1", "--format=%ad", "--date=raw", "main").strip()
    eve = cat.repository.session("eve", cat.repository.worktree("eve"))
    eve.reads("b.py")
    eve.lands("own.py", "3\n", f"--date={merged}")


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize(("side", "asked"), [("1", "a.py"), ("2", "b.py")])
def test_whoever_made_what_a_picked_merge_had_brought_is_asked(cat: Session, side: str, asked: str, detached: bool) -> None:
    assert released(cat, "-m", side, "main", detached=detached) == [f"CG101 {asked}"]


def test_who_has_committed_in_the_second_of_a_merge_of_foreign_work_is_not_asked(cat: Session) -> None:
    """Though she has committed the same content."""
    clone = cloned(cat.repository, "more.py", "1\n")
    cat.lands("own.py", "1\n")
    assert cat.git("fetch", "-q", str(clone), "main").ok
    assert cat.git("merge", "-q", "--no-edit", "FETCH_HEAD").ok
    eve(cat)
    assert released(cat, "-m", "1", "main") == []


@pytest.mark.parametrize("detached", [False, True])
def test_who_has_committed_in_the_second_of_the_merge_is_not_asked(cat: Session, detached: bool) -> None:
    eve(cat)
    assert released(cat, "-m", "1", "main", detached=detached) == ["CG101 a.py"]
