"""Find definitions by indentation and keywords: old text may not parse today, and no language needs its parser."""

from __future__ import annotations

import re

from coordgit.core import stop_words

KEYWORDS = (
    "def|class|function|func|fn|fun|sub|struct|enum|union|trait|interface|type|module|namespace|typedef|record|object|protocol"
)
MODIFIERS = "public|protected|private|internal|static|final|async|abstract|override|virtual|inline|extern|const|export|pub"
CLOSING = ")]}{"
"""A line that begins so belongs to the definition above it."""
HEAD = re.compile(
    rf"(?:^|[^\w.])(?:{KEYWORDS})\s+(?:\([^)]*\)\s*|self\.|[*&])*([^\W\d]\w*)"
    rf"|^\s*(?:(?:{MODIFIERS})\b[^(=;]*\s)[*&]*([^\W\d]\w*)\s*\(|^[^\W\d][^(=;]*[\s*&]([^\W\d]\w*)\s*\("
)
"""What declares a name: a keyword before it; modifiers, or in the first column a type, before a name with parentheses."""


def declared(line: str) -> str:
    """Return the name that a line declares, "" if it does not look so."""
    match = HEAD.search(line)
    name = next((name for name in match.groups() if name), "") if match else ""
    return "" if name in stop_words.KEYWORDS else name


def extent(lines: list[str], start: int, high: int = 0) -> int:
    """Return the index after the last line of a block whose head is at index ``start``."""
    end, quoted = start + 1, False
    for n in range(start + 1, high or len(lines)):
        bare = lines[n].strip()
        inside, quoted = quoted, quoted ^ bool((bare.count('"""') + bare.count("'''")) % 2)
        if not inside and (not bare or bare.startswith("#")):
            continue
        # the text of a string may have any indentation
        if not inside and _depth(lines[n]) <= _depth(lines[start]):
            if bare == "end":
                return n + 1
            if bare[0] not in CLOSING:
                break
        end = n + 1
    return end


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
    start = min(heads, key=lambda n: (_depth(lines[n]), n))
    return start, extent(lines, start, high)


def _binding(lines: list[str], low: int, high: int, name: str) -> tuple[int, int] | None:
    """Return the first line that assigns or imports the name."""
    wanted = re.escape(name)
    pattern = re.compile(rf"\s*(?:(?:self|cls)\.)?{wanted}\b[^=(]*=(?!=)|\s*(?:from\s+\S+\s+)?import\b.*\b{wanted}\b")
    return next(((n, n + 1) for n in range(low, high) if pattern.match(lines[n])), None)


def _decorated(lines: list[str], low: int, start: int) -> int:
    indented = " " * _depth(lines[start]) + "@"
    while start > low and lines[start - 1].expandtabs(1).startswith(indented):
        start -= 1
    return start


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
