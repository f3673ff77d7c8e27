"""How a session of the stories pulls over what it has changed itself, and what the judge makes of each resolution."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import changing, clones, looking, pulling
from tests.fuzz.fuzz_test import denies
from tests.fuzz.world import AtFault, Worker, World
from tests.support.repository import Result

PULLS = pytest.mark.parametrize("how", [*pulling.PULLS, *pulling.FETCHED], ids=" ".join)
LOOKS, LOOKS_NOT, GIVES_UP = 0.55, 0.9, 0.1
"""A chance at which a session looks at a conflict, does not, or gives the pull up; at none of them it removes a file."""


class Prefers(random.Random):
    """Chooses what is preferred where there is such, and else what is first; all chances come out the same."""

    def __init__(self, *preferred: Any, chance: float = LOOKS_NOT) -> None:
        super().__init__(0)
        self.preferred = preferred
        self.chance = chance

    def choice(self, seq: Any) -> Any:
        return next((one for one in seq if one in self.preferred), seq[0])

    def random(self) -> float:
        return self.chance


def diverged(world: World, *, first: str = "d/one.py") -> tuple[Worker, Worker]:
    """Ann has read a file, and committed another text of a line of it than bob has pushed."""
    ann, bob = world.workers[:2]
    world.random = Prefers(first)
    looking.read(world, ann, first)
    for one in (bob, ann):
        changing.put(world, one, first, (one.text(first) or "").replace("= 1", f"= {world.number}", 1))
        world.number += 1
        changing.commit(world, one)
    clones.push(world, bob)
    return ann, bob


@pytest.mark.daily(6)
@pytest.mark.model
@PULLS
@pytest.mark.parametrize("resolution", ["own", "both", "other"])
@pytest.mark.parametrize("chance", [LOOKS, LOOKS_NOT], ids=["who looks", "who does not"])
def test_who_resolves_a_conflict_unseen_pushes_what_goes_wrong(
    tmp_path: Path, how: tuple[str, ...], resolution: str, chance: float
) -> None:
    world = clones.Clones(tmp_path, 0, guarded=False)
    ann, _ = diverged(world)
    world.random = Prefers(how, resolution, chance=chance)
    assert pulling.pull(world, ann) and not pulling._stopped(ann)
    changing.put(world, ann, "b.py", "b0 = 200\n")
    changing.commit(world, ann)
    if chance == LOOKS:
        clones.push(world, ann)
        assert [landing.session for landing in world.landings] == ["bob", "ann"]
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            clones.push(world, ann)


@pytest.mark.model
@pytest.mark.parametrize("looks", ["before that is committed", "afterwards"])
def test_who_looks_at_a_resolution_answers_for_what_it_replaced_only_once_that_is_committed(tmp_path: Path, looks: str) -> None:
    world = clones.Clones(tmp_path, 0, guarded=False)
    ann, _ = diverged(world)
    world.random = Prefers(pulling.PULLS[1], "own")
    if looks == "afterwards":
        assert pulling.pull(world, ann)
    else:
        met: pulling.Met = set()
        assert not ann.runs(*pulling.PULLS[1]).ok and pulling._resolved(world, ann, "d/one.py", False, met)
    looking.read(world, ann, "d/one.py")
    if looks == "afterwards":
        clones.push(world, ann)
        return
    assert ann.runs("commit", "-q", "--no-edit").ok
    ann.notes.merged |= met
    with pytest.raises(AtFault, match="it goes wrong"):
        clones.push(world, ann)


@pytest.mark.model
@pytest.mark.parametrize("removes", [True, False])
def test_who_removes_the_file_itself_that_another_has_removed_knows_that_it_is_gone(tmp_path: Path, removes: bool) -> None:
    world = clones.Clones(tmp_path, 0, guarded=False)
    ann, bob = world.workers[:2]
    world.random = Prefers(pulling.PULLS[1], "theirs", chance=LOOKS_NOT)
    for one in (ann, bob):
        looking.read(world, one, "d/one.py")
    changing.put(world, ann, *(("d/one.py", "one = 7\n") if removes else ("d/two.py", "two = 7\n")))
    changing.commit(world, ann)
    changing.put(world, bob, "d/one.py", None)
    changing.commit(world, bob)
    clones.push(world, bob)
    assert pulling.pull(world, ann)
    if removes:
        clones.push(world, ann)
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            clones.push(world, ann)


@pytest.mark.daily(1)
@PULLS
def test_a_guard_that_rejects_what_a_session_makes_of_a_conflict_is_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    world = clones.Clones(tmp_path, 0)
    ann, _ = diverged(world)
    assert ann.git("fetch", "-q").ok
    ann.git("config", "core.hooksPath", "/dev/null")
    world.random = Prefers(how, "own")
    denies(ann.session.repository, "CG101 b.py")
    runs = ann.runs

    def denied_to_go_on(*words: str) -> Result:
        if {"--continue", "commit"} & {*words}:
            ann.git("config", "--unset", "core.hooksPath")
        return runs(*words)

    monkeypatch.setattr(ann, "runs", denied_to_go_on)
    with pytest.raises(AtFault, match=r"rejected without a cause: nobody else has changed what CG101 b\.py"):
        pulling.pull(world, ann)


@pytest.mark.daily(1)
@PULLS
def test_a_guard_that_rejects_a_pull_is_at_fault(tmp_path: Path, how: tuple[str, ...]) -> None:
    world = clones.Clones(tmp_path, 0)
    ann, bob = world.workers[:2]
    world.random = Prefers("b.py")
    changing.write(world, bob)
    clones.push(world, bob)
    assert ann.git("fetch", "-q").ok
    denies(ann.session.repository, "CG101 a.py")
    world.random = Prefers(how)
    with pytest.raises(AtFault, match="bringing main in was rejected"):
        pulling.pull(world, ann)


@pytest.mark.daily(1)
@PULLS
@pytest.mark.parametrize("chance", [LOOKS, LOOKS_NOT, GIVES_UP], ids=["looks", "does not look", "gives up"])
def test_a_conflict_is_resolved_or_given_up_and_the_guard_has_its_say(
    tmp_path: Path, how: tuple[str, ...], chance: float
) -> None:
    world = clones.Clones(tmp_path, 0)
    ann, _ = diverged(world)
    world.random = Prefers(how, "own", chance=chance)
    before = ann.head()
    assert pulling.pull(world, ann) == (chance != GIVES_UP)
    assert not pulling._stopped(ann) and not ann.dirty and ann.text("d/one.py") == "one = 101\n"
    if chance == GIVES_UP:
        assert ann.head() == before and world.steps[-1] == "ann gives that up"
        return
    clones.push(world, ann)
    assert any("is rejected" in step for step in world.steps) == (chance == LOOKS_NOT)
    assert [landing.session for landing in world.landings] == ["bob", "ann"]


@pytest.mark.parametrize(
    ("step", "chance"), [(pulling.in_conflict, LOOKS), (pulling.over_edits, LOOKS_NOT), (pulling.push_late, LOOKS)]
)
@pytest.mark.daily(1)
def test_each_step_ends_with_a_clean_clone(tmp_path: Path, step: Callable[[World, Worker], None], chance: float) -> None:
    world = clones.Clones(tmp_path, 0)
    ann = world.workers[0]
    world.random = Prefers("d/one.py", "both", chance=chance)
    step(world, ann)
    assert any("resolves d/one.py by both" in said for said in world.steps), world.steps
    assert not pulling._stopped(ann) and not pulling._unmerged(ann) and not ann.git("stash", "list").out
    assert ann.dirty == ann.edited(["d/one.py"])
    landed = [landing.session for landing in world.landings]
    assert landed == ["bob"]


@pytest.mark.model
@pytest.mark.parametrize("behind", [True, False], ids=["others have pushed", "nobody has"])
def test_a_reset_gives_up_what_was_committed_or_makes_it_one_commit(tmp_path: Path, behind: bool) -> None:
    world = clones.Clones(tmp_path, 0, guarded=False)
    ann, bob = world.workers[:2]
    for path in ("d/one.py", "d/two.py"):
        world.random = Prefers(path)
        changing.write(world, ann)
    if behind:
        world.random = Prefers("b.py")
        changing.write(world, bob)
        clones.push(world, bob)
    pulling.fetched(world, ann)
    ahead = ann.git("rev-list", "--count", "origin/main..HEAD").out.strip()
    assert ahead == ("0" if behind else "1") and not ann.dirty


@pytest.mark.model
@pytest.mark.parametrize(
    ("resolution", "own", "theirs", "stands"),
    [
        ("own", "a = 2\n", "a = 3\n", "a = 2\n"),
        ("theirs", "a = 2\n", "a = 3\n", "a = 3\n"),
        ("both", "a = 2\nb = 7\n", "a = 3\nc = 7\n", "a = 3\nc = 7\nb = 7\n"),
        ("own", None, "a = 3\n", None),
        ("theirs", "a = 2\n", None, None),
        ("both", "a = 2\n", None, "a = 2\n"),
    ],
)
def test_a_conflict_is_resolved_to_the_text_of_a_side_or_of_both(
    tmp_path: Path, resolution: str, own: str | None, theirs: str | None, stands: str | None
) -> None:
    world = clones.Clones(tmp_path, 0, guarded=False)
    assert pulling._text(world, "a.py", own, theirs, resolution) == stands
