"""Validation is driven by what changed: the store takes the same steps whatever it holds. Steps are counted, not timed."""

import itertools
from pathlib import Path
from typing import NamedTuple

import pytest

from coordgit.bench.cost import axes, growth
from coordgit.bench.cost.axes import READER, Axis
from coordgit.bench.cost.scratch import Scratch
from tests.support.thorough import examples

LINEAR = 0.05
"""How far equal spans may differ: a deeper tree of rows makes a few steps more. Squares would make it 1.7."""
FLAT = 1.4
"""Deeper trees of rows and pages make a few steps more."""
HELD = {
    "reads": (10, 5_000), "sessions": (1, 100), "landings": (10, 2_000), "files": (30, 600), "branches": (10, 500),
    "packed": (10, 500), "refreshes": (50, 1_000),
}  # fmt: skip


class Counted(NamedTuple):
    steps: int
    children: int


def measured(folder: Path, name: str, sizes: tuple[int, ...]) -> list[Counted]:
    """What the gate counts at each size, in its second commit there."""
    axis: Axis = next(axis for axis in axes.FULL if axis.name == name)
    found = []
    for _, pair, stage in axis._replace(sizes=sizes).grown(str(folder), lambda _: None):
        stage(pair.guarded)
        children, _ = growth.held(pair.guarded)
        stage(pair.guarded)
        found.append(Counted(growth.steps(pair.guarded), children))
    return found


@pytest.mark.daily(1)
@pytest.mark.parametrize("name", HELD)
def test_a_commit_costs_the_same_whatever_the_store_and_the_repository_hold(tmp_path: Path, name: str) -> None:
    few, many = measured(tmp_path, name, HELD[name])
    assert many.steps < FLAT * few.steps
    assert many.children == few.children


def test_a_commit_costs_what_others_changed_since(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axes, "MANY", examples(2_000, axes.MANY))
    few, some, many = measured(tmp_path, "changes", (10, 60, 110))
    assert many.steps - some.steps == pytest.approx(some.steps - few.steps, rel=LINEAR)


def test_a_commit_of_many_files_costs_what_was_read_of_them(tmp_path: Path) -> None:
    few, some, many = measured(tmp_path, "commit", (10, 40, 70))
    assert many.steps - some.steps == pytest.approx(some.steps - few.steps, rel=LINEAR)
    assert many.children == few.children


@pytest.mark.nightly
def test_the_twentieth_commit_of_a_session_costs_what_the_third_did(tmp_path: Path) -> None:
    scratch = Scratch(str(tmp_path), 30, True)
    scratch.read(READER, 20)
    counted = {}
    for n in itertools.count(1):
        if n in (3, 20):
            scratch.stage()
            counted[n] = growth.steps(scratch)
        if n == 20:
            break
        scratch.commit(COORDGIT_SESSION=READER)
    assert counted[20] < FLAT * counted[3]
