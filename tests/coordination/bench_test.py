"""The measurement runs; what it finds is for people to read."""

import math
from pathlib import Path

import pytest

from coordgit.bench.cost import many_locks
from coordgit.bench.cost.clocks import Bench, Sizes


def test_the_cost_of_many_locks_is_measured_over_that_of_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_locks, "MANY", (20, 200))
    found = Bench(Sizes(rounds=1), print)
    many_locks.measure(str(tmp_path), found)
    assert len(found.ratios) == 3
    assert all(len(one.rounds) == many_locks.OFTEN and math.isfinite(one.median) and one.median > 0 for one in found.ratios)
