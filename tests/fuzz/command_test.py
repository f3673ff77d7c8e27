"""``python -m tests.fuzz`` itself: which stories it plays, and what it answers."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import story
from tests.fuzz.clones import Clones
from tests.fuzz.world import Fault, World

Played = tuple[bool, Fault | None]
OTHERWISE = "not at fault when it was played again"

pytestmark = pytest.mark.model


def right(_: tuple[int, int, str, bool]) -> Played:
    """At fault without the hooks, right with them."""
    return True, None


def cannot_go_wrong(_: tuple[int, int, str, bool]) -> Played:
    return False, None


def wrong_once(arguments: tuple[int, int, str, bool]) -> Played:
    seed = arguments[0]
    return True, Fault(seed, "it is wrong", ("ann commits",)) if seed == 3 else None


def in_one_world_never_wrong(arguments: tuple[int, int, str, bool]) -> Played:
    return arguments[2] != "linked", None


@pytest.mark.daily(2)
@pytest.mark.parametrize(
    ("plays", "code", "says"),
    [
        (right, 0, "12 stories, 0 at fault"),
        (wrong_once, 1, "12 stories, 1 at fault: seeds [3]"),
        (cannot_go_wrong, 1, "shared: 0 of 3 stories go wrong without the hooks"),
        (in_one_world_never_wrong, 1, "linked: 0 of 3 stories go wrong without the hooks"),
    ],
)
def test_the_command_fails_for_one_story_at_fault_and_for_too_few_that_go_wrong_without_the_hooks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], plays: Any, code: int, says: str
) -> None:
    monkeypatch.setattr(command, "one", plays)
    assert command.main(["--seeds", "12", "--steps", "1", "--jobs", "1"]) == code
    assert says in capsys.readouterr().out


@pytest.mark.parametrize("again", [True, False])
def test_the_command_says_when_a_story_is_not_at_fault_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], again: bool
) -> None:
    fault = Fault(3, "it is wrong", ("ann commits",))
    monkeypatch.setitem(story.KINDS, "clones", lambda *_: fault if again else None)
    monkeypatch.setattr(command, "one", wrong_once)
    assert command.main(["--seeds", "4", "--steps", "1", "--jobs", "1"]) == 1
    out = capsys.readouterr().out
    assert "again: python -m tests.fuzz --first 3 --seeds 1 --steps 1 --jobs 1 --world clones" in out
    assert (OTHERWISE in out) != again


def test_the_commands_first_stories_choose_among_all_kinds_of_step(tmp_path: Path) -> None:
    first = command.options([]).first
    worlds = {
        World(tmp_path / "one", first, linked=False, guarded=False): story.SHARED_STEPS,
        World(tmp_path / "two", first, linked=True, guarded=False): story.REWRITING_STEPS,
        Clones(tmp_path / "three", first, guarded=False): story.CLONED_STEPS,
    }
    found = set()
    for world, more in worlds.items():
        world.random = chance = _Noted(first)
        story.play(world, 1, more)
        found |= chance.kinds
    assert found == {kind for name, kinds in vars(story).items() if name.endswith("STEPS") for kind in kinds}


class _Noted(random.Random):
    """Notes what there is to choose from."""

    def choices(self, population: Any, *weights: Any, **more: Any) -> list[Any]:
        self.kinds = {*population}
        return ["read"]
