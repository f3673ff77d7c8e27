"""Whether a change of a path makes a read of it suspect, by object ids alone."""

import pytest

from coordgit.core.model import Change, Epoch, Read
from coordgit.core.validation import CheckedRead, item_change

OLD, NEW, OTHER = "1" * 40, "2" * 40, "3" * 40


@pytest.mark.parametrize(
    ("known", "also", "makers", "suspect"),
    [
        (OLD, (), {"bob"}, True),
        (NEW, (), {"bob"}, False),  # it knows the tip's version already
        (OLD, (NEW,), {"bob"}, False),  # it was shown that elsewhere
        (OLD, (OTHER,), {"bob"}, True),
        (OLD, (), {"ann"}, False),  # its own change
        (OLD, (), {"ann", "bob"}, True),
        (OLD, (), {""}, True),  # nobody knows whose
    ],
)
def test_a_change_makes_a_read_suspect(known: str, also: tuple[str, ...], makers: set[str], suspect: bool) -> None:
    read = Read(epoch=Epoch("ann", 1), path="api.py", base="b" * 40, observed=OLD, known=known)
    change = Change("api.py", OLD, NEW, frozenset(makers))
    found = item_change(CheckedRead(read, known, "b" * 40, also), {"api.py": change, "other.py": change})
    assert found == (change if suspect else None)
