"""One case of concurrent work: which commits, what the second side read, and what is known of the outcome."""

import json
from dataclasses import dataclass, replace
from typing import Any

from coordgit.core.model import MATCH, READ, Access, Query
from coordgit.errors import UsageError

MOST = 12
"""Searches of one case at most."""
WHOLE, LINES, SEARCHES = "whole files", "ranges", "searches"
READINGS = (WHOLE, LINES, SEARCHES)
"""What is recorded of a side's work: the files it read, as wholes; only the lines; or its searches for what it changed."""


@dataclass(frozen=True)
class CaseRead:
    """One read at the base. ``last`` is 0 for a whole file; ``edited``: the side changed the file itself."""

    path: str
    first: int = 0
    last: int = 0
    symbol: str = ""
    absent: bool = False
    edited: bool = False

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.first}-{self.last}" if self.last else self.path


@dataclass(frozen=True)
class Case:
    """``x`` lands first, then ``y`` is judged; both started at ``base``. ``culprit`` is "" unless something is known to have
    gone wrong. A merge of a history has no base and no reads until ``history.case`` infers them."""

    name: str
    base: str
    x: str
    y: str
    seen: tuple[CaseRead, ...]
    names: tuple[str, ...] = ()
    """What one searches for before changing it: the definitions that are changed."""
    landed: int = 0
    """Commits of ``x`` since the base."""
    adapted: bool = False
    """The merge in the history holds more than git made of the two sides."""
    subject: str = ""
    author: str = ""
    at: int = 0
    repository: str = ""
    source: str = ""
    """The git directory of the repository."""
    culprit: str = ""
    commit: str = ""
    users: tuple[str, ...] = ()
    """The paths of ``y`` that depend on what ``x`` changed."""

    @property
    def conflict(self) -> bool:
        return bool(self.culprit)

    def reads(self, reading: str) -> tuple[CaseRead, ...]:
        """Return what was read; each file once, as a whole, unless its lines are meant."""
        if reading == LINES:
            return self.seen
        files: dict[str, CaseRead] = {}
        for read in self.seen if reading == WHOLE else ():
            edited = read.edited or (read.path in files and files[read.path].edited)
            files[read.path] = replace(read, first=0, last=0, symbol="", edited=edited)
        return tuple(files.values())

    def accesses(self, reading: str) -> list[Access]:
        """Return the reads, or the searches, as a client's hook would record them."""
        if reading == SEARCHES:
            return [Access(MATCH, "", query=Query(rf"\b{name}\b")) for name in self.names]
        return [
            Access(act=READ, path=read.path, first=read.first, last=read.last, rev=self.base, top=True)
            for read in self.reads(reading)
        ]


def load(text: str) -> list[Case]:
    """Return the cases of a JSON Lines text. Raises ``UsageError`` for an invalid line."""
    cases = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"line {number} is no case: {error!r}", "coordgit replay --help") from error
    return cases


def _case(raw: dict[str, Any]) -> Case:
    expected = raw.get("expect", {})
    seen = tuple(_seen(read) for read in raw["reads"])
    symbols = [raw.get("x_symbol") or ""] if expected.get("path") else [read.symbol for read in seen if read.edited]
    bare = dict.fromkeys(symbol.rsplit(".", 1)[-1] for symbol in symbols if symbol)
    return Case(
        name=raw["id"],
        base=raw["base"],
        x=raw["x"],
        y=raw["y"],
        seen=seen,
        names=tuple(name for name in bare if not name.startswith("__"))[:MOST],
        landed=raw.get("x_commits", 0),
        repository=raw.get("repo", ""),
        culprit=expected.get("path", ""),
        commit=expected.get("commit", ""),
        users=tuple(raw.get("y_paths", ())),
    )


def _seen(raw: dict[str, Any]) -> CaseRead:
    first, last = raw.get("lines") or (0, 0)
    symbol, absent = raw.get("symbol") or "", raw.get("absent", False)
    return CaseRead(
        path=raw["path"],
        first=0 if absent else first,
        last=0 if absent else last,
        symbol=symbol,
        absent=absent,
        edited=raw.get("how") == "edit",
    )
