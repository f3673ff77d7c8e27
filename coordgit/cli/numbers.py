"""Click types: whole numbers, finite floats."""

from __future__ import annotations

import math
from typing import Any

import click

LARGEST = 2**62
"""Stands for any larger number: SQLite accepts none beyond 2**63 - 1."""


class Whole(click.IntRange):
    """A whole number of at least ``min``."""

    name = "whole number"


class Amount(click.FloatRange):
    """A finite number of at least ``min``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return found
