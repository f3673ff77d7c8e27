"""Parse spans of time: ``90s``, ``15m``, ``2h``, ``1d``, ``1h30m``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST = 3650 * UNITS["d"]
"""Seconds; longer spans are refused."""


def seconds(text: str) -> float:
    """Return the seconds of one or more numbers with a unit each."""
    plain = text.strip().lower()
    if not re.fullmatch(r"([0-9]+(\.[0-9]+)?[smhd])+", plain):
        raise click.BadParameter(f"{text!r} is no span of time such as 90s, 15m, 2h or 1d")
    total = sum(float(number) * UNITS[unit] for number, unit in re.findall(r"([0-9.]+)([smhd])", plain))
    if not 0 < total <= LONGEST:
        raise click.BadParameter(f"{text!r} is {'longer than ten years' if total else 'no time at all'}")
    return total


def duration_option(text: str, default: str | None = None) -> Callable[[FC], FC]:
    """Return the option ``--for SPAN``; the command gets ``span`` in seconds."""
    return click.option(
        "--for", "span", type=seconds, default=default, show_default=default is not None, metavar="SPAN", help=text
    )
