"""Fit text to a terminal: cut by columns, without control characters, in tables that shrink."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from coordgit.git.plumbing import legible

UNSAFE = ("Cc", "Cf", "Zl", "Zp")
"""Unicode categories of characters that move the cursor, end lines, or change the writing direction."""
UNCUT = 10_000
"""Columns of a table that a program may read."""
NARROWEST = 8
"""Columns that a cell keeps when a table shrinks."""


def printable(text: str) -> str:
    """Return ``text`` in one line; control characters, which a terminal would obey, become spaces, invalid UTF-8 a mark."""
    letters = (" " if unicodedata.category(letter) in UNSAFE else letter for letter in legible(text))
    return " ".join("".join(letters).split())


def width(text: str) -> int:
    """Return the columns that ``text`` takes: wide letters take two, combining ones none."""
    return cell_len(text)


def cut(text: str, room: int) -> str:
    """Return ``text`` in at most ``room`` columns; ``…`` marks what is missing. Quotes around all of it stay closed."""
    if width(text) <= room:
        return text
    if room > 2 and text.startswith('"') and text.endswith('"'):
        return cut(text[:-1], room - 1) + '"'
    return set_cell_size(text, room - 1).rstrip() + "…" if room > 0 else ""


def cut_left(text: str, room: int) -> str:
    """Return the end of ``text`` in at most ``room`` columns: the end distinguishes paths."""
    return text if width(text) <= room else cut(text[::-1], room)[::-1]


class _Cell:
    """A table cell, shortened to its column."""

    def __init__(self, text: str, shorten: Callable[[str, int], str]) -> None:
        self.text = text
        self.shorten = shorten

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        most = width(self.text)
        return Measurement(min(NARROWEST, most), most)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Text]:
        yield Text(self.shorten(self.text, options.max_width), no_wrap=True)


def table(
    rows: Sequence[tuple[str, ...]], room: int, indent: str = "", *, firm: int | None = None, paths: int | None = None
) -> list[str]:
    """Lay out columns; the widest shrink until a line fits, the column ``firm`` last; of the column ``paths`` the ends are kept.
    Empty columns are left out."""
    cells = [[printable(cell) for cell in row] for row in rows]
    used = [n for n in range(len(rows[0]) if rows else 0) if any(row[n] for row in cells)]
    grid = Table.grid(padding=(0, 2), pad_edge=False)
    for n in used:
        grid.add_column(no_wrap=n == firm)
    for row in cells:
        grid.add_row(*(_Cell(row[n], cut_left if n == paths else cut) for n in used))
    console = Console(
        width=max(room - len(indent), 1), color_system=None, force_terminal=False, legacy_windows=False, force_jupyter=False
    )
    with console.capture() as shown:
        console.print(grid)
    return [cut(f"{indent}{line}".rstrip(), room) for line in shown.get().splitlines()] if used else []
