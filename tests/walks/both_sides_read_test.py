"""A session has read both sides of a merge: what its own file was, or is, with another's change, and the target's version."""

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


@pytest.mark.parametrize("merges", [False, True])
@pytest.mark.parametrize("where", [["main"], []])
def test_who_sees_on_the_target_all_that_others_have_changed_here_is_not_asked(
    repository: Repository, cat: Session, where: list[str], merges: bool
) -> None:
    """Nor would git make another text of what she knew and what she sees."""
    looks(cat, *where)
    assert not merges or cat.git("merge", "-q", "--no-edit", "main").ok
    assert {*cat.commits("d.py", "2\n").rejected} == (set() if where else {"CG101 a.py"})
    assert not where or lands(repository, "cat") == []


@pytest.mark.parametrize("part", ["a2 = 10", "a5 = 105"])
def test_who_sees_a_part_of_that_alone_is_asked(repository: Repository, cat: Session, part: str) -> None:
    """Also if the target never had the other part, which takes back what she has made."""
    repository.session("dan").lands("a.py", THEIRS.replace("a1 = 10", "a1 = 11"))
    bob = repository.session("bob", cat.cwd)
    bob.reads("a.py")
    bob.lands("a.py", BOTH.replace(part, part[:5] + "10" * (part == "a5 = 105")))
    looks(cat, "main")
    assert cat.commits("d.py", "2\n").rejected == ["CG101 a.py"]


def test_who_sees_that_on_a_branch_that_is_no_target_is_asked(repository: Repository, cat: Session) -> None:
    assert cat.coordgit("read", "--at", "ann", "a.py").ok
    assert cat.commits("d.py", "2\n").rejected == ["CG101 a.py"]


def test_what_was_acknowledged_here_and_is_taken_back_is_asked(repository: Repository, ann: Session) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("a.py")
    assert cat.commits("a.py", OWN).ok
    bob = repository.session("bob", cat.cwd)
    bob.reads("a.py")
    bob.lands("a.py", OWN.replace("a1 = 10", "a1 = 11"))
    assert cat.coordgit("ack", cat.commits("d.py", "2\n").verdict, "--why", "agreed").ok
    assert cat.git("commit", "-qm", "d").ok
    bob.lands("a.py", BOTH)
    assert lands(repository, "ann") == []
    looks(cat, "main")
    assert cat.commits("d.py", "3\n").rejected == ["CG101 a.py"]


def test_what_the_target_takes_back_later_is_asked(repository: Repository, cat: Session) -> None:
    looks(cat, "main")
    dan = repository.session("dan")
    dan.reads("a.py")
    dan.lands("a.py", TEXT)
    assert cat.commits("d.py", "2\n").rejected == ["CG101 a.py"]
    assert lands(repository, "cat") == ["CG201 a.py"]


@pytest.mark.parametrize("file", ["edited", "left behind"])
def test_who_has_another_text_in_her_file_is_asked(repository: Repository, ann: Session, file: str) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("a.py")
    assert cat.commits("a.py", OWN).ok
    repository.git("switch", "-q", "--detach", "cat")
    bob = repository.session("bob")
    made = bob.lands("a.py", BOTH)
    repository.git("switch", "-q", "main")
    assert bob.git("update-ref", "refs/heads/cat", made).ok
    assert lands(repository, "ann") == []
    if file == "edited":
        cat.writes("a.py", BOTH.replace("a0 = 10", "a0 = 1"))
    looks(cat, "main")
    assert "CG101 a.py" in cat.commits("d.py", "2\n").rejected


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
