"""Numbers as users give them: what is none is said in words, and one is finite."""

from __future__ import annotations

import math
from typing import Any

import click

LARGEST = 2**62
"""As good as any larger one, which the store does not take (beyond 2**63 - 1)."""


class Whole(click.IntRange):
    """A whole number, from ``min`` on."""

    name = "whole number"


class Amount(click.FloatRange):
    """A number, from ``min`` on."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return found
