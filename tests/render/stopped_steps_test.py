"""The way on where a commit concludes what has stopped, or amends: what was typed decides what is done again."""

import pytest

from coordgit.render.next_steps import Way
from tests.render.next_steps_test import FACTS, of, way_of

UNDO = {"merge": "git merge --abort", "cherry-pick": "git cherry-pick --abort", "revert": "git reset --merge HEAD"}
STOPPED = pytest.mark.parametrize("operation", UNDO)


def typed(operation: str, command: str, *swept: str, staged: str = "a b f") -> Way:
    given = [("swept", "", path) for path in swept] or [("stale", "", "a")]
    return way_of(operation, given, facts=FACTS._replace(command=tuple(command.split())), staged=staged)


@STOPPED
def test_a_commit_that_was_typed_is_made_again(operation: str) -> None:
    found = typed(operation, "commit -qam one")
    assert found.sentence.endswith(f"adapt your change if it needs it, commit again (undo: {UNDO[operation]})")
    assert found.commands[-1] == "git commit -qam one" and found.undo == UNDO[operation]


@STOPPED
def test_what_is_staged_is_unstaged_before_it_is_undone(operation: str) -> None:
    found = typed(operation, "commit -qm one", "f")
    assert found.sentence == (
        "leave f out (git restore --staged -- f), commit again (git commit -qm one)"
        f" (undo: git restore --staged -- f && {UNDO[operation]})"
    )


@STOPPED
def test_what_cannot_be_committed_in_parts_is_staged_first(operation: str) -> None:
    found = typed(operation, "commit -qam one", "f")
    assert found.sentence.startswith(
        "leave f out (git restore --staged -- f), stage the rest (git add -- a b), commit again (git commit -qm one) (undo: "
    )
    assert found.commands[-2:] == ("git add -- a b", "git commit -qm one")
    assert "add" not in typed(operation, "commit -qam one", "f", staged="f").sentence


def test_ones_own_lines_are_a_commit_of_their_own_instead_of_an_amend() -> None:
    """After the other session has committed, to amend again would rewrite that commit."""
    mixed = of("amend", mixed=["a"])
    assert mixed.sentence == (
        'commit only what this session has edited, as a commit of its own (coordgit commit -m "..."); or, once you have'
        ' acknowledged that a is handed over to you (coordgit ack v7 --why "..."), amend again'
    )
    assert "a and b are handed over" in of("amend", mixed=["a", "b"]).sentence


@STOPPED
def test_what_cannot_be_committed_by_itself_is_taken_out_or_handed_over(operation: str) -> None:
    assert of(operation, owned=["a"]).sentence.startswith(
        "have claude b0b take its edit of a out until this is committed, stage it again (git add -- a), or, if it is handed over"
        ' to you, acknowledge it (coordgit ack v7 --why "..."), git '
    )
    assert "its edits of a and b out until this is committed, stage them again (" in of(operation, owned=["a", "b"]).sentence
    assert of("rebase", owned=["a"]).sentence.startswith("have a committed by claude b0b first, or, if it is handed over to you")
