"""Is there anything to coordinate at all? Asked before the rest is loaded, so that work that shares nothing pays one look-up."""

from __future__ import annotations

from coordgit.store.database import key, path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.store.database import Store


EDITS = "COALESCE(before, '') <> COALESCE(after, '')"
"""Of a row of writes: what it says was not undone."""
SEE = (
    "INSERT INTO sights (worktree, path, stamp) VALUES (:worktree, :path, :stamp)"
    " ON CONFLICT (worktree, path) DO UPDATE SET stamp = :stamp"
)


def any_of(store: Store, session: str) -> bool:
    """Does the session hold a lock, has one of it expired, or has it claimed a task?"""
    return bool(
        store.value(
            "SELECT 1 FROM locks WHERE session = :session AND state <> 'released'"
            " UNION ALL SELECT 1 FROM tasks WHERE session = :session AND state = 'claimed' LIMIT 1",
            session=session,
        )
    )


def any_foreign(store: Store, session: str, now: float) -> bool:
    """Can a lock of another session stand in this one's way: held now, or taken after this one's own had expired?"""
    return bool(
        store.value(
            "SELECT 1 FROM locks WHERE state = 'held' AND expires_at > :now AND session <> :session"
            " UNION ALL SELECT 1 FROM locks WHERE session = :session AND state <> 'released' AND state = 'expired' LIMIT 1",
            session=session, now=now,
        )
    )  # fmt: skip


def any_other(store: Store, session: str, top: str = "") -> bool:
    """Is another session at work: anywhere, or in the worktree whose folder is ``top``?"""
    return bool(
        store.value(
            "SELECT 1 FROM sessions WHERE session <> :session AND state = 'live' AND :top IN ('', worktree) LIMIT 1",
            session=session,
            top=key(top),
        )
    )


def sights(store: Store, worktree: str) -> list[tuple[str, str | None]]:
    """The paths with uncommitted edits in a worktree, each with its stamp as it was compared last; ``None``: it was not."""
    rows = store.all(
        "SELECT DISTINCT w.path, s.stamp FROM writes w LEFT JOIN sights s ON s.worktree = w.worktree AND s.path = w.path"
        f" WHERE w.worktree = :worktree AND w.landing_id IS NULL AND {EDITS}",
        worktree=key(worktree),
    )
    return [(path_of(path), stamp) for path, stamp in rows]


def any_untold(store: Store, session: str) -> bool:
    """Is there work of the session that is gone, and that it was not told of?"""
    return bool(
        store.value("SELECT 1 FROM kept WHERE session = :session AND state = 'kept' AND told = 0 LIMIT 1", session=session)
    )


def any_stash(store: Store) -> bool:
    """Has any session put edits away?"""
    return bool(store.value("SELECT 1 FROM stashes LIMIT 1"))


def see(store: Store, worktree: str, stamps: Mapping[str, str]) -> None:
    """Note how files with uncommitted edits are now that they were compared."""
    for path, stamp in stamps.items():
        store.do(SEE, worktree=key(worktree), path=key(path), stamp=stamp)


def see_own(store: Store, session: str, worktree: str, path: str, stamp: str, blob: str | None) -> None:
    """As ``see``, of a file that is just what the session's edit has left."""
    if store.value(
        "SELECT 1 FROM writes WHERE session = :session AND worktree = :worktree AND path = :path AND landing_id IS NULL"
        f" AND COALESCE(after, '') = :blob AND {EDITS}",
        session=session,
        worktree=key(worktree),
        path=key(path),
        blob=blob or "",
    ):
        see(store, worktree, {path: stamp})
