"""What the tests of the anomalies share: scripts written in a line, their outcomes, and every case."""

import pytest

from tests.anomalies.protocol import Open
from tests.anomalies.reference import Reference
from tests.anomalies.run import Played, play
from tests.anomalies.spec import SHARED, Order, Script, load, parse

SKEW = r"""
anomaly: G2-item
title: a signature changes while a caller is written
levels: record lands, snapshot lands, strict rejected
setup: api.py "def send(x)", caller.py "a, b | \"c\"\n"
ann: reads api.py | writes caller.py "send(1)", commits
# the other one
bob: reads caller.py | writes api.py "def send(x, y)", commits

twin: another function
bob: reads other.py | writes other.py "def recv()", commits
"""
SPECS = load()
ALL_IN_ALL = [pytest.param(spec, world, id=f"{spec.name}-{world}") for spec in SPECS for world in spec.worlds]


def script(setup: str = 'f "0"', *, order: str = "", recorded: bool = False, **sessions: str) -> Script:
    """A script from the notation."""
    lines = [f"{name}: {its}" for name, its in sessions.items()] + ([f"order: {order}"] if order else [])
    head = (
        f"anomaly: x\ntitle: x\nlevels: record lands, snapshot lands, strict lands\nsetup: {setup}\n"
        + "edits: recorded\n" * recorded
    )
    return parse(head + "\n".join(lines) + "\ntwin: x").script


def model() -> Open:
    return lambda kind, level, its: Reference(kind, level, its)


def outcomes(its: Script, order: str, kind: str = SHARED, level: str = "strict") -> list[str]:
    """What each commit came to in one permutation, as «ann commits: rejected CG101 f»."""
    played = play(its, kind, tuple(order.split()), Reference(kind, level, its))
    return [f"{step}: {' '.join((one.happened, *sorted(one.conflicts)))}" for step, one in played.outcomes]


def strict_outcomes(its: Script, kind: str, order: Order) -> Played:
    return play(its, kind, order, Reference(kind, "strict", its))


READ_THEN_WRITE = script('f "0", g "0"', ann="reads f | writes new 1, commits", bob="writes f 1, commits")
