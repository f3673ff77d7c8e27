"""What the judge knows of a work tree that stays where it is while HEAD moves."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import behind, branches, changing, looking
from tests.fuzz.fuzz_test import Always
from tests.fuzz.world import AtFault, Worker, World


@pytest.mark.model
@pytest.mark.parametrize("looks", ["before it follows", "after that"])
def test_who_looks_at_what_its_work_tree_still_has_has_to_look_again(tmp_path: Path, looks: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob = world.workers[:2]
    world.random = Always("a.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    branches.land(world, bob)
    ann.left = ann.head()
    assert bob.git("update-ref", "refs/heads/ann", "main").ok
    if looks == "before it follows":
        looking.read(world, ann, "a.py")
    ann.git("reset", "-q", "--hard")
    ann.left = ""
    if looks == "after that":
        looking.read(world, ann, "a.py")
    world.random = Always("b.py")
    changing.write(world, ann)
    if looks == "before it follows":
        with pytest.raises(AtFault, match="it goes wrong"):
            branches.land(world, ann)
    else:
        branches.land(world, ann)


@pytest.mark.daily(1)
@pytest.mark.parametrize("change", [changing.write, changing.mode])
def test_what_a_soft_reset_takes_back_is_an_edit_again(tmp_path: Path, change: Callable[[World, Worker], None]) -> None:
    world = World(tmp_path, 0, linked=True)
    ann = world.workers[0]
    world.random = Always("d/one.py")
    change(world, ann)
    behind.softened(world, ann)
    assert ann.dirty == {"d/one.py"} and not ann.objects.commit(ann.head()).parents


@pytest.mark.model
@pytest.mark.parametrize("beside", [True, False], ids=["beside an edit", "alone"])
def test_what_git_has_not_committed_for_a_file_that_is_nowhere_is_an_edit_as_before(tmp_path: Path, beside: bool) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann = world.workers[0]
    for path in ("new.py", "new.py", *(["d/one.py"] if beside else [])):
        world.random = Always(path)
        changing.edit(world, ann)
    changing.commit(world, ann)
    assert ann.dirty == ({"d/one.py"} if beside else set())


@pytest.mark.model
def test_a_work_tree_follows_in_what_is_another_mode_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.mode(world, bob)
    changing.commit(world, bob)
    branches.land(world, bob)
    monkeypatch.setattr(behind, "MEANWHILE", {lambda *_: None: 1})
    world.random = Always(ann)
    behind.moved(world, ann)
    assert ann.head() == bob.head()
    assert not ann.git("status", "--porcelain").out
