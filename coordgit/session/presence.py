"""Who is at work. A session whose process has ended, or that was silent for too long, is gone until it is active again.

It keeps its reads, since it may come back, but holds nothing that others wait for: its locks expire, its tasks are reopened.
"""

from coordgit.core.durations import short
from coordgit.core.model import Process
from coordgit.processes import alive
from coordgit.store import acknowledgements, sessions
from coordgit.store.database import Store


def note_gone(store: Store, idle: float, now: float, *, holders: bool = False) -> None:
    """Record which sessions are gone; ``holders``: look only at those that hold a lock or a task.

    Call this before a transaction: it examines processes first.
    """
    some = sessions.living(store, holders)
    found = [(one, why) for one in some if (why := why_gone(one.process, now - one.seen_at, idle))]
    if not found:
        return
    from coordgit.store import lock_renewal, names

    with store.writing():
        for one, why in found:
            if sessions.leave(store, one, now):
                lock_renewal.give_up(store, one.session, f"{names.who(store, one.session)} {why}", now)


def why_gone(process: Process, silent: float, idle: float) -> str:
    """Return why a session is gone, "" if it is at work. Whether a process of another PID namespace runs is unknown."""
    if process.pid and alive(process) is False:
        return "is gone: its process ended"
    return f"is gone: it was silent for {short(idle)}" if silent >= idle else ""


def at_work(store: Store, session: str, read_id: int | None) -> bool:
    """True if the session that made the read ``read_id`` can read again itself. Not one that has ended, was cleared, is gone, or
    has done nothing since its last commit: whoever lands its work answers in its place."""
    known = sessions.get(store, session)
    if known is None or known.state != "live":
        return False
    about = acknowledgements.activity(store, session, read_id)
    if about.epoch is not None and about.epoch != known.epoch_number:
        return False
    if about.process.pid and alive(about.process) is False:
        return False
    # a client's hooks end every call after the command in it; what they record shows that the session went on
    newest = about.recorded_at if known.client else known.seen_at
    return about.made_at is None or newest > about.made_at
