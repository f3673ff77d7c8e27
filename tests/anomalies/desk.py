"""What the reference model knows of a session's reads and edits, and of a work tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.anomalies.trees import Tree, touched


@dataclass
class Read:
    """One read: ``item`` takes from a tree what was asked; ``known`` is what was seen, with the session's edits."""

    code: str
    path: str
    lines: tuple[int, int] | None
    item: Callable[[Tree], object]
    seen: object
    known: object
    place: int
    when: int
    pattern: str = ""
    uncommitted: bool = False
    """Another session's edit that had not been committed."""
    base: str | None = None
    """What the line had then."""
    after: int = 0
    """The newest landing when it was made."""
    aside: bool = False
    """What the line never had: it was read on another branch."""

    @property
    def asked(self) -> tuple[object, ...]:
        """What it is a read of."""
        return self.code, self.path, self.lines, self.pattern

    def replaces(self, other: Read) -> bool:
        if self.pattern or self.code == "CG102":
            return self.asked == other.asked
        return other.path == self.path and self.lines in (None, other.lines)

    def differs(self, old: object, new: object) -> bool:
        if self.lines and isinstance(old, str) and isinstance(new, str):
            return touched(old, new, *self.lines)
        return old != new


@dataclass
class Origin:
    """What an edit that has not landed was made from."""

    text: str | None
    place: int
    when: int


@dataclass
class Refusal:
    """What a rejection was about: that, and nothing later, is what an acknowledgement of it covers."""

    place: int
    stale: list[Read]
    counted: set[str]


@dataclass
class Desk:
    """A work tree: ``place`` is how far its HEAD has the line, ``fork`` the tree it has in common with the line."""

    work: Tree
    head: Tree
    fork: Tree
    place: int = 0
    fetched: int = 0
    """How far a clone has seen the line, at the least."""
    ahead: bool = False
    """Whether it has commits that have not landed."""
    stashed: list[Tree] = field(default_factory=list)
    side: Tree | None = None
    """What another branch has, once it is made."""
    on_side: bool = False
    switched: str = ""
    """Who switched it last."""
    detached: bool = False
    authors: set[str] = field(default_factory=set)
    """Other sessions whose work its branch carries."""
    behind: set[str] = field(default_factory=set)
    """The paths that have an older version than HEAD, since HEAD moved and they did not."""
