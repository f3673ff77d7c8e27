"""A commit that a rebase has put on top of others', and that gives a file a text which one of those gave it before."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import Session

OLD = [f"line {n}\n" for n in range(12)]


def text(**lines: str) -> str:
    changed = {int(name.removeprefix("line")): line for name, line in lines.items()}
    return "".join(f"{changed[n]}\n" if n in changed else line for n, line in enumerate(OLD))


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize(
    "pull", [("pull", "-q", "--rebase"), ("pull", "-q", "--no-rebase", "--no-edit")], ids=["rebase", "merge"]
)
def test_anothers_change_below_ones_own_that_takes_back_an_older_one_is_anothers(
    tmp_path: Path, pull: tuple[str, ...], looked: bool
) -> None:
    """Ann takes back her own landed change. Bob has changed another line of what was there before, and merged: the text that he
    gave the file then is the one that Ann's commit gives it on top of all."""
    clones = Clones(tmp_path)
    ann: Session = clones.ann
    bob: Session = clones.bob
    bob.lands("f.py", text())
    assert pushes(bob).ok and ann.git(*pull).ok
    ann.reads("f.py")
    ann.lands("f.py", text(line11="of ann"))
    assert pushes(ann).ok
    bob.lands("f.py", text(line6="of bob"))
    assert bob.git("pull", "-q", "--no-rebase", "--no-edit").ok and pushes(bob).ok
    ann.lands("f.py", text())
    ann.reads("f.py")
    assert ann.git(*pull).ok
    if looked:
        ann.reads("f.py")
    assert pushes(ann).rejected == ([] if looked else ["CG101 f.py"])
