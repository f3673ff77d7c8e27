"""Which searches are stale by content: does a change alter the answer? Pure: texts come in. ``predicates`` says what is found."""

from coordgit.core.model import MATCH, Oid
from coordgit.core.predicates import DECLARED, answers_differ, can_be_asked, looks_into
from coordgit.core.validation import Suspect
from coordgit.startup.typing import Mapping


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
