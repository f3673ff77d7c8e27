"""A session's fixes are brought to other branches, as picks and squashes, and it goes on: its own text is no change to it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

TEXT = "".join(f"A{n} = 1\n" for n in range(9))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann works on a branch of her own, beside a release branch."""
    repository.commit_files({"a.py": TEXT, "b.py": TEXT})
    repository.git("branch", "release")
    repository.git("worktree", "add", "-q", str(repository.folder / "stable"), "release")
    repository.session("cat").lands("c.py", "1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("a.py")
    return ann


def fixes(ann: Session, number: int) -> None:
    """Ann gives A1 a new value, and cat lands it as a squash."""
    cat = ann.repository.session("cat")
    text = (ann.cwd / "a.py").read_text()
    ann.writes("a.py", text.replace(text.splitlines()[1], f"A1 = {number}"))
    assert ann.git("commit", "-qam", "fix").ok
    assert cat.git("merge", "-q", "--squash", "ann").ok
    assert cat.git("commit", "-qam", "land").ok
    assert ann.git("reset", "-q", "--hard", "main").ok


def picks(session: Session | Claude) -> Result:
    stable = session.repository.folder / "stable"
    if isinstance(session, Session):
        return session.repository.run(["git", "cherry-pick", "main"], stable, **session.env)
    return session.runs(f"git -C {stable} cherry-pick main")


@pytest.mark.parametrize("who", ["ann", "cat", "client"])
def test_a_second_fix_of_a_line_may_be_picked_after_the_first(ann: Session, who: str) -> None:
    picker = Claude(ann.repository, "bob") if who == "client" else ann.repository.session(who)
    for number in (2, 3, 4):
        fixes(ann, number)
        done = picks(picker)
        assert done.ok, done.err


@pytest.mark.parametrize("who", ["ann", "cat", "client"])
def test_what_another_has_changed_on_the_release_branch_is_asked(ann: Session, who: str) -> None:
    picker = Claude(ann.repository, "bob") if who == "client" else ann.repository.session(who)
    fixes(ann, 2)
    assert picks(picker).ok
    stable = ann.repository.folder / "stable"
    dan = ann.repository.session("dan", stable)
    dan.lands("a.py", (stable / "a.py").read_text().replace("A8 = 1", "A8 = 2"))
    fixes(ann, 3)
    assert picks(picker).rejected == ["CG101 a.py"]


@pytest.mark.parametrize("others", [0, 2])
def test_what_anothers_branch_brought_as_a_squash_is_still_its_authors(ann: Session, others: int) -> None:
    """Bob takes ann's branch into his own as a squash, with a line of his own in it or not; cat merges that; ann goes on."""
    cat, bob = ann.repository.session("cat"), ann.repository.session("bob", ann.repository.worktree("bob"))
    ann.writes("a.py", TEXT.replace("A1 = 1", "A1 = 2"))
    assert ann.git("commit", "-qam", "fix").ok
    bob.lands("b.py", TEXT.replace("A1 = 1", "A1 = 2"))
    assert bob.git("merge", "-q", "--squash", "ann").ok
    if others:
        bob.writes("a.py", (bob.cwd / "a.py").read_text().replace("A8 = 1", f"A8 = {others}"))
    assert bob.git("commit", "-qam", "hers").ok
    assert cat.git("merge", "-q", "--no-ff", "--no-edit", "bob").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("a.py", (ann.cwd / "a.py").read_text().replace("A1 = 2", "A1 = 3"))
    done = ann.git("commit", "-qam", "again")
    assert done.rejected == (["CG101 a.py"] if others else []), done.err
    if not others:
        done = cat.git("merge", "-q", "--no-edit", "ann")
        assert done.ok, done.err
