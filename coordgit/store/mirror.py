"""Locks, tasks and sessions of a team: read from its store as one picture, written to the store of a clone.

Statements here run on both. Times are shifted to the clock of the store they are written to; clocks of machines decide nothing.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from coordgit.core.coordination_records import Task
from coordgit.core.durations import DAY
from coordgit.core.model import Session
from coordgit.store import events
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing

SESSIONS = "session, name, client, person, state, branch, clone, started_at, seen_at, ended_at"
LOCKS = "lock_id, pathspec, excludes, anchor, leaf, session, shared, turn, why, token, granted_at, expires_at, state, ended_at"
TASKS = "task_id, title, state, session, token, span, expires_at, outcome, why, added_by, added_at, claimed_at, ended_at"
EVENTS = "event_id, what, session, subject, detail, token, happened_at"
HISTORY = 1000
"""The most events that a clone takes over from before it joined."""

RECENT = DAY
"""Seconds for which sessions that are not live any more are shown to others."""

Row = dict[str, Any]


class Picture(NamedTuple):
    """What a team's store holds at one moment, ``clock`` by its own time: all that is in force, and what happened after an event
    up to the event ``upto``."""

    clock: float
    upto: int
    sessions: list[Row]
    locks: list[Row]
    tasks: list[Row]
    paths: list[tuple[Any, ...]]
    events: list[Row]


def look(store: Store, clock: float, since: int, named: Collection[str] | None = None) -> Picture:
    """Return what a clone that knows everything up to the event ``since`` has to know. ``named``: the sessions that it gets
    besides those that hold something; ``None``: all that are live or were seen lately."""
    upto = store.number("SELECT MAX(event_id) FROM events")
    new = store.rows(EVENTS, "FROM events WHERE event_id > :since ORDER BY event_id", since=max(since, upto - HISTORY))
    changed = (
        "WHERE :since = 0 OR state IN ('open', 'claimed') OR task_id IN"
        " (SELECT CAST(SUBSTR(subject, 6) AS INTEGER) FROM events WHERE event_id > :since AND subject LIKE 'task:%')"
    )
    tasks = store.rows(TASKS, f"FROM tasks {changed} ORDER BY task_id", since=since)
    locks = store.rows(LOCKS, "FROM locks WHERE state <> 'released' ORDER BY lock_id")
    sql = "SELECT task_id, pathspec FROM task_paths WHERE task_id IN (:items)"
    if named is None:
        shown = "FROM sessions WHERE state = 'live' OR seen_at > :recent ORDER BY session"
        sessions = store.rows(SESSIONS, shown, recent=clock - RECENT)
    else:
        wanted = {*named, *(row["session"] for row in locks), *(row["session"] for row in tasks if row["state"] == "claimed")}
        found = store.among(f"SELECT {SESSIONS} FROM sessions WHERE session IN (:items)", sorted(wanted))
        sessions = [dict(zip(SESSIONS.split(", "), row, strict=True)) for row in found]
    return Picture(
        clock=clock,
        upto=upto,
        sessions=sessions,
        locks=locks,
        tasks=tasks,
        paths=store.among(sql, [row["task_id"] for row in tasks]),
        events=new,
    )


class Shift(NamedTuple):
    """How what the team's store says reads in the clone ``clone``: whose sessions are its own, and the difference of clocks."""

    clone: str
    seconds: float

    def session(self, name: str | None) -> str | None:
        return name and name.removeprefix(f"{self.clone}/")

    def time(self, at: float | None) -> float | None:
        return None if at is None else at + self.seconds

    def row(self, row: Row) -> Row:
        """The row with its sessions and times as they read here."""
        moved = {name: self.time(value) for name, value in row.items() if name.endswith("_at")}
        named = {name: self.session(row[name]) for name in ("session", "added_by") if name in row}
        return row | moved | named


def write(store: Store, picture: Picture, shift: Shift, project: str) -> bool:
    """Make the picture what the clone's store holds; false if it holds a newer one. Locks here are renewed by the team's store
    alone, so they have no span of their own."""
    with store.writing():
        known = cursor(store, project)
        if known is None or picture.upto < known:
            return False
        newest = newest_landing(store)
        here = {row["session"]: row for row in store.rows(SESSIONS, "FROM sessions WHERE clone <> ''")}
        for row in map(shift.row, picture.sessions):
            if row["clone"] != shift.clone and not _same(row, here.get(row["session"])):
                store.upsert("sessions", "session", keep="told_landing_id", told_landing_id=newest, **row)
        for row in map(shift.row, picture.locks):
            store.upsert("locks", "lock_id", keep="span, landing_id", span=0, landing_id=newest, **row)
        _forget(store, {row["lock_id"] for row in picture.locks}, picture.clock + shift.seconds)
        for row in map(shift.row, picture.tasks):
            store.upsert("tasks", "task_id", **row | {"span": None if row["span"] is None else 0})
        for task_id, pathspec in picture.paths:
            store.ensure("task_paths", task_id=task_id, pathspec=pathspec)
        for row in map(shift.row, picture.events):
            if row.pop("event_id") > known:
                store.insert("events", **row)
        _raise_token(store)
        set_cursor(store, project, picture.upto)
        set_counter(store, "team seen", int(picture.clock + shift.seconds))
        return True


def _same(row: Row, known: Row | None) -> bool:
    """True if only the difference of clocks, which is measured anew each time, has changed."""
    return known is not None and all(
        value is not None and known[name] is not None and abs(value - known[name]) < 1.0
        if name.endswith("_at") and value != known[name]
        else value == known[name]
        for name, value in row.items()
    )


def _forget(store: Store, listed: set[int], now: float) -> None:
    """Release the locks that the team's store holds no more."""
    for lock_id in store.column("SELECT lock_id FROM locks WHERE state <> 'released'"):
        if lock_id not in listed:
            store.do("UPDATE locks SET state = 'released', ended_at = :now WHERE lock_id = :id", now=now, id=lock_id)


def _raise_token(store: Store) -> None:
    """Keep tokens growing should the clone leave the team."""
    highest = store.number("SELECT MAX(token) FROM (SELECT token FROM locks UNION ALL SELECT token FROM tasks) AS t")
    set_counter(store, "token", max(highest, counter(store, "token") or 0))


def put_session(store: Store, session: Session, name: str, clone: str, shift: float) -> None:
    """Record a clone's session in the team's store, where it is called ``name``. ``shift``: its clock before the clone's."""
    store.upsert(
        "sessions",
        "session",
        keep="started_at",
        **{column: getattr(session, column) for column in ("name", "client", "person", "state", "branch")},
        session=name,
        clone=clone,
        started_at=session.started_at + shift,
        seen_at=session.seen_at + shift,
        ended_at=None if session.state == "live" else session.seen_at + shift,
    )


def holders(store: Store, clone: str) -> list[str]:
    """Return the clone's sessions that hold a lock or a task in the team's store, without the clone's name."""
    sql = "SELECT session FROM locks WHERE state = 'held' UNION SELECT session FROM tasks WHERE state = 'claimed'"
    return sorted(name.removeprefix(f"{clone}/") for name in store.column(sql) if name.startswith(f"{clone}/"))


def spans(store: Store, clone: str) -> dict[str, float]:
    """Return the clone's sessions that hold locks or tasks for a time in the team's store -> the seconds of the shortest."""
    rows = store.all(
        "SELECT h.session, MIN(h.span) FROM (SELECT session, span FROM locks WHERE state = 'held' UNION ALL"
        " SELECT session, span FROM tasks WHERE state = 'claimed' AND span IS NOT NULL) AS h GROUP BY h.session"
    )
    return {name.removeprefix(f"{clone}/"): span for name, span in rows if name.startswith(f"{clone}/")}


def released(store: Store, lock_id: int, token: int) -> bool:
    """True if the clone has released the lock, which the team's store may not know yet."""
    return store.has("SELECT 1 FROM locks WHERE lock_id = :id AND token = :token AND state = 'released'", id=lock_id, token=token)


def give_task(store: Store, task: Task, shift: Shift, name: str | None) -> int:
    """Add a task that a clone has had to the team's store; return its number there. ``name``: its owner's there."""
    sql = "SELECT row_id FROM origins WHERE what = 'task' AND clone = :clone AND number = :id"
    if known := store.number(sql, clone=shift.clone, id=task.task_id):
        return known
    added = task.added_by and f"{shift.clone}/{task.added_by}"
    times = {name: getattr(task, name) for name in ("expires_at", "added_at", "claimed_at", "ended_at")}
    facts = {name: getattr(task, name) for name in ("title", "state", "outcome", "why")}
    token = events.token(store) if task.token else 0
    task_id = store.add("tasks", session=name, token=token, span=task.span, added_by=added, **facts, **shift.row(times))
    events.note(
        store, events.ADD, added, subject=f"task:{task_id}", detail=task.title, token=0, now=task.added_at + shift.seconds
    )
    for pathspec in task.paths:
        store.insert("task_paths", task_id=task_id, pathspec=pathspec)
    store.insert("origins", what="task", clone=shift.clone, number=task.task_id, row_id=task_id)
    return task_id


def clear(store: Store) -> None:
    """Delete the clone's own locks and tasks: the team's replace them."""
    for table in ("locks", "task_paths", "task_landings", "tasks"):
        store.do(f"DELETE FROM {table}")


def counted_landings(store: Store) -> list[tuple[int, int]]:
    """Return (task, landing made under a claim of it)."""
    return store.all("SELECT task_id, landing_id FROM task_landings")


def count_landings(store: Store, rows: list[tuple[int, int]]) -> None:
    """Record (task, landing made under a claim of it)."""
    with store.writing():
        for task_id, landing_id in rows:
            store.ensure("task_landings", task_id=task_id, landing_id=landing_id)


def newest(store: Store) -> tuple[Any, ...] | None:
    """Return a value that changes when something happens in the team's store; it is only good for comparison."""
    return store.one(
        "SELECT (SELECT MAX(event_id) FROM events), (SELECT MAX(report_id) FROM reports), (SELECT MAX(landing_id) FROM landings),"
        " (SELECT MAX(verdict_id) FROM verdicts), (SELECT COUNT(*) FROM sessions WHERE state = 'live')"
    )


def changes(store: Store) -> int:
    """Return a number that changes when another process writes to the clone's store."""
    return store.number("PRAGMA data_version")


def cursor(store: Store, project: str) -> int | None:
    """Return the newest event of the project that the clone has taken over, ``None`` if it has not joined it."""
    return counter(store, f"team {project}")


def set_cursor(store: Store, project: str, event_id: int) -> None:
    set_counter(store, f"team {project}", event_id)


def counter(store: Store, name: str) -> int | None:
    value: int | None = store.value("SELECT value FROM counters WHERE name = :name", name=name)
    return value


def set_counter(store: Store, name: str, value: int) -> None:
    store.upsert("counters", "name", name=name, value=value)
