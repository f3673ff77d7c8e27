"""CG201: the update undoes what another session landed in a path, unseen (P4 in Berenson et al., "A Critique of ANSI SQL
Isolation Levels", 1995). Decided by content alone, however the file was edited and whatever of it had been read.

K is the version that the session knew, T the tip's, N the update's. A change from K to T is lost if the change from T to N
touches it and the lines of N show it: what it added is gone, or what it removed is back. If N still has it, nothing is lost.
"""

from __future__ import annotations

from coordgit.core.grouping import tally
from coordgit.core.hunks import Hunk, HunksOf, Replaced, is_binary, lines_of, moved_range, new_lines, old_lines
from coordgit.core.model import Oid
from coordgit.core.rules.rule import WORK
from coordgit.core.validation import LOST_UPDATE
from coordgit.startup.typing import Collection, Iterable, Mapping, NamedTuple

RULE = WORK._replace(
    code=LOST_UPDATE,
    name="lost update",
    why="the commit takes back what another session has landed in this path",
    helps="read the tip's version, put the change into that, commit again",
    counted=("path", "takes back what another session landed, unseen", "take back what others landed, unseen"),
)


class Versions(NamedTuple):
    """A foreign change from ``known`` to ``theirs``, the tip that came of it, and what the update makes of that."""

    known: Oid | None
    theirs: Oid | None
    tip: Oid | None
    ours: Oid | None

    @property
    def pairs(self) -> list[tuple[Oid, Oid]]:
        """The pairs of blobs whose hunks are needed."""
        ways = ((self.known, self.theirs), (self.theirs, self.tip), (self.tip, self.ours), (self.known, self.ours))
        return [(one, other) for one, other in ways if one and other and one != other]


def undone(versions: Versions, hunks: HunksOf, texts: Mapping[Oid, bytes | None]) -> bool:
    """True if the update undoes the change or part of it; also if that is unknown: a text is missing here, or binary."""
    known, theirs, tip, ours = versions
    if known == theirs or tip == ours:
        return False
    if ours is None:
        return True
    if theirs is None or tip is None:
        return known is not None and _share_a_line(texts.get(known), texts.get(ours))
    edit = hunks.get((tip, ours))
    way = hunks.get((theirs, tip), []) if theirs != tip else []
    change = _change(known, theirs, hunks, texts)
    if edit is None or way is None or change is None or is_binary(texts.get(tip)):
        return True
    kept = [] if known == ours or known is None else hunks.get((known, ours))
    spans = [_carried(way, hunk) for hunk in change]
    touched = [_meets(span, edit) for span in spans]
    if any(texts.get(oid) is None for oid in (theirs, tip, ours)):
        return any(touched)
    lines = LinesOfVersions(texts.get(known) if known else b"", texts[theirs], texts[tip], texts[ours])
    for hunk, span, meets in zip(change, spans, touched, strict=True):
        restored = hunk.length > 0 and kept is not None and not _meets((hunk.first, hunk.length), kept)
        changed = lines.gone(hunk) or lines.back(hunk)
        if (meets and (restored or changed)) or (restored and changed) or lines.back_beside(hunk, span, edit):
            return True
    return False


def lacks(versions: Versions, hunks: HunksOf, texts: Mapping[Oid, bytes | None]) -> bool:
    """True if the update undoes the change, or its text has, where it was, a line that the change removed: whoever has seen that
    text has not seen all of the change, whatever the text has beside the line."""
    known, theirs, _, ours = versions
    if undone(versions, hunks, texts):
        return True
    if known is None or theirs is None or ours is None:
        return False
    change, since = hunks.get((known, theirs)), hunks.get((known, ours))
    if not change or not since:
        return False
    lines = LinesOfVersions(*(texts.get(oid or "") for oid in versions))
    return any(lines.stands(hunk, since) for hunk in change)


def changed_there(change: Iterable[Hunk], since: Collection[Hunk]) -> bool:
    """True if a text was changed wherever ``change`` changed the same version. ``since``: the text's hunks from that version."""
    return all(_meets((hunk.first, hunk.length), since) for hunk in change)


def puts_back(change: Iterable[Replaced], edit: Collection[Replaced], *, is_older: bool = False) -> bool:
    """True if a hunk of ``edit`` puts back exactly the lines that a hunk of ``change`` replaced or deleted. A short line (a
    bracket) proves nothing if the change only deleted it. Replaced lines may come back beside other changes. If the text
    ``is_older``, so that it has nothing of any later version, half of the lines are enough."""
    for removed, added in change:
        telling = [line for line in removed if len(_letters(line)) >= TELLING]
        if not telling and not (added and any(map(_letters, removed))):
            continue
        if (added, removed) in edit:
            return True
        for old, new in edit:
            if _within(added, old) and ((added and _within(removed, new)) or (is_older and _half(telling, new))):
                return True
    return False


def _half(lines: list[bytes], among: tuple[bytes, ...]) -> bool:
    """True if at least half of the lines, and at least one, are among the others."""
    return bool(lines) and 2 * sum(line in among for line in lines) >= len(lines)


def _within(lines: tuple[bytes, ...], among: tuple[bytes, ...]) -> bool:
    """True if the lines are among the others, one after another."""
    return any(among[n : n + len(lines)] == lines for n in range(len(among) - len(lines) + 1))


TELLING = 4
"""Letters that a line needs not to be found everywhere."""


def _change(known: Oid | None, theirs: Oid, hunks: HunksOf, texts: Mapping[Oid, bytes | None]) -> list[Hunk] | None:
    if known is not None:
        return hunks.get((known, theirs))
    text = texts.get(theirs)
    return None if text is None else [Hunk(first=0, length=0, new_first=1, new_length=len(lines_of(text)))]


def _carried(way: list[Hunk], hunk: Hunk) -> tuple[int, int]:
    """(first, length) of what the hunk put there, in the tip; a length of 0 is the gap after line first."""
    if not way:
        return hunk.new_first, hunk.new_length
    if hunk.new_length == 0:
        return moved_range(way, max(hunk.new_first, 1), max(hunk.new_first, 1))[1], 0
    first, last = moved_range(way, hunk.new_first, hunk.new_first + hunk.new_length - 1)
    return first, last - first + 1


def _meets(span: tuple[int, int], edit: Iterable[Hunk]) -> bool:
    """True if a hunk of ``edit`` touches the lines of ``span`` or, if they were deleted, a line next to the gap."""
    first, length = span
    for hunk in edit:
        at, count = hunk.first, hunk.length
        if length and count:
            meets = first < at + count and at < first + length
        elif length:
            meets = first <= at < first + length - 1
        elif count:
            meets = at <= first + 1 and first <= at + count - 1
        else:
            meets = at == first
        if meets:
            return True
    return False


def _letters(line: bytes) -> bytes:
    """A line without white space: what indentation, line ends and a formatter leave alone."""
    return b"".join(line.split())


def _counted(text: bytes | None) -> dict[bytes, int]:
    return tally(letters for line in lines_of(text or b"") if (letters := _letters(line)))


def _share_a_line(one: bytes | None, other: bytes | None) -> bool:
    if one is None or other is None:
        return True
    return one == other or not _counted(one).keys().isdisjoint(_counted(other))


class LinesOfVersions:
    """The lines of the four versions, without white space; tells which lines of a change are still there."""

    def __init__(self, known: bytes | None, theirs: bytes | None, tip: bytes | None, ours: bytes | None) -> None:
        self.known = None if known is None else lines_of(known)
        self.theirs = lines_of(theirs or b"")
        self.ours = lines_of(ours or b"")
        self.in_tip = _counted(tip)
        self.in_ours = _counted(ours)

    def gone(self, hunk: Hunk) -> bool:
        """True if the update has a line that the hunk added fewer times than the tip has it."""
        added = map(_letters, new_lines(self.theirs, hunk))
        return any(self.in_ours.get(line, 0) < self.in_tip.get(line, 0) for line in added if line)

    def back(self, hunk: Hunk) -> bool:
        """True if the update has a line that the hunk removed more often than the tip has it; also if that is unknown."""
        if self.known is None:
            return hunk.length > 0
        return any(self._came(line) for line in self._taken(hunk))

    def back_beside(self, hunk: Hunk, span: tuple[int, int], edit: Iterable[Hunk]) -> bool:
        """True if the update adds all lines that the hunk removed, right before or after the lines that replaced them (``span``,
        in the tip)."""
        if self.known is None or not span[1]:
            return False
        gaps, taken = (span[0] - 1, span[0] + span[1] - 1), {*self._taken(hunk)}
        for one in edit:
            if one.length == 0 and one.first in gaps:
                added = [_letters(line) for line in new_lines(self.ours, one)]
                if any(added) and all(line in taken and self._came(line) for line in added if line):
                    return True
        return False

    def stands(self, hunk: Hunk, since: Collection[Hunk]) -> bool:
        """True if the update, which makes the hunks ``since`` of the known text, has left there a line that the hunk removed."""
        left = [n for n in range(hunk.first, hunk.first + hunk.length) if not _meets((n, 1), since)]
        return any(self._came(letters) for n in left if self.known and (letters := _letters(self.known[n - 1])))

    def _taken(self, hunk: Hunk) -> list[bytes]:
        return [letters for line in old_lines(self.known or [], hunk) if (letters := _letters(line))]

    def _came(self, line: bytes) -> bool:
        return self.in_ours.get(line, 0) > self.in_tip.get(line, 0)
