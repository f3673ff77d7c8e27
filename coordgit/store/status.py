"""All that ``status`` shows, as facts: one query for each kind of fact, whatever the number of sessions."""

from collections.abc import Iterator
from typing import Any

from coordgit.core.coordination_records import Lock, Task
from coordgit.core.grouping import grouped
from coordgit.core.model import BYPASSED, TAKEN, UNVERIFIED, Session, Verdict
from coordgit.core.validation import LOCKED
from coordgit.startup.typing import NamedTuple
from coordgit.store import events, kept, locks, other_clones, sessions, tasks, verdicts
from coordgit.store.database import Store
from coordgit.store.kept import KeptWork
from coordgit.store.mirror import RECENT
from coordgit.store.sessions import Report

ENDED = 20
"""How many ended sessions are shown: the newest."""
UNCHECKED = 10
"""How many unvalidated updates are shown, and how many that were let through: the newest of each kind."""


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
    attribute: str = ""
    """What ``coordgit`` is for the path in .gitattributes, "" if nothing."""


class BlockReason(NamedTuple):
    """Why a landing was rejected: what another session changed or locked. ``fenced``: changed under a later lock."""

    code: str
    path: str
    session: str | None
    author: str
    fenced: bool


class SessionStatus(NamedTuple):
    """How far a session is."""

    session: Session
    report: Report | None
    last_landing: float | None
    acted: float | None
    """When it last took a lock or a task, landed, was rejected, or made an edit that is not committed."""
    blocked: str
    """The verdict that rejected its newest landing, if it has not landed there since and a reason still holds; "" for none. Of a
    session of another clone ``CLONE/v12``, as long as it has not landed since."""
    reasons: tuple[BlockReason, ...]
    elsewhere: str
    """The reasons of a rejection in another clone."""
    waits: tuple[tuple[str, Lock], ...]
    """(pathspec of a lock that it was refused, the lock that still blocks it)."""
    tasks: tuple[Task, ...]
    locks: tuple[Lock, ...]
    expired: tuple[Lock, ...]
    stale: tuple[StaleRead, ...]


class Overview(NamedTuple):
    sessions: tuple[SessionStatus, ...]
    """The live sessions, last seen first, and the newest that ended."""
    tasks: tuple[Task, ...]
    unverified: tuple[Verdict, ...]
    """The newest updates that no hook saw, and ``bypassed`` those that were let through with a reason."""
    bypassed: tuple[Verdict, ...]
    kept: tuple[KeptWork, ...]
    """Uncommitted work that is missing."""


def overview(store: Store, now: float) -> Overview:
    live = sessions.live(store)
    shown = [*live, *sessions.over(store, ENDED)]
    whose = [one.session for one in shown]
    last = sessions.newest_reports(store, whose)
    sql = (
        "SELECT s.session, (SELECT l.landed_at FROM landings l WHERE l.session = s.session AND l.state <> 'void'"
        " ORDER BY l.landing_id DESC LIMIT 1) FROM sessions s WHERE s.session IN (:items)"
    )
    landed = dict(store.among(sql, whose))
    acted = _acted(store, whose)
    blocked = _blocked(store, now)
    others = other_clones.blocked(store, now - RECENT)
    work = tasks.every(store)
    current = locks.every(store, now)
    groups: dict[str, dict[str, list[Any]]] = {
        "waits": grouped(_waits(store, current, {one.session for one in live})),
        "tasks": grouped((entry.session or "", entry) for entry in work if entry.state == tasks.CLAIMED),
        "locks": grouped((one.session, one) for one in current),
        "expired": grouped((one.session, one) for one in locks.expired(store)),
        "stale": grouped(stale(store)),
    }
    standings = []
    for one in shown:
        verdict, reasons = blocked.get(one.session, ("", ()))
        verdict, elsewhere = others.get(one.session, (verdict, ""))
        facts: dict[str, Any] = {name: tuple(group.get(one.session, ())) for name, group in groups.items()}
        facts |= {"report": last.get(one.session), "last_landing": landed.get(one.session), "acted": acted.get(one.session)}
        standings.append(SessionStatus(session=one, blocked=verdict, reasons=reasons, elsewhere=elsewhere, **facts))
    unverified, bypassed = (tuple(verdicts.of_outcome(store, outcome, UNCHECKED)) for outcome in (UNVERIFIED, BYPASSED))
    return Overview(
        sessions=tuple(standings), tasks=tuple(work), unverified=unverified, bypassed=bypassed, kept=tuple(kept.standing(store))
    )


def _acted(store: Store, whose: list[str]) -> dict[str, float]:
    sql = (
        "SELECT s.session, (SELECT MAX(v.decided_at) FROM verdicts v WHERE v.session = s.session AND v.source = 'gate'),"
        " (SELECT MAX(e.happened_at) FROM events e WHERE e.session = s.session AND e.what IN (:lock, :share, :claim)),"
        " (SELECT MAX(w.wrote_at) FROM writes w WHERE w.session = s.session AND w.landing_id IS NULL)"
        " FROM sessions s WHERE s.session IN (:items)"
    )
    rows = store.among(sql, whose, lock=events.LOCK, share=events.SHARE, claim=events.CLAIM)
    return {session: max(at for at in times if at) for session, *times in rows if any(times)}


def _blocked(store: Store, now: float) -> dict[str, tuple[str, tuple[BlockReason, ...]]]:
    """Return, by live session, its newest rejection on a branch where it has not landed since, and what still holds of it."""
    rows = store.all(
        "SELECT v.session, v.ref, MAX(CASE WHEN v.outcome = 'rejected' THEN v.verdict_id ELSE 0 END) AS rejected,"
        " MAX(CASE WHEN v.outcome = 'rejected' THEN 0 ELSE v.verdict_id END) AS passed"
        " FROM sessions s CROSS JOIN verdicts v"  # in this order
        " WHERE s.state = 'live' AND v.session = s.session AND v.source = 'gate' GROUP BY v.session, v.ref ORDER BY 3"
    )
    found: dict[str, tuple[str, tuple[BlockReason, ...]]] = {}
    for session, ref, rejected, passed in rows:
        reasons = _reasons(store, session, ref, rejected, now) if rejected > passed else None
        if reasons is not None:
            found[session] = (f"v{rejected}", reasons)
    return found


def _reasons(store: Store, session: str, ref: str, verdict_id: int, now: float) -> tuple[BlockReason, ...] | None:
    """Return the reasons of a rejection that still hold; ``None`` if all were locks that were released since."""
    sql = "SELECT code, path, session, author, cause FROM conflicts WHERE verdict_id = :verdict_id AND counts = 1 ORDER BY n"
    rows = store.all(sql, verdict_id=verdict_id)
    reasons = [
        BlockReason(code=code, path=path, session=who, author=author, fenced=cause == TAKEN)
        for code, path, who, author, cause in rows
    ]
    fenced = [reason.path for reason in reasons if reason.fenced]
    held = [reason.path for reason in reasons if reason.code == LOCKED and not reason.fenced]
    refs = [ref, *store.column("SELECT ref FROM targets WHERE ref <> :ref", ref=ref)]
    by = {True: locks.fenced(store, session, fenced, refs), False: locks.foreign(store, session, held, now)}
    found = []
    for reason in reasons:
        if reason.code != LOCKED:
            found.append(reason)
        elif reason.path in by[reason.fenced]:
            found.append(reason._replace(session=by[reason.fenced][reason.path].session))
    return None if reasons and not found else tuple(dict.fromkeys(found))


def _waits(store: Store, current: list[Lock], live: set[str]) -> Iterator[tuple[str, tuple[str, Lock]]]:
    """Return (live session, a lock it was refused that is still held, if it has not gone on since)."""
    by_subject = {f"lock:{held.lock_id}": held for held in current}
    sql = (
        "SELECT session, subject, detail, MAX(event_id) FROM events"
        " WHERE what = 'refuse' AND subject IN (:items) GROUP BY session, subject, detail"
    )
    rows = store.among(sql, by_subject)
    rows.sort(key=lambda row: row[3])
    since = events.went_on(store, {row[0] for row in rows})
    for session, subject, pathspec, event_id in rows:
        if session in live and event_id > since.get(session, 0):
            yield session, (pathspec, by_subject[subject])


def stale(store: Store) -> Iterator[tuple[str, StaleRead]]:
    """Return (session, a read of it that another session has changed since) for all live sessions."""
    rows = store.all(
        "SELECT r.session, r.path, r.kind, r.base, r.read_at, r.change, r.changed_by, r.ref, r.changed_at"
        " FROM sessions s CROSS JOIN stale_reads r WHERE s.state = 'live' AND r.session = s.session ORDER BY r.changed_at, r.path"
    )
    for row in rows:
        yield row[0], StaleRead(*row[1:])
