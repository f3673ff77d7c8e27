"""When a second rejection is a fault, in the judge of random stories: the way on was gone, and nobody else was at work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import branches, changing, clones, looking
from tests.fuzz.fuzz_test import Always
from tests.fuzz.texts import lines
from tests.fuzz.world import AtFault, Client, World


@pytest.mark.daily(1)
@pytest.mark.parametrize("known", [False, True], ids=["never looked at", "known before"])
def test_after_an_ack_only_a_file_that_the_next_edit_is_the_first_to_make_may_be_rejected(tmp_path: Path, known: bool) -> None:
    """Ann has never looked at two files that bob has landed: she makes one of them, and after the acknowledgement the other."""
    world = clones.Clones(tmp_path, 0)
    ann, bob = world.workers[:2]
    ann.client = Client(ann.session, ann.notes)
    world.random = Always("d/one.py")
    changing.edit(world, ann)
    changing.commit(world, ann)
    for path in ("new.py", "d/one.py"):
        changing.put(world, bob, path, "new = 101\n")
    changing.commit(world, bob)
    clones.push(world, bob)
    assert ann.runs("fetch", "-q").ok
    if known:
        looking.saw(world, ann, "d/one.py", lines(ann.files()))
    changing.put(world, ann, "new.py", "new = 102\n")
    world.random = _Next("d/one.py", by_paths=0.0, keeps=0.9, acknowledges=0.0)
    if known:
        with pytest.raises(AtFault, match=r"rejected again, after all that it asked for was done.*\n  CG101 d/one\.py"):
            changing.commit(world, ann)
    else:
        changing.commit(world, ann)
        assert [step for step in world.steps if "rejected" in step] == [
            "ann is rejected: ['CG101 new.py']",
            "ann is rejected: ['CG101 d/one.py']",
        ]
        assert world.steps[-1] == "ann commits d/one.py" and not ann.dirty


@pytest.mark.daily(1)
@pytest.mark.parametrize("lands", [True, False], ids=["has landed", "has not"])
def test_nobody_clears_before_its_work_on_another_branch_of_its_own_has_landed(tmp_path: Path, lands: bool) -> None:
    world = World(tmp_path, 0, linked=True)
    ann = world.workers[0]
    world.random = Always("d/one.py")
    changing.edit(world, ann)
    changing.commit(world, ann)
    if lands:
        branches.land(world, ann)
    branches.switch(world, ann)
    changing.clear(world, ann)
    assert (world.steps[-1] == "ann clears") is lands


def test_what_only_its_session_has_edited_is_committed_apart(tmp_path: Path) -> None:
    """Bob adds a line to a file that ann has edited and not committed."""
    world = World(tmp_path, 0, linked=False)
    ann, bob = world.workers[:2]
    for one in (ann, bob):
        one.client = Client(one.session, one.notes)
    changing.put(world, ann, "d/two.py", "two = 101\n")
    changing.put(world, bob, "d/two.py", "more = 7\ntwo = 101\n")
    world.random = _Next("", by_paths=0.9, keeps=0.0, acknowledges=0.9)
    changing.commit(world, bob)
    assert "bob is rejected: ['CG202 d/two.py']" in world.steps
    changing.commit(world, bob, apart=True)
    assert world.repository.git("show", "HEAD:d/two.py") == "more = 7\ntwo = 1" and bob.dirty == {"d/two.py"}


class _Next(Always):
    """Chooses one path, and draws these numbers first."""

    def __init__(self, chosen: str, **numbers: float) -> None:
        super().__init__(chosen)
        self.numbers: Iterator[float] = iter(numbers.values())

    def random(self) -> float:
        return next(self.numbers, 0.0)


@pytest.mark.daily(1)
@pytest.mark.parametrize("hooked", [True, False])
def test_what_a_denied_revert_changed_and_put_back_is_the_revert_s_only_where_no_client_told_of_an_edit(
    tmp_path: Path, hooked: bool
) -> None:
    """git keeps the revert's message: of what is staged without a client, nobody can say whose it is."""
    world = World(tmp_path, 0, linked=False)
    ann, bob, cat = world.workers
    for one in world.workers:
        one.client = Client(one.session, one.notes) if hooked else None
    looking.read(world, cat, "b.py")
    for worker, path in ((ann, "a.py"), (bob, "b.py")):
        world.random = Always(path)
        changing.write(world, worker)
    world.random = Always(world.repository.head("main~1"))
    changing.revert(world, cat)
    world.random = Always("a.py")
    changing.write(world, ann)
    assert ("ann is rejected: ['CG202 a.py']" in world.steps) != hooked, world.steps
    assert "a.py" in world.tip()
