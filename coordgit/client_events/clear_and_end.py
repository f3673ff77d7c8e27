"""What coordgit does when a session's context is cleared, or when the session ends. Called in a transaction."""

from coordgit.core.model import Session
from coordgit.store import lock_renewal, names, sessions
from coordgit.store.database import Store


def clear(store: Store, session: Session, now: float) -> None:
    """Begin a new epoch, in which the session knows nothing; one that has read nothing goes on with its own."""
    if sessions.reads_of(store, session.epoch):
        sessions.clear(store, session.session, now)


def end(store: Store, session: Session, now: float) -> None:
    """End the session and release its locks."""
    sessions.end(store, session.session, now)
    lock_renewal.release_all(store, session.session, names.who(store, session.session), now)
