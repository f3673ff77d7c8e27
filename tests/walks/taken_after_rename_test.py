"""Work on a file that main has renamed, taken over from a rebased branch: its author's reads count."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Session

TEXT = "".join(f"line {n}\n" for n in range(1, 21))
TAKEN = ["cherry-pick -n cat", "cherry-pick cat"]


@pytest.fixture
def taker(repository: Repository) -> Session:
    """Cat has edited a file beside one that she has read; main has renamed the file, and her branch has it by that name."""
    repository.begin(api__py=API, old__py=TEXT)
    cat, ann = repository.session("cat", repository.worktree("cat")), repository.session("ann")
    taker = repository.session("taker", repository.worktree("taker"))
    cat.reads("api.py")
    cat.lands("old.py", TEXT.replace("line 9\n", "line 9 of cat\n"))
    assert ann.git("mv", "old.py", "new.py").ok and ann.git("commit", "-qm", "rename").ok
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    assert cat.git("rebase", "-q", "main").ok
    assert taker.git("merge", "-q", "--ff-only", "main").ok
    return taker


def takes(taker: Session, take: str) -> list[str]:
    result = taker.git(*take.split())
    return (taker.git("commit", "-qm", "taken") if "-n" in take else result).rejected


@pytest.mark.parametrize("take", TAKEN)
def test_what_its_author_has_read_is_asked(taker: Session, take: str) -> None:
    taker.repository.session("ann").lands("api.py", CHANGED)
    assert takes(taker, take) == ["CG101 api.py"]


@pytest.mark.parametrize("take", TAKEN)
def test_it_passes_if_that_is_still_true(taker: Session, take: str) -> None:
    taker.repository.session("ann").lands("other.py", "1\n")
    assert takes(taker, take) == []
    assert "line 9 of cat" in taker.git("show", "HEAD:new.py").out
