"""What was reported to whom, and what has to be: up to which landing, which changes, how much in a day, reads that were not
recorded. A sub-agent is an audience of its own."""

from coordgit.core.durations import DAY
from coordgit.core.model import Epoch, Oid, Read, Session
from coordgit.startup.typing import Collection, Iterable, Mapping, NamedTuple
from coordgit.store import sessions
from coordgit.store.database import Store, key, whose


class ToldChange(NamedTuple):
    """A change as reported: the path's new blob, on a target (``landed``) or on another branch; ``whole``: with its diff."""

    path: str
    oid: Oid | None
    landed: bool
    whole: bool


NONE = -1
"""In place of a landing where none had been made; 0 is that of a sub-agent of which only its budget is noted."""


def upto(store: Store, session: Session, agent: str, newest: int) -> int:
    """Return the newest landing that was reported to an audience; for a sub-agent that is new, ``newest``."""
    if not agent:
        return session.told_landing_id
    values = {"session": session.session, "agent": agent}
    sql = "SELECT told_landing_id FROM audiences WHERE session = :session AND agent = :agent AND told_landing_id != 0"
    found: int | None = store.value(sql, **values)
    if found is None:
        store.upsert("audiences", "session, agent", told_landing_id=newest or NONE, **values)
    return newest if found is None else max(found, 0)


def note_upto(store: Store, session: str, agent: str, landing_id: int) -> None:
    """Record that every landing up to ``landing_id`` was reported to the audience."""
    if not agent:
        sessions.note_told(store, session, landing_id)
        return
    sql = "UPDATE audiences SET told_landing_id = :landing_id WHERE session = :session AND agent = :agent"
    store.do(sql, landing_id=landing_id or NONE, session=session, agent=agent)


def targets(store: Store, under: str = "refs/remotes/") -> list[str]:
    """Return the remote branches that are targets, or those ``under`` another folder, as far as they are known."""
    return store.column("SELECT ref FROM targets WHERE ref LIKE :under", under=f"{under}%")


def moved(store: Store, session: str, agent: str, tips: Mapping[str, Oid]) -> dict[str, Oid]:
    """Return those of ``tips`` that have moved since they were reported to the audience; new ones are recorded."""
    if not tips:
        return {}
    known = dict(
        store.all("SELECT ref, oid FROM told_tips WHERE session = :session AND agent = :agent", session=session, agent=agent)
    )
    note_tips(store, session, agent, {ref: oid for ref, oid in tips.items() if ref not in known})
    return {ref: oid for ref, oid in tips.items() if known.get(ref, oid) != oid}


def note_tips(store: Store, session: str, agent: str, tips: Mapping[str, Oid]) -> None:
    for ref, oid in tips.items():
        store.upsert("told_tips", "session, agent, ref", session=session, agent=agent, ref=ref, oid=oid)


def of(store: Store, epoch: Epoch, agent: str) -> set[ToldChange]:
    """Return the changes that were reported to an audience."""
    sql = "SELECT path, oid, landed, whole FROM tellings WHERE session = :session AND epoch = :epoch AND agent = :agent"
    return {
        ToldChange(path=path, oid=oid or None, landed=landed, whole=whole)
        for path, oid, landed, whole in store.all(sql, **whose(epoch), agent=agent)
    }


def put(store: Store, epoch: Epoch, agent: str, changes: Collection[ToldChange]) -> None:
    """Record what was reported. A change that has landed replaces the earlier ones of its path: if one comes back, it is news."""
    sql = "DELETE FROM tellings WHERE session = :session AND epoch = :epoch AND agent = :agent AND path = :path AND landed = 1"
    for path in dict.fromkeys(change.path for change in changes if change.landed):
        store.do(sql, agent=agent, path=path, **whose(epoch))
    for change in changes:
        store.upsert(
            "tellings",
            "session, epoch, agent, path, oid, landed",
            agent=agent,
            path=change.path,
            oid=change.oid or "",
            landed=change.landed,
            whole=change.whole,
            **whose(epoch),
        )


def replaced(store: Store, epoch: Epoch, paths: Iterable[str]) -> None:
    """Record that an epoch has landed its own text of the paths: what was reported of them is news if it comes back."""
    sql = "DELETE FROM tellings WHERE session = :session AND epoch = :epoch AND path = :path AND landed = 1"
    store.each(sql, (whose(epoch) | {"path": key(path)} for path in paths))


def forget(store: Store, epoch: Epoch, *, whole: bool) -> None:
    """Forget everything that was reported to an epoch and its sub-agents or, if ``whole``, only what was reported with its diff:
    changes that it does not know any more are reported again."""
    which = " AND whole = 1" * whole
    store.do(f"DELETE FROM tellings WHERE session = :session AND epoch = :epoch{which}", **whose(epoch))


class Edited(NamedTuple):
    """A read of an uncommitted edit that its session has changed since; ``gone``: changed back to what it began with."""

    path: str
    at: float
    writer: str
    after: Oid | None
    gone: bool


def put_edits(store: Store, epoch: Epoch, agent: str, edits: Iterable[Edited]) -> None:
    """Record the state in which each edit was reported, in place of an earlier one: it may come back."""
    for edit in edits:
        _forget(store, epoch, edit.path, edit.writer, (agent,))
        state = f"{edit.writer}{STATE}{edit.after or ''}"
        put(store, epoch, agent, [ToldChange(edit.path, state, landed=False, whole=False)])


STATE = ": "
"""Separates the session of an edit from the blob that it left: a change on another branch may have the same blob."""


def read_edit(store: Store, read: Read) -> None:
    """Record that an uncommitted edit was read: what becomes of it is news again, even if that was reported before."""
    _forget(store, read.epoch, read.path, read.writer, dict.fromkeys(("", read.agent)))


def _forget(store: Store, epoch: Epoch, path: str, writer: str, agents: Iterable[str]) -> None:
    sql = (
        "DELETE FROM tellings WHERE session = :session AND epoch = :epoch AND agent = :agent AND path = :path AND landed = 0"
        " AND SUBSTR(oid, 1, LENGTH(:start)) = :start"
    )
    for agent in agents:
        store.do(sql, agent=agent, path=path, start=f"{writer}{STATE}", **whose(epoch))


def edited(store: Store, epoch: Epoch, agent: str) -> list[Edited]:
    """Return the edits whose present state was not reported to an audience."""
    sql = (
        "SELECT w.path, MAX(r.read_at), w.session, w.after, COALESCE(w.after, '') = COALESCE(w.before, '') FROM reads r"
        " JOIN writes w ON w.session = r.writer AND w.worktree = r.worktree AND w.path = r.path AND w.landing_id IS NULL"
        " WHERE r.session = :session AND r.epoch = :epoch AND r.settled = 0 AND r.writer <> ''"
        " AND (:agent = '' OR r.agent = :agent) AND COALESCE(w.after, '') <> COALESCE(r.observed, '')"
        " AND NOT EXISTS (SELECT 1 FROM tellings t WHERE t.session = r.session AND t.epoch = r.epoch AND t.agent = :agent"
        f" AND t.path = r.path AND t.oid = r.writer || '{STATE}' || COALESCE(w.after, '') AND t.landed = 0)"
        " GROUP BY w.path, w.session, w.after, w.before ORDER BY w.path"  # by r.path SQLite would go through all reads
    )
    return [Edited(*row) for row in store.all(sql, **whose(epoch), agent=agent)]


def spent(store: Store, session: str, now: float) -> int:
    """Return how many characters a session, its sub-agents included, was told today."""
    sql = "SELECT SUM(spent) FROM audiences WHERE session = :session AND day = :day"
    return store.number(sql, session=session, day=int(now // DAY))


def spend(store: Store, session: str, agent: str, characters: int, now: float) -> None:
    sql = (
        "INSERT INTO audiences (session, agent, day, spent) VALUES (:session, :agent, :day, :count)"
        " ON CONFLICT (session, agent) DO UPDATE SET day = :day,"
        " spent = CASE WHEN audiences.day = :day THEN audiences.spent + :count ELSE :count END"
    )
    store.do(sql, session=session, agent=agent, day=int(now // DAY), count=characters)


def note_missed(store: Store, session: str, path: str, reason: str, at: float) -> None:
    """Record that a read of ``path`` ("": unknown) was not recorded when it was made."""
    store.upsert("missed_reads", "session, path", session=session, path=path, reason=reason, missed_at=at)


def take_missed(store: Store, session: str) -> list[tuple[str, str]]:
    """Return (path, reason) of the reads that were not recorded and that the session has to be told of, and delete them."""
    rows = store.all("SELECT path, reason FROM missed_reads WHERE session = :session ORDER BY path", session=session)
    if rows:
        store.do("DELETE FROM missed_reads WHERE session = :session", session=session)
    return rows
