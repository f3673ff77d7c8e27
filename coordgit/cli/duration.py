"""Options that take a span of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from coordgit.core import spans

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)


def seconds(text: str) -> float:
    """Return the seconds of one or more numbers with a unit each."""
    total = spans.seconds(text)
    if total is None:
        raise click.BadParameter(f"{text!r} is no span of time such as 90s, 15m, 2h or 1d")
    if not 0 < total <= spans.LONGEST:
        raise click.BadParameter(f"{text!r} is {'longer than ten years' if total else 'no time at all'}")
    return total


def duration_option(text: str, default: str | None = None) -> Callable[[FC], FC]:
    """Return the option ``--for SPAN``; the command gets ``span`` in seconds."""
    return click.option(
        "--for", "span", type=seconds, default=default, show_default=default is not None, metavar="SPAN", help=text
    )
