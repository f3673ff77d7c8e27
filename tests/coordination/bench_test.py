"""The measurement runs; what it finds is for people to read."""

from __future__ import annotations

import math

import pytest

from coordgit.bench.cost import locks


def test_the_cost_of_many_locks_is_measured_over_that_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "MANY", (20, 200))
    found = locks.measure(rounds=3)
    assert len(found) == 3
    assert all(len(one.rounds) == 3 and math.isfinite(one.median) and one.median > 0 for one in found)
