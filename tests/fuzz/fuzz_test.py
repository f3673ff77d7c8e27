"""A bounded share of the random stories: guarded ones have no fault, and without the hooks the same stories have."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.story import Story
from tests.oracle.serialization import Asked, Landing, Saw

SEEDS = range(1, 6)


@pytest.mark.parametrize("linked", [False, True], ids=["one work tree", "linked worktrees"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_guarded_story_has_a_serial_order_and_true_reads(tmp_path: Path, seed: int, linked: bool) -> None:
    fault = Story(tmp_path, seed, linked).play(24)
    assert fault is None, f"{fault.what}\n" + "\n".join(fault.steps)


@pytest.mark.parametrize(("seed", "linked", "steps"), [(4177, True, 24), (4284, False, 13)])
def test_a_story_that_was_judged_too_strictly_has_no_fault(tmp_path: Path, seed: int, linked: bool, steps: int) -> None:
    """Own text read back over another's on a branch; a name of its own that another removed and brought back."""
    assert Story(tmp_path, seed, linked).play(steps) is None


def test_without_the_hooks_such_stories_have_faults(tmp_path: Path) -> None:
    found = [Story(tmp_path / str(seed), seed, seed % 2 == 1, guarded=False).play(24) for seed in SEEDS]
    assert any(found)


def test_an_amend_may_take_back_all_that_its_commit_did(tmp_path: Path) -> None:
    story = Story(tmp_path, 0, linked=True)
    story.random = _Always("new.py")
    ann = story.workers[0]
    assert (story._write(ann), story._amend(ann)) == (None, None)
    assert story.steps == ["ann commits new.py 'new = 1\\n'", "ann amends new.py nothing"]
    assert story.repository.git("log", "--format=%s", "main..ann") == "ann 2"
    assert story.repository.git("diff", "main", "ann") == ""


def test_a_fault_says_who_saw_what_and_where_it_landed(tmp_path: Path) -> None:
    story = Story(tmp_path, 0, linked=False)
    long = "".join(f"line {n} = 1\n" for n in range(40))
    asked = Asked("grep = 7", (), lambda _, text: "= 7" in text or None)
    story.start = {"long.py": long, "b.py": "b = 1\n"}
    story.landings = [
        Landing("c1", "bob", (), {"long.py": long.replace("line 9 = 1", "line 9 = 2"), "b.py": "b = 7\n"}),
        Landing("c2", "ann", (Saw("long.py", long), asked), {"c.py": "c = 1\n"}),
    ]
    fault = story.judge()
    assert fault is not None
    assert fault.what.splitlines() == [
        "2 landed reads were not true:",
        "  ann saw ['line 9 = 1'] in long.py, but c2 landed on ['line 9 = 2'] (see c1 of bob)",
        "  ann asked 'grep = 7', which found nothing in b.py, but c2 landed on it (see c1 of bob)",
    ]


class _Always(random.Random):
    """Chooses one path, and of the ways to change a file its removal."""

    def __init__(self, path: str) -> None:
        super().__init__(0)
        self.path = path

    def choice(self, seq: Any) -> Any:
        return self.path

    def random(self) -> float:
        return 0.0
