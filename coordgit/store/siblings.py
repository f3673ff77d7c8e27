"""Changes to an epoch's reads that other sessions committed on branches that are not checked for it."""

from coordgit.core.model import Change, Epoch, Read
from coordgit.core.own_changes import makers_of
from coordgit.store import reads, refreshes, sessions
from coordgit.store.database import ITEMS, Store, marks, named, whose
from coordgit.store.landings import Landing
from coordgit.store.tips import newest_landing


def changed(store: Store, epoch: Epoch, refs: list[str], since: int) -> list[tuple[Read, Landing, Change]]:
    """Return item reads whose path a landing after ``since``, on a branch that still exists and is not in ``refs``, gave a
    content that the session does not know."""
    if not store.has(f"SELECT 1 FROM tips WHERE ref NOT IN ({marks(len(refs), 'l')}) LIMIT 1", **named(refs, "l")):
        return []
    # CROSS JOIN keeps SQLite to this order: without statistics it would always walk the reads, of which there may be 100,000
    few = newest_landing(store) - since <= sessions.reads_of(store, epoch)
    tables = ("landings l", "changes c", "reads r") if few else ("reads r", "changes c", "landings l")
    sql = (
        f"SELECT {', '.join('l.' + name for name in Landing._fields)}, c.path, c.before, c.after, c.maker, r.read_id"
        f" FROM {' CROSS JOIN '.join(tables)}"
        " WHERE l.landing_id = c.landing_id AND r.path = c.path AND l.landing_id > :since AND c.landing_id > :since"
        " AND l.state <> 'void' AND l.new IS NOT NULL"
        f" AND l.ref NOT IN ({marks(len(refs), 'l')}) AND l.ref IN (SELECT ref FROM tips)"
        " AND COALESCE(c.maker, '') <> :session AND c.maker IS NOT NULL AND r.session = :session AND r.epoch = :epoch"
        f" AND r.{ITEMS} AND COALESCE(c.after, '') <> COALESCE(r.known, '')"
        " AND COALESCE(c.after, '') <> COALESCE(r.observed, '') AND (c.landing_id > r.landing_id OR COALESCE(c.before, '') ="
        " COALESCE(r.observed, '')) ORDER BY l.landing_id"
    )
    rows = store.all(sql, since=since, **whose(epoch), **named(refs, "l"))
    newest: dict[tuple[int, str], tuple[Landing, Change]] = {}
    for row in rows:
        landing = Landing(*row[:-5])
        path, before, after, maker, read_id = row[-5:]
        newest[read_id, landing.ref] = (landing, Change(path=path, before=before, after=after, makers=makers_of(maker)))
    if not newest:
        return []
    shown = refreshes.of_reads(store, [read_id for read_id, _ in newest])
    known = {read_id: {again.oid for again in by_ref.values()} for read_id, by_ref in shown.items()}
    newest = {at: pair for at, pair in newest.items() if pair[1].after not in known.get(at[0], ())}
    by_id = {read.read_id: read for read in reads.of_paths(store, epoch, list({c.path for _, c in newest.values()}))}
    return [(by_id[read_id], landing, change) for (read_id, _), (landing, change) in newest.items() if read_id in by_id]
