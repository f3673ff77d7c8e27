"""Cases of concurrent work in public histories: which commits, what the second side had to read, the expected outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from coordgit.errors import UsageError

MOST = 12
"""Searches of one case at most."""


@dataclass(frozen=True)
class Seen:
    """One read at the base. ``last`` is 0 for a whole file; ``edited``: the side changed the file itself."""

    path: str
    first: int = 0
    last: int = 0
    symbol: str = ""
    absent: bool = False
    needed: bool = False
    edited: bool = False

    @property
    def argument(self) -> str:
        """Return the argument for ``coordgit read``."""
        return f"{self.path}:{self.first}-{self.last}" if self.last and not self.absent else self.path


@dataclass(frozen=True)
class Case:
    """``x`` lands first, then ``y`` is judged; both started at ``base``. ``culprit`` is "" if nothing went wrong."""

    name: str
    repository: str
    base: str
    x: str
    y: str
    seen: tuple[Seen, ...]
    kind: str = "benign"
    tier: str = ""
    order: str = ""
    symbol: str = ""
    landed: int = 0
    culprit: str = ""
    commit: str = ""
    users: tuple[str, ...] = ()
    """The paths of ``y`` that depend on what ``x`` changed."""

    @property
    def conflict(self) -> bool:
        return bool(self.culprit)

    @property
    def names(self) -> list[str]:
        """Return what one searches for before changing it: the culprit's definition; in benign work, the edited ones."""
        found = [self.symbol] if self.conflict else [one.symbol for one in self.seen if one.edited and one.symbol]
        bare = dict.fromkeys(name.rsplit(".", 1)[-1] for name in found)
        return [name for name in bare if not name.startswith("__")][:MOST]

    def readings(self) -> dict[str, tuple[Seen, ...]]:
        """Return the ways in which the side may have read what it read."""
        whole = _whole(self.seen)
        if not self.conflict:
            return {"lines": self.seen, "whole": whole, "edited": tuple(one for one in whole if one.edited)}
        needed = tuple(one for one in self.seen if one.needed)
        return {"lines": self.seen, "whole": whole, "needed lines": needed, "needed whole": _whole(needed)}


def _whole(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """Return each file once, as a whole."""
    files: dict[str, Seen] = {}
    for one in seen:
        known = files.get(one.path, one)
        files[one.path] = replace(one, first=0, last=0, symbol="", edited=one.edited or known.edited)
    return tuple(files.values())


def load(text: str) -> list[Case]:
    """Return the cases of a JSON Lines text. Raises ``UsageError`` for an invalid line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append(_case(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"line {number} is no case: {error!r}") from error
    return found


def _case(raw: dict[str, Any]) -> Case:
    expected = raw["expect"]
    return Case(
        raw["id"], raw["repo"], raw["base"], raw["x"], raw["y"], tuple(_seen(one) for one in raw["reads"]),
        raw.get("kind", "benign"), raw.get("tier", ""), raw.get("order", ""), raw.get("x_symbol") or "",
        raw.get("x_commits", 0), expected.get("path", ""), expected.get("commit", ""),
        tuple(raw.get("y_paths", ())),
    )  # fmt: skip


def _seen(raw: dict[str, Any]) -> Seen:
    first, last = raw.get("lines") or (0, 0)
    return Seen(
        raw["path"], first, last, raw.get("symbol") or "", raw.get("absent", False), raw.get("needed", False),
        raw.get("how") == "edit",
    )  # fmt: skip
