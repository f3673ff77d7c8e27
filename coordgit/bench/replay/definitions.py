"""Find a definition of Python by its name: old text may not parse today."""

from __future__ import annotations

import re

from coordgit.core.declarations import depth_of, extent


def span(text: str, name: str) -> tuple[int, int] | None:
    """Return first and last line, from 1, of ``Class.method``, a function, or a name that is assigned or imported, in Python.

    Decorators belong to it. ``None``: not found.
    """
    lines = text.split("\n")
    low, high = 0, len(lines)
    *outer, last = name.split(".")
    for part in outer:
        found = _block(lines, low, high, part)
        if found is None:
            return None
        low, high = found[0] + 1, found[1]
    found = _block(lines, low, high, last) or _binding(lines, low, high, last)
    return None if found is None else (_decorated(lines, low, found[0]) + 1, found[1])


def _block(lines: list[str], low: int, high: int, name: str) -> tuple[int, int] | None:
    """Return (index of the first line, index after the last) of a ``def`` or ``class``."""
    heads = [n for n in range(low, high) if re.match(rf"\s*(?:async\s+def|def|class)\s+{re.escape(name)}\b", lines[n])]
    if not heads:
        return None
    start = min(heads, key=lambda n: (depth_of(lines[n]), n))
    return start, extent(lines, start, high)


def _binding(lines: list[str], low: int, high: int, name: str) -> tuple[int, int] | None:
    """Return the first line that assigns or imports the name."""
    wanted = re.escape(name)
    pattern = re.compile(rf"\s*(?:(?:self|cls)\.)?{wanted}\b[^=(]*=(?!=)|\s*(?:from\s+\S+\s+)?import\b.*\b{wanted}\b")
    return next(((n, n + 1) for n in range(low, high) if pattern.match(lines[n])), None)


def _decorated(lines: list[str], low: int, start: int) -> int:
    indented = " " * depth_of(lines[start]) + "@"
    while start > low and lines[start - 1].expandtabs(1).startswith(indented):
        start -= 1
    return start
