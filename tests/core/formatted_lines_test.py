"""Whose a line is that a formatter has changed."""

import pytest

from coordgit.core.uncommitted_lines import NOBODY
from tests.core.own_portion_test import ANN, BOB, File


@pytest.mark.parametrize("by", [ANN, NOBODY])
def test_another_sessions_line_stays_its_own_when_a_formatter_changes_it(by: str) -> None:
    """It has split one line of bob's, joined two of his, and changed a quote of ann's beside them."""
    typed = "a\nx = 'A'\nf(1, 2)\ng(\n3)\nb\n"
    file = File("a\nb\n").edit(BOB, "a\nf(1, 2)\ng(\n3)\nb\n").edit(ANN, typed)
    formatted = 'a\nx = "A"\nf(\n  1,\n  2,\n)\ng(3)\nb\n'
    file.edit(by, formatted, exact=False)
    assert file.portion(BOB).text == b"a\nf(\n  1,\n  2,\n)\ng(3)\nb\n"
    assert file.commits(ANN).text == b'a\nx = "A"\nb\n'
    assert file.commits(BOB).text == formatted.encode()


@pytest.mark.parametrize(("after", "exact"), [("a\nx  = 1\nb\n", True), ("a\nx = 2\nb\n", False)])
def test_a_line_is_whose_edit_it_is_even_if_it_only_respaces_anothers_and_whose_command_makes_it_say_something_else(
    after: str, exact: bool
) -> None:
    file = File("a\nb\n").edit(BOB, "a\nx = 1\nb\n").edit(ANN, after, exact=exact)
    assert file.owners() == [f"+{after.splitlines()[1]} ann"]
