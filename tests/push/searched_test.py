"""What a search found on a remote's main, and what its session has landed there since."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes

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
