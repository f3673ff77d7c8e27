"""Commands whose file accesses are unknown: no read is guessed for them, so the session is told."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store


def of_session(store: Store, session: str) -> tuple[int, str]:
    """Return (how many such commands the session ran, the newest of them)."""
    row = store.one("SELECT unknowns, unknown FROM sessions WHERE session = :session", session=session)
    return (0, "") if row is None else (row[0], row[1])
