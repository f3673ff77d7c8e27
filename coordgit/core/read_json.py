"""The JSON shape of a read, in the output about a conflict or a session."""

from coordgit.core.model import LISTING, MATCH, Read


def fields(read: Read) -> dict[str, object]:
    """Return a read's fields as JSON output shows them."""
    shown: dict[str, object] = {
        "kind": read.kind,
        "path": read.path,
        "lines": [read.first, read.last] if read.first else None,
        "oid": read.observed,
        "base": read.base if read.settled else None,
        "at": read.at,
        "via": read.via,
        "exact": read.exact,
    }
    if read.kind == MATCH and read.query:
        shown |= {"pattern": read.query.pattern, "pathspecs": list(read.query.pathspecs)}
    elif read.kind == LISTING and read.query:
        shown |= {"pattern": read.query.pattern, "recursive": read.query.recursive}
    if read.agent:
        shown["agent"] = read.agent
    return shown
