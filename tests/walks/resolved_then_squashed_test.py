"""Bob resolves a conflict for his own lines; what cat lands as a squash of that, she has combined in nothing."""

import pytest

from tests.support.repository import Repository, Session

TEXT = "".join(f"A{n} = 1\n" for n in range(9))
HERS, HIS = TEXT.replace("A5 = 1", "A5 = 2"), TEXT.replace("A5 = 1", "A5 = 3")


@pytest.fixture
def bob(repository: Repository) -> Session:
    """Bob has changed the line that ann has changed on main since."""
    repository.begin(a__py=TEXT, b__py="1\n")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.reads("a.py")
    bob.lands("a.py", HIS)
    repository.session("ann").lands("a.py", HERS)
    return bob


def squash(bob: Session) -> list[str]:
    """Cat lands it; what is rejected."""
    cat = bob.repository.session("cat")
    assert cat.git("merge", "--squash", "-q", "bob").ok
    return cat.git("commit", "-qm", "land").rejected


@pytest.mark.parametrize("more", [False, True])
def test_who_squashes_a_resolved_merge_takes_nothing_back(bob: Session, more: bool) -> None:
    assert not bob.git("merge", "-q", "main").ok
    bob.reads("a.py")
    bob.writes("a.py", HIS)
    assert bob.git("commit", "-qam", "resolved").ok
    if more:
        bob.lands("b.py", "2\n")
    assert squash(bob) == []


@pytest.mark.parametrize("moved", [False, True])
def test_what_a_strategy_chose_unseen_is_still_lost(bob: Session, moved: bool) -> None:
    assert bob.git("merge", "-q", "--no-edit", "-Xours", "main").ok
    if moved:
        bob.repository.session("ann").lands("b.py", "3\n")
    assert squash(bob) == ["CG201 a.py"]


def test_what_its_maker_has_taken_over_the_tip_is_still_lost(bob: Session) -> None:
    cat = bob.repository.session("cat")
    assert cat.git("checkout", "bob", "--", "a.py").ok
    assert cat.git("commit", "-qm", "his").rejected == ["CG201 a.py"]
