"""What a session saw of a file of which it has committed its own lines: the others' lines beside them count as seen."""

import pytest

from tests.portion.team import both_edit, commit
from tests.support.claude import Claude
from tests.support.repository import Repository

LONG = "bob " * 3000
"""Too much for a notice."""


@pytest.mark.parametrize("how", ["as it was", "further", "dropped"])
def test_another_sessions_line_stays_read_after_a_commit_of_ones_own(ann: Claude, bob: Claude, how: str) -> None:
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
    repository: Repository, ann: Claude, bob: Claude, keeps: bool
) -> None:
    """Of what it had read before that commit it may take out its own lines."""
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


@pytest.mark.parametrize("then", ["stays", "comes back"])
def test_what_another_session_has_taken_out_again_since_it_landed_is_seen_so(ann: Claude, bob: Claude, then: str) -> None:
    """The file is again what bob had made of it, and that by ann's uncommitted edit."""
    bob.reads("f.py")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    more = f"line 2\n{LONG}\n"
    ann.edits("f.py", "line 2\n", more)
    assert commit(ann).ok
    ann.edits("f.py", more, "line 2\n")
    assert commit(bob).rejected == ["CG101 f.py"]
    bob.reads("f.py")
    if then == "comes back":
        ann.edits("f.py", "line 2\n", more)
    assert commit(bob).rejected == ([] if then == "stays" else ["CG104 f.py"])


def test_who_takes_its_own_committed_line_back_has_not_undone_what_another_committed_meanwhile(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    """What it saw, with a third session's uncommitted edits, is in no commit: what it knew is where its read was last true."""
    cat = Claude(repository, "cat")

    def puts(session: Claude, old: str, new: str) -> None:
        session.writes("f.py", (repository.top / "f.py").read_text().replace(old, new))

    cat.reads("f.py")
    puts(cat, "line 1\n", "line 1\ncat\n")
    puts(ann, "cat\n", "cat\nann\n")
    puts(cat, "line 6\n", "")
    bob.reads("f.py")
    puts(bob, "line 5\n", "line 5\nbob\n")
    cat.reads("f.py")
    puts(cat, "line 5\n", "cat again\n")
    bob.reads("f.py")
    denied = commit(bob)
    assert denied.rejected == ["CG104 f.py"]
    assert repository.coordgit("ack", denied.verdict, "--why", "fine", **bob.env).ok and commit(bob).ok
    puts(bob, "bob\n", "")
    assert commit(ann).ok
    bob.reads("f.py")
    assert commit(bob).rejected == ["CG104 f.py"]


@pytest.mark.parametrize("further", [False, True])
def test_a_line_that_another_takes_out_after_a_look_at_what_it_made_of_the_one_before_was_not_seen_gone(
    ann: Claude, bob: Claude, further: bool
) -> None:
    """Though the text that was seen has more of one's own in between."""
    bob.reads("f.py")
    ann.edits("f.py", "line 5\n", "line 5 ann\n")
    bob.edits("f.py", "line 6\n", "bob\nline 6\n")
    bob.edits("g.py", "g\n", "bob\n")
    bob.reads("f.py")
    if further:
        ann.edits("f.py", "line 6\n", "")
    assert commit(ann).ok
    assert commit(bob, "g.py").rejected == (["CG104 f.py"] if further else [])
    bob.reads("f.py")
    assert not further or commit(bob, "g.py").ok
