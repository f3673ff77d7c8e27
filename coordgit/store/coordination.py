"""What a session's comings and goings mean for its locks and tasks."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import events, locks, tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store
    from coordgit.store.locks import Held
    from coordgit.store.tasks import Entry


class Released(NamedTuple):
    """What a session gave back as it ended."""

    locks: tuple[Held, ...]
    tasks: tuple[Entry, ...]


def renew(store: Store, session: str, now: float) -> bool:
    """The session acts: its locks and claims are good for their span again.

    To be called whenever it does, in its transaction. True: there is an expired lock to tell it about.
    """
    if store.value("SELECT 1 FROM tasks WHERE session = :session AND state = 'claimed' LIMIT 1", session=session):
        tasks.renew(store, session, now)
    return locks.renew(store, session, now)


def give_up(store: Store, session: str, why: str, now: float) -> None:
    """The session is gone: its locks expire, of which it is told if it comes back, and its tasks are open again."""
    with store.writing():
        locks.sweep(store, now)
        for held in locks.of_session(store, session, now):
            locks.expire(store, held, now)
        for entry in tasks.held_by(store, session):
            tasks.reopen(store, entry.task.task_id, events.REOPEN, why, now)


def release_all(store: Store, session: str, called: str, now: float) -> Released:
    """The session ends: its locks are free, its tasks return to open and say so. ``called``: what people call it."""
    with store.writing():
        locks.sweep(store, now)
        held = locks.of_session(store, session, now)
        for one in held:
            locks.release(store, one, now, "its session ended")
        locks.retire(store, session)
        claimed = tasks.held_by(store, session)
        back = [tasks.reopen(store, one.task.task_id, events.REOPEN, f"{called} ended", now) for one in claimed]
        return Released(tuple(held), tuple(back))
