"""Test that the store is sound, can be written and takes a record; delete what a trial left in it."""

from __future__ import annotations

from coordgit.core.model import CONTENT, Read
from coordgit.store import reads, sessions
from coordgit.store.database import Store


class _Undone(Exception):
    """Raised to roll back the transaction of a trial."""


def damage(store: Store) -> str:
    """Return what SQLite finds wrong with the file, "" for nothing."""
    said = str(store.value("PRAGMA quick_check(1)"))
    return "" if said == "ok" else said


def schema(store: Store) -> int:
    """Return the number of the store's newest migration."""
    return store.number("PRAGMA user_version")


def record(store: Store, session: str, now: float) -> bool:
    """Record a read as a hook would, see it there, and roll it back."""
    seen = False
    try:
        with store.writing():
            epoch = sessions.seen(store, session, now).epoch
            reads.put(store, Read(epoch=epoch, kind=CONTENT, path=session, at=now, via="doctor"))
            seen = len(reads.every(store, epoch)) == 1
            raise _Undone
    except _Undone:
        pass
    return seen and sessions.get(store, session) is None


def forget(store: Store, session: str) -> None:
    """Delete every row of a session that was only a trial."""
    store.do("DELETE FROM sessions WHERE session = :session", session=session)
