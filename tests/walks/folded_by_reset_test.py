"""Bob takes ann's commits onto his branch, goes back behind them, and makes one commit of hers and his own work."""

import pytest

from tests.support.repository import Repository, Session

TEXT = "".join(f"A{n} = 1\n" for n in range(20))
HERS = TEXT.replace("A9 = 1", "A9 = 2")
BOTH = HERS.replace("A2 = 1", "A2 = 2")


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"a.py": TEXT, "b.py": TEXT})
    return repository.session("bob", repository.worktree("bob"))


def folded(bob: Session, ours: str, read: str, taken: list[str]) -> list[str]:
    """Return what is rejected of bob's commit of ``ours`` and of ann's other file."""
    ann = bob.repository.session("ann", bob.repository.worktree("ann"))
    ann.reads(read)
    assert ann.lands("a.py", HERS)
    assert ann.lands("b.py", HERS)
    assert bob.git(*taken).ok
    assert bob.git("reset", "-q", "--soft", "main").ok
    bob.writes("a.py", ours)
    return bob.git("commit", "-qam", "all").rejected


@pytest.mark.parametrize("taken", ["merge -q --ff-only ann", "cherry-pick main..ann"])
@pytest.mark.parametrize("read", ["a.py", "a.py:9-12"])
def test_what_she_has_read_stands_beside_further_work(bob: Session, read: str, taken: str) -> None:
    assert folded(bob, BOTH, read, taken.split()) == []


@pytest.mark.parametrize("ours", [TEXT.replace("A2 = 1", "A2 = 2"), BOTH.replace("A9 = 2", "A9 = 3")])
def test_what_she_has_read_was_left_out_or_is_another(bob: Session, ours: str) -> None:
    assert folded(bob, ours, "a.py", ["merge", "-q", "--ff-only", "ann"]) == ["CG101 a.py"]
