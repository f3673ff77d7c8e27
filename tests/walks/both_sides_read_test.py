"""A session has read both sides of a merge: its own text, which has another's change as well, and the target's version."""

import pytest

from tests.support.repository import Repository, Session

TEXT = "".join(f"a{n} = 10\n" for n in range(12))
OWN = TEXT.replace("a5 = 10", "a5 = 105")
THEIRS = TEXT.replace("a9 = 10\n", "")
BOTH = OWN.replace("a9 = 10\n", "")


@pytest.fixture
def ann(repository: Repository) -> Session:
    """She has made a change of the file."""
    repository.begin(a__py=TEXT, d__py="1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    assert ann.commits("a.py", THEIRS).ok
    return ann


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Session:
    """She has changed the file, too, and taken ann's change into her branch before that has landed."""
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("a.py")
    assert cat.commits("a.py", OWN).ok
    assert cat.git("cherry-pick", "-n", "ann").ok
    assert cat.git("commit", "-qm", "taken").ok
    assert lands(repository, "ann") == []
    return cat


def lands(repository: Repository, branch: str) -> list[str]:
    return repository.session("eve").git("merge", "-q", "--no-edit", branch).rejected


def looks(cat: Session, *where: str) -> None:
    for place in where:
        if place == "main":
            assert cat.coordgit("read", "--at", "main", "a.py").ok
        else:
            cat.reads("a.py")


@pytest.mark.parametrize("where", [["main", "here"], ["here", "main"]])
@pytest.mark.parametrize("edits", [False, True])
def test_who_has_read_both_sides_lands_what_git_makes_of_them(
    repository: Repository, cat: Session, where: list[str], edits: bool
) -> None:
    looks(cat, *where)
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    if edits:
        assert cat.commits("a.py", BOTH.replace("a0 = 10", "a0 = 1")).ok
    assert cat.commits("d.py", "2\n").ok
    assert lands(repository, "cat") == []


def test_who_has_read_one_side_alone_is_asked(repository: Repository, cat: Session) -> None:
    looks(cat, "main")
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    assert cat.commits("d.py", "2\n").rejected == ["CG101 a.py"]


@pytest.mark.parametrize("how", ["-s ours main", "-s ours other main", "-X ours main"])
def test_a_merge_that_drops_some_of_what_was_seen_is_asked(repository: Repository, cat: Session, how: str) -> None:
    repository.session("dan").lands("a.py", THEIRS.replace("a5 = 10", "a5 = 200"))
    repository.session("fay", repository.worktree("other", at="ann")).lands("f.py", "1\n")
    looks(cat, "main", "here")
    assert repository.session("bob", cat.cwd).git("merge", "-q", "--no-edit", *how.split()).ok
    assert cat.commits("d.py", "2\n").ok
    assert "CG101 a.py" in lands(repository, "cat")


@pytest.mark.parametrize("path", ["a.py", "d.py"])
def test_what_another_has_taken_back_after_the_merge_and_made_again_is_asked(
    repository: Repository, cat: Session, path: str
) -> None:
    looks(cat, "main", "here")
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    bob = repository.session("bob", cat.cwd)
    bob.reads("a.py")
    for text in (OWN, BOTH):
        bob.lands(path, text)
    assert cat.commits("e.py", "2\n").ok
    assert lands(repository, "cat") == (["CG101 a.py"] if path == "a.py" else [])
