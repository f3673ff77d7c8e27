"""What a session knows of a file that it was told to have another name."""

import pytest

from tests.fuzz.notes import Notes
from tests.fuzz.notes_test import START, has_cause, look, notes
from tests.fuzz.texts import lines, path_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(
    "said", ["renamed to h.py by ann", "removed by ann; most of it, changed, is in h.py there", "removed by ann"]
)
def test_who_was_told_its_new_name_knows_of_it_what_it_had_read(said: str, changed: bool) -> None:
    its = Notes(lines(START))
    look(its, START)
    its.saw("here", "h.py", "h.py", lambda key, _: path_of(key) == "h.py" and not key.endswith("#"), lines({}))
    its.told(f"f.py {said}\n")
    tip = lines({"h.py": "x = 1\ny = 102\n" if changed else "x = 1\ny = 1\n"})
    unknown = ["h.py#x", "h.py#y"] if said == "removed by ann" else ["h.py#y"] * changed
    assert sorted(its.unknown(its.looks["h.py"], tip)) == unknown


@pytest.mark.parametrize("told", [True, False])
def test_a_line_that_it_was_told_of_and_that_is_gone_again_is_a_cause(told: bool) -> None:
    its = notes()
    if told:
        its.told("--- a/f.py\n+++ b/f.py\n+z = 101\n")
        its.called()
    assert has_cause(its, START) == told
