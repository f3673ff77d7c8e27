"""Lines that were seen of one version, in the change that led to another."""

import pytest

from coordgit.core.hunks import Hunk
from coordgit.core.seen_lines import LONG, Span, carried_back, joined, still_unseen, with_seen

OLD = [b"a\n", b"b\n", b"c\n", b"d\n"]
NEW = [b"a\n", b"B1\n", b"B2\n", b"B3\n", b"c\n"]
CHANGE = [Hunk(2, 1, 2, 3), Hunk(4, 1, 5, 0)]


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([], b"abcd"),
        ([Span(2, 4)], b"aB1B2B3cd"),
        ([Span(3, 3)], b"abB2cd"),
        ([Span(2, 2), Span(4, 4)], b"aB1bB3cd"),
        ([Span(1, 1)], b"abcd"),
        ([Span(1, 1, shown=True)], b"aB1B2B3c"),
        ([Span(4, 5)], b"abB3c"),
        ([Span(1, 5)], b"aB1B2B3c"),
    ],
)
def test_what_was_not_seen_stays_as_it_was(spans: list[Span], text: bytes) -> None:
    assert b"".join(with_seen(OLD, NEW, CHANGE, spans)).replace(b"\n", b"") == text


@pytest.mark.parametrize(("gap", "both"), [(6, True), (7, False)])
@pytest.mark.parametrize("first", [Hunk(1, 1, 1, 1), Hunk(1, 1, 0, 0)], ids=["replaced", "deleted"])
def test_a_diff_shows_changes_near_each_other_as_one(first: Hunk, gap: int, both: bool) -> None:
    """git diff of the two texts has one hunk up to a gap of six lines, and two from seven on."""
    between = [b"%d\n" % n for n in range(gap)]
    began = [b"A\n"] * first.new_length
    old, new = [b"a\n", *between, b"z\n"], [*began, *between, b"Z\n"]
    change = [first, Hunk(len(old), 1, len(new), 1)]
    shown = with_seen(old, new, change, [Span(1, 1, shown=True)])
    assert shown == [*began, *between, b"Z\n" if both else b"z\n"]
    assert with_seen(old, new, change, [Span(len(new), len(new), shown=True)])[0] == (shown if both else old)[0]


def test_lines_are_found_where_a_later_version_has_them() -> None:
    way = [Hunk(1, 0, 2, 2), Hunk(4, 1, 6, 1)]
    assert carried_back(way, [Span(4, 6)], later=False) == [Span(2, 3)]
    assert carried_back(way, [Span(1, 4)], later=False) == [Span(1, 1), Span(2, 2)], "another line stands between the two"
    assert carried_back(way, [Span(1, 4)], later=True) == [Span(1, 2)]
    assert carried_back(way, [Span(6, 8)], later=False) == [Span(5, 6)], "it has another line in place of the fourth"
    assert carried_back(way, [Span(6, 8)], later=True) == [Span(4, 6)]
    assert carried_back(way, [Span(7, 8)], later=True) == [Span(5, 6)]


def test_spans_that_follow_on_each_other_are_one() -> None:
    assert joined([Span(5, 9), Span(1, 4), Span(12, 13), Span(6, 7)]) == [Span(1, 9), Span(12, 13)]
    assert joined([Span(1, 4), Span(5, 6, shown=True)]) == [Span(1, 4), Span(5, 6, shown=True)]


SHORT = [Hunk(1, 1, 1, 1), Hunk(9, 0, 10, 5)]
BIG = [Hunk(1, 1, 1, 1), Hunk(9, 0, 10, LONG), Hunk(20, 3, 9 + LONG + 11, 0)]
COUNT = 2000


@pytest.mark.parametrize(
    ("change", "seen", "left"),
    [
        (SHORT, [], None),
        (SHORT, [(1, 5)], (10, 14)),
        (SHORT, [(2, 9)], (1, 14)),  # nothing of the change: a part was shown, and may be shown again
        (SHORT, [(12, 12)], (1, 14)),
        (SHORT, [(1, 1), (10, 14)], None),
        (BIG, [], (1, 9 + LONG + 12)),
        (BIG, [(1, 99)], (100, 9 + LONG + 12)),
        (BIG, [(100, COUNT), (1, 50)], (51, 99)),
        (BIG, [(1, 9 + LONG)], (9 + LONG + 11, 9 + LONG + 12)),  # the lines around the gap
        ([Hunk(5, 900, 4, 0)], [], None),  # a removal is short
        ([Hunk(5, 900, 4, 0)], [(10, 20)], (4, 5)),
        ([Hunk(5, 900, 4, 0)], [(1, 4), (5, 6)], None),
        ([Hunk(COUNT + 1, 9, COUNT, 0)], [(1, 9)], (COUNT, COUNT)),
        ([Hunk(1, 9, 0, 0)], [(5, 9)], (1, 1)),
    ],
)
def test_what_was_seen_of_a_change_leaves_the_lines_from_the_first_to_the_last_other_one(
    change: list[Hunk], seen: list[tuple[int, int]], left: tuple[int, int] | None
) -> None:
    assert still_unseen(change, seen, COUNT) == left
