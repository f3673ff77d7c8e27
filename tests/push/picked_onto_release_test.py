"""A session's own landed fix that another clone picks onto a release branch: where it comes back it is no news to the session."""

import pytest

from tests.push.push_test import Clones, clones
from tests.support.repository import Result

__all__ = ["clones"]
TEXT = "".join(f"line {n}\n" for n in range(1, 31))
FIX, AHEAD = ("line 5\n", "fixed\n"), ("line 25\n", "only on main\n")


def picked(clones: Clones, also: tuple[str, str] | None) -> Result:
    """Ann's commit on the release branch, after Bob has picked her fix onto it, with what he has changed ``also``."""
    ann, bob = clones.ann, clones.bob
    for target in ("main", "release"):
        ann.repository.git("config", "--add", "coordgit.target", target)
    bob.lands("f.py", TEXT)
    assert bob.git("push", "-q", "origin", "main", "main:release").ok
    bob.lands("f.py", TEXT.replace(*AHEAD))
    assert bob.git("push", "-q", "origin", "main").ok
    assert ann.git("pull", "-q").ok and ann.git("branch", "-q", "release", "origin/release").ok
    ann.reads("f.py")
    ann.lands("f.py", TEXT.replace(*AHEAD).replace(*FIX))
    assert ann.git("push", "-q", "origin", "main").ok
    assert bob.git("fetch", "-q").ok and bob.git("switch", "-q", "release").ok
    assert bob.git("cherry-pick", "-x", "origin/main").ok
    if also:
        bob.writes("f.py", TEXT.replace(*FIX).replace(*also))
        assert bob.git("commit", "-q", "--amend", "--no-edit", "f.py").ok
    assert bob.git("push", "-q", "origin", "release").ok
    assert ann.git("switch", "-q", "release").ok and ann.git("pull", "-q", "--ff-only").ok
    return ann.commits("own.py", "1\n")


def test_it_is_not_asked_about(clones: Clones) -> None:
    passed = picked(clones, None)
    assert passed.ok, passed


@pytest.mark.parametrize("also", [("line 15\n", "bob's\n"), ("line 6\n", "bob's\n")])
def test_what_the_pick_has_changed_beside_it_is_asked_about(clones: Clones, also: tuple[str, str]) -> None:
    assert picked(clones, also).rejected == ["CG101 f.py"]
