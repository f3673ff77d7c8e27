"""What a session saw of a file of which it has committed its own lines: the others' lines beside them count as seen."""

from __future__ import annotations

import pytest

from tests.portion.team import Team, both_edit, commit
from tests.support.repository import Repository

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


@pytest.mark.parametrize("keeps", [True, False], ids=["the file shows it", "the file lacks it"])
def test_a_look_at_ones_own_edit_shows_what_has_landed_since_ones_own_commit(
    repository: Repository, team: Team, keeps: bool
) -> None:
    """Of what it had read before that commit it may take out its own lines."""
    ann, bob = team
    ann.reads("new.py")
    ann.writes("new.py", "ann 1\n")
    bob.reads("new.py")
    bob.edits("new.py", "ann 1\n", f"{LONG}\nann 1\n")
    ann.writes("new.py", f"{(repository.top / 'new.py').read_text()}ann 2\n")
    assert commit(ann).ok
    bob.reads("new.py")
    bob.edits("new.py", "ann 1\n", "ann 1\nbob again\n")
    ann.edits("new.py", "ann 2\n", "")
    assert commit(bob).ok
    if not keeps:
        ann.writes("new.py", "ann 1\n")
    assert commit(ann).rejected == (["CG101 new.py"] if keeps else ["CG201 new.py"])
    ann.reads("new.py")
    assert commit(ann).rejected == ([] if keeps else ["CG201 new.py"])
