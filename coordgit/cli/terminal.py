"""The size of the terminal."""

from __future__ import annotations

import shutil
import sys

WIDEST = 10_000
"""Columns without a terminal: a program reads the output, so nothing is cut."""


def columns() -> int:
    """Return the terminal's columns; ``COLUMNS`` if it is set."""
    return shutil.get_terminal_size((80 if sys.stdout.isatty() else WIDEST, 24)).columns


def rows() -> int:
    return shutil.get_terminal_size((80, 24)).lines
