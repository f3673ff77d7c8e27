"""Is there anything to coordinate at all? Asked before the rest is loaded, so that work that shares nothing pays one look-up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store


def any_of(store: Store, session: str) -> bool:
    """Does the session hold a lock, has one of it expired, or has it claimed a task?"""
    return bool(
        store.value(
            "SELECT 1 FROM locks WHERE session = :session AND state <> 'released'"
            " UNION ALL SELECT 1 FROM tasks WHERE session = :session AND state = 'claimed' LIMIT 1",
            session=session,
        )
    )


def any_foreign(store: Store, session: str, now: float) -> bool:
    """Can a lock of another session stand in this one's way: held now, or taken after this one's own had expired?"""
    return bool(
        store.value(
            "SELECT 1 FROM locks WHERE state = 'held' AND expires_at > :now AND session <> :session"
            " UNION ALL SELECT 1 FROM locks WHERE session = :session AND state <> 'released' AND state = 'expired' LIMIT 1",
            session=session, now=now,
        )
    )  # fmt: skip


def any_other(store: Store, session: str) -> bool:
    """Is another session at work?"""
    return bool(store.value("SELECT 1 FROM sessions WHERE session <> :session AND state = 'live' LIMIT 1", session=session))
