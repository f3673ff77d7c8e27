"""Options that several commands have, and numbers and spans of time on the command line."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from coordgit.core import durations

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
LARGEST = 2**62
"""Stands for any larger number: SQLite accepts none beyond 2**63 - 1."""


class Whole(click.IntRange):
    """A whole number of at least ``min``."""

    name = "whole number"


class Amount(click.FloatRange):
    """A finite number of at least ``min``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return number


class Filled(click.types.StringParamType):
    """A text that must not be empty: an empty one is usually a script's variable that is not set."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value or self.fail(f"the empty string is not {self.name}", param, ctx)


def seconds(text: str) -> float:
    """Return the seconds of one or more numbers with a unit each."""
    total = durations.seconds(text)
    if total is None:
        raise click.BadParameter(f"{text!r} is not a span of time such as 90s, 15m, 2h or 1d")
    if not 0 < total <= durations.LONGEST:
        raise click.BadParameter(f"{text!r} is {'longer than ten years' if total else 'not longer than zero'}")
    return total


def duration_option(text: str, default: str | None = None) -> Callable[[FC], FC]:
    """Return the option ``--for SPAN``; the command gets ``span`` in seconds."""
    return click.option(
        "--for", "span", type=seconds, default=default, show_default=default is not None, metavar="SPAN", help=text
    )
