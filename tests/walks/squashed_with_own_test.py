"""Bob makes one commit of ann's commit and of work of his own, rebases and lands it: what was ann's alone is still hers."""

import pytest

from tests.support.repository import Repository, Session

TEXT = "".join(f"A{n} = 1\n" for n in range(9))
HERS = TEXT.replace("A0 = 1", "A0 = 2")


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"a.py": TEXT, "b.py": TEXT, "c.py": "C = 1\n", "d.py": "D = 1\n"})
    return repository.session("bob", repository.worktree("bob"))


@pytest.fixture
def ann(bob: Session) -> Session:
    ann = bob.repository.session("ann", bob.repository.worktree("ann"))
    ann.reads("a.py")
    ann.writes("a.py", HERS)
    assert ann.git("commit", "-qam", "hers").ok
    return ann


def land_both(bob: Session, hers: str = HERS) -> None:
    """Bob squashes, rebases onto what cat has landed meanwhile, and lands."""
    bob.reads("b.py")
    assert bob.git("merge", "--squash", "-q", "ann").ok
    bob.writes("b.py", TEXT.replace("A1 = 1", "A1 = 2"))
    bob.writes("a.py", hers)
    assert bob.git("commit", "-qam", "both").ok
    cat = bob.repository.session("cat")
    cat.lands("c.py", "C = 2\n")
    assert bob.git("rebase", "-q", "main").ok
    assert cat.git("merge", "-q", "--ff-only", "bob").ok


def go_on(ann: Session) -> list[str]:
    """Ann edits on top, rebases onto main, and commits more when main has moved on. Returns what is rejected first."""
    ann.writes("a.py", (ann.cwd / "a.py").read_text().replace("A8 = 1", "A8 = 2"))
    on_top = ann.git("commit", "-qam", "on top")
    if not on_top.ok:
        return on_top.rejected
    assert ann.git("rebase", "-q", "main").ok
    ann.repository.session("cat").lands("c.py", "C = 3\n")
    ann.writes("d.py", "D = 2\n")
    return ann.git("commit", "-qam", "more").rejected


def test_ones_own_text_in_anothers_squash_is_no_change_of_what_was_read(ann: Session, bob: Session) -> None:
    land_both(bob)
    assert go_on(ann) == []


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "with a change of his"])
def test_ones_own_text_in_anothers_pick_of_several_commits_is_no_change_to_who_has_taken_it_back(
    ann: Session, bob: Session, changed: bool
) -> None:
    cat = bob.repository.session("cat")
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    bob.reads("b.py")
    bob.lands("b.py", TEXT.replace("A1 = 1", "A1 = 2"))
    assert bob.git("checkout", "-q", "-b", "one", "main").ok and bob.git("cherry-pick", "-n", "main..bob").ok
    if changed:
        bob.writes("a.py", HERS.replace("A4 = 1", "A4 = 2"))
    assert bob.git("commit", "-qam", "both").ok
    cat.lands("c.py", "C = 2\n")
    assert bob.git("rebase", "-q", "main").ok and cat.git("merge", "-q", "--ff-only", "one").ok
    ann.writes("a.py", TEXT.replace("A8 = 1", "A8 = 2"))
    taken_back = ann.git("commit", "-qam", "taken back")
    assert taken_back.rejected == (["CG101 a.py"] if changed else [])
    if taken_back.ok:
        assert ann.git("merge", "-q", "--no-edit", "main").ok
        cat.lands("c.py", "C = 3\n")
        landed = cat.git("merge", "-q", "--no-edit", "ann")
        assert landed.ok, landed.err


def test_what_the_squash_makes_of_it_is_a_change(ann: Session, bob: Session) -> None:
    land_both(bob, HERS.replace("A4 = 1", "A4 = 2"))
    assert go_on(ann) == ["CG101 a.py"]


def test_ones_own_commits_folded_into_one_with_anothers_are_ones_own_text(ann: Session, bob: Session) -> None:
    """Nobody has made this very step: it is two of ann's in one, on a branch that bob has taken back in between."""
    ann.writes("a.py", HERS.replace("A3 = 1", "A3 = 2"))
    assert ann.git("commit", "-qam", "hers too").ok
    bob.writes("b.py", TEXT.replace("A1 = 1", "A1 = 2"))
    assert bob.git("commit", "-qam", "his").ok
    assert bob.git("cherry-pick", "main..ann").ok
    assert bob.git("reset", "-q", "--soft", "HEAD~3").ok
    assert bob.git("commit", "-qm", "all").ok
    cat = bob.repository.session("cat")
    assert cat.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    cat.lands("c.py", "C = 3\n")
    ann.writes("a.py", (ann.cwd / "a.py").read_text().replace("A0 = 2", "A0 = 3"))
    assert ann.git("commit", "-qam", "hers again").ok
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize("path", ["d.py", "b.py"])
def test_what_a_squash_brings_into_a_file_that_main_has_of_its_author_is_not_his_who_squashes(
    ann: Session, bob: Session, path: str
) -> None:
    """Ann's change of ``path`` has landed, that of a.py has not, so that only this is recognised as hers."""
    ann.repository.commit_files({"d.py": TEXT})
    for session in (ann, bob):
        assert session.git("rebase", "-q", "main").ok
    ann.lands(path, TEXT.replace("A0 = 1", "A0 = 2"))
    cat = ann.repository.session("cat")
    assert cat.git("cherry-pick", "ann").ok
    bob.reads("d.py")
    bob.lands("d.py", TEXT.replace("A6 = 1", "A6 = 2"))
    assert bob.git("merge", "--squash", "-q", "ann").ok
    bob.writes("c.py", "C = 2\n")
    assert bob.git("commit", "-qam", "both").ok
    bob.writes("c.py", "C = 3\n")
    assert bob.git("commit", "-qam", "more").rejected == (["CG101 d.py"] if path == "d.py" else [])


def test_what_is_committed_along_with_a_squash_is_its_own_sessions(ann: Session, bob: Session) -> None:
    bob.git("-c", "alias.x=!coordgit read --glob '*.py'", "x")
    assert bob.git("merge", "--squash", "-q", "ann").ok
    bob.writes("e.py", "E = 1\n")
    assert bob.git("add", "e.py").ok
    assert bob.git("commit", "-qm", "both").ok
    bob.writes("c.py", "C = 3\n")
    assert bob.git("commit", "-qam", "more").ok
