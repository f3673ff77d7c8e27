"""Text that fits a terminal: cut by the columns it takes, without control characters, in tables that shrink."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "
UNSAFE = ("Cc", "Cf", "Zl", "Zp")
"""Unicode's classes of letters that move the cursor, end lines, or turn the direction of writing."""
NARROWEST = 8
"""Columns that a cell keeps as a table shrinks."""


def printable(text: str) -> str:
    """``text`` in one line; control characters, which a terminal would obey, become spaces, bytes that are no UTF-8 marks."""
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join("".join(" " if unicodedata.category(letter) in UNSAFE else letter for letter in whole).split())


def width(text: str) -> int:
    """Columns that ``text`` takes: wide letters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text
    )


def cut(text: str, room: int) -> str:
    """``text`` in at most ``room`` columns; ``…`` says that something is missing. Quotes around all of it stay closed."""
    if width(text) <= room:
        return text
    if room > 2 and text.startswith('"') and text.endswith('"'):
        return cut(text[:-1], room - 1) + '"'
    kept, used = "", 1
    for letter in text:
        used += width(letter)
        if used > room:
            break
        kept += letter
    return kept.rstrip() + "…" if room > 0 else ""


def cut_left(text: str, room: int) -> str:
    """The end of ``text`` in at most ``room`` columns: what tells one path from another."""
    return text if width(text) <= room else cut(text[::-1], room)[::-1]


def pad(text: str, room: int) -> str:
    return text + " " * (room - width(text))


def table(rows: Sequence[tuple[str, ...]], room: int, indent: str = "", firm: int | None = None) -> list[str]:
    """Columns side by side; the widest shrink until a line fits, the column ``firm`` last. Empty columns are left out."""
    if not rows:
        return []
    cells = [[printable(cell) for cell in row] for row in rows]
    used = [n for n in range(len(rows[0])) if any(row[n] for row in cells)]
    widths = [max(width(row[n]) for row in cells) for n in used]
    spare = max(room - len(indent) - len(GAP) * (len(used) - 1), 1)
    while sum(widths) > spare and max(widths) > NARROWEST:
        widest = max(range(len(used)), key=lambda n: (widths[n] > NARROWEST and used[n] != firm, widths[n]))
        widths[widest] = max(NARROWEST, widths[widest] - max(1, min(sum(widths) - spare, widths[widest] // 8)))
    lines = []
    for row in cells:
        line = GAP.join(pad(cut(row[n], size), size) for n, size in zip(used, widths, strict=True))
        lines.append(cut(f"{indent}{line}".rstrip(), room))
    return lines
