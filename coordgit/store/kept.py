"""Uncommitted work that is missing and whose objects are kept, and the facts that show that."""

from coordgit.core.model import Oid, Write
from coordgit.startup.typing import Any, Iterable, NamedTuple
from coordgit.store.database import Store

EDIT, STASH = "edit", "stash"


class KeptWork(NamedTuple):
    """A missing edit or entry of the stash. ``instead``: the file's blob when it was found missing. ``told``: it was reported to
    its session; ``said``: a command reported it."""

    kept_id: int = 0
    what: str = EDIT
    session: str = ""
    worktree: str = ""
    path: str = ""
    oid: Oid = ""
    instead: Oid | None = None
    told: bool = False
    said: bool = False
    at: float = 0.0


def _where(store: Store, condition: str, **values: Any) -> list[KeptWork]:
    columns = ", ".join(KeptWork._fields).replace(", at", ", kept_at")
    rows = (
        KeptWork(*row) for row in store.all(f"SELECT {columns} FROM kept_edits WHERE state = 'kept' AND {condition}", **values)
    )
    return [kept._replace(told=bool(kept.told), said=bool(kept.said)) for kept in rows]


def put(store: Store, kept: KeptWork) -> None:
    """Record that work is missing, or missing again."""
    sql = (
        "INSERT INTO kept_edits (what, session, worktree, path, oid, instead, told, said, kept_at)"
        " VALUES (:what, :session, :worktree, :path, :oid, :instead, :told, :said, :at)"
        " ON CONFLICT (worktree, path, oid, session) DO UPDATE SET state = 'kept', instead = :instead,"
        " told = :told, said = :said, kept_at = :at"
        " WHERE kept_edits.state = 'back'"
    )
    store.do(sql, **kept._asdict())


def standing(store: Store, worktree: str | None = None) -> list[KeptWork]:
    """Return the missing work that is not back, newest first: in one worktree, with the entries of the stash, or everywhere."""
    there = "(:worktree IS NULL OR worktree = :worktree OR what = 'stash')"
    return _where(store, f"{there} ORDER BY kept_id DESC", worktree=worktree)


def untold(store: Store, session: str) -> list[KeptWork]:
    """Return the session's missing work that has not been reported to it."""
    return _where(store, "session = :session AND told = 0 ORDER BY kept_id", session=session)


def mark(store: Store, some: Iterable[KeptWork], column: str) -> None:
    """Record that missing work was reported: in the ``column`` told or said."""
    assert column in ("told", "said")
    for kept in some:
        store.do(f"UPDATE kept_edits SET {column} = 1 WHERE kept_id = :kept_id", kept_id=kept.kept_id)


def back(store: Store, worktree: str, path: str, oid: Oid) -> None:
    """Record that the work is back."""
    sql = "UPDATE kept_edits SET state = 'back' WHERE worktree = :worktree AND path = :path AND oid = :oid"
    store.do(sql, worktree=worktree, path=path, oid=oid)


def one_back(store: Store, kept: KeptWork) -> None:
    """Record that one session's work is back, beside what others have changed in its file."""
    store.do("UPDATE kept_edits SET state = 'back' WHERE kept_id = :kept_id", kept_id=kept.kept_id)


def copies(store: Store, worktree: str, path: str, blob: Oid | None) -> list[tuple[str, str]]:
    """Return (path, session) of the uncommitted edits of other paths that left the blob, newest first."""
    sql = (
        "SELECT path, session FROM writes WHERE worktree = :worktree AND landing_id IS NULL AND after = :blob AND path <> :path"
        " ORDER BY write_id DESC"
    )
    return [(found, session) for found, session in store.all(sql, worktree=worktree, path=path, blob=blob)]


def landed_since(store: Store, write: Write, blob: Oid | None, *, by_person: bool) -> bool:
    """True if a commit since the edit gave its path the present content: the edit was not taken away, somebody built on it.

    A commit that left the edit out, since it is another session's, does not count: it has another text than its own session's
    edit left, or one that was there before this edit. ``by_person``: nor does a commit of a client's session, whose command has
    put another text there.
    """
    whose = " AND (l.session IS NULL OR l.session IN (SELECT s.session FROM sessions s WHERE s.client = ''))" if by_person else ""
    return blob != write.before and store.has(
        "SELECT 1 FROM changes c JOIN landings l ON l.landing_id = c.landing_id WHERE c.path = :path AND c.after = :blob"
        " AND l.state <> 'void' AND l.landed_at >= :at AND NOT EXISTS (SELECT 1 FROM writes w"
        f" WHERE w.landing_id = l.landing_id AND w.path = c.path AND (w.after <> c.after OR w.wrote_at < :at)){whose} LIMIT 1",
        path=write.path,
        blob=blob,
        at=write.at,
    )


def prune(store: Store, limit: float, most: int) -> int:
    """Delete what is back, what is older than ``limit``, and all but the newest ``most``; return the number of rows."""
    sql = (
        "DELETE FROM kept_edits WHERE state = 'back' OR kept_at < :limit"
        " OR kept_id NOT IN (SELECT kept_id FROM kept_edits WHERE state = 'kept' ORDER BY kept_id DESC LIMIT :most)"
    )
    return store.do(sql, limit=limit, most=most)


def needed(store: Store) -> tuple[set[Oid], set[int]]:
    """Return (the objects that are kept, the numbers of the edits that are not committed)."""
    oids = set(store.column("SELECT oid FROM kept_edits WHERE state = 'kept'"))
    return oids, set(store.column("SELECT write_id FROM writes WHERE landing_id IS NULL"))
