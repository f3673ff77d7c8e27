"""Tell whether there is anything to coordinate, before more is loaded: a session that works alone pays one look-up."""

from coordgit.startup.typing import Mapping
from coordgit.store.database import Store

STANDING = "session = :session AND worktree = :worktree AND path = :path AND landing_id IS NULL"
"""SQL condition: the session's edit of a path in a worktree that has not landed."""
EDITS = "COALESCE(before, '') <> COALESCE(after, '')"
"""SQL condition: the edit of this row of writes was not undone."""


def any_of(store: Store, session: str) -> bool:
    """True if the session holds a lock, had one that expired, or has claimed a task."""
    sql = (
        "SELECT 1 FROM locks WHERE session = :session AND state <> 'released'"
        " UNION ALL SELECT 1 FROM tasks WHERE session = :session AND state = 'claimed' LIMIT 1"
    )
    return store.has(sql, session=session)


def any_foreign(store: Store, session: str, now: float) -> bool:
    """True if another session's lock may block this one: held now, or taken after this one's own had expired."""
    sql = (
        "SELECT 1 FROM locks WHERE state = 'held' AND expires_at > :now AND session <> :session"
        " UNION ALL SELECT 1 FROM locks WHERE session = :session AND state <> 'released' AND state = 'expired' LIMIT 1"
    )
    return store.has(sql, session=session, now=now)


def any_other(store: Store, session: str, top: str = "") -> bool:
    """True if another session is live: anywhere, or in the worktree whose folder is ``top``."""
    sql = "SELECT 1 FROM sessions WHERE session <> :session AND state = 'live' AND :top IN ('', worktree) LIMIT 1"
    return store.has(sql, session=session, top=top)


def sights(store: Store, worktree: str) -> list[tuple[str, str | None]]:
    """Return the paths with uncommitted edits in a worktree, each with its stamp when it was last compared; ``None``: never."""
    sql = (
        "SELECT DISTINCT w.path, s.stamp FROM writes w LEFT JOIN sights s ON s.worktree = w.worktree AND s.path = w.path"
        f" WHERE w.worktree = :worktree AND w.landing_id IS NULL AND {EDITS}"
    )
    return store.all(sql, worktree=worktree)


def any_untold(store: Store, session: str) -> bool:
    """True if uncommitted work of the session is missing and that was not reported to it."""
    return store.has("SELECT 1 FROM kept WHERE session = :session AND state = 'kept' AND told = 0 LIMIT 1", session=session)


def any_stash(store: Store) -> bool:
    """True if any session has an entry in the stash."""
    return store.has("SELECT 1 FROM stashes LIMIT 1")


def see(store: Store, worktree: str, stamps: Mapping[str, str]) -> None:
    """Record the stamps of files with uncommitted edits that were just compared."""
    for path, stamp in stamps.items():
        store.upsert("sights", "worktree, path", worktree=worktree, path=path, stamp=stamp)


def see_own(store: Store, session: str, worktree: str, *, path: str, stamp: str, blob: str) -> None:
    """Record the stamp of a file that is exactly as the session's edit left it."""
    sql = f"SELECT 1 FROM writes WHERE {STANDING} AND after = :blob AND {EDITS}"
    if store.has(sql, session=session, worktree=worktree, path=path, blob=blob):
        see(store, worktree, {path: stamp})
