"""The stamps of files with uncommitted edits, when each was last compared: one with the same stamp needs no second look."""

from coordgit.startup.typing import Mapping
from coordgit.store.database import Store

STANDING = "session = :session AND worktree = :worktree AND path = :path AND landing_id IS NULL"
"""SQL condition: the session's edit of a path in a worktree that has not landed."""
EDITS = "COALESCE(before, '') <> COALESCE(after, '')"
"""SQL condition: the edit of this row of writes was not undone."""


def sights(store: Store, worktree: str) -> list[tuple[str, str | None]]:
    """Return the paths with uncommitted edits in a worktree, each with its stamp when it was last compared; ``None``: never."""
    sql = (
        "SELECT DISTINCT w.path, s.stamp FROM writes w LEFT JOIN sights s ON s.worktree = w.worktree AND s.path = w.path"
        f" WHERE w.worktree = :worktree AND w.landing_id IS NULL AND {EDITS}"
    )
    return store.all(sql, worktree=worktree)


def see(store: Store, worktree: str, stamps: Mapping[str, str]) -> None:
    """Record the stamps of files with uncommitted edits that were just compared."""
    for path, stamp in stamps.items():
        store.upsert("sights", "worktree, path", worktree=worktree, path=path, stamp=stamp)


def see_own(store: Store, session: str, worktree: str, *, path: str, stamp: str, blob: str) -> None:
    """Record the stamp of a file that is exactly as the session's edit left it, unless that may have replaced another's edit."""
    others = "SELECT 1 FROM writes WHERE session <> :session AND worktree = :worktree AND path = :path AND landing_id IS NULL"
    sql = f"SELECT 1 FROM writes WHERE {STANDING} AND after = :blob AND {EDITS} AND NOT EXISTS ({others} AND {EDITS})"
    if store.has(sql, session=session, worktree=worktree, path=path, blob=blob):
        see(store, worktree, {path: stamp})
