"""Test that the store is sound, can be written and takes a record; delete what a trial left in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from coordgit.core.model import CONTENT, Read
from coordgit.store import reads, sessions
from coordgit.store.database import Store


class _Undone(Exception):
    """Raised to roll back the transaction of a trial."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Roll back what the block writes."""
    try:
        with store.writing():
            yield
            raise _Undone
    except _Undone:
        pass


def damage(store: Store) -> str:
    """Return what SQLite finds wrong with the file, "" for nothing."""
    answer = str(store.value("PRAGMA quick_check(1)"))
    return "" if answer == "ok" else answer


def schema(store: Store) -> int:
    """Return the number of the store's newest migration."""
    return store.number("PRAGMA user_version")


def record(store: Store, session: str, now: float) -> bool:
    """Record a read as a hook would, see it there, and roll it back."""
    with undone(store):
        epoch = sessions.seen(store, session, now).epoch
        reads.put(store, Read(epoch=epoch, kind=CONTENT, path=session, at=now, via="doctor"))
        seen = len(reads.every(store, epoch)) == 1
    return seen and sessions.get(store, session) is None


def forget(store: Store, session: str) -> None:
    """Delete every row of a session that was only a trial."""
    store.do("DELETE FROM sessions WHERE session = :session", session=session)
