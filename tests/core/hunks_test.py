"""Ranges against hunks: tables for the edges, and any two texts against a slow look at every line."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.hunks import Hunk, covers, moved_range, parse, replaced_lines, touches, unplaced

TEXTS = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12)


def between(old: list[str], new: list[str]) -> list[Hunk]:
    """The hunks as git counts them: a length of 0 stands after its line."""
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Hunk(a + (b > a), b - a, c + (d > c), d - c))
    return found


@pytest.mark.parametrize(
    ("header", "hunk"),
    [
        (b"@@ -3 +3 @@", Hunk(3, 1, 3, 1)),
        (b"@@ -3,2 +4,0 @@ def f():", Hunk(3, 2, 4, 0)),
        (b"@@ -0,0 +1,7 @@", Hunk(0, 0, 1, 7)),
    ],
)
def test_hunk_headers_are_read(header: bytes, hunk: Hunk) -> None:
    assert parse(b"diff --git a b\n--- a\n+++ b\n" + header + b"\n-x\n+y\n") == [hunk]


@pytest.mark.parametrize(
    ("hunk", "touched"),
    [
        (Hunk(9, 1, 9, 1), True), (Hunk(8, 1, 8, 1), False), (Hunk(21, 1, 21, 1), True), (Hunk(22, 1, 22, 1), False),
        (Hunk(9, 0, 10, 2), True), (Hunk(8, 0, 9, 2), False), (Hunk(20, 0, 21, 1), True), (Hunk(21, 0, 22, 1), False),
        (Hunk(1, 40, 1, 1), True), (Hunk(1, 8, 1, 8), False),
    ],
)  # fmt: skip
def test_a_hunk_touches_the_lines_10_to_20_or_their_neighbours(hunk: Hunk, touched: bool) -> None:
    assert touches([hunk], 10, 20) is touched


@given(TEXTS, TEXTS, st.integers(1, 12), st.integers(0, 5))
def test_a_range_that_no_hunk_touches_stands_there_with_the_same_lines(
    old: list[str], new: list[str], first: int, more: int
) -> None:
    first = min(first, len(old))
    last = min(first + more, len(old))
    hunks = between(old, new)
    if not touches(hunks, first, last):
        begin, end = moved_range(hunks, first, last)
        assert new[begin - 1 : end] == old[first - 1 : last]


@given(TEXTS, TEXTS)
def test_all_of_the_new_text_covers_every_hunk_and_nothing_covers_none_but_no_change(old: list[str], new: list[str]) -> None:
    hunks = between(old, new)
    assert covers(hunks, [(1, len(new))], len(new))
    assert covers(hunks, [], len(new)) is (not hunks or not new)


@pytest.mark.parametrize(
    ("gone", "seen", "enough"),
    [(5, (4, 5), True), (5, (1, 4), False), (5, (5, 9), False), (1, (1, 1), True), (1, (2, 9), False), (10, (9, 9), True)],
)
def test_what_is_gone_is_seen_between_its_neighbours(gone: int, seen: tuple[int, int], enough: bool) -> None:
    """Of ten lines one is taken out."""
    old = [f"line {n}" for n in range(1, 11)]
    assert covers(between(old, old[: gone - 1] + old[gone:]), [seen], 9) is enough


def test_the_lines_that_each_hunk_replaces() -> None:
    patch = b"diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n@@ -3,0 +4,2 @@\n+c\n+d\n\\ No newline at end of file\n"
    assert replaced_lines(patch) == {((b"a",), (b"b",)), ((), (b"c", b"d"))}
    assert replaced_lines(b"diff --git a/f b/f\nBinary files differ\n") == set()


def test_a_patch_is_the_same_wherever_it_is_applied_but_not_beside_other_lines() -> None:
    patch = b"diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@ def f():\n a\n-b\n+@@ c\n"
    assert unplaced(patch) == unplaced(patch.replace(b"@@ -1,2 +1,2 @@ def f():", b"@@ -7,2 +9,2 @@").rstrip(b"\n"))
    assert unplaced(patch) != unplaced(patch.replace(b" a\n", b" other\n"))
    assert unplaced(b"diff --git a/f b/f\nBinary files differ\n") == []
