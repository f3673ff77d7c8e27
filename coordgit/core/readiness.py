"""Branches at work: what stands in the way of each, and the order in which they can land with the fewest looks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coordgit.core.model import CheckedBranch, Conflict, Oid


class Beside(NamedTuple):
    """What one branch meets once another has landed: paths that conflict, and reads of it that are stale then."""

    branch: str
    conflicts: tuple[str, ...]
    stale: tuple[Conflict, ...]


class Branch(NamedTuple):
    """A branch at work. ``worktree`` is where it is checked out; ``beside`` has only others that stand in its way."""

    ref: str
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
        """Could it land now?"""
        return not self.conflicts and not self.stale


class Ready(NamedTuple):
    """The branches at work, those that can land first and in the order in which they do."""

    onto: CheckedBranch
    branches: tuple[Branch, ...]


class Broken(NamedTuple):
    """The first that breaks: one branch, several that pass alone and not together, or none: the target itself."""

    branches: tuple[str, ...]
    code: int
    output: str


class Tested(NamedTuple):
    """Branch -> does the command pass on it, merged with the target; one that does not merge is not there."""

    passed: dict[str, bool]
    broken: Broken | None


def landing_order(names: Sequence[str], harms: Mapping[str, frozenset[str]]) -> list[str]:
    """``names``, each before those that make its reads stale wherever that can be had.

    ``harms``: branch -> the branches whose reads are stale once it has landed. Next comes the one that harms the fewest that are
    left; where no two harm each other, not even in a circle, nobody has to look again. Of equals the given order counts.
    """
    left = list(names)
    found: list[str] = []
    while left:
        following = min(left, key=lambda name: len(harms.get(name, frozenset()).intersection(left) - {name}))
        left.remove(following)
        found.append(following)
    return found
