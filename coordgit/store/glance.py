"""Questions with a cheap answer, asked before more is loaded: a session that works alone pays one look-up.

SQLite uses the index ``locks_of`` only in a query that repeats the index's own condition, ``state <> 'released'``. That is why it
stands beside ``state = 'expired'``, which implies it, also in ``locks``.
"""

from coordgit.core.model import Epoch
from coordgit.store.database import Store, whose


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


def any_untold(store: Store, session: str) -> bool:
    """True if uncommitted work of the session is missing and that was not reported to it."""
    return store.has("SELECT 1 FROM kept_edits WHERE session = :session AND state = 'kept' AND told = 0 LIMIT 1", session=session)


def any_told(store: Store, epoch: Epoch) -> bool:
    """True if a landed change was reported to the epoch or to one of its sub-agents."""
    return store.has("SELECT 1 FROM tellings WHERE session = :session AND epoch = :epoch AND landed = 1 LIMIT 1", **whose(epoch))


def any_stash(store: Store) -> bool:
    """True if any session has an entry in the stash."""
    return store.has("SELECT 1 FROM stashes LIMIT 1")
