"""Locks in the store.

A lock is found by its anchor, the path or folder that holds all that it names: to ask about a path, the path and the folders
above it are looked up, whatever the number of locks. Then the pathspec decides.
"""

from coordgit.core.coordination_records import Lock
from coordgit.core.grouping import grouped
from coordgit.core.lock_overlap import overlap
from coordgit.core.pathspec import Paths, names, parents, parse
from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, NamedTuple
from coordgit.store import events
from coordgit.store.database import Store, key, marks, named
from coordgit.store.tips import newest_landing

COLUMNS = "lock_id, pathspec, excludes, leaf, session, shared, turn, why, token, span, granted_at, landing_id, expires_at"
HELD = "state = 'held' AND +expires_at > :now AND session <> :session"
"""SQL condition: held by another session. The plus keeps SQLite from using the index by time where the one by anchor serves."""
SHOWN = 20
"""How many blocking locks a refusal names at most."""


def _lock(row: tuple[Any, ...]) -> Lock:
    lock = dict(zip(COLUMNS.split(", "), row, strict=True))
    excludes = tuple(parse(text) for text in loads(lock.pop("excludes") or "[]"))
    paths = Paths(parse(lock["pathspec"]), excludes, leaf=bool(lock.pop("leaf")))
    return Lock(**lock | {"paths": paths, "shared": bool(lock["shared"]), "turn": bool(lock["turn"])})


def _where(store: Store, condition: str, order: str = "lock_id", **values: Any) -> list[Lock]:
    return [_lock(row) for row in store.all(f"SELECT {COLUMNS} FROM locks WHERE {condition} ORDER BY {order}", **values)]


def foreign(store: Store, session: str, paths: list[str], now: float) -> dict[str, Lock]:
    """Return, for each path, another session's lock on it.

    The holder of a shared lock relies on the path: it blocks every session that does not hold a shared lock too.
    """
    holding: dict[str, Lock] = {}
    mine: list[Lock] | None = None
    for path, held in _others(store, session, paths, HELD, now=now):
        if held.shared:
            if mine is None:
                mine = of_session(store, session, now)
            if any(names(own.paths, path) for own in mine):
                continue
        if path not in holding or (holding[path].shared and not held.shared):
            holding[path] = held
    return holding


def _others(store: Store, session: str, paths: list[str], where: str, **values: Any) -> list[tuple[str, Lock]]:
    """Return (path, another session's lock on it), of the locks that ``where`` selects."""
    anchors = {path: parents(path) for path in paths}
    sql = f"SELECT {COLUMNS}, anchor FROM locks WHERE {where} AND anchor IN (:items) ORDER BY lock_id"
    rows = store.among(sql, dict.fromkeys(one for some in anchors.values() for one in some), session=session, **values)
    by_anchor = grouped((row[-1], _lock(row[:-1])) for row in rows)
    if not by_anchor:
        return []
    near = ((path, held) for path, above in anchors.items() for one in above for held in by_anchor.get(one, ()))
    return [(path, held) for path, held in near if names(held.paths, path)]


def fenced(store: Store, session: str, paths: list[str], refs: list[str]) -> dict[str, Lock]:
    """Return, for each path on which this session's lock had expired, the later lock under which another session landed a change
    of it on one of ``refs``. Paths that this session has locked, read or landed since are left out.

    Otherwise the former holder would overwrite its successor's change, as that lock may be released by now.
    """
    mine = _of(store, session, "expired")
    if not mine:
        return {}
    own = [*mine, *_of(store, session, "held")]
    slept = {held.token for held in mine}
    newest = {path: max((held.token for held in own if names(held.paths, path)), default=0) for path in paths}
    newest = {path: token for path, token in newest.items() if token in slept}
    changed = {}
    since = min(held.lock_id for held in mine)
    for path, held in _others(store, session, list(newest), "lock_id > :since AND session <> :session", since=since):
        if held.token > newest[path] and _unseen(store, session, path, held.landing_id, refs):
            changed[path] = held
    return changed


def _unseen(store: Store, session: str, path: str, since: int, refs: list[str]) -> bool:
    """True if another session landed a change of ``path`` after ``since`` that this one has neither read nor landed."""
    sql = (
        "SELECT MAX(c.landing_id) FROM changes c JOIN landings l ON l.landing_id = c.landing_id"
        " WHERE c.path = :path AND c.landing_id > :since"
        f" AND l.state <> 'void' AND l.ref IN ({marks(len(refs))}) AND COALESCE(c.maker, '') <> :session"
    )
    landing_id = store.value(sql, path=path, session=session, since=since, **named(refs))
    if landing_id is None:
        return False
    sql = (
        "SELECT 1 FROM reads WHERE path = :path AND session = :session AND landing_id >= :landing_id UNION"
        " SELECT 1 FROM changes WHERE path = :path AND maker = :session AND landing_id > :landing_id"
    )
    return not store.has(sql, path=path, session=session, landing_id=landing_id)


def in_the_way(store: Store, session: str, wanted: Paths, shared: bool, now: float) -> list[Lock]:
    """Return the locks of others that block ``wanted``, at most ``SHOWN``, oldest first."""
    above = parents(wanted.anchor)
    asked: list[tuple[str, dict[str, Any]]] = [(f"anchor IN ({marks(len(above))})", named(above))]
    low, high = (f"{wanted.anchor}/", f"{wanted.anchor}0") if wanted.anchor else ("", "\U0010ffff")
    if isinstance(key(low), str):
        asked.append(("anchor > :low AND anchor < :high", {"low": low, "high": high}))
    raw = [text.encode("utf-8", "surrogateescape") for text in (low, high)]  # names that are not UTF-8 sort apart, as bytes
    asked.append(("anchor > :low AND anchor < :high", {"low": raw[0], "high": raw[1] if wanted.anchor else b"\xff" * 8}))
    blocking: dict[int, Lock] = {}
    for where, values in asked:
        condition = f"{HELD} AND {where}" + (" AND shared = 0" if shared else "")
        for held in _where(store, condition, now=now, session=session, **values):
            if len(blocking) < SHOWN and overlap(wanted, held.paths):
                blocking[held.lock_id] = held
    return [blocking[lock_id] for lock_id in sorted(blocking)]


class Terms(NamedTuple):
    """How paths are to be locked. ``shared``: others may hold them too; ``span``: seconds, from the owner's last activity;
    ``turn``: a lock taken after repeated rejections."""

    span: float
    shared: bool = False
    why: str = ""
    turn: bool = False


def grant(store: Store, session: str, paths: Paths, terms: Terms, now: float) -> Lock:
    """Grant a lock that nothing blocks. If the session already holds the same one, it is renewed and keeps its token."""
    span, shared, why, turn = terms
    for held in of_session(store, session, now):
        if held.paths.spec == paths.spec and held.paths.excludes == paths.excludes:
            if held.shared == shared and held.turn == turn:
                until = _renewed(turn, held.granted_at, span, now)
                term: dict[str, Any] = {"expires_at": until, "span": span, "why": why or held.why}
                store.update("locks", "lock_id = :id", term, id=held.lock_id)
                return held._replace(**term)
            release(store, held, now)
    lock = Lock(
        lock_id=0,
        pathspec=paths.spec.text,
        paths=paths,
        session=session,
        shared=shared,
        turn=turn,
        why=why,
        token=events.token(store),
        span=span,
        granted_at=now,
        landing_id=newest_landing(store),
        expires_at=now + span,
    )
    facts = {name: value for name, value in lock._asdict().items() if name not in ("lock_id", "paths")}
    excludes = dumps([spec.text for spec in paths.excludes]) if paths.excludes else ""
    lock = lock._replace(lock_id=store.add("locks", **facts, excludes=excludes, anchor=paths.anchor, leaf=paths.leaf))
    _note(store, events.SHARE if shared else events.LOCK, lock, now)
    return lock


def _renewed(turn: bool, granted_at: float, span: float, now: float) -> float:
    """Return until when activity renews a lock. A turn, for which everybody else waits, is renewed once."""
    return min(now, granted_at + span) + span if turn else now + span


def _note(store: Store, what: str, lock: Lock, now: float, detail: str = "") -> None:
    subject, detail = f"lock:{lock.lock_id}", detail or lock.pathspec
    events.note(store, what, lock.session, subject=subject, detail=detail, token=lock.token, now=now)


def end_turn(store: Store, session: str, now: float) -> None:
    """Release the session's turn, because it has landed: others' landings wait no longer."""
    for held in of_session(store, session, now):
        if held.turn:
            release(store, held, now, "landed")


def release(store: Store, held: Lock, now: float, why: str = "") -> None:
    _end(store, held, "released", now)
    _note(store, events.UNLOCK, held, now, why)


def _end(store: Store, held: Lock, state: str, now: float) -> None:
    store.do("UPDATE locks SET state = :state, ended_at = :now WHERE lock_id = :id", state=state, now=now, id=held.lock_id)


def retire(store: Store, session: str, paths: Paths | None = None) -> None:
    """Retire the session's expired locks, those that ``paths`` replaces or all: they are not reported any more."""
    for held in _of(store, session, "expired"):
        if paths is None or held.paths == paths or (not held.paths.spec.wild and names(paths, held.paths.spec.path)):
            store.do("UPDATE locks SET state = 'released' WHERE lock_id = :id", id=held.lock_id)


def expire_all(store: Store, now: float) -> None:
    """Record as expired the locks whose time is over. One that has more time left than it is renewed for was granted before the
    clock was set back: its time begins now. (Those of a team's store, which that renews, have no span here.)"""
    longer = "state = 'held' AND span > 0 AND expires_at > :now + span"
    store.do(f"UPDATE locks SET expires_at = :now + span WHERE {longer}", now=now)
    for held in _where(store, "state = 'held' AND expires_at <= :now", order="expires_at", now=now):
        expire(store, held, now)


def expire(store: Store, held: Lock, now: float) -> None:
    """End a lock whose time is over, or whose holder is gone."""
    if held.expires_at > now:
        store.do("UPDATE locks SET expires_at = :now WHERE lock_id = :id", now=now, id=held.lock_id)
    _end(store, held, "expired", now)
    _note(store, events.EXPIRE, held, now)


def renew(store: Store, session: str, now: float) -> bool:
    """Extend the session's locks, because it is active. True if one has expired and was not reported to it."""
    sql = (
        "SELECT lock_id, span, turn, granted_at, expires_at, state FROM locks"
        " WHERE session = :session AND state <> 'released' AND told = 0"
    )
    rows = store.all(sql, session=session)
    for lock_id, span, turn, granted_at, expires_at, state in rows:
        until = _renewed(turn, granted_at, span, now)
        if state == "held" and now < expires_at < until - 0.1 * span:  # skip a write that would hardly move the expiry
            store.do("UPDATE locks SET expires_at = :until WHERE lock_id = :id", until=until, id=lock_id)
    return any(row[-1] == "expired" or row[-2] <= now for row in rows)


def tell(store: Store, session: str) -> list[Lock]:
    """Return the session's expired locks that were not reported to it, and record that they are."""
    expired_locks = _where(store, "session = :session AND state = 'expired' AND told = 0", session=session)
    for held in expired_locks:
        store.do("UPDATE locks SET told = 1 WHERE lock_id = :id", id=held.lock_id)
    return expired_locks


def successors(store: Store, held: Lock) -> list[Lock]:
    """Return the locks of others that were granted after ``held`` on what it names, newest first."""
    values = {"id": held.lock_id, "session": held.session}
    granted = _where(store, "lock_id > :id AND session <> :session", order="lock_id DESC", **values)
    return [later for later in granted if overlap(later.paths, held.paths)]


def of_session(store: Store, session: str, now: float) -> list[Lock]:
    """Return the locks that the session holds."""
    return [held for held in _of(store, session, "held") if held.expires_at > now]


def every(store: Store, now: float) -> list[Lock]:
    """Return the held locks, in the order of their grant."""
    return _where(store, "state = 'held' AND expires_at > :now", now=now)


def expired(store: Store) -> list[Lock]:
    """Return the expired locks that their former holders have not taken again."""
    return _where(store, "state = 'expired'")


def _of(store: Store, session: str, state: str) -> list[Lock]:
    # the second condition is that of the index ``locks_of``, without which SQLite does not use it
    return _where(store, "session = :session AND state <> 'released' AND state = :state", session=session, state=state)
