"""All that ``status`` shows, as facts: one query for each kind of fact, whatever the number of sessions."""

from __future__ import annotations

from coordgit.core.light import NamedTuple
from coordgit.core.model import BYPASSED, UNVERIFIED, Lock, Session
from coordgit.store import locks, reports, sessions, tasks
from coordgit.store.database import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store
    from coordgit.store.locks import Held
    from coordgit.store.reports import Report
    from coordgit.store.tasks import Entry

ENDED = 20
"""Ended sessions that are shown: the newest."""
UNCHECKED = 10
"""Updates that were not validated, or were let through, that are shown: the newest."""


class StaleRead(NamedTuple):
    """A read whose item another session has changed since."""

    path: str
    kind: str
    base: str | None
    read_at: float
    change: str | None
    changed_by: str | None
    ref: str
    changed_at: float


class Reason(NamedTuple):
    """Why a landing was rejected: what another session changed, or holds."""

    code: str
    path: str
    session: str | None
    author: str


class Wait(NamedTuple):
    """A lock that was refused, and that still stands in the way."""

    pathspec: str
    lock: Lock


class Standing(NamedTuple):
    """How far a session is."""

    session: Session
    report: Report | None
    last_landing: float | None
    blocked: int | None
    """The verdict that rejected its newest landing, if none of it has passed since."""
    reasons: tuple[Reason, ...]
    waits: tuple[Wait, ...]
    tasks: tuple[Entry, ...]
    locks: tuple[Held, ...]
    expired: tuple[Held, ...]
    stale: tuple[StaleRead, ...]


class Unchecked(NamedTuple):
    """An update that no hook saw (``unverified``), or that was let through with a reason (``bypassed``)."""

    verdict: int
    outcome: str
    session: str
    ref: str
    old: str | None
    new: str | None
    reason: str
    at: float


class Overview(NamedTuple):
    sessions: tuple[Standing, ...]
    """Those that live, the one seen last first, and the newest that ended."""
    tasks: tuple[Entry, ...]
    unchecked: tuple[Unchecked, ...]


def overview(store: Store, now: float) -> Overview:
    every = sessions.every(store)
    shown = [one for one in every if one.state == "live"] + [one for one in every if one.state != "live"][:ENDED]
    found = {one.session for one in shown}
    last = reports.newest(store)
    landed = dict(store.all("SELECT session, MAX(landed_at) FROM landings WHERE state <> 'void' GROUP BY session"))
    blocked = _blocked(store)
    reasons = _reasons(store, blocked)
    waits = _waits(store, now)
    work = tasks.every(store)
    held, slept = _by_session(locks.every(store, now)), _by_session(locks.expired(store))
    stale = _stale(store)
    standings = [
        Standing(
            one, last.get(one.session), landed.get(one.session), blocked.get(one.session), reasons.get(one.session, ()),
            waits.get(one.session, ()),
            tuple(entry for entry in work if entry.task.session == one.session and entry.task.state == tasks.CLAIMED),
            held.get(one.session, ()), slept.get(one.session, ()), stale.get(one.session, ()),
        )
        for one in shown if one.session in found
    ]  # fmt: skip
    return Overview(tuple(standings), tuple(work), _unchecked(store))


def _by_session(found: list[Held]) -> dict[str, tuple[Held, ...]]:
    grouped: dict[str, tuple[Held, ...]] = {}
    for held in found:
        grouped[held.lock.session] = (*grouped.get(held.lock.session, ()), held)
    return grouped


def _blocked(store: Store) -> dict[str, int]:
    """Live session -> its newest rejection, on a branch where nothing of it has landed since."""
    rows = store.all(
        "SELECT v.session, MAX(CASE WHEN v.outcome = 'rejected' THEN v.verdict ELSE 0 END),"
        " MAX(CASE WHEN v.outcome = 'rejected' THEN 0 ELSE v.verdict END) FROM verdicts v"
        " JOIN sessions s ON s.session = v.session AND s.state = 'live' WHERE v.source = 'gate' GROUP BY v.session, v.ref"
    )
    found: dict[str, int] = {}
    for session, rejected, passed in rows:
        if rejected > passed:
            found[session] = max(rejected, found.get(session, 0))
    return found


def _reasons(store: Store, blocked: dict[str, int]) -> dict[str, tuple[Reason, ...]]:
    found = {}
    for session, verdict in blocked.items():
        rows = store.all(
            "SELECT code, path, session, author FROM conflicts WHERE verdict = :verdict AND counts = 1 ORDER BY n",
            verdict=verdict,
        )
        found[session] = tuple(dict.fromkeys(Reason(row[0], path_of(row[1]), row[2], row[3]) for row in rows))
    return found


def _waits(store: Store, now: float) -> dict[str, tuple[Wait, ...]]:
    """Live session -> locks it was refused, that are still held, and that it has got no other way since."""
    rows = store.all(
        "SELECT e.session, e.detail, k.lock_id, k.pathspec, k.session, k.shared, k.why, k.token, k.expires_at FROM events e"
        " JOIN sessions s ON s.session = e.session AND s.state = 'live'"
        " JOIN locks k ON e.subject = 'lock:' || k.lock_id AND k.state = 'held' AND k.expires_at > :now"
        " WHERE e.what = 'refuse' AND NOT EXISTS (SELECT 1 FROM locks g WHERE g.session = e.session AND g.state <> 'released'"
        " AND g.state = 'held' AND g.expires_at > :now AND g.pathspec = e.detail) ORDER BY e.event_id",
        now=now,
    )  # fmt: skip
    found: dict[str, tuple[Wait, ...]] = {}
    for row in rows:
        lock = Lock(row[2], path_of(row[3]), row[4], bool(row[5]), *row[6:])
        wait = Wait(path_of(row[1]), lock)
        if wait not in found.get(row[0], ()):
            found[row[0]] = (*found.get(row[0], ()), wait)
    return found


def _stale(store: Store) -> dict[str, tuple[StaleRead, ...]]:
    rows = store.all(
        "SELECT r.session, r.path, r.kind, r.base, r.read_at, r.change, r.changed_by, r.ref, r.changed_at FROM stale_reads r"
        " JOIN sessions s ON s.session = r.session AND s.state = 'live' ORDER BY r.changed_at, r.path"
    )
    found: dict[str, tuple[StaleRead, ...]] = {}
    for row in rows:
        found[row[0]] = (*found.get(row[0], ()), StaleRead(path_of(row[1]), *row[2:]))
    return found


def _unchecked(store: Store) -> tuple[Unchecked, ...]:
    rows = store.all(
        "SELECT verdict, outcome, session, ref, old, new, reason, decided_at FROM verdicts"
        " WHERE outcome IN (:unverified, :bypassed) AND source IN ('gate', 'found') ORDER BY verdict DESC LIMIT :most",
        unverified=UNVERIFIED, bypassed=BYPASSED, most=UNCHECKED,
    )  # fmt: skip
    return tuple(Unchecked(*row) for row in rows)
