"""How much of a change a session has seen if it read only some lines of the file, or was shown some hunks; and what it has yet to
see."""

from coordgit.core.hunks import Hunk, new_lines, showing, touches
from coordgit.startup.typing import Iterable, NamedTuple, Sequence

LONG = 400
"""Changed lines that every client shows at once. Of more, one cuts what it shows, and shows the middle or the end to nobody."""


class Span(NamedTuple):
    """Lines ``first``-``last`` that were seen; ``shown``: in a diff, which has all of each hunk that touches them."""

    first: int
    last: int
    shown: bool = False


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans, those of one kind that overlap or adjoin as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.shown, span.first)):
        if merged and merged[-1].shown == span.shown and span.first <= merged[-1].last + 1:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, span.last))
        else:
            merged.append(span)
    return merged


def carried_back(way: Iterable[Hunk], spans: Iterable[Span], *, later: bool) -> list[Span]:
    """Move ``spans`` from the new side of the diff ``way`` to its old side. ``later``: the new side was made from the old one,
    so whoever saw what replaced a line counts as having seen it; else only lines that both sides have do."""
    way = list(way)
    found = []
    for span in spans:
        old = new = 1
        for hunk in [*way, None]:
            begin = None if hunk is None else _begin(hunk)
            first, last = max(new, span.first), span.last if begin is None else min(begin - 1, span.last)
            if first <= last:
                found.append(Span(first - new + old, last - new + old, span.shown and later))
            if hunk is None or begin is None:
                break
            old, new = hunk.first + (hunk.length == 0), begin
            meets = hunk.new_first <= span.last and span.first < begin + max(hunk.new_length, 1)
            if later and hunk.length and meets:
                found.append(span._replace(first=old, last=old + hunk.length - 1))
            old, new = old + hunk.length, new + hunk.new_length
    return joined(found) if later else found


CONTEXT = 3
"""Unchanged lines that a diff shows around a change. Changes with no more than twice that between them are shown as one."""


def with_seen(before: Sequence[bytes], after: Sequence[bytes], change: Iterable[Hunk], spans: Sequence[Span]) -> list[bytes]:
    """Return ``before`` with what the ``spans`` of ``after`` show of the ``change`` between the two."""
    lines: list[bytes] = []
    at = 0
    change = list(change)
    shown = _shown(change, spans)
    for hunk in change:
        start = hunk.first - 1 if hunk.length else hunk.first
        lines += before[at:start]
        at = start + hunk.length
        added = new_lines(after, hunk)
        unseen = None if hunk in shown else _unseen(hunk, len(after), spans)
        if unseen is None:
            lines += added
            continue
        first = min(unseen, default=0)
        lines += [*added[:first], *before[start:at], *(line for n, line in enumerate(added) if n > first and n not in unseen)]
    return [*lines, *before[at:]]


def _shown(change: Sequence[Hunk], spans: Iterable[Span]) -> set[Hunk]:
    """Return the hunks that a diff has shown: those that its spans touch, and what stands in one piece with them."""
    in_diffs = [span for span in spans if span.shown]
    pieces: list[list[Hunk]] = []
    for hunk in change:
        last = pieces[-1][-1] if pieces else None
        near = last is not None and _begin(hunk) - _begin(last) - last.new_length <= 2 * CONTEXT
        pieces = [*pieces[:-1], [*pieces[-1], hunk]] if near else [*pieces, [hunk]]
    of_new = [
        [Hunk(first=hunk.new_first, length=hunk.new_length, new_first=0, new_length=0) for hunk in piece] for piece in pieces
    ]
    return {
        hunk
        for piece, new in zip(pieces, of_new, strict=True)
        if any(touches(new, span.first, span.last) for span in in_diffs)
        for hunk in piece
    }


def _begin(hunk: Hunk) -> int:
    """The first line of the new side that the hunk put there, or the one after the gap that it left."""
    return hunk.new_first + (hunk.new_length == 0)


def _unseen(hunk: Hunk, count: int, spans: Sequence[Span]) -> set[int] | None:
    """Return which of the lines that the hunk added were not seen, by number; ``None`` if the hunk was seen whole."""
    if hunk.new_length == 0:
        first, last = max(hunk.new_first, 1), min(hunk.new_first + 1, count)
        return None if any(span.first <= first and last <= span.last for span in spans) else set()
    wanted = range(hunk.new_first, hunk.new_first + hunk.new_length)
    seen = {line for span in spans for line in range(max(span.first, wanted.start), min(span.last + 1, wanted.stop))}
    return {line - hunk.new_first for line in wanted if line not in seen} or None


def still_unseen(change: Iterable[Hunk], seen: Sequence[tuple[int, int]], count: int) -> tuple[int, int] | None:
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
    if not ranges or not (seen or sum(hunk.new_length for hunk in change) > LONG):
        return None
    return min(first for first, _ in ranges), max(last for _, last in ranges)
