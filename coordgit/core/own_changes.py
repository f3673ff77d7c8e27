"""Who made a change, and whether it is a session's own. A change has several makers if several sessions contributed to it."""

from __future__ import annotations

from coordgit.core.model import Change, Oid
from coordgit.startup.typing import Collection, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Landed(Protocol):
        """A landing that gave a path another blob. ``maker``: the session that alone did, "" or ``None``: nobody known."""

        @property
        def before(self) -> Oid | None: ...
        @property
        def after(self) -> Oid | None: ...
        @property
        def maker(self) -> str | None: ...
        @property
        def ref(self) -> str: ...


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
    return {path: Change(path=path, before=before, after=after, makers=UNKNOWN) for path, (before, after) in changed.items()}


def made_alone(landed: Collection[Landed], before: Oid | None, after: Oid | None, targets: Collection[str]) -> str:
    """Return the session that alone led from one version of a path to another, on whatever branches, in one step or several; ""
    if that is several or nobody known, or if ``after`` was taken back from a target, or replaced there by somebody else."""
    made = [one for one in landed if one.maker]
    makers = {one.maker for one in made if one.after == after != one.before}
    session = makers.pop() if len(makers) == 1 else None
    if session is None:
        return ""
    reached, newer = {after}, {after}
    while newer:
        newer = {one.before for one in made if one.maker == session and one.after in newer} - reached
        reached |= newer
    left = [one for one in landed if one.before == after and one.ref in targets]
    taken_back = any(one.maker != session or one.after in reached for one in left)
    return session if before in reached and not taken_back else ""
