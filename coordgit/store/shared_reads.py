"""The reads that a clone shares with its team, if its user wants that: paths, ranges and blob ids, for the view ``stale_reads``.

What the clone's sessions at work have read is compared with what the team's store has of it, and the difference is sent. Nothing
is counted or queued: whatever was lost in between, the next time makes up for.
"""

from collections.abc import Iterable
from typing import NamedTuple

from coordgit.core.model import Epoch
from coordgit.store import other_clones, sessions
from coordgit.store.database import ITEMS, Store
from coordgit.store.reads import base
from coordgit.store.tips import newest_landing

MOST = 1000
"""Reads of a session that are shared: the newest."""


class Item(NamedTuple):
    """What was read: all that tells two reads of a clone apart."""

    session: str
    agent: str
    kind: str
    path: str
    first: int
    last: int


class SharedVersion(NamedTuple):
    """The blob that was seen, and the one that is known by own edits, or because its change was shown or acknowledged."""

    observed: str | None
    known: str | None


class Local(NamedTuple):
    """A read as it is in the clone, with the commit it was true at."""

    seen: SharedVersion
    base: str
    read_at: float


def here(store: Store) -> dict[Item, Local]:
    """Return the newest item reads of this clone's sessions at work."""
    rows = store.all(
        "SELECT x.session, x.agent, x.kind, x.path, x.first, x.last, x.observed,"
        " CASE WHEN f.read_id IS NULL THEN x.known ELSE f.oid END, b.oid, x.read_at FROM"
        " (SELECT r.*, ROW_NUMBER() OVER (PARTITION BY r.session ORDER BY r.read_at DESC, r.read_id DESC) AS place"
        " FROM sessions s CROSS JOIN reads r WHERE s.state = 'live' AND s.clone = ''"
        f" AND r.session = s.session AND r.epoch = s.epoch AND r.{ITEMS}) AS x"
        " JOIN bases b ON b.base_id = x.base_id"
        " LEFT JOIN refreshes f ON f.read_id = x.read_id AND f.counts = 1 AND NOT EXISTS (SELECT 1 FROM refreshes g"
        " WHERE g.read_id = f.read_id AND g.counts = 1 AND (g.refreshed_at > f.refreshed_at"
        " OR (g.refreshed_at = f.refreshed_at AND g.ref > f.ref)))"
        " WHERE x.place <= :most",
        most=MOST,
    )
    return {Item(*row[:6]): Local(SharedVersion(*row[6:8]), *row[8:]) for row in rows}


def known(there: Store, clone: str) -> dict[Item, SharedVersion]:
    """Return what the team's store has of the clone."""
    rows = there.all(
        "SELECT r.session, r.agent, r.kind, r.path, r.first, r.last, r.observed, r.known FROM reads r"
        " JOIN sessions s ON s.session = r.session WHERE s.clone = :clone",
        clone=clone,
    )
    return {Item(row[0].removeprefix(f"{clone}/"), *row[1:6]): SharedVersion(*row[6:]) for row in rows}


def sessions_of(there: Store, clone: str) -> set[str]:
    """Return the sessions of the clone that the team's store knows, without the clone's name."""
    names = there.column("SELECT session FROM sessions WHERE clone = :clone", clone=clone)
    return {name.removeprefix(f"{clone}/") for name in names}


def put(there: Store, clone: str, reads: dict[Item, Local], ahead: float) -> None:
    """Record reads of the clone, whose sessions the store knows. ``ahead``: seconds that its clock is before the clone's."""
    newest = newest_landing(there)
    bases: dict[tuple[str, str], int] = {}
    rows = []
    for item, local in reads.items():
        session = f"{clone}/{item.session}"
        if (session, local.base) not in bases:
            sessions.open_epoch(there, session, 1, local.read_at)
            bases[session, local.base] = base(there, Epoch(session, 1), local.base)
        of_team = {"session": session, "base_id": bases[session, local.base], "newest": newest, "read_at": local.read_at + ahead}
        rows.append(item._asdict() | local.seen._asdict() | of_team)
    there.many(
        "INSERT INTO reads (session, epoch, agent, kind, path, first, last, observed, known, base_id, landing_id, read_at)"
        " VALUES (:session, 1, :agent, :kind, :path, :first, :last, :observed, :known, :base_id, :newest, :read_at)"
        " ON CONFLICT (session, epoch, path, kind, agent, first, last, query) DO UPDATE SET observed = excluded.observed,"
        " known = excluded.known, base_id = excluded.base_id, read_at = excluded.read_at, landing_id ="
        " CASE WHEN COALESCE(reads.observed, '') = COALESCE(excluded.observed, '') THEN reads.landing_id"
        " ELSE excluded.landing_id END",
        rows,
    )


def drop(there: Store, clone: str, items: Iterable[Item]) -> None:
    """Delete reads of the clone, and the commits that no read of its sessions names any more."""
    there.many(
        "DELETE FROM reads WHERE session = :session AND agent = :agent AND kind = :kind AND path = :path AND first = :first"
        " AND last = :last",
        [item._asdict() | {"session": f"{clone}/{item.session}"} for item in items],
    )
    there.do(
        "DELETE FROM bases WHERE session IN (SELECT s.session FROM sessions s WHERE s.clone = :clone)"
        " AND NOT EXISTS (SELECT 1 FROM reads r WHERE r.base_id = bases.base_id)",
        clone=clone,
    )


def drop_session(there: Store, session: str) -> None:
    """Delete the reads of a session that is gone."""
    there.do("DELETE FROM reads WHERE session = :session", session=session)


def put_targets(here: Store, there: Store) -> None:
    """Let the team's store know which branches the work in this clone is meant for."""
    there.many(
        "INSERT INTO targets (ref) VALUES (:ref) ON CONFLICT DO NOTHING", [{"ref": ref} for ref in other_clones.branches(here)]
    )
