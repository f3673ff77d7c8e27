"""Tasks in the store. Each function is one atomic step; a claim's token keeps out an owner whose claim has expired meanwhile."""

from coordgit.core.coordination_records import Task
from coordgit.core.grouping import grouped
from coordgit.startup.typing import Any, NamedTuple
from coordgit.store import events
from coordgit.store.database import Store

OPEN, CLAIMED, DONE, FAILED = "open", "claimed", "done", "failed"
COLUMNS = "task_id, title, state, session, outcome, why, token, span, expires_at, added_by, added_at, claimed_at, ended_at"


def count_landing(store: Store, landing_id: int, session: str) -> None:
    """Count a landing for the tasks that its session has claimed."""
    sql = (
        "INSERT INTO task_landings (task_id, landing_id) SELECT task_id, :landing_id FROM tasks"
        " WHERE session = :session AND state = 'claimed'"
    )
    store.do(sql, landing_id=landing_id, session=session)


def add(store: Store, title: str, pathspecs: list[str], session: str, now: float) -> Task:
    with store.writing():
        task_id = store.add("tasks", title=title, added_by=session, added_at=now)
        for pathspec in dict.fromkeys(pathspecs):
            store.insert("task_paths", task_id=task_id, pathspec=pathspec)
        return _note(store, events.ADD, session, task_id, now)


def get(store: Store, task_id: int) -> Task | None:
    return next(iter(_entries(store, "WHERE task_id = :id", id=task_id)), None)


def every(store: Store) -> list[Task]:
    return _entries(store, "")


def claim(store: Store, task_id: int | None, session: str, span: float | None, now: float) -> Task | None:
    """Claim the task, or the oldest open one; ``None``: it cannot be claimed. One's own claim is renewed and keeps its token."""
    with store.writing():
        if task_id is None:
            task_id = store.value("SELECT MIN(task_id) FROM tasks WHERE state = 'open'")
        entry = None if task_id is None else get(store, task_id)
        if entry is None or task_id is None:
            return None
        expires = None if span is None else now + span
        term = {"span": span, "expires_at": expires}
        if entry.state == CLAIMED and entry.session == session:
            store.update("tasks", "task_id = :id", term, id=task_id)
            return _entry(store, task_id)
        if entry.state != OPEN:
            return None
        claimed = {"state": CLAIMED, "session": session, "token": events.token(store), "claimed_at": now, "why": None}
        store.update("tasks", "task_id = :id", claimed | term, id=task_id)
        return _note(store, events.CLAIM, session, task_id, now)


class Outcome(NamedTuple):
    """How a task ended: ``done`` with the result as ``text``, or ``failed`` with the reason."""

    state: str
    text: str | None = None


def finish(store: Store, task_id: int, session: str, outcome: Outcome, now: float) -> Task | None:
    """End the session's own task; ``None``: it does not (or no longer) hold it."""
    state, text = outcome
    with store.writing():
        ended = {"state": state, "ended_at": now, "expires_at": None, "why": text if state == FAILED else None}
        ended |= {"outcome": text} if state == DONE else {}
        if not store.update("tasks", "task_id = :id AND session = :mine AND state = 'claimed'", ended, id=task_id, mine=session):
            return None
        return _note(store, events.DONE if state == DONE else events.FAIL, session, task_id, now, detail=text or "")


def reopen(store: Store, task_id: int, what: str, why: str, now: float) -> Task:
    """Reopen a task; ``what`` is ``release`` (its owner gave it back) or ``reopen`` (its owner is gone, ``why`` says how)."""
    with store.writing():
        owner = _entry(store, task_id).session
        given_back = dict.fromkeys(("session", "span", "expires_at", "claimed_at"))
        store.update("tasks", "task_id = :id", {**given_back, "state": OPEN, "why": why or None}, id=task_id)
        return _note(store, what, owner, task_id, now, detail=why)


def _note(store: Store, what: str, session: str | None, task_id: int, now: float, *, detail: str | None = None) -> Task:
    """Note what happened to the task; return it as it is now. ``detail``: by default its title."""
    entry = _entry(store, task_id)
    detail = entry.title if detail is None else detail
    events.note(store, what, session, subject=f"task:{task_id}", detail=detail, token=entry.token, now=now)
    return entry


def held_by(store: Store, session: str) -> list[Task]:
    return _entries(store, "WHERE session = :session AND state = 'claimed'", session=session)


def claims(store: Store) -> list[tuple[int, str, float | None, str]]:
    """Return (task, its session, when the claim expires, the state of the session) of every claim."""
    return store.all(
        "SELECT t.task_id, t.session, t.expires_at, COALESCE(s.state, 'ended') FROM tasks t"
        " LEFT JOIN sessions s ON s.session = t.session WHERE t.state = 'claimed' ORDER BY t.task_id"
    )


def renew(store: Store, session: str, now: float) -> None:
    """Extend the session's claims, because it is active. Expired ones stay expired."""
    sql = (
        "UPDATE tasks SET expires_at = :now + span WHERE session = :session AND state = 'claimed' AND expires_at > :now"
        " AND expires_at < :now + span * 0.9"
    )
    store.do(sql, session=session, now=now)


def last_word(store: Store, task_id: int, session: str) -> tuple[str, str, float] | None:
    """Return (event, detail, when) of the newest event of a claim that the session had on the task."""
    sql = (
        "SELECT what, detail, happened_at FROM events WHERE subject = :subject AND session = :session AND what <> 'add'"
        " ORDER BY event_id DESC LIMIT 1"
    )
    return store.one(sql, subject=f"task:{task_id}", session=session)


def _entry(store: Store, task_id: int) -> Task:
    found = get(store, task_id)
    assert found is not None
    return found


def _entries(store: Store, where: str, **values: Any) -> list[Task]:
    rows = store.all(f"SELECT {COLUMNS} FROM tasks {where} ORDER BY task_id", **values)
    sql = "SELECT task_id, pathspec FROM task_paths WHERE task_id IN (:items) ORDER BY pathspec"
    paths: dict[int, list[str]] = grouped(store.among(sql, [row[0] for row in rows]))
    return [Task(row[0], row[1], tuple(paths.get(row[0], ())), *row[2:]) for row in rows]


def commits(store: Store, task_ids: list[int]) -> dict[int, list[str]]:
    """Return the commits that landed under a claim of each task, oldest first."""
    sql = (
        "SELECT t.task_id, c.oid FROM task_landings t JOIN landings l ON l.landing_id = t.landing_id"
        " JOIN commits c ON c.session = l.session AND c.landing_id = l.landing_id AND c.part <> 'brought'"
        " WHERE l.state <> 'void' AND t.task_id IN (:items) ORDER BY t.landing_id, c.made_at, c.oid"
    )
    return grouped(store.among(sql, task_ids))
