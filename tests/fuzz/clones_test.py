"""What the stories of a clone each hold against a guard that keeps a push back, and what they let pass."""

from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import changing, clones, looking
from tests.fuzz.fuzz_test import Always, denies
from tests.fuzz.world import AtFault


@pytest.mark.daily(1)
@pytest.mark.parametrize("said", ["CG101 a.py", "CG102 a.py", "CG201 a.py", "CG301 a.py"])
def test_a_guard_that_rejects_every_push_is_at_fault(tmp_path: Path, said: str) -> None:
    world = clones.Clones(tmp_path, 0)
    ann = world.workers[0]
    denies(ann.session.repository, said, "pre-push")
    looking.read(world, ann, "a.py")
    world.random = Always("b.py")
    changing.write(world, ann)
    with pytest.raises(AtFault, match="rejected without a cause"):
        clones.push(world, ann)


@pytest.mark.nightly
def test_a_push_that_is_rejected_for_what_another_has_pushed_is_no_fault(tmp_path: Path) -> None:
    world = clones.Clones(tmp_path, 0)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "a.py")
    world.random = Only("a.py")
    changing.write(world, bob)
    clones.push(world, bob)
    world.random = Only("b.py")
    changing.write(world, ann)
    clones.push(world, ann)
    assert "ann is rejected: ['CG101 a.py']" in world.steps
    assert [landing.session for landing in world.landings] == ["bob", "ann"]


class Only(Always):
    """Chooses one path where there are paths to choose from, and else what is first."""

    def choice(self, seq: Any) -> Any:
        return self.chosen if self.chosen in seq else seq[0]
