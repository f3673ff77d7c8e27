"""Which suspects are stale by content: ranges compared with hunks, searches run on the old and new text. Pure: texts come in."""

from coordgit.core.hunks import Hunk, HunksOf, moved_range, touches
from coordgit.core.model import LINES, MATCH, Finding, Oid, Read
from coordgit.core.predicates import DECLARED, answers_differ, can_be_asked, identifiers, looks_into, share_a_folder
from coordgit.core.validation import LOST_UPDATE, Suspect
from coordgit.startup.typing import Callable, Iterable, Mapping

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
    """Does the change touch the lines that were read, or their neighbours?

    Asked twice, and both must say yes: against the merge base's blob, with the range moved back through the session's own
    edits, and against the blob the session knows, with the range moved forward. The first alone would take the session's
    own landed edit for foreign, the second alone its own unlanded one. Hunks that cannot be had count as touching.
    """
    change, read, known = suspect.changes[0], suspect.read, suspect.asked.known
    return all(
        _touched(hunks(read.observed, mine), hunks(mine, change.after), read.first, read.last)
        for mine in dict.fromkeys((change.before, known))
    )


def _touched(way: list[Hunk] | None, change: list[Hunk] | None, first: int, last: int) -> bool:
    if way is None or change is None:
        return True
    return touches(change, *moved_range(way, first, last))


def way_of_range(finding: Finding) -> tuple[Oid, Oid] | None:
    """From the version that a range was read of to the one that the change starts from; ``None``: the whole file counts."""
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


def looked_at(suspect: Suspect) -> Suspect:
    """Drop a search's changes to paths that its pathspecs, as they were meant, do not select."""
    read = suspect.read
    if read.kind != MATCH or read.query is None:
        return suspect
    declared = read.via == DECLARED
    changes = tuple(c for c in suspect.changes if looks_into(read.query, read.path, c.path, declared))
    return suspect._replace(changes=changes)


def search_changed(suspect: Suspect, texts: Mapping[Oid, bytes | None]) -> Suspect:
    """The suspect with the changes after which the search has another answer; one that cannot be evaluated counts as one."""
    query = suspect.read.query
    assert query is not None
    found, evaluated = [], can_be_asked(query)
    for change in suspect.changes:
        sides = [texts.get(oid) if oid else b"" for oid in (change.before, change.after)]
        if sides[0] is None or sides[1] is None or answers_differ(query, sides[0], sides[1]):
            found.append(change)
            evaluated = evaluated and None not in sides
    return suspect._replace(changes=tuple(found), evaluated=evaluated)


def tie_of_listing(changed: str, added_or_removed: Iterable[str]) -> str:
    """What ties a stale listing to the commit, in words; "" if nothing does.

    ``changed`` is the path that altered the answer, ``added_or_removed`` are the paths that come or go with the commit.
    """
    if share_a_folder([changed], added_or_removed):
        return "the commit adds or removes a path in the same folder"
    return ""


def tie_of_search(read: Read, names: set[str]) -> str:
    """What ties a stale search to the commit; ``names`` are the identifiers in its changed lines."""
    assert read.query is not None
    shared = sorted(identifiers(read.query.pattern) & names)
    return f"the commit's changed lines name {', '.join(shared[:3])}" if shared else ""
