"""Which lines of a changed file a session has yet to see: what a look of one whole file may not have shown. Pure."""

from coordgit.core.hunks import Hunk, showing
from coordgit.startup.typing import Iterable, Sequence

LONG = 400
"""Changed lines that every client shows at once. Of more, one cuts what it shows, and shows the middle or the end to nobody."""


def rest(change: Iterable[Hunk], seen: Sequence[tuple[int, int]], count: int, long: int = LONG) -> tuple[int, int] | None:
    """Return the first and the last line of the new side, of ``count`` lines, that show the change and are not ``seen``.

    ``None`` if none is left; also if the change is not long and no part of the new side was seen. Once one was, whoever looks at
    the whole file again may be shown the same part again, which may end before the change.
    """
    change = list(change)
    ranges = [showing(hunk, count) for hunk in change]
    for first, last in seen:
        ranges = [
            (a, b) for begin, end in ranges for a, b in ((begin, min(end, first - 1)), (max(begin, last + 1), end)) if a <= b
        ]
    if not ranges or not (seen or sum(hunk.new_length for hunk in change) > long):
        return None
    return min(first for first, _ in ranges), max(last for _, last in ranges)
