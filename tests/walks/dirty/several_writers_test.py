"""An uncommitted edit that was read, in a file that a third session edits besides."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

THIRD = "unrelated_9 = 9\n", "unrelated_9 = 90\n"
OVER = "(x, y)", "(x, y, z)"


@pytest.mark.parametrize(
    ("edit", "rejected"),
    [(THIRD, ["CG202 api.py", "CG202 api.py"]), (OVER, ["CG104 api.py", "CG202 api.py"])],
    ids=["beside it", "over it"],
)
def test_a_third_session_takes_away_an_edit_that_was_read_only_where_it_edits_over_it(
    repository: Repository, ann: Claude, bob: Claude, edit: tuple[str, str], rejected: list[str]
) -> None:
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_15 = 15\n", "unrelated_15 = 150\n")
    cat = Claude(repository, "cat")
    cat.reads("api.py")
    cat.edits("api.py", *edit)
    denied = ann.runs("git commit -qam hers")
    assert denied.rejected == rejected, denied.err
    assert ("since been removed" in denied.err) == (edit == OVER)
    if edit == THIRD:
        done = ann.runs("coordgit commit -m hers")
        assert done.ok and "CG104" not in done.err, done.err


@pytest.mark.parametrize("changed", [False, True])
def test_what_is_committed_of_several_edits_as_it_was_read_is_nothing_wrong(
    repository: Repository, ann: Claude, bob: Claude, changed: bool
) -> None:
    """Another part stays uncommitted, and both sessions go on."""
    bob.edits("api.py", "(x)", "(x, y)")
    cat = Claude(repository, "cat")
    cat.edits("api.py", *THIRD)
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_15 = 15\n", "unrelated_15 = 150\n")
    if changed:
        bob.edits("api.py", "(x, y)", "(x, z)")
    assert bob.runs("coordgit commit -m his").ok
    bob.edits("api.py", "unrelated_2 = 2\n", "unrelated_2 = 20\n")
    assert ann.runs("coordgit commit -m hers").rejected == (["CG104 api.py"] if changed else [])
