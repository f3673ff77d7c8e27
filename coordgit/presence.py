"""Who is at work. A session whose process is no more, or that was silent for too long, is gone until it acts again.

It keeps its reads, since it may come back, and holds nothing that others wait for: its locks expire, its tasks are open again.
"""

from __future__ import annotations

from coordgit.core.spans import short
from coordgit.git import settings
from coordgit.processes import alive
from coordgit.store import answers, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Process
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store


def note_gone(store: Store, git: Git, now: float, *, holders: bool = False) -> None:
    """Note which sessions are gone; ``holders``: look only at those that hold a lock or a task.

    To be called before a transaction: processes and settings are asked first.
    """
    some = sessions.living(store, holders)
    if not some:
        return
    idle = settings.idle(git)
    found = [(one, why) for one in some if (why := _why_gone(one.process, now - one.seen_at, idle))]
    if not found:
        return
    from coordgit.store import coordination, names

    with store.writing():
        for one, why in found:
            if sessions.leave(store, one, now):
                coordination.give_up(store, one.session, f"{names.who(store, one.session)} {why}", now)


def is_gone(process: Process, silent: float, idle: float) -> bool:
    """Has the session's process ended, or was it silent for too long?"""
    return bool(_why_gone(process, silent, idle))


def _why_gone(process: Process, silent: float, idle: float) -> str:
    """What became of a session, "" if it is at work. That a process of another PID namespace runs cannot be told."""
    if process.pid and alive(process) is False:
        return "is gone: its process ended"
    return f"is gone: it was silent for {short(idle)}" if silent >= idle else ""


def at_work(store: Store, session: str, read_id: int | None) -> bool:
    """Can the session that made the read ``read_id`` look again itself? Not one that has ended, was cleared, is gone, or has
    done nothing since it made its last commit: whoever lands its work answers in its place."""
    known = sessions.get(store, session)
    if known is None or known.state != "live":
        return False
    about = answers.activity(store, session, read_id)
    if about.epoch is not None and about.epoch != known.epoch_number:
        return False
    if about.process.pid and alive(about.process) is False:
        return False
    # hooks of a client end every call after the command in it; what they record tells that it went on
    newest = about.recorded_at if known.client else known.seen_at
    return about.made_at is None or newest > about.made_at
