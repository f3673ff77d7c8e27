"""A rejection for what no other session did is at fault, whatever its code; one for what another did is not."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import changing, looking
from tests.fuzz.causes import blame
from tests.fuzz.clones import Clones
from tests.fuzz.fuzz_test import Always
from tests.fuzz.world import AtFault, World
from tests.support.repository import Result

pytestmark = pytest.mark.model

NEVER = ("CG105", "CG203", "CG204", "CG205", "CG401")
"""What no story gives a cause for."""


class InTurn(random.Random):
    """Chooses one path after the other."""

    def __init__(self, *chosen: str) -> None:
        super().__init__(0)
        self.chosen = iter(chosen)

    def choice(self, seq: Any) -> Any:
        return next(self.chosen)


def rejected(code: str, path: str = "a.py") -> Result:
    return Result(1, "", f"coordgit: rejected v1: 1 path is another session's\n  {code} {path}  edited")


def world_of(kind: str, folder: Path) -> World:
    if kind == "clones":
        return Clones(folder, 0, guarded=False)
    return World(folder, 0, linked=kind == "linked", guarded=False)


@pytest.mark.daily(7)
@pytest.mark.parametrize("code", ["CG104", "CG202", *NEVER])
@pytest.mark.parametrize("kind", ["shared", "linked", "clones"])
def test_a_rejection_for_what_nobody_did_is_at_fault(tmp_path: Path, kind: str, code: str) -> None:
    world = world_of(kind, tmp_path)
    ann, bob = world.workers[:2]
    world.random = Always("b.py")
    changing.edit(world, bob)
    looking.read(world, ann, "a.py")
    with pytest.raises(AtFault, match=f"nobody else has done what {code} a.py is about"):
        blame(world, ann, rejected(code))


@pytest.mark.parametrize("code", ["CG104", "CG202"])
@pytest.mark.parametrize("kind", ["shared", "linked", "clones"])
def test_an_uncommitted_edit_is_a_cause_in_the_work_tree_that_it_is_in(tmp_path: Path, kind: str, code: str) -> None:
    world = world_of(kind, tmp_path)
    ann, bob = world.workers[:2]
    world.random = Always("a.py")
    changing.edit(world, bob)
    looking.read(world, ann, "a.py")
    if kind == "shared":
        blame(world, ann, rejected(code))
    else:
        with pytest.raises(AtFault, match="nobody else has done"):
            blame(world, ann, rejected(code))


@pytest.mark.parametrize("again", [False, True])
def test_what_was_read_uncommitted_is_no_cause_once_its_session_has_looked_again(tmp_path: Path, again: bool) -> None:
    world = world_of("shared", tmp_path)
    ann, bob = world.workers[:2]
    world.random = Always("a.py")
    changing.edit(world, bob)
    looking.read(world, ann, "a.py")
    changing.drop(world, bob)
    if again:
        looking.read(world, ann, "a.py")
        with pytest.raises(AtFault, match="nobody else has done"):
            blame(world, ann, rejected("CG104"))
    else:
        blame(world, ann, rejected("CG104"))


@pytest.mark.parametrize("told", [True, False], ids=["told", "renamed it"])
@pytest.mark.parametrize("there", [True, False])
def test_who_renames_a_file_or_is_told_is_asked_for_what_others_change_under_the_new_name(
    tmp_path: Path, there: bool, told: bool
) -> None:
    world = world_of("shared", tmp_path)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "d/one.py")
    world.random = InTurn("d/one.py", "new.py")
    renamer = bob if told else ann
    changing.move(world, renamer)
    world.random = Always("new.py")
    changing.commit(world, renamer)
    if told:
        ann.notes.told("d/one.py renamed to new.py by bob\n")
    if there:
        changing.edit(world, bob)
        changing.commit(world, bob)
        blame(world, ann, rejected("CG101", "new.py"))
    else:
        with pytest.raises(AtFault, match="nobody else has changed"):
            blame(world, ann, rejected("CG101", "new.py"))
