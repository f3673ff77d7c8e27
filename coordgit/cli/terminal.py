"""How wide what we print may be."""

from __future__ import annotations

import shutil
import sys

WIDEST = 10_000
"""Columns of what is no terminal: nothing is cut, the reader is a program."""


def columns() -> int:
    """The terminal's columns; ``COLUMNS`` where it is set."""
    return shutil.get_terminal_size((80 if sys.stdout.isatty() else WIDEST, 24)).columns


def rows() -> int:
    return shutil.get_terminal_size((80, 24)).lines
