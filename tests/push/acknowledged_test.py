"""What was acknowledged of a remote's main, and what its session has made of that, or lands there since."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import API

PULL = ("pull", "-q", "--no-rebase", "--no-edit")


@pytest.mark.parametrize("text", ["", "X = 1\nmore\n"], ids=["without the hit", "with it"])
def test_ones_own_hit_that_another_takes_out_after_an_acknowledgement_is_a_change(tmp_path: Path, text: str) -> None:
    """The acknowledgement is of the remote's branch as it was before the session's own hit had landed there."""
    clones = Clones(tmp_path)
    ann, bob = clones.ann, clones.bob
    assert ann.coordgit("read", "--grep", "X = 1").ok
    bob.lands("bobs.py", "X = 1\n")
    assert pushes(bob).ok
    ann.lands("anns.py", "X = 1\n")
    assert ann.git(*PULL).ok
    denied = pushes(ann)
    assert denied.rejected == ["CG102 bobs.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert pushes(ann).ok
    ann.lands("more.py", "1\n")
    assert pushes(ann).ok
    assert bob.git(*PULL).ok
    bob.lands("anns.py", text)
    assert pushes(bob).ok
    ann.lands("more.py", "2\n")
    assert ann.git(*PULL).ok
    assert pushes(ann).rejected == ["CG102 anns.py"] * (not text)


def edited(tmp_path: Path, again: bool) -> Clones:
    """Clones, in one of which Ann has read a file, landed an edit of it there, and perhaps read it ``again``."""
    clones = Clones(tmp_path)
    clones.ann.reads("api.py")
    clones.ann.lands("api.py", API + "# ann\n")
    if again:
        clones.ann.reads("api.py")
    return clones


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "its own"])
@pytest.mark.parametrize("then", ["nothing", "it is there again"])
def test_an_acknowledged_rename_of_a_file_that_the_session_had_changed_is_no_second_question(
    tmp_path: Path, then: str, again: bool
) -> None:
    clones = edited(tmp_path, again)
    ann, bob = clones.ann, clones.bob
    assert bob.git("mv", "api.py", "moved.py").ok and bob.git("commit", "-qm", "moved").ok
    assert pushes(bob).ok
    assert ann.git(*PULL).ok
    denied = pushes(ann)
    assert denied.rejected == ["CG101 api.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert pushes(ann).ok
    if then != "nothing":
        assert bob.git(*PULL).ok
        bob.lands("api.py", "another\n")
        assert pushes(bob).ok and ann.git(*PULL).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 api.py"] * (then != "nothing")


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "its own"])
def test_a_file_that_the_session_kept_and_another_removes_once_more_is_a_change(tmp_path: Path, again: bool) -> None:
    clones = edited(tmp_path, again)
    ann, bob = clones.ann, clones.bob
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "gone").ok
    assert pushes(bob).ok
    assert not ann.git(*PULL).ok
    assert ann.git("add", "api.py").ok and ann.git("commit", "-qm", "kept").ok
    denied = pushes(ann)
    assert denied.rejected == ["CG201 api.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert pushes(ann).ok
    assert bob.git(*PULL).ok
    bob.reads("api.py")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "gone again").ok
    assert pushes(bob).ok and ann.git(*PULL).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("meanwhile", ["nothing", "ann pulls again", "bob changes it further"])
@pytest.mark.parametrize("what", ["long.py", "long.py:8-10"])
def test_what_was_acknowledged_over_ones_own_edit_is_known_where_that_was_not_made(
    tmp_path: Path, what: str, meanwhile: str
) -> None:
    clones = Clones(tmp_path)
    ann, bob = clones.ann, clones.bob
    lines = [f"line {n}\n" for n in range(12)]
    bob.lands("long.py", "".join(lines))
    assert pushes(bob).ok and ann.git(*PULL).ok
    ann.reads(what)
    lines.remove("line 9\n")
    bob.lands("long.py", "".join(lines))
    assert pushes(bob).ok
    own = ["ann\n", *(f"line {n}\n" for n in range(12))]
    ann.lands("long.py", "".join(own))
    assert ann.git("pull", "-q", "--rebase").ok
    denied = ann.commits("more.py", "1\n")
    assert [one.partition(":")[0] for one in denied.rejected] == ["CG101 long.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert ann.commits("more.py", "1\n").ok
    if meanwhile != "nothing":
        lines.remove("line 8\n" if "further" in meanwhile else "line 11\n")
        bob.lands(*("bobs.py", "1\n") if "again" in meanwhile else ("long.py", "".join(lines)))
        assert pushes(bob).ok
        assert ann.git("pull", "-q", "--rebase").ok
    assert len(pushes(ann).rejected) == ("further" in meanwhile)


@pytest.mark.parametrize("later", ["other.py", "api.py"])
def test_what_another_made_of_a_change_and_was_read_is_pushed(tmp_path: Path, later: str) -> None:
    """Under an uncommitted edit: what Ann reads is Cat's commit, which has Bob's change."""
    clones = Clones(tmp_path)
    ann, bob, cat = clones.ann, clones.bob, clones.ann.repository.session("cat")
    text = "".join(f"line {n}\n" for n in range(20))
    bob.lands("api.py", text)
    assert pushes(bob).ok and ann.git("pull", "-q").ok
    ann.lands("own.py", "1\n")
    ann.reads("api.py")
    theirs = text.replace("line 15\n", "bob's line\n")
    bob.lands("api.py", theirs)
    assert pushes(bob).ok and ann.git("pull", "-q", "--rebase").ok
    cat.lands("api.py", "cat's line\n" + theirs)
    ann.writes("api.py", "cat's line\n" + theirs + "more\n")
    assert ann.coordgit("read", "--at", "HEAD", "api.py").ok
    bob.lands(later, "OTHER = 2\n" if later == "other.py" else theirs + "bob's last line\n")
    assert pushes(bob).ok
    assert ann.git("stash", "-q").ok and ann.git(*PULL).ok
    pushed = pushes(ann)
    assert pushed.rejected == ["CG101 api.py"] * (later == "api.py"), pushed.err
