"""What a pull brings with others' merges is theirs, not the puller's text."""

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.repository import Session

LINES = "".join(f"LINE_{n} = {n}\n" for n in range(10))
BOBS = LINES.replace("LINE_2 = 2\n", "LINE_2 = 20\n")


def ends(session: Session, *words: str) -> None:
    done = session.git(*words)
    assert done.ok, done


def begun(clones: Clones) -> tuple[Session, Session]:
    """Ann has read a line of the file, and has pulled Bob's change of another one without a look at that."""
    ann, bob = clones.ann, clones.bob
    bob.lands("lines.py", LINES)
    assert pushes(bob).ok
    ends(ann, "pull", "-q", "--rebase")
    ann.reads("lines.py:6")
    bob.lands("lines.py", BOBS)
    assert pushes(bob).ok
    ann.lands("caller.py", "ann = 1\n")
    ends(ann, "pull", "-q", "--no-rebase", "--no-edit")
    return ann, bob


@pytest.mark.parametrize("rebases", [True, False], ids=["rebase", "merge"])
@pytest.mark.parametrize("how", ["in a merge", "in a commit", "to and fro"])
def test_who_pulls_what_others_have_taken_back_takes_back_nothing(clones: Clones, how: str, rebases: bool) -> None:
    ann, bob = begun(clones)
    ann.lands("caller.py", "ann = 2\n")
    if how == "in a merge":
        ends(bob, "checkout", "-q", "-b", "side")
    bob.lands("lines.py", BOBS.replace("LINE_5 = 5", "LINE_5 = 50"))
    if how == "in a merge":
        ends(bob, "checkout", "-q", "main")
    before = (bob.cwd / "lines.py").read_text()
    after = before.replace("LINE_2 = 20", "LINE_2 = 21")
    for text in (after, before, after) if how == "to and fro" else (after,):
        bob.lands("lines.py", text)
    if how == "in a merge":
        ends(bob, "merge", "-q", "--no-edit", "side")
    assert pushes(bob).ok
    ends(ann, "pull", "-q", "--no-edit", "--rebase" if rebases else "--no-rebase")
    assert pushes(ann).rejected == ["CG101 lines.py:6-6"]


def test_who_pulls_two_branches_of_others_takes_back_nothing_that_one_of_them_does(clones: Clones) -> None:
    ann, bob = begun(clones)
    ends(bob, "checkout", "-q", "-b", "one")
    bob.lands("more.py", "bob = 1\n")
    ends(bob, "checkout", "-q", "-b", "other", "main")
    bob.lands("lines.py", BOBS.replace("LINE_2 = 20", "LINE_2 = 21"))
    assert pushes(bob, "origin", "one", "other").ok
    ends(ann, "pull", "-q", "--no-rebase", "--no-edit", "origin", "one", "other")


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("left", ["", "b = 1\n"], ids=["nothing is left", "a line is left"])
def test_who_has_changed_a_line_that_another_removed_has_not_seen_that_it_is_gone(clones: Clones, left: str, looks: bool) -> None:
    """A session without a client: nothing is told to it. ``left``: what the other leaves of the file."""
    ann, bob = clones.ann, clones.bob
    old = f"a = 1\n{left}"
    ann.reads("new.py")
    ann.lands("new.py", old)
    assert pushes(ann).ok
    assert bob.git("pull", "-q", "--rebase").ok
    bob.lands("new.py", left)
    assert pushes(bob).ok
    ann.lands("new.py", old.replace("a = 1", "a = 2"))
    assert not ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    if looks:
        ann.reads("new.py")
    ann.writes("new.py", old.replace("a = 1", "a = 2"))
    assert ann.git("commit", "-qam", "resolved").ok
    assert pushes(ann).rejected == ([] if looks else ["CG101 new.py"])


@pytest.mark.parametrize("own", ["a = 1\nc = 3\n", "a = 2\nc = 1\n"], ids=["below", "above"])
def test_who_has_removed_the_same_line_and_changed_the_next_has_seen_that_it_is_gone(clones: Clones, own: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("new.py")
    ann.lands("new.py", "a = 1\nb = 1\nc = 1\n")
    assert pushes(ann).ok
    assert bob.git("pull", "-q", "--rebase").ok
    bob.lands("new.py", "a = 1\nc = 1\n")
    assert pushes(bob).ok
    ann.lands("new.py", own)
    assert not ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    ann.writes("new.py", own)
    assert ann.git("commit", "-qam", "resolved").ok
    assert pushes(ann).ok
