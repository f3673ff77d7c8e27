"""Who made a change, and whether it is a session's own. A change has several makers if several sessions contributed to it."""

from coordgit.core.model import Change, Oid
from coordgit.startup.typing import Mapping

UNKNOWN = frozenset(("",))
"""The makers of a change that no record attributes."""


def makers_of(session: str | None) -> frozenset[str]:
    """Return the makers of a change that one session made; ``None``: unknown."""
    return frozenset((session or "",))


def is_own(makers: frozenset[str] | None, session: str) -> bool:
    """True if the session alone made the change. Any other maker, also an unknown one, makes it foreign."""
    return makers == frozenset((session,))


def unattributed(changed: Mapping[str, tuple[Oid | None, Oid | None]]) -> dict[str, Change]:
    """Return changes of which it is not known who made them."""
    return {path: Change(path, before, after, UNKNOWN) for path, (before, after) in changed.items()}
