"""A landing is written in batches: the statements it takes do not grow with the paths it changes, nor with what was read."""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coordgit.check import branch_changes
from coordgit.check.stale import shown_before
from coordgit.core.model import NO_PROCESS, Change, CheckedBranch, Epoch, Write
from coordgit.core.validation import STALE, CheckedRead, Suspect
from coordgit.git.plumbing import Git
from coordgit.store import landings, reads, refreshes, synthetic, tellings, writes
from coordgit.store.database import Store, open_store
from coordgit.store.reads import LandedBlob, advance

EPOCH = Epoch("ann", 1)
MAIN, SIDE = "refs/heads/main", "refs/heads/side"
OLD, NEW = "0" * 40, "1" * 40


class Counting(sqlite3.Connection):
    """A connection that counts how often it is asked, and the steps that its virtual machine takes."""

    calls = steps = 0

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self.calls += 1
        return super().execute(sql, *values)

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        self.calls += 1
        return super().executemany(sql, values)

    def tick(self) -> int:
        self.steps += 1
        return 0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path), create=True) as made:
        connection = sqlite3.connect(f"{made.folder}/coordination.db", factory=Counting, isolation_level=None)
    connection.set_progress_handler(connection.tick, 1)
    yield Store(str(tmp_path), connection)
    connection.close()


def blob(n: int) -> str:
    return f"{n:040x}"


def cost(store: Store) -> tuple[int, int]:
    connection = store.connection
    assert isinstance(connection, Counting)
    spent = connection.calls, connection.steps
    connection.calls = connection.steps = 0
    return spent


def fill(store: Store, files: int, count: int) -> dict[str, str]:
    names = {f"{n}.py": blob(n) for n in range(files)}
    synthetic.reads(store, "ann", OLD, files=names, count=count, now=time.time())
    return names


def knowledge(store: Store) -> set[tuple[str, str | None, str | None]]:
    return {(read.path, read.known, read.base) for read in reads.every(store, EPOCH)}


@pytest.mark.parametrize("count", [200, 2000])
def test_a_session_knows_its_own_text_after_few_statements(store: Store, count: int) -> None:
    names = fill(store, 100, count)
    made = {path: LandedBlob(blob(1000 + n), frozenset((old, blob(1000 + n)))) for n, (path, old) in enumerate(names.items())}
    cost(store)
    with store.writing():
        advance(store, EPOCH, MAIN, NEW, made)
    calls, steps = cost(store)
    assert calls < 20
    assert steps < 100 * count
    assert knowledge(store) == {(path, one.after, NEW) for path, one in made.items()}


@pytest.mark.parametrize("changed", [1, 3, 4], ids=["a few", "most", "all"])
def test_reads_of_other_paths_stay_where_they_are(store: Store, changed: int) -> None:
    names = fill(store, 4, 4)
    some = dict(list(names.items())[:changed])
    with store.writing():
        advance(store, EPOCH, MAIN, NEW, {path: LandedBlob(blob(9), frozenset((old,))) for path, old in some.items()})
    assert knowledge(store) == {(path, blob(9), NEW) if path in some else (path, old, OLD) for path, old in names.items()}


def test_what_was_not_known_is_not_known_afterwards(store: Store) -> None:
    fill(store, 3, 3)
    made = {"0.py": LandedBlob(blob(9), frozenset((blob(8),))), "1.py": LandedBlob(None, frozenset((blob(1),)))}
    with store.writing():
        advance(store, EPOCH, MAIN, NEW, made)
    assert knowledge(store) == {("0.py", blob(0), OLD), ("1.py", None, NEW), ("2.py", blob(2), OLD)}


def test_what_was_shown_counts_in_the_place_of_what_was_read_and_is_spent(store: Store) -> None:
    fill(store, 3, 3)
    first, second, third = (read.read_id for read in reads.every(store, EPOCH))
    with store.writing():
        refreshes.put(store, first, MAIN, refreshes.Refresh(OLD, blob(7), "shown", 1.0))
        refreshes.put(store, second, MAIN, refreshes.Refresh(OLD, blob(7), "shown", 1.0))
        refreshes.put(store, third, "refs/heads/other", refreshes.Refresh(OLD, blob(7), "shown", 1.0))
        made = {f"{n}.py": LandedBlob(blob(9), frozenset((blob(7) if n == 0 else blob(n),))) for n in range(3)}
        advance(store, EPOCH, MAIN, NEW, made)
    assert knowledge(store) == {("0.py", blob(9), NEW), ("1.py", blob(1), OLD), ("2.py", blob(9), NEW)}
    assert refreshes.on(store, EPOCH, MAIN) == {second: (blob(7), "shown")}
    assert refreshes.on(store, EPOCH, "refs/heads/other") == {third: (blob(7), "shown")}


def test_pinned_reads_stay_at_their_base_while_the_others_move(store: Store) -> None:
    fill(store, 40, 40)
    pinned = [read.read_id for read in reads.every(store, EPOCH)][:30]
    cost(store)
    with store.writing():
        reads.move_bases(store, EPOCH, [OLD], NEW, pinned)
    assert cost(store)[0] < 15
    assert {read.read_id for read in reads.every(store, EPOCH) if read.base == OLD} == set(pinned)
    assert {read.base for read in reads.every(store, EPOCH)} == {OLD, NEW}


def test_pinned_reads_of_another_base_are_left_alone(store: Store) -> None:
    fill(store, 2, 2)
    with store.writing():
        reads.move_bases(store, EPOCH, [NEW], NEW, [read.read_id for read in reads.every(store, EPOCH)])
    assert {read.base for read in reads.every(store, EPOCH)} == {OLD}


def test_whose_content_is_committed_is_looked_up_and_not_searched(store: Store) -> None:
    names = [f"{n}.py" for n in range(300)]
    synthetic.landings(store, "refs/heads/side", names, count=600, each=3, now=time.time())
    store.do("UPDATE changes SET maker = (SELECT session FROM landings l WHERE l.landing_id = changes.landing_id)")
    blobs = dict(store.all("SELECT path, after FROM changes WHERE landing_id > 500"))
    blobs |= {f"other{n}.py": blob(n) for n in range(200)}  # more than are compared line by line
    cost(store)
    found = landings.unlanded(store, blobs, "ann", [MAIN])
    assert cost(store)[1] < 200 * len(blobs)
    assert {work.path for work in found} == set(names)
    assert landings.unlanded(store, dict.fromkeys(blobs, blob(5000)), "ann", [MAIN]) == []
    assert landings.unlanded(store, blobs, "ann", ["refs/heads/side"]) == []


def test_of_a_file_that_is_changed_often_only_changes_on_other_branches_are_looked_at(store: Store) -> None:
    synthetic.landings(store, MAIN, ["hot.py"], count=400, each=1, now=time.time())
    landings.set_tip(store, SIDE, NEW)
    cost(store)
    assert landings.unlanded(store, {"hot.py": blob(1)}, "ann", [MAIN]) == []
    assert cost(store)[1] < 10_000


def test_of_a_file_that_many_branches_change_often_what_has_landed_is_looked_up(store: Store) -> None:
    synthetic.landings(store, MAIN, ["hot.py"], count=400, each=1, now=time.time())
    store.do("UPDATE landings SET ref = :side WHERE landing_id % 4 <> 0", side=SIDE)
    landings.set_tip(store, SIDE, NEW)
    cost(store)
    found = landings.unlanded(store, {"hot.py": blob(1000)}, "ann", [MAIN])
    assert cost(store)[1] < 50_000
    assert len(found) == landings.RECENT * 3 // 4  # each with content that the branch checked has not had


def test_what_a_branch_had_and_what_it_dropped_is_looked_up_in_a_long_history(store: Store) -> None:
    synthetic.landings(store, MAIN, ["hot.py"], count=400, each=1, now=time.time())
    store.do("UPDATE landings SET forward = 0 WHERE landing_id IN (100, 200)")
    cost(store)
    assert [move.new for move in landings.backward(store, MAIN, 1)] == [blob(200)]
    assert [move.new for move in landings.backward(store, MAIN, 16)] == [blob(200), blob(100)]
    assert landings.named_before(store, MAIN, blob(0)) and landings.named_before(store, MAIN, blob(400))
    assert not landings.named_before(store, MAIN, blob(401)) and not landings.named_before(store, SIDE, blob(1))
    assert cost(store)[1] < 400


@pytest.mark.parametrize("landed", [blob(7), None], ids=["content", "deletion"])
def test_a_change_that_a_checked_branch_has_had_is_no_unlanded_work(store: Store, landed: str | None) -> None:
    synthetic.landings(store, SIDE, ["hot.py"], count=2, each=1, now=time.time())
    store.do("UPDATE changes SET before = :before, after = :after", before=blob(3), after=landed)
    asked: dict[str, str | None] = {"hot.py": blob(5)}
    assert [work.after for work in landings.unlanded(store, asked, "ann", [MAIN])] == [landed] * 2
    store.do("UPDATE landings SET ref = :main WHERE landing_id = 1", main=MAIN)
    assert landings.unlanded(store, asked, "ann", [MAIN]) == []
    store.do("UPDATE changes SET after = :other WHERE landing_id = 1", other=blob(8))
    assert [work.after for work in landings.unlanded(store, asked, "ann", [MAIN])] == [landed]


def test_whose_edits_were_read_is_found_without_going_through_all_reads(store: Store) -> None:
    fill(store, 500, 2000)
    cost(store)
    assert tellings.edited(store, EPOCH, "") == []
    assert cost(store)[1] < 200


def test_edits_land_in_one_go(store: Store) -> None:
    with store.writing():
        synthetic.reads(store, "ann", OLD, files={}, count=0, now=1.0)
        landing_id = landings.publish(
            store,
            MAIN,
            OLD,
            NEW,
            epoch=EPOCH,
            state="pending",
            source="gate",
            forward=True,
            process=NO_PROCESS,
            verdict_id=None,
            now=1.0,
        )
        for n in range(100):
            writes.put(store, Write(0, EPOCH, "/w", f"{n}.py", None, blob(n), None, None, False, 1.0, "Edit"))
        cost(store)
        writes.land(store, landing_id, ((f"{n}.py", blob(n)) for n in range(99)), "ann", "/w")
        assert cost(store)[0] == 1
    assert [write.path for write in writes.of_session(store, "ann")] == ["99.py"]


@pytest.mark.parametrize("count", [50, 500])
def test_the_ways_from_many_bases_are_one_walk_over_the_landings(store: Store, count: int) -> None:
    names = ["a.py", "b.py", "c.py"]
    synthetic.landings(store, MAIN, names, count=count, each=3, now=time.time())
    cost(store)
    tip = blob(count)
    deltas = branch_changes.deltas(store, Git("/nowhere"), CheckedBranch(MAIN, tip), [blob(n) for n in range(count)], "ann")
    calls, steps = cost(store)
    assert calls < 10
    assert steps < 200 * count
    assert {deltas[blob(n)].changes["a.py"].before for n in range(count)} == {blob(n) for n in range(count)}
    assert {path: change.after for path, change in deltas[blob(0)].changes.items()} == dict.fromkeys(
        ("a.py", "b.py", "c.py"), tip
    )
    assert branch_changes.paths_of([delta.changes for delta in deltas.values()]).keys() == set(names)


@pytest.mark.daily(2)
@pytest.mark.parametrize("gone", [0, 1], ids=["none", "every other"])
@pytest.mark.parametrize("renamed", [False, True], ids=["", "renamed"])
@pytest.mark.parametrize("count", [50, 500])
def test_what_is_known_under_older_names_is_asked_at_once(store: Store, count: int, renamed: bool, gone: int) -> None:
    names = fill(store, count, count)
    branch = CheckedBranch(MAIN, NEW)
    if gone:
        store.do("UPDATE reads SET known = NULL WHERE read_id % 2 = 0")
    for read in reads.every(store, EPOCH):
        reads.put(store, read._replace(path=f"new/{read.path}", known=names[read.path]))
    stale = [
        Suspect(
            STALE, CheckedRead(read, read.known, OLD), branch, OLD, (Change(path, read.known, blob(9999), frozenset({"bob"})),)
        )
        for read in reads.every(store, EPOCH)
        if read.path.startswith("new/")
        for path in [read.path.removeprefix("new/" if renamed else "")]
    ]
    cost(store)
    assert shown_before.without(store, Git("/nowhere"), branch, stale, {}) == stale
    calls, steps = cost(store)
    assert calls < 10
    assert steps < 200 * count
