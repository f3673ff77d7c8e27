"""Which ranges of lines are stale by content: does a change touch the lines that were read? Pure: hunks come in."""

from coordgit.core.hunks import Hunk, HunksOf, moved_range, touches
from coordgit.core.model import LINES, Finding, Oid
from coordgit.core.validation import LOST_UPDATE, Suspect
from coordgit.startup.typing import Callable

Hunks = Callable[[Oid | None, Oid | None], list[Hunk] | None]


def blob_pairs(suspect: Suspect) -> list[tuple[Oid, Oid]]:
    """The pairs of blobs whose hunks ``range_touched`` needs."""
    change, read, known = suspect.changes[0], suspect.read, suspect.asked.known
    pairs = [
        (change.before, change.after),
        (read.observed, change.before),
        (known, change.after),
        (read.observed, known),
    ]
    return [(a, b) for a, b in pairs if a and b and a != b]


def range_touched(suspect: Suspect, hunks: Hunks) -> bool:
    """True if the change touches the lines that were read, or their neighbours.

    Asked twice, and both must say yes: against the merge base's blob, with the range moved back through the session's own
    edits, and against the blob the session knows, with the range moved forward. The first alone would take the session's
    own landed edit for foreign, the second alone its own unlanded one. Unknown hunks count as touching.
    """
    change, read, known = suspect.changes[0], suspect.read, suspect.asked.known
    return all(
        _touched(hunks(read.observed, mine), hunks(mine, change.after), read.first, read.last)
        for mine in dict.fromkeys((change.before, known))
    )


def is_as_known(suspect: Suspect, hunks: Hunks) -> bool:
    """True if the tip has the range as the session knows it: a branch that has not landed may have had other lines there."""
    read, known = suspect.read, suspect.asked.known
    return not _touched(hunks(read.observed, known), hunks(known, suspect.changes[0].after), read.first, read.last)


def _touched(way: list[Hunk] | None, change: list[Hunk] | None, first: int, last: int) -> bool:
    if way is None or change is None:
        return True
    return touches(change, *moved_range(way, first, last))


def way_of_range(finding: Finding) -> tuple[Oid, Oid] | None:
    """Return the version in which a range was read, and the one that the change starts from; ``None``: the whole file counts."""
    read = finding.read
    if read is None or read.kind != LINES or finding.code == LOST_UPDATE:
        return None
    before, after = finding.changes[0].before, finding.changes[0].after
    return (read.observed, before) if read.observed and before and after else None


def carried_range(finding: Finding, hunks: HunksOf) -> tuple[int, int] | None:
    """The read range in the version that the change starts from; ``None``: the whole file counts, or it is unknown."""
    way, read = way_of_range(finding), finding.read
    between = hunks[way] if way is not None else None
    return None if between is None or read is None else moved_range(between, read.first, read.last)
