"""Whose work a landing carries, in the judge of random stories: squashed, picked, reverted, renamed, dropped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import authors, branches, changing, looking, moments, repair
from tests.fuzz.fuzz_test import Always
from tests.fuzz.story import judge
from tests.fuzz.texts import START, lines
from tests.fuzz.world import AtFault, Client, Worker, World


def test_work_that_only_removes_lines_is_carried_too(tmp_path: Path) -> None:
    """So what its session has read is validated, and is not a rejection without a cause."""
    world = World(tmp_path, 0, linked=True)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    assert authors.behind(world, ann, lines(world.tip())) == {"ann"}
    ann.git("merge", "-q", "--squash", "bob")
    assert authors.behind(world, ann, lines(world.tip())) == {"ann", "bob"}


def test_a_picked_commit_is_carried_though_a_later_one_has_undone_it(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    assert ann.git("cherry-pick", "bob").ok
    assert ann.git("revert", "--no-commit", "HEAD").ok
    ann.git("commit", "-qm", "ann 1")
    assert authors.behind(world, ann, lines(world.tip())) == {"ann", "bob"}
    assert authors.behind(world, world.workers[2], lines(world.tip())) == {"cat"}


def test_who_made_what_another_has_squashed_may_be_asked_where_that_is_taken_over(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob, cat = world.workers
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    world.random = Always("bob")
    branches.squash(world, cat)
    assert authors.of_branch(world, ann, "cat") == {"bob", "cat"}
    assert authors.of_branch(world, ann, "bob") == {"bob"}


@pytest.mark.daily(1)
@pytest.mark.parametrize("squashes", [True, False])
def test_who_made_what_another_has_squashed_may_be_asked_though_main_has_it_since(tmp_path: Path, squashes: bool) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    if squashes:
        world.random = Always("bob")
        branches.squash(world, ann)
    branches.land(world, bob)
    if not squashes:
        assert ann.git("merge", "-q", "main").ok
    assert authors.behind(world, ann, lines(world.tip())) == ({"ann", "bob"} if squashes else {"ann"})


@pytest.mark.daily(1)
@pytest.mark.parametrize("squashes", [True, False])
def test_who_made_what_another_has_squashed_may_be_asked_though_it_was_replaced_since(tmp_path: Path, squashes: bool) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob = world.workers[:2]
    for worker in (ann, bob):
        world.random = Always("d/one.py")
        changing.edit(world, worker)
        changing.commit(world, worker)
    branches.land(world, ann)
    if squashes:
        ann.git("reset", "-q", "--hard", "HEAD~1")
        world.random = Always("bob")
        branches.squash(world, ann)
        ann.git("checkout", "-q", "main", "--", "d/one.py")
        assert ann.git("commit", "-q", "--amend", "--no-edit").ok
    assert authors.behind(world, ann, lines(world.tip())) == ({"ann", "bob"} if squashes else {"ann"})


@pytest.mark.daily(1)
@pytest.mark.parametrize("lands", [True, False])
def test_who_has_landed_what_another_has_picked_is_not_among_those_who_land_it(tmp_path: Path, lands: bool) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob = world.workers[:2]
    ann.git("commit", "-qm", "ann 1", "--allow-empty")
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    assert ann.git("cherry-pick", "bob").ok
    if lands:
        branches.land(world, bob)
    assert authors.committers(world, ann, world.objects.id("main"), ann.head()) == ({"ann"} if lands else {"ann", "bob"})


def land_in_a_race(world: World, worker: Worker) -> None:
    start = world.objects.id("main")
    assert worker.git(*branches.landing(worker)).ok
    moments._landed(world, [worker], start)


@pytest.mark.model
@pytest.mark.parametrize("land", [branches.land, land_in_a_race])
def test_what_a_landing_puts_of_an_edit_into_a_file_that_another_has_renamed_is_its_maker_s(
    tmp_path: Path, land: Callable[[World, Worker], None]
) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob = world.workers[:2]
    assert bob.git("mv", "a.py", "new.py").ok and bob.git("commit", "-qm", "bob 1").ok
    branches.land(world, bob)
    changing.put(world, ann, "a.py", (ann.text("a.py") or "").replace("a5 = 10", "a5 = 101"))
    assert ann.git("commit", "-qam", "ann 101").ok
    land(world, ann)
    assert ("new.py#a5", "a5 = 101") in ann.notes.made and world.makers["new.py#a5", "a5 = 101"] == {"ann"}


@pytest.mark.model
def test_an_uncommitted_edit_that_a_merge_puts_into_a_file_that_another_has_renamed_stays_its_maker_s(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob = world.workers[:2]
    assert bob.git("mv", "a.py", "new.py").ok and bob.git("commit", "-qm", "bob 1").ok
    branches.land(world, bob)
    changing.put(world, ann, "a.py", (ann.text("a.py") or "").replace("a5 = 10\n", ""))
    assert repair.bring(world, ann) and "a5" not in (ann.text("new.py") or "a5")
    assert ("new.py#a5", None) in ann.notes.made


@pytest.mark.model
def test_a_commit_that_is_picked_onto_its_own_parent_is_another_one_however_fast_that_is(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    world.random = Always("d/one.py")
    changing.edit(world, world.workers[1])
    changing.commit(world, world.workers[1])
    for worker in (world.workers[0], world.workers[2]):
        assert worker.runs("cherry-pick", "bob").ok
    tips = [world.objects.id(worker.branch) for worker in world.workers]
    assert len({*tips}) == 3
    assert len({world.objects.commit(tip).parents for tip in tips}) == 1


def test_whose_commit_was_picked_is_asked_where_its_branch_is_merged_though_it_changed_a_mode_alone(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True)
    ann, bob, cat = world.workers
    looking.read(world, ann, "d/three.py")
    world.random = Always("d/one.py")
    changing.mode(world, ann)
    assert cat.runs("cherry-pick", "ann").ok
    world.random = Always("d/three.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    world.random = Always("cat")
    branches.join(world, bob)
    assert world.steps[-1] == "bob is rejected: ['CG103 d/three.py']"


def test_an_amend_may_take_back_all_that_its_commit_did(tmp_path: Path) -> None:
    world = World(tmp_path, 0, linked=True)
    world.random = Always("new.py")
    ann = world.workers[0]
    changing.edit(world, ann)
    changing.commit(world, ann)
    changing.amend(world, ann)
    assert [step.split(" ", 2)[1] for step in world.steps] == ["edits", "commits", "edits", "amends"]
    assert world.repository.git("log", "--format=%s", "main..ann") == "ann 102"
    assert world.repository.git("diff", "main", "ann") == ""


@pytest.mark.model
@pytest.mark.parametrize(
    ("reader", "reverts", "wrong"),
    [("bob", True, False), ("ann", True, True), ("bob", False, True)],
    ids=["who removed the file too", "who reverts", "whose removal is committed"],
)
def test_a_revert_is_made_by_who_reverts_though_another_has_removed_the_file_and_not_committed_that(
    tmp_path: Path, reader: str, reverts: bool, wrong: bool
) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob, cat = world.workers
    looking.read(world, ann if reader == "ann" else bob, "a.py")
    for worker, path in ((ann, "new.py"), (cat, "a.py"), (bob, "new.py")):
        world.random = Always(path)
        changing.edit(world, worker)
        if worker is not bob:
            changing.commit(world, worker)
    world.random = Always(world.objects.commit(world.objects.id("main")).parents[0])
    ann.dirty |= set() if reverts else {"new.py"}
    step = changing.revert if reverts else changing.commit
    if wrong:
        with pytest.raises(AtFault, match="it goes wrong"):
            step(world, ann)
    else:
        step(world, ann)
        assert [landing.session for landing in world.landings] == ["ann", "cat", "ann"]


@pytest.mark.model
@pytest.mark.parametrize("otherwise", ["", "is still there", "is edited further", "is no client's", "was looked at again"])
def test_who_lands_has_to_look_again_at_a_clients_edit_that_it_saw_and_that_was_dropped(tmp_path: Path, otherwise: str) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    looking.read(world, ann, "d/one.py")
    if otherwise == "is edited further":
        changing.edit(world, bob)
    elif otherwise != "is still there":
        changing.drop(world, bob)
    if otherwise == "was looked at again":
        looking.read(world, ann, "d/one.py")
    if otherwise != "is no client's":
        bob.client = Client(bob.session, bob.notes)
    world.random = Always("new.py")
    changing.edit(world, ann)
    if otherwise:
        changing.commit(world, ann)
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            changing.commit(world, ann)


@pytest.mark.model
@pytest.mark.parametrize("again", [False, True], ids=["who had landed it", "who has made it once more"])
def test_a_line_that_comes_back_with_an_older_file_is_not_who_had_landed_it(tmp_path: Path, again: bool) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    ann, bob, cat = world.workers
    looking.read(world, ann, "b.py")
    landed = (ann.text("d/one.py") or "") + "more = 7\n"
    edits = [(ann, "d/one.py", landed), (bob, "d/one.py", "one = 102\n"), (bob, "b.py", "b = 103\n")]
    for worker, path, text in edits:
        changing.put(world, worker, path, text)
        changing.commit(world, worker)
    if again:
        changing.put(world, ann, "d/one.py", landed)
    else:  # as a branch that moves under the work tree leaves it
        (cat.session.cwd / "d/one.py").write_text(landed)
    changing.put(world, cat, "d/one.py", landed.replace("one = 1", "one = 104"))
    if again:
        with pytest.raises(AtFault, match="it goes wrong"):
            changing.commit(world, cat)
    else:
        changing.commit(world, cat)
        assert [landing.session for landing in world.landings] == ["ann", "bob", "bob", "cat"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("hooked", [True, False], ids=["a client", "by the command line"])
def test_who_lands_the_squashed_work_of_a_session_that_has_ended_answers_for_it(tmp_path: Path, hooked: bool, ends: bool) -> None:
    """Bob has read a.py again since his commit; cat changes it. A client that is resumed is at work again at once."""
    world = World(tmp_path, 0, linked=True)
    ann, bob, cat = world.workers
    for one in (ann, cat):
        one.client = None
    bob.client = Client(bob.session, bob.notes) if hooked else None
    looking.read(world, bob, "a.py")
    world.random = Always("d/one.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    looking.read(world, bob, "a.py")
    if ends:
        changing.resume(world, bob)
    world.random = Always("bob")
    branches.squash(world, ann)
    changing.put(world, cat, "a.py", f"more = 7\n{START['a.py']}")
    changing.commit(world, cat)
    branches.land(world, cat)
    branches.land(world, ann)
    answers = ends and not hooked
    assert ("ann acknowledges" in " ".join(world.steps)) is answers
    branches.land(world, ann)
    assert ann.has_landed("main") is answers
    assert judge(world) is None


@pytest.mark.model
@pytest.mark.parametrize("by", ["ann", "bob"])
@pytest.mark.parametrize("first", [False, True], ids=["over it", "under it"])
@pytest.mark.parametrize("moved", [False, True], ids=["in a row", "beside another landing"])
def test_who_commits_over_anothers_revert_knows_what_that_puts_back(tmp_path: Path, by: str, first: bool, moved: bool) -> None:
    """Bob has looked at d/one.py before ann's change of it landed, which a revert then takes back where main has it still."""
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob, cat = world.workers
    looking.read(world, bob, "d/one.py")
    changing.put(world, ann, "d/one.py", "one = 101\n")
    changing.commit(world, ann)
    branches.land(world, ann)
    if first:
        changing.put(world, bob, "new.py", "new = 102\n")
        changing.commit(world, bob)
    its = ann if by == "ann" else bob
    assert its.git("merge", "-q", "--no-edit", "main").ok
    world.random = Always(world.objects.id("ann"))
    changing.revert(world, its)
    if by == "ann":
        world.random = Always("ann")
        branches.join(world, bob)
    if not first:
        changing.put(world, bob, "new.py", "new = 102\n")
        changing.commit(world, bob)
    if moved:
        changing.put(world, cat, "b.py", "b = 103\n")
        changing.commit(world, cat)
        branches.land(world, cat)
    if by == "ann" and not first:
        branches.land(world, bob)
        assert world.tip()["d/one.py"] == START["d/one.py"] and len(world.landings) == 2 + moved
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            branches.land(world, bob)
