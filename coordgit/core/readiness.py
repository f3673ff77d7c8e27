"""Branches at work: what blocks each, and the order in which they can land with the fewest reads made stale. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coordgit.core.model import CheckedBranch, Conflict, Oid


class Beside(NamedTuple):
    """What landing another branch does to one: paths that conflict, and reads of it that become stale."""

    branch: str
    conflicts: tuple[str, ...]
    stale: tuple[Conflict, ...]


class Branch(NamedTuple):
    """A branch at work. ``worktree`` is where it is checked out; ``beside`` has only the other branches that block it."""

    branch: str
    tip: Oid
    worktree: str
    commits: int
    sessions: tuple[str, ...]
    conflicts: tuple[str, ...]
    """Paths that conflict with the target."""
    stale: tuple[Conflict, ...]
    """Reads that are stale on the target."""
    beside: tuple[Beside, ...] = ()

    @property
    def lands(self) -> bool:
        """True if it could land now."""
        return not self.conflicts and not self.stale


class BranchElsewhere(NamedTuple):
    """A branch at work in another clone of the team. ``tip``: its newest commit, which need not be here; ``met``: branches here,
    with the paths that it changes and they have read or change."""

    clone: str
    branch: str
    tip: Oid | None
    sessions: tuple[str, ...]
    paths: tuple[str, ...]
    met: tuple[tuple[str, tuple[str, ...]], ...]


class Ready(NamedTuple):
    """The branches at work, with those that can land first, in the order in which they can."""

    onto: CheckedBranch
    branches: tuple[Branch, ...]
    elsewhere: tuple[BranchElsewhere, ...] = ()


class Broken(NamedTuple):
    """What fails first: one branch, several branches that pass alone but not together, or (none named) the target itself."""

    branches: tuple[str, ...]
    code: int
    output: str


class Tested(NamedTuple):
    """``passed``: branch -> whether the command passes on it, merged with the target; one that does not merge is left out."""

    passed: Mapping[str, bool] = {}
    broken: Broken | None = None


def landing_order(names: Sequence[str], harms: Mapping[str, frozenset[str]]) -> list[str]:
    """Return ``names``, each before those that make its reads stale wherever that is possible.

    ``harms``: branch -> the branches whose reads are stale once it has landed. Next comes the branch that makes the
    fewest of the remaining ones stale: without a cycle nobody has to read again. Of equals the given order counts.
    """
    left = list(names)
    order: list[str] = []
    while left:
        following = min(left, key=lambda name: len(harms.get(name, frozenset()).intersection(left) - {name}))
        left.remove(following)
        order.append(following)
    return order
