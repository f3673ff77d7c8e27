"""Whether a change of a path makes a read of it suspect, by object ids alone."""

import pytest

from coordgit.core.model import LISTING, Change, CheckedBranch, Epoch, Query, Read
from coordgit.core.validation import CheckedRead, Delta, item_change, suspects

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


@pytest.mark.parametrize(("before", "stale"), [(OLD, False), (None, True)], ids=["has another content", "came after that"])
def test_a_listing_that_was_found_true_elsewhere_is_stale_only_once_names_change_after_that(
    before: str | None, stale: bool
) -> None:
    base, there = "b" * 40, "c" * 40
    read = Read(epoch=Epoch("ann", 1), kind=LISTING, path="", base=base, query=Query(pattern="*.py"))
    came = Change("new.py", None, NEW, frozenset({"bob"}))
    since = {base: Delta(base, {"new.py": came}), there: Delta(there, {"new.py": came._replace(before=before)})}
    found = suspects([CheckedRead(read, None, base, later=(there,))], CheckedBranch("refs/heads/main", "d" * 40), since)
    assert [one.changes for one in found] == [(came,)] * stale
