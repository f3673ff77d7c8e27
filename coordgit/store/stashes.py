"""The entries of the stash."""

from coordgit.core.model import Oid
from coordgit.startup.typing import Iterable, NamedTuple
from coordgit.store.database import Store


class StashEntry(NamedTuple):
    """An entry of the stash, by its commit, and who made it, which git itself does not record. ``state`` is its session's."""

    oid: Oid
    session: str
    worktree: str
    state: str
    person: bool


def note(store: Store, oid: Oid, session: str, worktree: str, now: float) -> None:
    """Record who made an entry; the first record stays."""
    store.ensure("stashes", oid=oid, session=session, worktree=worktree, made_at=now)


def every(store: Store) -> list[StashEntry]:
    """Return all entries known to be in the stash."""
    rows = store.all(
        "SELECT t.oid, t.session, t.worktree, s.state, s.person FROM stashes t JOIN sessions s ON s.session = t.session"
        " ORDER BY t.made_at, t.oid"
    )
    return [StashEntry(*row) for row in rows]


def forget(store: Store, oids: Iterable[Oid]) -> None:
    """Delete the records of entries that are not in the stash any more."""
    store.among("DELETE FROM stashes WHERE oid IN (:items)", oids)
