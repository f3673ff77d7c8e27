"""Renew and release a session's locks and tasks: it is active, it is gone, it ends."""

from coordgit.core.coordination_records import Lock, Task
from coordgit.store import events, locks, tasks
from coordgit.store.database import Store


def renew(store: Store, session: str, now: float) -> bool:
    """Extend the session's locks and claims, because it is active. True if an expired lock must be reported to it.

    Call this in the transaction of whatever the session does.
    """
    tasks.renew(store, session, now)
    return locks.renew(store, session, now)


def give_up(store: Store, session: str, why: str, now: float) -> None:
    """Expire the locks and reopen the tasks of a session that is gone; if it comes back, the locks are reported to it."""
    with store.writing():
        locks.expire_all(store, now)
        for held in locks.of_session(store, session, now):
            locks.expire(store, held, now)
        for entry in tasks.held_by(store, session):
            tasks.reopen(store, entry.task_id, events.REOPEN, why, now)


def release_all(store: Store, session: str, called: str, now: float) -> tuple[list[Lock], list[Task]]:
    """Release the locks of a session that ends (``called`` so for people), reopen its tasks, which record why; return both."""
    with store.writing():
        locks.expire_all(store, now)
        held = locks.of_session(store, session, now)
        for entry in held:
            locks.release(store, entry, now, "its session ended")
        locks.retire(store, session)
        claimed = tasks.held_by(store, session)
        back = [tasks.reopen(store, entry.task_id, events.REOPEN, f"{called} ended", now) for entry in claimed]
        return held, back
