"""What a session saw of a file of which it has committed its own lines: the others' lines beside them count as seen."""

from __future__ import annotations

import pytest

from tests.portion.team import Team, both_edit, commit

LONG = "bob " * 3000
"""Too much for a notice."""


@pytest.mark.parametrize("how", ["as it was", "further", "dropped"])
def test_another_sessions_line_stays_read_after_a_commit_of_ones_own(team: Team, how: str) -> None:
    ann, bob = team
    both_edit(ann, bob)
    ann.reads("f.py")
    assert commit(ann).ok
    bob.reads("f.py")
    if how != "as it was":
        bob.edits("f.py", "line 8 bob\n", f"line 8 {LONG}\n" if how == "further" else "line 8\n")
    assert how == "dropped" or commit(bob).ok
    ann.edits("g.py", "g\n", "ann\n")
    assert commit(ann).rejected == ([] if how == "as it was" else ["CG104 f.py"])
