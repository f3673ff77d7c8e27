"""Validation is driven by what changed: the store takes the same steps whatever it holds. Steps are counted, not timed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from coordgit.bench.cost import growth
from coordgit.bench.cost.growth import Axis
from coordgit.bench.cost.scratch import Scratch

FLAT = 1.4
"""Deeper trees of rows and pages make a few steps more."""
HELD = {"reads": (10, 5_000), "sessions": (1, 100), "landings": (10, 2_000), "files": (30, 600)}


@pytest.mark.parametrize("name", HELD)
def test_a_commit_costs_the_same_whatever_the_store_and_the_repository_hold(tmp_path: Path, name: str) -> None:
    few, many = growth.measure(str(tmp_path), Axis(name, "", HELD[name]), 1, lambda _: None)
    assert many.steps < FLAT * few.steps


def test_a_commit_costs_what_others_changed_since(tmp_path: Path) -> None:
    few, some, many = growth.measure(str(tmp_path), Axis("changes", "", (10, 110, 210)), 1, lambda _: None)
    assert many.steps - some.steps == pytest.approx(some.steps - few.steps, rel=0.1)


def test_the_fortieth_commit_of_a_session_costs_what_the_fifth_did(tmp_path: Path) -> None:
    scratch = Scratch(str(tmp_path), 30, True)
    scratch.read(growth.READER, 20)
    counted = {}
    for n in itertools.count(1):
        if n in (5, 40):
            scratch.stage()
            counted[n] = growth.steps(scratch)
        if n == 40:
            break
        scratch.commit(COORDGIT_SESSION=growth.READER)
    assert counted[40] < FLAT * counted[5]
