"""Is a session at work? One that has ended, was cleared, is gone, or has done nothing since it made its last commit answers
nothing: whoever lands its work answers in its place."""

from __future__ import annotations

from coordgit.identity import alive
from coordgit.store import answers, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store


def at_work(store: Store, session: str, read_id: int | None) -> bool:
    """Can the session that made the read ``read_id`` look again itself?"""
    known = sessions.get(store, session)
    if known is None or known.state != "live":
        return False
    about = answers.activity(store, session, read_id)
    if about.epoch is not None and about.epoch != known.epoch_number:
        return False
    if about.pid and not alive(about.pid, about.pid_started):
        return False
    # hooks of a client end every call after the command in it; what they record tells that it went on
    newest = about.recorded_at if known.client else known.seen_at
    return about.made_at is None or newest > about.made_at
