"""How the text of a path came about on a branch, one landing after another, and which steps are others'. Pure."""

from __future__ import annotations

from coordgit.core.model import Oid
from coordgit.core.own_changes import is_own, makers_of
from coordgit.startup.typing import Iterable, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.own_changes import Landed


class LandedStep(NamedTuple):
    """One version of a path that followed another on the branch. ``makers``: the sessions that made it, "" nobody known."""

    before: Oid | None
    after: Oid | None
    makers: frozenset[str]
    seen: bytes | None = None
    """``before`` with what of the change its session has seen; ``None``: nothing of it."""


def history(landed: Iterable[Landed], tip: Oid | None, ref: str, session: str) -> list[LandedStep]:
    """The versions that led to ``tip``, newest first; ``landed`` has those of all branches, newest first.

    Where several led to the same one, the session's own counts, then that of ``ref``. Without ``ref``: how a text came about.
    """
    rest = list(landed)
    steps: list[LandedStep] = []
    made_on = ref
    while True:
        ways = [n for n, version in enumerate(rest) if version.after == tip and version.before != tip]
        if tip is None:  # a deletion on another branch says nothing about this one
            ways = [n for n in ways if rest[n].ref == made_on]
        if not ways:
            return steps
        n = next((n for n in ways if rest[n].maker == session), next((n for n in ways if rest[n].ref == ref), ways[0]))
        steps.append(LandedStep(rest[n].before, tip, makers_of(rest[n].maker)))
        tip, made_on, rest = rest[n].before, ref or rest[n].ref, rest[n + 1 :]


def unseen(steps: Iterable[LandedStep], known: Iterable[Oid | None], session: str, *, joined: bool = True) -> list[LandedStep]:
    """What others changed since the newest version that the session knew, oldest first, successive changes ``joined``.

    ``steps`` begin with the newest. Empty if the session never knew any version in them.
    """
    versions = set(known)
    missed: list[LandedStep] = []
    for step in steps:
        if step.after in versions:
            return missed[::-1]
        if not is_own(step.makers, session):
            change = step
            if joined and missed and missed[-1].before == step.after:
                newer = missed.pop()
                change = LandedStep(step.before, newer.after, step.makers | newer.makers)
            missed.append(change)
        if step.before in versions:
            return missed[::-1]
    return []


def since_own(steps: list[LandedStep], session: str) -> list[LandedStep]:
    """Return others' changes since the session's own newest, oldest first. ``steps``: newest first."""
    own = next((n for n, step in enumerate(steps) if is_own(step.makers, session)), len(steps))
    return steps[:own][::-1]
