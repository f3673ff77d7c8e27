"""When a stale read belongs to a session that is not at work, the updating session looks at the change in its place."""

from coordgit.core.model import ITEMS, Epoch, Finding, Read
from coordgit.session import presence
from coordgit.store import acknowledgements, reads, refreshes
from coordgit.store.database import Store

WHY = "its reader is not at work; the session that makes the update has looked at the change since the rejection"


def looked_at(store: Store, updater: Epoch, findings: list[Finding]) -> list[Finding]:
    """Return the findings; one informs only, and keeps its base, if the updating session has seen the branch's version since
    it was rejected for that finding."""
    others = [f for f in findings if f.counts and f.read is not None and f.read.kind in ITEMS and f.reader != updater]
    if not others:
        return findings
    mine: dict[str, list[Read]] = {}
    for read in reads.of_paths(store, updater, list(dict.fromkeys(f.path for f in others))):
        mine.setdefault(read.path, []).append(read)
    again = refreshes.of_reads(store, [read.read_id for some in mine.values() for read in some])
    answered: set[int] = set()
    for finding in others:
        assert finding.read is not None
        since = acknowledgements.rejected_at(store, updater.session, finding.read.read_id)
        if since is None or presence.at_work(store, finding.reader.session, finding.read.read_id):
            continue
        after = finding.changes[0].after
        for read in mine.get(finding.path, ()):
            shown = [one for one in again.get(read.read_id, {}).values() if one.oid == after and one.at > since]
            if shown or (read.known == after and read.at > since):
                answered.add(id(finding))
    return [f._replace(counts=False, why=WHY) if id(f) in answered else f for f in findings]
