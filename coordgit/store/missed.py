"""Reads that could not be recorded, kept until their session is told."""

from __future__ import annotations

from coordgit.store.database import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store


def note(store: Store, session: str, path: str, reason: str, at: float) -> None:
    """Record that a read of ``path`` ("": unknown) was not recorded when it was made."""
    store.upsert("missed", "session, path", session=session, path=path, reason=reason, missed_at=at)


def take(store: Store, session: str) -> list[tuple[str, str]]:
    """Return (path, reason) of what the session has to be told, and delete it."""
    rows = store.all("SELECT path, reason FROM missed WHERE session = :session ORDER BY path", session=session)
    if rows:
        store.do("DELETE FROM missed WHERE session = :session", session=session)
    return [(path_of(path), reason) for path, reason in rows]
