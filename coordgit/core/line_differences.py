"""The shortest difference between two texts, line by line (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986)."""

from coordgit.core.hunks import Hunk, Replaced
from coordgit.startup.typing import Sequence

Lines = Sequence[bytes]
Replacement = tuple[int, int, int, int]
"""Places (from, to) in an old version, and those in a new one that replace them."""

MOST = 1000
"""The most lines in which two versions may differ for the shortest difference to be computed."""


def split(text: bytes) -> list[bytes]:
    """Return lines, each with its line end: git's, a line feed."""
    pieces = text.split(b"\n")
    return [*(piece + b"\n" for piece in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


def differences(old: Lines, new: Lines) -> list[Replacement]:
    """Return the shortest edit script from ``old`` to ``new``."""
    spans: list[Replacement] = []
    a = b = 0
    for i, j in [*common(old, new), (len(old), len(new))]:
        if a < i or b < j:
            spans.append((a, i, b, j))
        a, b = i + 1, j + 1
    return spans


def hunks(old: Lines, new: Lines) -> list[Hunk]:
    """Return the same script as git's hunks without context."""
    return [
        Hunk(first=a0 + (a0 < a1), length=a1 - a0, new_first=b0 + (b0 < b1), new_length=b1 - b0)
        for a0, a1, b0, b1 in differences(old, new)
    ]


def replaced(old: Lines, new: Lines) -> set[Replaced]:
    """Return the lines that each hunk removes and adds, without line ends, as those of a patch."""
    bare = [[line.removesuffix(b"\n") for line in side] for side in (old, new)]
    return {(tuple(bare[0][a0:a1]), tuple(bare[1][b0:b1])) for a0, a1, b0, b1 in differences(old, new)}


def common(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence."""
    start, ends = 0, (len(old), len(new))
    while start < min(ends) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(ends) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _middle(old[start : ends[0] - tail], new[start : ends[1] - tail])
    return [
        *((n, n) for n in range(start)),
        *((i + start, j + start) for i, j in middle),
        *((ends[0] - tail + n, ends[1] - tail + n) for n in range(tail)),
    ]


def _middle(old: Lines, new: Lines) -> list[tuple[int, int]]:
    if not old or not new:
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for d in range(min(len(old) + len(new), MOST) + 1):
        trace.append(dict(reach))
        for k in range(-d, d + 1, 2):
            down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reach[k] = x
            if x >= len(old) and x - k >= len(new):
                return _path(trace, len(old), len(new))
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, old, new).get_matching_blocks()
    return [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]


def _path(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """Return the diagonal steps of the path that ``trace`` found to (x, y)."""
    steps = []
    for d in range(len(trace) - 1, -1, -1):
        reach, k = trace[d], x - y
        down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
        from_k = k + 1 if down else k - 1
        from_x = reach[from_k] if d else 0
        from_y = from_x - from_k if d else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            steps.append((x, y))
        x, y = from_x, from_y
    return steps[::-1]
