"""Entries of the stash and who made them, which git itself does not record."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Oid
    from coordgit.store.database import Store


class Entry(NamedTuple):
    """One entry, by its commit. ``state`` is its session's."""

    oid: Oid
    session: str
    worktree: str
    state: str
    person: bool


def put(store: Store, oid: Oid, session: str, worktree: str, now: float) -> None:
    """Record who made an entry; the first record stays."""
    store.ensure("stashes", oid=oid, session=session, worktree=worktree, made_at=now)


def every(store: Store) -> list[Entry]:
    """Return all entries known to be in the stash."""
    rows = store.all(
        "SELECT t.oid, t.session, t.worktree, s.state, s.person FROM stashes t JOIN sessions s ON s.session = t.session"
        " ORDER BY t.made_at, t.oid"
    )
    return [Entry(*row) for row in rows]


def drop(store: Store, oids: Iterable[Oid]) -> None:
    """Delete the records of entries that are not in the stash any more."""
    store.among("DELETE FROM stashes WHERE oid IN (:items)", oids)


def in_call(store: Store, session: str, but: str) -> bool:
    """True if a call of the session is running, other than the one that begins now."""
    return store.has("SELECT 1 FROM calls WHERE session = :session AND call NOT IN ('', :but) LIMIT 1", session=session, but=but)
