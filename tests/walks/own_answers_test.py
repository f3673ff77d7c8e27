"""A listing or a search whose answer its session alone has changed, and has rebased or landed: others edit the same paths."""

import pytest

from tests.support.repository import Repository, Session

TEN = "".join(f"line {n}\n" for n in range(10))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has searched for TODO and listed all files, then added one of each, and has rebased and landed that."""
    repository.begin(notes__txt=TEN, other__txt="")
    repository.git("checkout", "-q", "--detach")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("--grep", "TODO")
    ann.reads("--glob", "*.txt")
    bob.lands("other.txt", "other\n")
    lands(bob)
    ann.writes("mine.txt", "mine\n")
    ann.writes("notes.txt", f"{TEN}TODO mine\n")
    assert ann.git("add", "mine.txt", "notes.txt").ok and ann.git("commit", "-qm", "ann's").ok
    assert ann.git("rebase", "-q", "main").ok
    lands(ann)
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    bob = repository.session("bob", repository.folder / "bob")
    assert bob.git("merge", "-q", "--ff-only", "main").ok
    return bob


def lands(session: Session) -> None:
    moved = session.git("update-ref", "refs/heads/main", "HEAD")
    assert moved.ok, moved.err


@pytest.mark.parametrize(
    ("path", "text", "codes"),
    [
        ("notes.txt", f"first\n{TEN}TODO mine\n", []),
        ("mine.txt", "not empty\n", []),
        ("notes.txt", f"TODO too\n{TEN}TODO mine\n", ["CG102 notes.txt"]),
        ("notes.txt", f"{TEN}TODO his\n", ["CG102 notes.txt"]),
        ("his.txt", "his\n", ["CG102 his.txt"]),
    ],
    ids=["another line", "what is in it", "one more answer", "another answer", "one more file"],
)
def test_only_what_others_make_of_an_answer_counts(ann: Session, bob: Session, path: str, text: str, codes: list[str]) -> None:
    bob.reads(path)
    bob.lands(path, text)
    lands(bob)
    assert ann.git("merge", "-q", "main").ok
    assert ann.commits("new.py", "1\n").rejected == codes


@pytest.mark.parametrize(
    ("text", "codes"), [(f"first\n{TEN}", []), (f"TODO too\n{TEN}", ["CG102 notes.txt"])], ids=["another line", "one more answer"]
)
def test_a_merge_that_has_their_text_and_its_own_is_not_their_answer(
    repository: Repository, ann: Session, bob: Session, text: str, codes: list[str]
) -> None:
    """Main's own side of the merge lacks the line of ann's, whose session did not make the merge."""
    before = ann.git("rev-parse", "HEAD~1").out.strip()
    assert bob.git("reset", "-q", "--hard", before).ok
    bob.lands("notes.txt", text)
    assert bob.git("merge", "-q", "--no-edit", "main").ok
    lands(bob)
    assert ann.git("merge", "-q", "main").ok
    assert ann.commits("new.py", "1\n").rejected == codes


@pytest.mark.parametrize("text", [f"first\n{TEN}TODO mine\n", TEN], ids=["another line", "its own hit is gone"])
def test_a_sessions_own_hit_that_a_merge_landed_is_in_the_answer_that_it_knows_of_main(repository: Repository, text: str) -> None:
    repository.begin(notes__txt=TEN, other__txt="")
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("--grep", "TODO")
    bob.lands("other.txt", "TODO other\n")
    rejected = ann.commits("a.txt", "1\n")
    assert rejected.rejected == ["CG102 other.txt"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "another matter").ok
    ann.lands("notes.txt", f"{TEN}TODO mine\n")
    assert bob.git("merge", "-q", "--no-ff", "--no-edit", "ann").ok
    bob.reads("notes.txt")
    bob.lands("notes.txt", text)
    assert ann.commits("b.txt", "1\n").rejected == (["CG102 notes.txt"] if text == TEN else [])


@pytest.mark.parametrize("another", [True, False])
def test_a_search_knows_its_sessions_own_line_on_a_branch_made_since(repository: Repository, another: bool) -> None:
    repository.begin(api__py="one = 1\n", other__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.coordgit("read", "--grep", "= 7")
    bob.lands("api.py", "one = 101\n")
    ann.git("switch", "-q", "-c", "topic")
    ann.lands("api.py", "one = 101\nown = 7\n")
    if another:
        bob.lands("other.py", "other = 7\n")
    assert ann.commits("new.py", "1\n").rejected == (["CG102 other.py"] if another else [])
