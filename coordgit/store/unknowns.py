"""What a session ran that could not be told: no read was guessed for it, so it is said."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.database import Store


def of_session(store: Store, session: str) -> tuple[int, str]:
    """(how many commands there were, the newest of them)."""
    row = store.one("SELECT unknowns, unknown FROM sessions WHERE session = :session", session=session)
    return (0, "") if row is None else (row[0], row[1])
