"""Another session's uncommitted edit that was read in a file with edits of one's own."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.dirty.edits import API, drops_unseen, lands


@pytest.mark.parametrize("goes", [drops_unseen, None])
def test_what_the_reader_itself_committed_of_the_file_is_not_what_became_of_the_edit(
    ann: Claude, bob: Claude, goes: Callable[[Claude], None] | None
) -> None:
    ann.edits("api.py", "unrelated_15 = 15", "unrelated_15 = 16")
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    bob.edits("api.py", "(x, y)", "(x, y, z)")
    assert ann.runs("coordgit commit -m mine").ok
    if goes is not None:
        goes(bob)
    assert lands(ann).rejected == (["CG104 api.py"] if goes else [])


@pytest.mark.parametrize("earlier", [False, True], ids=["its first edit of it", "its second"])
@pytest.mark.parametrize("drops", [False, True], ids=["committed", "dropped"])
def test_what_ones_own_edit_was_made_over_is_seen_with_it(
    ann: Claude, bob: Claude, repository: Repository, earlier: bool, drops: bool
) -> None:
    ann.reads("api.py")
    if earlier:
        ann.edits("api.py", "unrelated_15 = 15\n", "unrelated_15 = 150\n")
    bob.edits("api.py", "(x)", "(x, y)")
    ann.edits("api.py", "unrelated_17 = 17\n", "unrelated_17 = 170\n")
    ann.reads("api.py")
    if drops:
        bob.edits("api.py", "(x, y)", "(x)")
    else:
        assert repository.coordgit("commit", "-m", "bob", **bob.env).ok
    done = repository.coordgit("commit", "-m", "ann", **ann.env)
    assert (done.ok, done.rejected) == ((False, ["CG104 api.py"]) if drops else (True, [])), done.err


@pytest.mark.parametrize(("further", "rejected"), [("", []), ("bob", ["CG104 api.py"]), ("cat", ["CG104 api.py"])])
def test_what_was_read_uncommitted_beside_own_edits_is_known_once_its_lines_are_committed(
    ann: Claude, bob: Claude, further: str, rejected: list[str]
) -> None:
    """Ann has read the file with both sessions' edits in it; ``further`` edits and commits another line."""
    ann.edits("api.py", "unrelated_19 = 19", "unrelated_19 = 20")
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    ann.runs("true")
    if further:
        Claude(ann.repository, further).edits("api.py", "unrelated_9 = 9", "unrelated_9 = 8")
    assert bob.runs("coordgit commit -m his").ok
    if further == "cat":
        assert Claude(ann.repository, further).runs("coordgit commit -m more").ok
    denied = ann.runs("coordgit commit -m hers")
    assert denied.rejected == rejected
    assert ("api.py changed by" in denied.out) == bool(rejected), "nothing is told either"


@pytest.mark.parametrize("committed", [True, False])
def test_a_look_at_own_text_after_the_other_edit_in_it_was_committed_is_no_dirty_read(
    ann: Claude, bob: Claude, committed: bool
) -> None:
    """Each has read an edit of the other's, so of two that are uncommitted neither could come first."""
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_19 = 19", "unrelated_19 = 20")
    if committed:
        assert bob.runs("coordgit commit -m his").ok
    ann.reads("api.py")
    ann.writes("other.py", "ann's\n")
    bob.reads("other.py")
    denied = ann.runs("git commit -qm hers -- other.py")
    assert denied.rejected == ([] if committed else ["CG104 api.py"]), denied.err


@pytest.mark.parametrize(("puts_back", "rejected"), [("bob", []), ("ann", ["CG201 new.py"])])
def test_own_text_that_another_session_has_left_as_it_is_shows_what_that_made_of_it(
    ann: Claude, bob: Claude, puts_back: str, rejected: list[str]
) -> None:
    """Bob changes a line back that he has committed, so that the file is again what Ann has left."""
    bob.writes("new.py", API)
    ann.reads("new.py")
    ann.edits("new.py", "unrelated_3 = 3\n", "unrelated_3 = 3\nhers = 3\n")
    bob.edits("new.py", "unrelated_9 = 9", "unrelated_9 = 90")
    ann.edits("new.py", "unrelated_15 = 15\n", "unrelated_15 = 15\nhers_too = 15\n")
    left = (ann.cwd / "new.py").read_text()
    bob.edits("new.py", "(x)", "(x, y)")
    assert bob.runs("coordgit commit -m his").ok
    if puts_back == "bob":
        bob.edits("new.py", "(x, y)", "(x)")
    else:
        ann.writes("new.py", left)
    ann.reads("new.py")
    assert ann.repository.coordgit("commit", "-m", "hers", **ann.env).rejected == rejected


def test_a_look_at_own_text_shows_what_was_committed_since_one_s_own_landing(ann: Claude, bob: Claude) -> None:
    """Ann has changed again what she landed, and Cat edits the file too, so that it is no version that anybody committed."""
    Claude(ann.repository, "cat").edits("api.py", "unrelated_2 = 2", "unrelated_2 = 20")
    bob.edits("api.py", "unrelated_9 = 9", "unrelated_9 = 90")
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_15 = 15", "unrelated_15 = 150")
    assert ann.runs("coordgit commit -m hers").ok
    ann.edits("api.py", "unrelated_15 = 150", "unrelated_15 = 151")
    assert bob.runs("coordgit commit -m his").ok
    ann.reads("api.py")
    done = ann.repository.coordgit("commit", "-m", "more", **ann.env)
    assert done.ok, done.err
