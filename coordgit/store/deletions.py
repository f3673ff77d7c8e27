"""Delete rows that nobody needs any more. ``coordgit.prune`` decides what is needed, because it can ask git and SQL cannot."""

import sqlite3

from coordgit.core.model import Epoch, Oid, Write
from coordgit.store import dropped, writes
from coordgit.store.database import Store, whose
from coordgit.store.tips import newest_landing

PIECE = 5000
"""Rows deleted in one transaction, so that a waiting commit waits for milliseconds."""

COMES_BACK = "(s.state = 'live' OR s.ended_at >= :limit)"
"""SQL condition: live sessions and recently ended ones, as clients resume a session under the same id."""

LEFT_BEHIND = f"landing_id IS NULL AND session IN (SELECT s.session FROM sessions s WHERE NOT COALESCE({COMES_BACK}, FALSE))"
"""SQL condition: an uncommitted edit of a session that does not come back."""


def at_work(store: Store, limit: float) -> set[Epoch]:
    """Return the current epochs, and those of edits that may still be committed."""
    sql = (
        f"SELECT s.session, s.epoch FROM sessions s WHERE {COMES_BACK}"
        " UNION SELECT w.session, w.epoch FROM writes w JOIN sessions s ON s.session = w.session"
        f" WHERE w.landing_id IS NULL AND {COMES_BACK}"
    )
    return {Epoch(*row) for row in store.all(sql, limit=limit)}


def put_away(store: Store, stash: list[Oid]) -> set[Epoch]:
    """Return the epochs whose work an entry of the ``stash`` holds: whoever takes it out may commit it."""
    sql = "SELECT s.session, s.epoch FROM stashes t JOIN sessions s ON s.session = t.session WHERE t.oid IN (:items)"
    return {Epoch(*row) for row in store.among(sql, stash)}


def in_flight(store: Store) -> list[Oid]:
    """Return the commits to which git may be moving branches right now."""
    return store.column("SELECT new FROM landings WHERE state = 'pending' AND new IS NOT NULL")


def made(store: Store) -> list[tuple[Oid, Epoch, int]]:
    """Return (commit, epoch that made it, landing that first named it) of all known commits."""
    return [(row[0], Epoch(row[1], row[2]), row[3]) for row in store.all("SELECT oid, session, epoch, landing_id FROM commits")]


def epochs(store: Store) -> list[Epoch]:
    """Return the epochs that have reads."""
    rows = store.all(
        "SELECT e.session, e.epoch FROM epochs e"
        " WHERE EXISTS (SELECT 1 FROM reads r WHERE r.session = e.session AND r.epoch = e.epoch)"
    )
    return [Epoch(*row) for row in rows]


def drop_reads(store: Store, epoch: Epoch, limit: float) -> int:
    """Delete an epoch's reads, unless its session has come back meanwhile; return how many there were."""
    gone = 0
    while True:
        with store.writing():
            sql = f"SELECT 1 FROM sessions s WHERE s.session = :session AND s.epoch = :epoch AND {COMES_BACK}"
            if store.has(sql, limit=limit, **whose(epoch)):
                return gone
            sql = "SELECT read_id FROM reads WHERE session = :session AND epoch = :epoch LIMIT :piece"
            ids = store.column(sql, piece=PIECE, **whose(epoch))
            store.among("DELETE FROM reads WHERE read_id IN (:items)", ids)
            sql = "UPDATE epochs SET reads = reads - :count WHERE session = :session AND epoch = :epoch"
            store.do(sql, count=len(ids), **whose(epoch))
        gone += len(ids)
        if len(ids) < PIECE:
            return gone


def left_behind(store: Store, limit: float) -> list[Write]:
    """Return the uncommitted edits of sessions that do not come back."""
    return writes.where(store, LEFT_BEHIND, limit=limit)


def drop_writes(store: Store, limit: float, gone: list[int]) -> int:
    """Delete edits that landed long ago and, of sessions that do not come back, those with these numbers; return how many."""
    sql = (
        "DELETE FROM writes WHERE landing_id IN (SELECT landing_id FROM landings WHERE state <> 'pending' AND landed_at < :limit)"
    )
    landed = store.do(sql, limit=limit)
    still = store.among(f"SELECT write_id FROM writes WHERE write_id IN (:items) AND {LEFT_BEHIND}", gone, limit=limit)
    store.each("DELETE FROM writes WHERE write_id = ?", still)
    return landed + len(still)


def drop_orphans(store: Store, intents_before: float) -> dict[str, int]:
    """Delete what belonged to deleted rows, and calls that never ended; correct the counts of reads."""
    sql = (
        "DELETE FROM tellings WHERE NOT EXISTS (SELECT 1 FROM reads r WHERE r.session = tellings.session"
        " AND r.epoch = tellings.epoch)"
    )
    gone = {
        "bases": store.do("DELETE FROM bases WHERE NOT EXISTS (SELECT 1 FROM reads r WHERE r.base_id = bases.base_id)"),
        "tellings": store.do(sql),
        "merge bases": store.do(
            "DELETE FROM merge_bases WHERE NOT EXISTS (SELECT 1 FROM bases b WHERE b.oid = merge_bases.base)"
        ),
        "dropped work": dropped.prune(store),
        "untracked": store.do(
            "DELETE FROM untracked_paths WHERE session IN (SELECT session FROM sessions WHERE state <> 'live')"
        ),
        "modes": store.do("DELETE FROM modes WHERE session IN (SELECT session FROM sessions WHERE state <> 'live')"),
        "intents": store.do("DELETE FROM intents WHERE noted_at < :limit", limit=intents_before),
        "calls": store.do("DELETE FROM calls WHERE began_at < :limit", limit=intents_before),
    }
    store.do(
        "DELETE FROM sights WHERE NOT EXISTS (SELECT 1 FROM writes w WHERE w.worktree = sights.worktree AND w.path = sights.path"
        " AND w.landing_id IS NULL)"
    )
    count = "(SELECT COUNT(*) FROM reads r WHERE r.session = epochs.session AND r.epoch = epochs.epoch)"
    store.do(f"UPDATE epochs SET reads = {count} WHERE reads <> {count}")
    return gone


def oldest_needed(store: Store, limit: float) -> int:
    """Return the first landing whose write set can still matter: to a read, to a chain from a base, or because it is recent."""
    newest = newest_landing(store)
    found = [
        store.value("SELECT MIN((SELECT MIN(r.landing_id) FROM reads r WHERE r.base_id = b.base_id)) + 1 FROM bases b"),
        store.value("SELECT MIN(l.landing_id) FROM bases b CROSS JOIN landings l WHERE l.old = b.oid"),
        store.value("SELECT MIN(landing_id) FROM landings WHERE landed_at >= :limit", limit=limit),
        store.value("SELECT MIN(landing_id) FROM landings WHERE state = 'pending'"),
    ]
    return min([int(landing_id) for landing_id in found if landing_id is not None] + [newest + 1])


def drop_changes(store: Store, before: int) -> int:
    """Delete the write sets of landings older than ``before``. ``landings.chains`` must not cross them any more: git is asked."""
    gone = store.do("DELETE FROM changes WHERE landing_id < :before", before=before)
    store.do("UPDATE landings SET forward = 0 WHERE landing_id < :before AND forward = 1", before=before)
    return gone


def drop_older(store: Store, limit: float) -> dict[str, int]:
    """Delete the records of validated pushes, and of landings in other clones, from before ``limit``."""
    return {
        "pushes": store.do("DELETE FROM pushes WHERE asked_at < :limit", limit=limit),
        "remote tips": store.do(
            "DELETE FROM remote_tips WHERE tip_id < (SELECT MIN(tip_id) FROM reads)"
            " AND EXISTS (SELECT 1 FROM remote_tips n WHERE n.ref = remote_tips.ref AND n.tip_id > remote_tips.tip_id"
            " AND n.tip_id <= (SELECT MIN(tip_id) FROM reads))"
        ),
        "landings elsewhere": store.do("DELETE FROM remote_landings WHERE landed_at < :limit", limit=limit),
    }


def drop_coordination(store: Store, limit: float) -> dict[str, int]:
    """Delete tasks that ended, all but the newest report of a session, released locks and what happened to any of them, from
    before ``limit``. A lock that was granted after one that has expired stays: the former holder is asked about it."""
    newer = "(SELECT MAX(n.report_id) FROM reports n WHERE n.session = reports.session)"
    first = "(SELECT MIN(lock_id) FROM locks WHERE state = 'expired')"
    return {
        "tasks": store.do("DELETE FROM tasks WHERE state IN ('done', 'failed') AND ended_at < :limit", limit=limit),
        "reports": store.do(f"DELETE FROM reports WHERE reported_at < :limit AND report_id < {newer}", limit=limit),
        "locks": store.do(
            f"DELETE FROM locks WHERE state = 'released' AND ended_at < :limit AND lock_id < COALESCE({first}, lock_id + 1)",
            limit=limit,
        ),
        "events": store.do("DELETE FROM events WHERE happened_at < :limit", limit=limit),
    }


def drop_verdicts(store: Store, keep: int, limit: float) -> tuple[int, int]:
    """Delete verdicts that are neither among the newest ``keep`` nor younger than ``limit``; return (verdicts, conflicts)."""
    floor = store.value("SELECT verdict_id FROM verdicts ORDER BY verdict_id DESC LIMIT 1 OFFSET :before", before=keep - 1)
    if floor is None:
        return 0, 0
    old = "SELECT verdict_id FROM verdicts WHERE verdict_id < :floor AND decided_at < :limit"
    conflicts = store.do(f"DELETE FROM conflicts WHERE verdict_id IN ({old})", floor=floor, limit=limit)
    return store.do("DELETE FROM verdicts WHERE verdict_id < :floor AND decided_at < :limit", floor=floor, limit=limit), conflicts


def size(store: Store) -> int:
    return store.number("PRAGMA page_count") * store.number("PRAGMA page_size")


def tidy(store: Store, at_most: int) -> None:
    """Shrink the file if a quarter of it is free pages and it has at most ``at_most`` bytes; otherwise the pages are used
    again. Writers wait while it is rewritten."""
    store.do("PRAGMA optimize")
    try:
        if store.value("PRAGMA freelist_count") * 4 > store.value("PRAGMA page_count") and size(store) <= at_most:
            store.do("VACUUM")
        store.do("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:  # other processes use the store: left for the next time
        pass
