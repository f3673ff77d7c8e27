"""Which lines of a change are still to be seen."""

import pytest

from coordgit.core.hunks import Hunk
from coordgit.core.unseen_lines import LONG, rest

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
    assert rest(change, seen, COUNT) == left
