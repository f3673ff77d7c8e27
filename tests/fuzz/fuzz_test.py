"""A bounded share of the random stories: at fault without the hooks, right with them; and a proof that each fault is found."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz import beside, branches, changing, leaving, looking, moments, release
from tests.fuzz.causes import blame
from tests.fuzz.story import KINDS, judge
from tests.fuzz.texts import lines
from tests.fuzz.together import START, Folder
from tests.fuzz.world import AtFault, Client, World
from tests.oracle.serialization import Asked, Landing, Saw
from tests.support.repository import Repository, Result

SEEDS = [
    ("clones", 2),
    ("linked", 4),
    ("shared", 1),
    ("together", 3),
    ("clones", 4),
    ("linked", 6),
    ("linked", 8),
    ("shared", 4),
    ("rewritten", 2),
]
"""Stories that go wrong without the hooks; that they do is tried each time."""

DENIER = """#!/bin/sh
cat > /dev/null
case $1 in prepared | origin) printf 'coordgit: rejected v1: 1 of 1 reads is stale\\n  %s  read\\n' "$SAID" >&2; exit 1 ;; esac
"""
"""A guard that rejects whatever it is asked, of an update in this repository or of a push to ``origin``."""


OTHER = ("CG104 a.py", "CG205 main")
"""What no session did in a story of one that edits alone."""


def denies(repository: Repository, said: str, name: str = "reference-transaction") -> None:
    """Let the guard reject everything that one of git's hooks is asked, and say so."""
    hook = repository.top / ".git/hooks" / name
    hook.write_text(DENIER.replace("$SAID", said))
    hook.chmod(0o755)
    repository.git("config", "--remove-section", "hook.coordgit", ok=False)


@pytest.mark.daily(2)
@pytest.mark.parametrize(("kind", "seed"), SEEDS)
def test_a_story_goes_wrong_without_the_hooks_and_right_with_them(tmp_path: Path, seed: int, kind: str) -> None:
    assert KINDS[kind](tmp_path / "without", seed, 24, False) is not None
    fault = KINDS[kind](tmp_path / "with", seed, 24, True)
    assert fault is None, f"{fault.what}\n" + "\n".join(fault.steps)


@pytest.mark.daily(2)
@pytest.mark.parametrize("linked", [False, True], ids=["one work tree", "linked worktrees"])
@pytest.mark.parametrize("said", ["CG101 a.py", "CG102 a.py", "CG103 new.py", "CG201 a.py", "CG301 a.py", *OTHER])
def test_a_guard_that_rejects_everything_is_at_fault(tmp_path: Path, said: str, linked: bool) -> None:
    world = World(tmp_path, 0, linked=linked)
    denies(world.repository, said)
    looking.read(world, world.workers[0], "a.py")
    with pytest.raises(AtFault, match="rejected without a cause"):
        for _ in range(9):
            changing.write(world, world.workers[0])


@pytest.mark.parametrize(("level", "said"), [("record", "CG201 a.py"), ("snapshot", "CG101 a.py")])
def test_a_guard_that_rejects_what_its_level_lets_pass_is_at_fault(tmp_path: Path, level: str, said: str) -> None:
    world = World(tmp_path, 0, linked=False)
    denies(world.repository, said)
    world.level = level
    with pytest.raises(AtFault, match=f"rejected without a cause: {said} at the level {level}"):
        changing.write(world, world.workers[0])


@pytest.mark.parametrize("level", ["snapshot", "strict"])
def test_only_what_landed_at_a_lower_level_may_keep_a_second_target_from_moving_to_it(tmp_path: Path, level: str) -> None:
    world = World(tmp_path, 0, linked=False)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "a.py")
    release.begin(world, ann)
    world.random, world.level = Always("a.py"), level
    changing.edit(world, bob)
    before = lines(world.tip())
    world.repository.git("commit", "-qam", "bob 1")
    world.landed(bob, before)
    world.level = "strict"
    denies(world.repository, "CG101 a.py")
    if level == "snapshot":
        beside.publish(world, ann)
        assert world.steps[-1] == "ann is rejected: ['CG101 a.py']"
    else:
        with pytest.raises(AtFault, match="next was not moved"):
            beside.publish(world, ann)


@pytest.mark.parametrize(
    ("value", "fault"),
    [("ignore", r"d/two\.py is to be ignored"), ("inform", r"d/two\.py is to be ignored"), ("append", "nobody else has changed")],
)
def test_a_guard_that_rejects_for_a_file_with_an_attribute_is_at_fault(tmp_path: Path, value: str, fault: str) -> None:
    world = World(tmp_path, 0, linked=False)
    world.random = Always(value)
    beside.ignore(world, world.workers[0])
    denies(world.repository, "CG101 d/two.py")
    world.random = Always("b.py")
    with pytest.raises(AtFault, match=fault):
        changing.write(world, world.workers[0])


@pytest.mark.model
@pytest.mark.parametrize("value", ["append", "ignore"])
def test_only_lines_that_were_there_have_to_be_known_where_lines_may_be_added(tmp_path: Path, value: str) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    cat = world.workers[2]
    world.random = Always("d/two.py")
    looking.read(world, cat, "d/two.py")
    before = world.start | {".gitattributes#d/two.py": f"d/two.py coordgit={value} by=ann-101"}
    world.repository.commit_files({"a.py": "a0 = 102\n"})
    world.landed(cat, before | {"d/two.py#two": "two = 101", "d/two.py#more101": "more101 = 7"})
    saw = [read.path for read in world.landings[0].saw if isinstance(read, Saw)]
    assert saw == (["d/two.py#two"] if value == "append" else [])


def test_what_a_sub_agent_saw_leaves_its_session_what_it_saw_itself(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False)
    ann, bob = world.workers[:2]
    ann.client = Client(ann.session, ann.notes)
    world.random = Always("d/two.py")
    looking.read(world, ann, "d/two.py")
    changing.write(world, bob)
    looking.read_by_agent(world, ann)
    tip = lines(world.tip())
    assert {what: world.has_cause(ann, look, tip) for what, look in ann.notes.looks.items()} == {
        "d/two.py": True,
        "d/two.py with a sub-agent": False,
    }
    looking.read(world, ann, "d/two.py")
    assert [*ann.notes.looks] == ["d/two.py"]


@pytest.mark.model
def test_who_brings_the_release_in_is_asked_for_nothing_yet_and_at_the_next_commit_for_all(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "a.py")
    world.random = Always("a.py")
    changing.write(world, bob)
    world.random = Always("b.py")
    release.mend(world, ann)
    release.bring(world, ann)
    assert [(landing.session, landing.saw) for landing in world.landings] == [("bob", ()), ("dev", ())]
    world.random = Always("d/one.py")
    with pytest.raises(AtFault, match="it goes wrong"):
        changing.write(world, ann)


@pytest.mark.model
@pytest.mark.parametrize("acknowledged", [True, False])
def test_what_was_acknowledged_on_the_release_and_is_undone_there_is_a_cause(tmp_path: Path, acknowledged: bool) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann = world.workers[0]
    looking.read(world, ann, "a.py")
    world.random = Always("a.py")
    release.mend(world, ann)
    if acknowledged:
        ann.notes.acknowledged([*ann.notes.looks.values()], lines(world.objects.files("next")), landed=False)
    world.repository.git("revert", "--no-edit", "HEAD", cwd=tmp_path / "release")
    rejected = Result(1, "", "coordgit: rejected v1: 1 of 1 reads is stale\n  CG101 a.py  read")
    if acknowledged:
        blame(world, ann, rejected)
    else:
        with pytest.raises(AtFault, match="nobody else has changed"):
            blame(world, ann, rejected)


@pytest.mark.model
@pytest.mark.parametrize(("code", "cause"), [("CG201", True), ("CG101", False)])
def test_who_acknowledged_a_change_of_lines_may_still_take_back_others(tmp_path: Path, code: str, cause: bool) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    ann.notes.saw("here", "a.py:1-1", "a.py", lambda key, _: key == "a.py#a0", lines(ann.files()))
    world.random = Always("a.py")
    changing.write(world, bob)
    ann.notes.acknowledged([*ann.notes.looks.values()], lines(world.tip()))
    rejected = Result(1, "", f"coordgit: rejected v1\n  {code} a.py:1-1  read")
    if cause:
        blame(world, ann, rejected)
    else:
        with pytest.raises(AtFault, match="nobody else has changed"):
            blame(world, ann, rejected)


@pytest.mark.model
@pytest.mark.parametrize("second_target", [True, False])
def test_what_a_session_read_before_it_cleared_is_asked_at_a_second_target(tmp_path: Path, second_target: bool) -> None:
    """Its work from before may still have that target before it; without one, nothing under way rests on those reads."""
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    if second_target:
        release.begin(world, ann)
    looking.read(world, ann, "a.py")
    changing.clear(world, ann)
    world.random = Always("a.py")
    changing.write(world, bob)
    rejected = Result(1, "", "coordgit: rejected v1: 1 of 1 reads is stale\n  CG101 a.py  read")
    if second_target:
        blame(world, ann, rejected)
    else:
        with pytest.raises(AtFault, match="nobody else has changed"):
            blame(world, ann, rejected)


@pytest.mark.model
@pytest.mark.parametrize(
    ("reader", "mine", "wrong"),
    [("ann", False, False), ("ann", True, True), ("bob", False, True)],
    ids=["who merged it", "who merged it and committed as well", "who made it"],
)
def test_who_lands_only_what_another_made_is_asked_for_nothing_and_who_made_it_for_all(
    tmp_path: Path, reader: str, mine: bool, wrong: bool
) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob, cat = world.workers
    looking.read(world, ann if reader == "ann" else bob, "a.py")
    for worker, path in ((cat, "a.py"), (bob, "b.py"), *([(ann, "d/one.py")] if mine else [])):
        world.random = Always(path)
        changing.write(world, worker)
    branches.land(world, cat)
    world.random = Always("bob")
    branches.join(world, ann)
    if wrong:
        with pytest.raises(AtFault, match="it goes wrong"):
            branches.land(world, ann)
    else:
        branches.land(world, ann)
        assert [landing.session for landing in world.landings] == ["cat", "bob"]


def test_a_guard_that_rejects_a_tag_is_at_fault(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False)
    denies(world.repository, "CG101 a.py")
    world.random = Always(["tag", "newest"])
    with pytest.raises(AtFault, match="that is never rejected"):
        beside.names(world, world.workers[0])


def test_two_commits_at_the_same_moment_are_noted_in_their_order(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False)
    moments.race_to_commit(world, world.workers[0])
    subjects = world.repository.git("log", "--reverse", "--format=%s", "HEAD", "--not", ":/init").splitlines()
    assert subjects
    assert [f"{landing.session} at once" for landing in world.landings] == subjects


@pytest.mark.parametrize("said", ["CG101 a.txt", "CG104 a.txt", "CG202 a.txt"])
def test_a_guard_that_rejects_the_edits_of_one_who_is_alone_is_at_fault(tmp_path: Path, said: str) -> None:
    folder = Folder(tmp_path, 0)
    denies(folder.repository, said)
    leaving.edit(folder, folder.editors[0])
    with pytest.raises(AtFault, match="rejected without a cause"):
        leaving.commit(folder, folder.editors[0])


@pytest.mark.model
def test_nobody_takes_out_a_line_that_another_has_moved_and_not_committed(tmp_path: Path) -> None:
    """Nobody could say whose it is then, and neither could commit."""
    folder = Folder(tmp_path, 0, guarded=False)
    ann, bob = folder.editors[:2]
    ann.left["a.txt"] = {*START["a.txt"].splitlines()}
    folder.random = Always("a.txt")
    leaving.edit(folder, bob)
    assert folder.steps[-1] == "bob edits a.txt: [] -> ['bob 101'] at 0"


def test_a_rejection_of_what_another_session_changed_has_a_cause(tmp_path: Path) -> None:
    """The twin of a guard that rejects everything."""
    world = World(tmp_path, 0, linked=False)
    ann, bob = world.workers[:2]
    world.random = Always("a.py")
    looking.read(world, ann, "a.py")
    changing.write(world, bob)
    world.random = Always("b.py")
    changing.write(world, ann)
    assert [step for step in world.steps if "rejected" in step] == ["ann is rejected: ['CG101 a.py']"]


@pytest.mark.model
def test_what_main_had_when_an_update_began_is_a_cause_though_it_is_undone_by_its_end(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "a.py")
    world.random = Always("a.py")
    changing.write(world, bob)
    found = world.objects.id("main")
    world.repository.git("revert", "--no-edit", "HEAD")
    rejected = Result(1, "", "coordgit: rejected v1: 1 of 1 reads is stale\n  CG101 a.py  read")
    blame(world, ann, rejected, found=found)
    assert ann.notes.named == {"a.py": "ann"}, "a sub-agent may look in its place"
    with pytest.raises(AtFault, match="nobody else has changed"):
        blame(world, ann, rejected)
    world.guarded = True  # what goes wrong is not looked for
    world.landed(ann, {})
    assert not ann.notes.named, "until ann lands"


@pytest.mark.model
def test_a_commit_that_was_killed_may_have_been_rejected_for_what_others_have_changed(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    looking.read(world, ann, "a.py")
    looking.read(world, ann, "b.py")
    world.random = Always("a.py")
    changing.write(world, bob)
    moments.may_be_named(world, ann)
    assert ann.notes.named == {"a.py": "ann"}
    assert not bob.notes.named


def test_a_landing_in_what_another_session_has_locked_is_at_fault(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False)
    world.locks["a.py"] = "bob"
    world.random = Always("a.py")
    with pytest.raises(AtFault, match=r"ann landed in a\.py, which bob has locked"):
        changing.write(world, world.workers[0])


@pytest.mark.parametrize("hooked", [True, False])
def test_a_client_does_not_let_its_session_rename_what_another_has_locked(tmp_path: Path, hooked: bool) -> None:
    world = World(tmp_path, 0, linked=False)
    worker = next(worker for worker in world.workers if (worker.client is not None) == hooked)
    world.locks |= dict.fromkeys(("a.py", "b.py", "d/one.py", "d/two.py"), "somebody else")
    changing.move(world, worker)
    assert bool(world.steps) != hooked


@pytest.mark.parametrize("hooked", [True, False])
def test_a_client_takes_back_an_edit_of_what_another_has_locked_once_it_is_not(tmp_path: Path, hooked: bool) -> None:
    world = World(tmp_path, 0, linked=False)
    worker = next(worker for worker in world.workers if (worker.client is not None) == hooked)
    other = next(other for other in world.workers if other is not worker)
    world.random = Always("a.py")
    changing.edit(world, worker)
    assert other.coordgit("lock", "a.py").ok
    world.locks["a.py"] = other.name
    changing.drop(world, worker)
    assert world.locks.keys() == ({"a.py"} if not hooked else set()) and not worker.edited(["a.py"])


def test_a_fault_says_who_saw_what_and_where_it_landed(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=False)
    asked = Asked("grep = 7", (), lambda _, text: text if "= 7" in text else None)
    world.start = {"a.py#a9": "a9 = 10", "b.py#b1": "b1 = 10"}
    world.landings = [
        Landing("c1", "bob", (), {"a.py#a9": "a9 = 101", "b.py#b1": "b1 = 7"}),
        Landing("c2", "ann", (Saw("a.py#a9", "a9 = 10"), asked), {"c.py#c": "c = 102"}),
    ]
    fault = judge(world)
    assert fault is not None
    assert fault.what.splitlines()[:3] == [
        "2 landed reads were not true:",
        "  ann: somebody saw 'a9 = 10' in a.py, but c2 landed on 'a9 = 101' (see c1 of bob)",
        "  ann: somebody of 'grep = 7' knew nothing in b.py, but c2 landed on 'b1 = 7' (see c1 of bob)",
    ]


class Always(random.Random):
    """Chooses one path or command, and of the ways to change a file its removal."""

    def __init__(self, chosen: Any) -> None:
        super().__init__(0)
        self.chosen = chosen

    def choice(self, seq: Any) -> Any:
        return self.chosen

    def random(self) -> float:
        return 0.0
