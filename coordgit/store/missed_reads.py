"""Reads of calls that could not be recorded, until their session is told."""

from coordgit.store.database import Store


def note(store: Store, session: str, path: str, reason: str, at: float) -> None:
    """Record that a read of ``path`` ("": unknown) was not recorded when it was made."""
    store.upsert("missed_reads", "session, path", session=session, path=path, reason=reason, missed_at=at)


def take(store: Store, session: str) -> list[tuple[str, str]]:
    """Return (path, reason) of the reads that were not recorded and that the session has to be told of, and delete them."""
    rows = store.all("SELECT path, reason FROM missed_reads WHERE session = :session ORDER BY path", session=session)
    if rows:
        store.do("DELETE FROM missed_reads WHERE session = :session", session=session)
    return rows
