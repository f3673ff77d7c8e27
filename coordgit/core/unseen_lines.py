"""Which lines of a changed file a session has yet to see: what a look of one whole file may not have shown. Pure."""

from coordgit.core.hunks import Hunk
from coordgit.startup.typing import Iterable

LONG = 400
"""Changed lines that every client shows at once. Of more, one cuts what it shows, and shows the middle or the end to nobody."""


def rest(change: Iterable[Hunk], seen: Iterable[tuple[int, int]], long: int = LONG) -> tuple[int, int] | None:
    """Return the first and the last changed line of the new side that is not among the ``seen`` ranges; ``None`` if the change
    is not long and nothing of it was seen, or if it leaves no line to be read."""
    ranges = [(hunk.new_first, hunk.new_first + hunk.new_length - 1) for hunk in change if hunk.new_length]
    total = sum(last - first + 1 for first, last in ranges)
    touched = False
    for first, last in sorted(seen):
        left = []
        for begin, end in ranges:
            touched = touched or (first <= end and begin <= last)
            left += [(a, b) for a, b in ((begin, min(end, first - 1)), (max(begin, last + 1), end)) if a <= b]
        ranges = left
    if not ranges or (total <= long and not touched):
        return None
    return min(first for first, _ in ranges), max(last for _, last in ranges)
