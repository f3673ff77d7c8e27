"""Whether a change of a path makes a read of it suspect, by object ids alone."""

import pytest

from coordgit.core.model import LISTING, Change, CheckedBranch, Epoch, Query, Read
from coordgit.core.validation import CheckedRead, Delta, is_about, item_change, suspects

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


@pytest.mark.parametrize("seen", [OLD, None], ids=["a text", "no file"])
@pytest.mark.parametrize(("before", "suspect"), [(None, False), (OTHER, False), (NEW, True)])
def test_what_was_seen_before_ones_own_edit_may_come_to_another_branch(
    before: str | None, suspect: bool, seen: str | None
) -> None:
    """Not where the branch has had the edit, and somebody took that back."""
    read = Read(epoch=Epoch("ann", 1), path="api.py", base="b" * 40, observed=seen, known=NEW)
    change = Change("api.py", before, seen, frozenset({"bob"}))
    assert item_change(CheckedRead(read, NEW, "b" * 40), {"api.py": change}) == (change if suspect else None)


@pytest.mark.parametrize("seen", [OLD, None], ids=["a text", "no file"])
@pytest.mark.parametrize(
    ("base", "settled", "suspect"), [("b" * 40, True, True), ("b" * 40, False, False), ("c" * 40, True, False)]
)
def test_what_was_seen_before_two_edits_of_ones_own_is_no_more_what_one_knows(
    base: str, settled: bool, suspect: bool, seen: str | None
) -> None:
    """Where the first edit was at the base; not where that never had what was seen, or the branch has not the base."""
    read = Read(epoch=Epoch("ann", 1), path="api.py", base=base, observed=seen, known="4" * 40, settled=settled)
    change = Change("api.py", NEW, seen, frozenset({"bob"}))
    assert item_change(CheckedRead(read, read.known, base), {"api.py": change}, "b" * 40) == (change if suspect else None)


@pytest.mark.parametrize(("maker", "stale"), [("ann", False), ("bob", True)])
def test_a_listing_that_was_found_true_elsewhere_is_stale_once_another_has_changed_the_name_s_file(
    maker: str, stale: bool
) -> None:
    """Elsewhere the file may have been there all the time, so a new content can be a new name here."""
    base, there = "b" * 40, "c" * 40
    read = Read(epoch=Epoch("ann", 1), kind=LISTING, path="", base=base, query=Query(pattern="*.py"))
    came = Change("new.py", None, NEW, frozenset({"bob"}))
    since = {base: Delta(base, {"new.py": came}), there: Delta(OTHER, {"new.py": Change("new.py", OLD, NEW, frozenset({maker}))})}
    found = suspects([CheckedRead(read, None, base, later=(there,))], CheckedBranch("refs/heads/main", "d" * 40), since)
    assert [one.changes for one in found] == [(came,)] * stale


@pytest.mark.parametrize(("path", "after", "about"), [("new.py", NEW, True), ("new.py", None, True), ("new.txt", NEW, False)])
def test_a_listing_is_about_a_name_whatever_its_content_was(path: str, after: str | None, about: bool) -> None:
    read = Read(epoch=Epoch("ann", 1), kind=LISTING, path="", base="b" * 40, query=Query(pattern="*.py"))
    assert is_about(read, Change(path, OLD, after)) is about
    assert is_about(read._replace(query=None, path="new.txt"), Change(path, OLD, after)) is (path == "new.txt")
