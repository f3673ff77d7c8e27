"""Facts that tell whether sessions still own their uncommitted edits, and which sweeps were acknowledged."""

from __future__ import annotations

from coordgit.core.model import Process
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store.database import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.store.database import Store


class Standing(NamedTuple):
    """A session as the store knows it. ``done_at``: when it reported ``done``, if that was its last report."""

    person: bool
    live: bool
    resting: bool
    seen_at: float
    process: Process
    done_at: float | None


def standing(store: Store, sessions: list[str]) -> dict[str, Standing]:
    """Return each session's standing."""
    found = {}
    sql = (
        "SELECT s.session, s.person, s.state, s.resting, s.seen_at, s.pid, s.pid_started, s.pid_space,"
        " CASE WHEN p.state = 'done' THEN p.reported_at END FROM sessions s LEFT JOIN reports p ON p.report_id ="
        " (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session) WHERE s.session IN (:items)"
    )
    rows = store.among(sql, sessions)
    for session, person, state, resting, seen_at, pid, started, space, done_at in rows:
        found[session] = Standing(
            person=bool(person),
            live=state == "live",
            resting=bool(resting),
            seen_at=seen_at,
            process=Process(pid, started, space),
            done_at=done_at,
        )
    return found


def acknowledged(store: Store, session: str, paths: list[str]) -> set[tuple[str, str | None, Oid | None]]:
    """Return (path, whose edit, its blob) of the sweeps that were acknowledged for this session's commits."""
    sql = (
        "SELECT path, session, oid FROM conflicts WHERE counts = 1 AND path IN (:items)"
        " AND reader = :reader AND code = 'CG202' AND acked_at IS NOT NULL"
    )
    rows = store.among(sql, paths, reader=session)
    return {(path_of(path), owner, oid) for path, owner, oid in rows}
