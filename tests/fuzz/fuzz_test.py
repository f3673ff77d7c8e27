"""A bounded share of the random stories: guarded ones have no fault, and without the hooks the same stories have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.story import Story

SEEDS = range(1, 6)


@pytest.mark.parametrize("linked", [False, True], ids=["one work tree", "linked worktrees"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_guarded_story_has_a_serial_order_and_true_reads(tmp_path: Path, seed: int, linked: bool) -> None:
    fault = Story(tmp_path, seed, linked).play(24)
    assert fault is None, f"{fault.what}\n" + "\n".join(fault.steps)


def test_without_the_hooks_such_stories_have_faults(tmp_path: Path) -> None:
    found = [Story(tmp_path / str(seed), seed, seed % 2 == 1, guarded=False).play(24) for seed in SEEDS]
    assert any(found)
