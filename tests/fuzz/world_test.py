"""What a session sees of others' work that has not landed, and what of it binds the session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import branches, changing, looking, repair
from tests.fuzz.fuzz_test import Always
from tests.fuzz.texts import EMPTY, lines
from tests.fuzz.world import AtFault, Client, Worker, World
from tests.oracle.serialization import Saw


@pytest.mark.model
@pytest.mark.parametrize("makes", ["bob", "cat"])
def test_a_file_that_another_makes_anew_and_has_not_committed_is_not_that_of_who_made_it_first(
    tmp_path: Path, makes: str
) -> None:
    """Bob has landed it, and somebody has removed it since."""
    world = World(tmp_path, 0, linked=False, guarded=False)
    bob = world.workers[1]
    first, anew = lines({"new.py": "new = 101\n"}), lines({"new.py": "new = 102\n"})
    world.ever |= {*first.items()}
    world.edited(bob, {}, first)
    maker = next(worker for worker in world.workers if worker.name == makes)
    maker.dirty.add("new.py")
    world.edited(maker, {}, anew)
    assert world.unlanded(bob, {**world.start, **anew}) == (set() if makes == "bob" else {*anew})


@pytest.mark.model
@pytest.mark.parametrize("put_back", [True, False])
def test_what_main_has_lost_binds_a_session_unless_another_has_put_it_back_on_its_branch(tmp_path: Path, put_back: bool) -> None:
    """Ann has removed a file and landed that; bob reads it where she has put it back, or on a branch that is older."""
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob = world.workers[:2]
    world.random = Always("d/one.py")
    changing.edit(world, ann)
    changing.commit(world, ann)
    branches.land(world, ann)
    if put_back:
        world.random = Always(ann.head())
        changing.revert(world, ann)
        world.random = Always("ann")
        branches.join(world, bob)
    looking.read(world, bob, "d/one.py")
    world.random = Always("new.py")
    changing.edit(world, bob)
    changing.commit(world, bob)
    if put_back:
        branches.land(world, bob)
        assert "d/one.py" in world.tip()
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            branches.land(world, bob)


@pytest.mark.model
@pytest.mark.parametrize(("look", "at"), [(looking.read, "new.py"), (looking.glob, "*.py")], ids=["reads", "lists"])
@pytest.mark.parametrize("place", ["it is removed on", "its commit is older", "its work tree is older"])
def test_who_finds_no_file_that_another_has_landed_is_bound_unless_its_branch_has_a_removal_that_has_not_landed(
    tmp_path: Path, place: str, look: Callable[[World, Worker, str], object], at: str
) -> None:
    """Bob has landed it, and removed it on his branch; cat has picked that, or has not seen the file yet."""
    world = World(tmp_path, 0, linked=True, guarded=False)
    bob, cat = world.workers[1:]
    world.random = Always("new.py")
    for settle in (branches.land, lambda *_: None):
        changing.edit(world, bob)
        changing.commit(world, bob)
        settle(world, bob)
    if place == "it is removed on":
        assert repair.bring(world, cat)
        world.random = Always("bob")
        branches.pick(world, cat)
    elif place == "its work tree is older":
        cat.left = cat.head()
        assert cat.git("update-ref", "refs/heads/cat", "main").ok
    assert cat.text("new.py") is None and "new.py" in world.tip()
    look(world, cat, at)
    cat.git("reset", "-q", "--hard")
    cat.left = ""
    world.random = Always("d/one.py")
    changing.edit(world, cat)
    changing.commit(world, cat)
    if place == "it is removed on":
        branches.land(world, cat)
        assert world.tip().keys().isdisjoint({"new.py", "d/one.py"})
    else:
        with pytest.raises(AtFault, match="it goes wrong"):
            branches.land(world, cat)


@pytest.mark.model
@pytest.mark.parametrize("line", ["d/two.py##", "d/two.py#two"])
def test_who_once_filled_an_empty_file_is_not_who_lands_other_lines_in_it(tmp_path: Path, line: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    bob, cat = world.workers[1:]
    looking.read(world, cat, "a.py")
    there = lines(world.tip())
    world.makers[line, there.get(line)] = {"cat"}
    empty = {key: text for key, text in there.items() if key != "d/two.py#two"} | {"d/two.py##": EMPTY}
    world.landed(bob, empty)
    assert (Saw("a.py#a1", "a1 = 10") in world.landings[-1].saw) == (line == "d/two.py#two")


@pytest.mark.model
@pytest.mark.parametrize("by", ["bob", "cat"])
def test_a_removal_may_be_that_of_another_who_has_removed_the_file_too(tmp_path: Path, by: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    cat = world.workers[2]
    world.makers["a.py#", None] = {by}
    assert not world.removes_as_others(cat, ["a.py", "b.py"])
    for path in ("a.py", "b.py"):
        (cat.session.cwd / path).unlink()
    assert not world.removes_as_others(cat, ["b.py"])
    assert world.removes_as_others(cat, ["a.py", "b.py"]) == (by == "bob")


@pytest.mark.model
@pytest.mark.parametrize("by", ["bob", "cat"])
def test_an_edit_may_be_that_of_another_who_has_removed_the_line_too(tmp_path: Path, by: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    cat = world.workers[2]
    world.makers["b.py#b0", None] = {by}
    assert not world.removes_as_others(cat, ["b.py"], of_lines=True)
    cat.session.writes("b.py", (cat.text("b.py") or "").replace("b0 = 10\n", ""))
    assert world.removes_as_others(cat, ["b.py"], of_lines=True) == (by == "bob")
    assert not world.removes_as_others(cat, ["b.py"])


@pytest.mark.model
@pytest.mark.parametrize("by", ["bob", "ann", "cat"])
def test_who_first_made_a_file_is_not_who_lands_it_filled_with_others_lines(tmp_path: Path, by: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    bob, cat = world.workers[1:]
    looking.read(world, cat, "a.py")
    there = lines(world.tip())
    world.makers["d/two.py#", there["d/two.py#"]] = {"cat"}
    world.makers["d/two.py#two", there["d/two.py#two"]] = {by}
    world.landed(bob, {key: text for key, text in there.items() if not key.startswith("d/two.py#")})
    assert (Saw("a.py#a1", "a1 = 10") in world.landings[-1].saw) == (by == "cat")


@pytest.mark.model
@pytest.mark.parametrize("by", ["ann", "bob", "cat"])
def test_of_two_who_took_a_line_out_the_one_whose_other_lines_land_has_done_it(tmp_path: Path, by: str) -> None:
    world = World(tmp_path, 0, linked=True, guarded=False)
    ann, bob, _ = world.workers
    looking.read(world, ann, "a.py")
    there = lines(world.tip())
    world.makers["b.py#more", None] = {"ann", "cat"}
    world.makers["b.py#b0", there["b.py#b0"]] = {by}
    world.landed(bob, there | {"b.py#more": "more = 7", "b.py#b0": "b0 = 7"})
    assert (Saw("a.py#a1", "a1 = 10") in world.landings[-1].saw) == (by != "cat")


@pytest.mark.parametrize("event", ["PreToolUse", "PostToolUse"])
def test_what_a_client_was_told_counts_once_its_next_call_begins(tmp_path: Path, event: str) -> None:
    ann = World(tmp_path, 0, linked=False).workers[0]
    ann.notes.told("--- a/a.py\n+++ b/a.py\n-a1 = 10\n+a1 = 7\n")
    Client(ann.session, ann.notes).send(event, tool_name="Bash", tool_input={"command": "true"}, tool_response={})
    assert ("a.py#a1" in ann.notes.news) == (event == "PreToolUse")


@pytest.mark.model
@pytest.mark.parametrize(
    ("level", "reads", "line", "wrong"),
    [
        ("snapshot", 1, "a3", True),
        ("snapshot", 2, "a3", False),
        ("snapshot", 1, "a9", False),
        ("snapshot", 0, "a3", False),
        ("record", 1, "a3", False),
    ],
    ids=["unseen", "read again", "another line", "never read", "at level record"],
)
def test_who_lands_over_what_another_landed_unseen_is_at_fault_at_level_snapshot(
    tmp_path: Path, level: str, reads: int, line: str, wrong: bool
) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    world.guarded = True  # what goes wrong is judged only there
    ann, bob = world.workers[:2]
    text = ann.text("a.py") or ""
    if reads:
        looking.saw(world, ann, "a.py", lines(ann.files()))
    changing.put(world, bob, "a.py", text.replace("a3 = 10\n", "a3 = 101\n"))
    changing.commit(world, bob)
    if reads == 2:
        looking.saw(world, ann, "a.py", lines(ann.files()))
    world.level = level
    changing.put(world, ann, "a.py", (ann.text("a.py") or "").replace(f"{line} = ", f"{line} = 10"))
    if wrong:
        with pytest.raises(AtFault, match=r"unseen, over what another has landed in a\.py#a3"):
            changing.commit(world, ann)
    else:
        changing.commit(world, ann)
        assert not ann.dirty


@pytest.mark.model
@pytest.mark.parametrize(("text", "wrong"), [("a0 = 10\na3 = 107\n", True), ("a3 = 107\n", False)], ids=["some of it", "another"])
def test_who_makes_a_file_that_another_removed_brings_it_back_only_with_a_line_of_it(
    tmp_path: Path, text: str, wrong: bool
) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    world.guarded = True  # what goes wrong is judged only there
    ann, bob = world.workers[:2]
    looking.saw(world, ann, "a.py", lines(ann.files()))
    changing.put(world, bob, "a.py", None)
    changing.commit(world, bob)
    world.level = "snapshot"
    changing.put(world, ann, "a.py", text)
    if wrong:
        with pytest.raises(AtFault, match=r"unseen, over what another has landed in a\.py#a"):
            changing.commit(world, ann)
    else:
        changing.commit(world, ann)
        assert not ann.dirty


@pytest.mark.model
@pytest.mark.parametrize("has", [True, False], ids=["it has what landed", "it has not"])
def test_who_renames_a_file_loses_what_the_new_one_has_not(tmp_path: Path, has: bool) -> None:
    world = World(tmp_path, 0, linked=False, guarded=False)
    world.guarded = True  # what goes wrong is judged only there
    ann, bob = world.workers[:2]
    text = ann.text("a.py") or ""
    landed = text.replace("a3 = 10\n", "a3 = 101\n")
    looking.saw(world, ann, "a.py", lines(ann.files()))
    changing.put(world, bob, "a.py", landed)
    changing.commit(world, bob)
    world.level = "snapshot"
    changing.put(world, ann, "a.py", None)
    changing.put(world, ann, "new.py", landed if has else text)
    if has:
        changing.commit(world, ann)
        assert not ann.dirty
    else:
        with pytest.raises(AtFault, match=r"unseen, over what another has landed in a\.py#a3"):
            changing.commit(world, ann)


def test_a_file_is_staged_though_another_that_is_named_is_gone_from_the_index_as_well(tmp_path: Path) -> None:
    ann = World(tmp_path, 0, linked=True).workers[0]
    assert ann.git("rm", "-q", "a.py").ok
    (ann.session.cwd / "b.py").write_text("b\n")
    ann.stages(["a.py", "b.py"])
    assert ann.git("status", "--short").out.split() == ["D", "a.py", "M", "b.py"]
