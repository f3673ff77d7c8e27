"""Who acknowledged what, and for whom."""

from coordgit.core.model import Conflict, Epoch, Oid, Process
from coordgit.startup.typing import NamedTuple
from coordgit.store.database import SAME_ITEM, SAME_PATH, Store, whose


class Activity(NamedTuple):
    """Facts that tell whether a reader is at work."""

    epoch: int | None
    """The epoch of the read in question."""
    process: Process
    made_at: float | None
    """When it made its newest commit."""
    recorded_at: float
    """When it last read or wrote."""


def activity(store: Store, session: str, read_id: int | None) -> Activity:
    """Return what a session has done. What others make of its work counts as its commit only if it has made none itself."""
    sql = (
        "SELECT (SELECT epoch FROM reads WHERE read_id = :read_id), s.pid, s.pid_started, s.pid_space,"
        " (SELECT COALESCE(MAX(CASE WHEN c.part = 'made' OR l.session = c.session THEN c.made_at END), MAX(c.made_at))"
        " FROM commits c JOIN landings l ON l.landing_id = c.landing_id WHERE c.session = :session),"
        " COALESCE((SELECT MAX(r.read_at) FROM reads r WHERE r.session = :session), 0),"
        " COALESCE((SELECT MAX(w.wrote_at) FROM writes w WHERE w.session = :session), 0)"
        " FROM sessions s WHERE s.session = :session"
    )
    row = store.one(sql, read_id=read_id, session=session)
    assert row is not None
    epoch, pid, started, space, made_at, read_at, wrote_at = row
    return Activity(epoch=epoch, process=Process(pid, started, space), made_at=made_at, recorded_at=max(read_at, wrote_at))


def put(store: Store, verdict: int, conflict: Conflict, *, session: str, alone: bool, now: float) -> None:
    """Record who acknowledged a conflict; ``alone``: it counts in that session's own updates only."""
    sql = (
        "INSERT INTO answers (verdict_id, n, session, alone, read_id, read_at, ref, tip, oid, answered_at) VALUES (:verdict, :n,"
        " :session, :alone, :read_id, (SELECT read_at FROM reads WHERE read_id = :read_id), :ref, COALESCE(:tip, ''), :oid, :now)"
        " ON CONFLICT (verdict_id, n, session) DO UPDATE SET alone = :alone, read_at = excluded.read_at, answered_at = :now"
    )
    store.do(sql, **conflict._asdict() | {"verdict": verdict, "session": session, "alone": alone, "now": now})


def by(store: Store, verdict: int) -> dict[int, str]:
    """Return, by the number of the conflict in a verdict, who acknowledged it last."""
    return dict(store.all("SELECT n, session FROM answers WHERE verdict_id = :verdict ORDER BY answered_at", verdict=verdict))


ALONE = (
    "FROM answers a JOIN reads r ON r.read_id = a.read_id AND r.read_at = a.read_at"
    f" JOIN reads o ON {SAME_PATH} AND {SAME_ITEM} AND (o.read_id = r.read_id OR o.read_at <= a.answered_at)"
    " WHERE a.alone = 1 AND a.session = :by"
)
"""``o``: the read that a conflict named, and those of the same item by the reader's sub-agents, of which it named one."""


def of_reads(store: Store, read_ids: list[int], session: str) -> list[tuple[int, str, Oid, Oid | None, float]]:
    """Return (read, ref, tip, blob, when) of what a session acknowledged for readers that were not at work."""
    sql = f"SELECT o.read_id, a.ref, a.tip, a.oid, a.answered_at {ALONE} AND o.read_id IN (:items)"
    return store.among(sql, read_ids, by=session)


def of_epoch(store: Store, epoch: Epoch, session: str) -> list[tuple[int, str, Oid]]:
    """Return (read, ref, tip) of the same acknowledgements, for all reads of an epoch."""
    sql = f"SELECT o.read_id, a.ref, a.tip {ALONE} AND r.session = :session AND r.epoch = :epoch"
    return store.all(sql, by=session, **whose(epoch))


def of_unread(store: Store, reader: str, path: str, oid: Oid | None, session: str) -> bool:
    """True if a session acknowledged that the reader, which was not at work and had read nothing of a path, undoes this version
    of it."""
    sql = (
        "SELECT 1 FROM conflicts c JOIN answers a ON a.verdict_id = c.verdict_id AND a.n = c.n"
        " WHERE c.path = :path AND c.reader = :reader AND c.counts = 1 AND c.code = 'CG201' AND c.read_id IS NULL"
        " AND a.alone = 1 AND a.session = :session AND COALESCE(a.oid, '') = COALESCE(:oid, '') LIMIT 1"
    )
    return store.has(sql, path=path, reader=reader, session=session, oid=oid)


def forget_dirty(store: Store, read_id: int) -> None:
    """Delete the acknowledgements that a branch lacks the uncommitted edit which this read saw: a commit has it now."""
    dirty = (
        "SELECT c.verdict_id, c.n FROM conflicts c JOIN reads r ON r.path = c.path AND r.session = c.reader"
        " WHERE r.read_id = :read_id AND c.counts = 1 AND c.code = 'CG104' AND c.cause <> 'replaced'"
    )
    same = "c.ref = refreshes.ref AND COALESCE(c.oid, '') = COALESCE(refreshes.oid, '')"
    own = f"DELETE FROM refreshes WHERE read_id = :read_id AND how = 'ack' AND EXISTS ({dirty} AND {same})"
    by_others = f"UPDATE answers SET read_at = NULL WHERE read_id = :read_id AND (verdict_id, n) IN ({dirty})"
    store.do(own, read_id=read_id)
    store.do(by_others, read_id=read_id)


def rejected_at(store: Store, session: str, read_id: int) -> float | None:
    """Return when an update of the session was last rejected because of this read."""
    sql = (
        "SELECT MAX(v.decided_at) FROM conflicts c JOIN verdicts v ON v.verdict_id = c.verdict_id"
        " WHERE c.read_id = :read_id AND c.counts = 1 AND v.session = :session AND v.outcome = 'rejected'"
    )
    at: float | None = store.value(sql, read_id=read_id, session=session)
    return at


ACKED = "FROM conflicts WHERE counts = 1 AND path IN (:items) AND reader = :reader AND acked_at IS NOT NULL"


def sweeps(store: Store, session: str, paths: list[str]) -> set[tuple[str, str | None, Oid | None]]:
    """Return (path, whose edit, its blob) of the sweeps that were acknowledged for this session's commits."""
    return set(store.among(f"SELECT path, session, oid {ACKED} AND code = 'CG202'", paths, reader=session))


def put_back(store: Store, session: str, paths: list[str]) -> list[tuple[str, Oid | None, Oid]]:
    """Return (path, blob at the branch's tip, that tip) of the conflicts acknowledged for them in which an index puts back or
    removes a path."""
    return store.among(f"SELECT path, oid, tip {ACKED} AND code IN ('CG203', 'CG204')", paths, reader=session)
