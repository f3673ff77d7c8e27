"""Sessions and epochs in the store."""

from coordgit.core.model import NO_PROCESS, Epoch, Process, Session
from coordgit.startup.typing import Any, Iterable, NamedTuple
from coordgit.store.database import Store, columns_of, whose
from coordgit.store.tips import newest_landing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.rules.sweep import Owner

COLUMNS = ", ".join(Session._fields).replace("epoch_number", "epoch")


def _session(row: tuple[Any, ...]) -> Session:
    session = Session(*row)
    return session._replace(person=bool(session.person))


def get(store: Store, session: str) -> Session | None:
    row = store.one(f"SELECT {COLUMNS} FROM sessions WHERE session = :session", session=session)
    return None if row is None else _session(row)


def is_person(store: Store, session: str) -> bool:
    known = get(store, session)
    return known is not None and known.person


def is_outside(store: Store, session: str) -> bool:
    """True if the session's client was in another repository when it was last seen."""
    return bool(store.value("SELECT outside FROM sessions WHERE session = :session", session=session))


def has_client(store: Store, session: str) -> bool:
    """True if a client has recorded the session: what it reads and edits is known, as far as the client tells."""
    known = get(store, session)
    return known is not None and bool(known.client)


def every(store: Store) -> list[Session]:
    """Return all sessions, last seen first."""
    return [_session(row) for row in store.all(f"SELECT {COLUMNS} FROM sessions ORDER BY seen_at DESC, session")]


def live(store: Store) -> list[Session]:
    """Return the live sessions, last seen first."""
    sql = f"SELECT {COLUMNS} FROM sessions WHERE state = 'live' ORDER BY seen_at DESC, session"
    return [_session(row) for row in store.all(sql)]


def over(store: Store, most: int) -> list[Session]:
    """Return the ``most`` sessions that are not live any more and were seen last, the newest first."""
    sql = f"SELECT {COLUMNS} FROM sessions WHERE state <> 'live' ORDER BY seen_at DESC, session LIMIT :most"
    return [_session(row) for row in store.all(sql, most=most)]


def seen(
    store: Store,
    session: str,
    now: float,
    *,
    client: str = "",
    name: str = "",
    person: bool = False,
    inherited: str = "",
    worktree: str = "",
    branch: str | None = None,
    process: Process = NO_PROCESS,
    resting: bool | None = None,
    outside: bool | None = None,
) -> Session:
    """Record that the session is active, creating it if it is new; one that had ended or gone is live again.

    ``inherited``: the ``COORDGIT_SESSION`` that its client was started with, which is its name where it has no other.
    ``resting``: its client says that its turn is over, or goes on; ``outside``: its client is in another repository; ``None``:
    unknown.
    """
    known = get(store, session)
    if known is None:
        store.ensure(
            "sessions",
            session=session,
            name=name or inherited,
            client=client,
            person=person,
            inherited=inherited,
            worktree=worktree,
            branch=branch or "",
            outside=bool(outside),
            told_landing_id=newest_landing(store),
            started_at=now,
            seen_at=now,
            **columns_of(process),
        )
        open_epoch(store, session, 1, now)
    else:
        changed: dict[str, Any] = {
            "seen_at": now,
            "state": "live",
            "ended_at": None,
            "name": name or known.name or inherited,
            "inherited": inherited or known.inherited,
            "client": client or known.client,
            "worktree": worktree or known.worktree,
            "branch": known.branch if branch is None else branch,
        }
        changed |= {} if resting is None else {"resting": resting}
        changed |= {} if outside is None else {"outside": outside}
        if process.pid or known.state == "gone":  # it acts all the same: the process number by which it was gone is wrong
            changed |= columns_of(process)
        store.update("sessions", "session = :session", changed, session=session)
    entered = get(store, session)
    assert entered is not None
    return entered


def shares_name(store: Store, session: Session) -> bool:
    """True if another session of its client has the same name, or has it as its id: ``COORDGIT_SESSION`` may hold either."""
    other = "FROM sessions WHERE client = :client AND session <> :session AND"
    sql = f"SELECT 1 {other} name = :name UNION ALL SELECT 1 {other} session = :name LIMIT 1"
    return store.has(sql, name=session.name, client=session.client, session=session.session)


def open_epoch(store: Store, session: str, epoch: int, now: float) -> None:
    store.ensure("epochs", session=session, epoch=epoch, started_at=now)


def clear(store: Store, session: str, now: float) -> int:
    """Begin a new epoch; return its number. Earlier reads count only for commits that have not landed."""
    store.do("UPDATE sessions SET epoch = epoch + 1, seen_at = :now WHERE session = :session", now=now, session=session)
    epoch: int = store.value("SELECT epoch FROM sessions WHERE session = :session", session=session)
    open_epoch(store, session, epoch, now)
    return epoch


def end(store: Store, session: str, now: float) -> None:
    store.do("UPDATE sessions SET state = 'ended', ended_at = :now WHERE session = :session", now=now, session=session)


def not_at_work(store: Store) -> frozenset[str]:
    return frozenset(store.column("SELECT session FROM sessions WHERE state <> 'live'"))


class Living(NamedTuple):
    """Facts of a live session that tell whether it is still at work."""

    session: str
    seen_at: float
    process: Process


def living(store: Store, holders: bool) -> list[Living]:
    """Return the sessions that are not known to have ended or gone; ``holders``: only those that hold a lock or a task."""
    holds = (
        " AND session IN (SELECT session FROM locks WHERE state = 'held' UNION SELECT session FROM tasks WHERE state = 'claimed')"
    )
    return _living(store, holds if holders else "")


def silent(store: Store, since: float) -> list[Living]:
    """Return the sessions that are not known to have ended or gone, and were not seen since then."""
    return _living(store, " AND seen_at <= :since", since=since)


def _living(store: Store, which: str, **values: float) -> list[Living]:
    rows = store.all(f"SELECT session, seen_at, pid, pid_started, pid_space FROM sessions WHERE state = 'live'{which}", **values)
    return [Living(row[0], row[1], Process(*row[2:])) for row in rows]


def leave(store: Store, living: Living, now: float) -> bool:
    """Record that the session is gone, unless it was seen since. True if recorded."""
    sql = "UPDATE sessions SET state = 'gone', ended_at = :now WHERE session = :session AND state = 'live' AND seen_at = :seen_at"
    return bool(store.do(sql, session=living.session, seen_at=living.seen_at, now=now))


def any_process(store: Store) -> bool:
    """True if the process of any session's client is known."""
    return store.has("SELECT 1 FROM sessions WHERE pid > 0 LIMIT 1")


def by_process(store: Store, processes: list[Process]) -> Session | None:
    """Return the session whose client is the first of these processes that is a client."""
    for process in processes:
        sql = (
            f"SELECT {COLUMNS} FROM sessions WHERE pid = :pid AND pid > 0 AND pid_started = :started AND pid_space = :space"
            " ORDER BY seen_at DESC LIMIT 1"
        )
        row = store.one(sql, pid=process.pid, started=process.started, space=process.space)
        if row:
            return _session(row)
    return None


def acts(store: Store, epochs: tuple[Epoch, ...]) -> list[tuple[Any, ...]]:
    """Return a value that changes as soon as one of the sessions does something; it is only good for comparison."""
    names = dict.fromkeys(epoch.session for epoch in epochs)
    return store.among("SELECT session, epoch, seen_at FROM sessions WHERE session IN (:items) ORDER BY session", names)


def rejections(store: Store, session: str) -> int:
    """Return how many landings in a row were rejected."""
    return store.number("SELECT rejections FROM sessions WHERE session = :session", session=session)


def count_rejection(store: Store, session: str, rejected: bool) -> None:
    """Count a rejection, before its verdict is stored, or reset the count. Without a landing in between two are one."""
    if rejected and rejections(store, session) and not landed_between(store, session):
        return
    sql = "UPDATE sessions SET rejections = CASE WHEN :rejected = 1 THEN rejections + 1 ELSE 0 END WHERE session = :session"
    store.do(sql, rejected=rejected, session=session)


def landed_between(store: Store, session: str) -> bool:
    """True if somebody else has landed since the session's newest rejection."""
    sql = "SELECT MAX(verdict_id) FROM verdicts WHERE session = :session AND outcome = 'rejected' AND source = 'gate'"
    last = store.value(sql, session=session)
    newest = store.value(
        "SELECT verdict_id FROM landings WHERE state <> 'void' AND COALESCE(session, '') <> :session AND verdict_id IS NOT NULL"
        " ORDER BY landing_id DESC LIMIT 1",
        session=session,
    )
    return last is None or (newest or 0) > last


def reads_of(store: Store, epoch: Epoch) -> int:
    return store.number("SELECT reads FROM epochs WHERE session = :session AND epoch = :epoch", **whose(epoch))


def habits(store: Store, session: str, before: bool, batch: bool) -> tuple[bool, bool]:
    """Record what a session's client reports about its calls, this event included: where one begins, where a set of parallel ones
    ends. Return (whether it says where calls begin, whether it says where sets end)."""
    row = store.one("SELECT befores, batches FROM sessions WHERE session = :session", session=session) or (0, 0)
    known = row[0] or before, row[1] or batch
    if known != row:
        store.update("sessions", "session = :session", {"befores": known[0], "batches": known[1]}, session=session)
    return known


def note_told(store: Store, session: str, landing_id: int) -> None:
    """Record that the session has been told about every landing up to ``landing_id``."""
    store.do("UPDATE sessions SET told_landing_id = :landing_id WHERE session = :session", landing_id=landing_id, session=session)


def left_branch(store: Store, session: str) -> str:
    """Return the branch from which others switched the session's work tree, until the session is told; "" for none."""
    return str(store.value("SELECT left_branch FROM sessions WHERE session = :session", session=session) or "")


def note_left_branch(store: Store, session: str, ref: str) -> None:
    store.do("UPDATE sessions SET left_branch = :ref WHERE session = :session", session=session, ref=ref)


def note_unknown(store: Store, session: str, text: str) -> None:
    """Count a command whose reads are unknown, and keep its text as the newest."""
    sql = "UPDATE sessions SET unknown = :text, unknowns = unknowns + 1 WHERE session = :session"
    store.do(sql, text=text[:500], session=session)


def unknown_commands(store: Store, session: str) -> tuple[int, str]:
    """Return how many commands of the session had unknown file accesses, and the newest of them."""
    row = store.one("SELECT unknowns, unknown FROM sessions WHERE session = :session", session=session)
    return (0, "") if row is None else (row[0], row[1])


def owners(store: Store, sessions: list[str]) -> dict[str, "tuple[Owner, float, Process]"]:
    """Return session -> (it as the owner of edits, live unless it has ended here; when it was last seen; its process)."""
    from coordgit.core.rules.sweep import Owner

    sql = (
        "SELECT s.session, s.person, s.state = 'live', s.resting, CASE WHEN p.state = 'done' THEN p.reported_at END,"
        " s.seen_at, s.pid, s.pid_started, s.pid_space FROM sessions s LEFT JOIN reports p ON p.report_id ="
        " (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session) WHERE s.session IN (:items)"
    )
    return {row[0]: (Owner(*row[1:5]), row[5], Process(*row[6:])) for row in store.among(sql, sessions)}


WORKING, BLOCKED, DONE, ERROR = "working", "blocked", "done", "error"
REPORTED = (WORKING, BLOCKED, DONE, ERROR)


class Report(NamedTuple):
    """A state that a session reported, and when."""

    session: str
    state: str
    text: str
    at: float


def add_report(store: Store, report: Report) -> None:
    store.insert("reports", session=report.session, state=report.state, text=report.text, reported_at=report.at)


def newest_reports(store: Store, whose: Iterable[str]) -> dict[str, Report]:
    """Return the newest report of each of these sessions."""
    rows = store.among(
        "SELECT p.session, p.state, p.text, p.reported_at FROM sessions s CROSS JOIN reports p"
        " WHERE s.session IN (:items) AND p.report_id = (SELECT MAX(q.report_id) FROM reports q WHERE q.session = s.session)",
        whose,
    )
    return {row[0]: Report(*row) for row in rows}
