"""What the team's store alone decides: locks and tasks of several clones, by one clock, with one answer for all."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.store import lock_renewal, locks, mirror, sessions, tasks
from coordgit.store.engines import postgresql
from coordgit.store.engines.postgresql import TeamStore
from tests.coordination.invariants import Happening, broken_locks, broken_tasks
from tests.support import postgres
from tests.support.postgres import Server
from tests.support.proxy import Proxy
from tests.team.clones import Member, Members, clone, clone_name, there


def history(store: TeamStore) -> list[Happening]:
    rows = store.all("SELECT what, session, subject, detail, token FROM events ORDER BY event_id")
    return [Happening(*row) for row in rows]


@pytest.mark.nightly
def test_a_lock_in_one_clone_keeps_another_from_locking_and_landing(tmp_path: Path, server: Server) -> None:
    project = server.project()
    ann, bob = (clone(tmp_path / name, server.url(), project) for name in ("ann", "bob"))
    granted = ann.coordgit("lock", "api.py", "--why", "moving f", COORDGIT_SESSION="ann")
    assert granted.ok and "locked api.py until" in granted.out
    refused = bob.coordgit("lock", "*.py", COORDGIT_SESSION="bob")
    ours = ann.json("locks")["locks"]
    theirs = bob.json("locks")["locks"]
    assert refused.code == 1 and "ann on " in refused.err and "moving f" in refused.err
    assert [lock["session"] for lock in ours] == ["ann"] and theirs[0]["session"].endswith("/ann")
    assert ours[0]["token"] == theirs[0]["token"]
    brief = bob.coordgit("lock", "other.py", "--for", "9s", COORDGIT_SESSION="bob")
    assert brief.code == 2 and brief.err.endswith("try: coordgit lock --for 10s\n")
    for name, code in (("api.py", 1), ("other.py", 0)):
        bob.write(name, "# changed\n")
        bob.git("add", name)
        landed = bob.run(["git", "commit", "-qm", "change"], COORDGIT_SESSION="bob")
        assert landed.ok == (not code), landed.err
        assert landed.rejected == (["CG301 api.py"] if code else [])
        bob.git("reset", "-q", "--hard")
    assert ann.coordgit("unlock", COORDGIT_SESSION="ann").out == "unlocked api.py\n"
    again = bob.json("lock", "api.py", COORDGIT_SESSION="bob")["locks"]
    assert again[0]["token"] > ours[0]["token"]


def test_a_task_is_claimed_once_and_everybody_knows_how_it_ended(tmp_path: Path, server: Server) -> None:
    project = server.project()
    ann = Member(tmp_path / "m", "m", server.url(), project)
    old = tasks.add(ann.store, "from before", ["api.py"], "ann", time.time()).task_id
    ann.join()
    bob = clone(tmp_path / "bob", server.url(), project)
    (seen,) = bob.json("task", "list")["tasks"]
    assert (seen["title"], seen["paths"], seen["state"]) == ("from before", ["api.py"], "open") and old == 1
    task = bob.json("task", "claim", COORDGIT_SESSION="bob")["task"]
    assert task["id"] == seen["id"] and task["session"] == "bob"
    assert ann.claim("ann") is None and ann.claim("ann", task["id"]) is None and not ann.done("ann", task["id"])
    stolen = bob.coordgit("task", "done", str(task["id"]), COORDGIT_SESSION="eve")
    assert stolen.code == 1 and "has claimed it" in stolen.err
    assert bob.coordgit("task", "done", str(task["id"]), "--outcome", "it works", COORDGIT_SESSION="bob").ok
    ann.refresh()
    (ended,) = tasks.every(ann.store)
    assert (ended.state, ended.outcome, ended.session) == (tasks.DONE, "it works", f"{clone_name(bob.top)}/bob")


@pytest.mark.nightly
def test_a_clone_that_cannot_reach_the_store_grants_nothing_and_says_so_in_two_lines(
    tmp_path: Path, server: Server, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = clone(tmp_path / "ann", proxy.url(), server.project())
    assert ann.coordgit("lock", "api.py", COORDGIT_SESSION="ann").ok
    proxy.cut = True
    for words in (("lock", "other.py"), ("unlock",), ("task", "add", "a task"), ("task", "claim")):
        if words[0] != "lock":
            monkeypatch.setattr(postgresql, "WAIT", 0.1)
        started = time.monotonic()
        refused = ann.coordgit(*words, COORDGIT_SESSION="bob")
        assert time.monotonic() - started < 4
        assert refused.code == 3 and refused.err.count("\n") == 2 and "nothing was granted" in refused.err, refused.err
    listed = ann.coordgit("locks")
    assert listed.ok and "api.py" in listed.out and "other.py" not in listed.out and "known at" in listed.err
    proxy.cut = False
    monkeypatch.setattr(postgresql, "WAIT", 10)
    assert ann.coordgit("lock", "other.py", COORDGIT_SESSION="bob").ok


@pytest.mark.nightly
def test_a_slow_network_is_given_up_as_a_whole_not_piece_by_piece(
    members: Members, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ann,) = members("ann", url=proxy.url())
    proxy.delay = 0.2
    monkeypatch.setattr(postgresql, "WAIT", 0.6)  # each trip takes 0.4 s, which is in time; there are more than 20
    with pytest.raises(CoordgitError, match="nothing was granted"):
        ann.lock("ann", "api.py")


def test_when_the_answer_to_a_commit_is_lost_that_is_reported_and_found_out_later(
    members: Members, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = (*members("ann", url=proxy.url()), *members("bob"))
    proxy.lost = "COMMIT"
    monkeypatch.setattr(postgresql, "WAIT", 1.0)
    with pytest.raises(CoordgitError, match="not known yet"):
        ann.lock("ann", "api.py")
    assert ann.held() == []
    proxy.lost, proxy.cut = "", False
    monkeypatch.setattr(postgresql, "WAIT", 10.0)
    ann.refresh()
    assert ann.held() == [("ann", "api.py")]
    assert not bob.lock("bob", "api.py").granted


def test_time_to_live_is_the_servers_however_wrong_the_clocks_of_the_clones_are(
    members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = members("ann", "bob")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    (held,) = ann.lock("ann", "api.py", span=100.0).granted
    assert 90 < held.expires_at - time.time() < 101
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    ((_, theirs),) = bob.lock("bob", "api.py").in_the_way
    assert 90 < theirs.expires_at - time.time() < 101
    assert bob.held() == [("ann/ann", "api.py")]
    with there(ann) as store:
        (kept,) = locks.every(store, real())
        assert 90 < kept.expires_at - real() < 101
        store.do("UPDATE locks SET expires_at = :now", now=real() - 1)
    assert bob.lock("bob", "api.py").granted
    ann.refresh()
    assert [one.pathspec for one in locks.expired(ann.store)] == ["api.py"]


def test_what_a_session_does_renews_what_it_holds_and_its_end_gives_it_back(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.lock("ann", "api.py", span=100.0)
    task = ann.add("ann", "a task")
    ann.claim("ann", task)
    with there(ann) as store:
        store.do("UPDATE locks SET expires_at = expires_at - 50")
        store.do("UPDATE sessions SET seen_at = seen_at - 50")
        ann.seen("ann")
        ann.refresh()
        (kept,) = locks.every(store, time.time())
        assert kept.expires_at - time.time() > 90
    sessions.end(ann.store, "ann", time.time())
    lock_renewal.release_all(ann.store, "ann", "ann", time.time())
    assert not bob.lock("bob", "api.py").granted  # nobody has told the team yet
    ann.refresh()
    entry = bob.claim("bob", task)
    assert bob.lock("bob", "api.py").granted and entry is not None and entry.session == "bob"


def test_who_was_silent_for_too_long_is_gone_for_all(members: Members) -> None:
    ann, bob = members("ann", "bob")
    task = ann.add("ann", "a task")
    ann.claim("ann", task)
    assert bob.claim("bob", task) is None
    with there(ann) as store:
        store.do("UPDATE sessions SET seen_at = seen_at - 100000 WHERE session = 'ann/ann'")
    assert bob.claim("bob", task) is not None
    ann.refresh()
    assert not ann.done("ann", task)


def test_an_older_picture_never_replaces_a_newer_one(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    (ann,) = members("ann")
    pictures: list[tuple[object, ...]] = []
    write = mirror.write
    monkeypatch.setattr(mirror, "write", lambda *words: pictures.append(words))
    ann.refresh()
    monkeypatch.setattr(mirror, "write", write)
    ann.lock("ann", "api.py")
    assert write(*pictures[0]) is False  # type: ignore[arg-type]
    assert ann.held() == [("ann", "api.py")]


def test_a_lock_brings_the_sessions_that_hold_something_and_an_exchange_all(members: Members) -> None:
    ann, bob = members("ann", "bob")
    bob.lock("holder", "api.py")
    bob.seen("reader")
    bob.refresh()
    assert ann.lock("ann", "api.py").in_the_way
    known = "SELECT session FROM sessions WHERE clone <> '' ORDER BY session"
    assert ann.store.column(known) == ["bob/holder"]
    ann.refresh()
    assert ann.store.column(known) == ["bob/holder", "bob/reader"]


def test_a_clone_that_has_not_joined_is_told_how(members: Members, server: Server, tmp_path: Path) -> None:
    (ann,) = members("ann")
    eve = Member(tmp_path / "eve", "eve", server.url(), ann.here.membership.project)
    with pytest.raises(CoordgitError, match="has not joined") as refused:
        eve.lock("eve", "api.py")
    assert "--team" in refused.value.hint


def test_joining_again_takes_over_everything_anew_after_a_backup_was_put_back(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.lock("ann", "old.py")
    ann.unlock("ann")
    task = ann.add("ann", "a task")
    with there(ann) as store:  # as it was before that
        store.simple("DELETE FROM locks; DELETE FROM events; UPDATE counters SET value = 0")
        store.simple("ALTER TABLE locks ALTER COLUMN lock_id RESTART; ALTER TABLE events ALTER COLUMN event_id RESTART")
    assert bob.join().lock("bob", "new.py").granted
    ann.refresh()
    assert ann.held() == []
    ann.join()
    assert ann.held() == [("bob/bob", "new.py")] and [entry.task_id for entry in tasks.every(ann.store)] == [task]


def test_each_clone_brings_the_tasks_that_were_added_in_it_to_a_project_that_is_made_anew(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.add("ann", "of ann")
    bob.add("bob", "of bob")
    ann.refresh()
    with there(ann) as store:
        store.drop()
    ann.join()
    bob.join()
    ann.refresh()
    titles = [(entry.title, entry.added_by) for entry in tasks.every(ann.store)]
    assert sorted(titles) == [("of ann", "ann"), ("of bob", "bob/bob")]


CLAIMER = """
import sys
from pathlib import Path
from tests.team.clones import Member
from coordgit.errors import CoordgitError
member = Member(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4])
def patient(step, *words):
    for _ in range(100):
        try:
            return step(*words)
        except CoordgitError as error:  # the machine is busy
            assert error.code == 3, error
    raise AssertionError
patient(member.join)
while (entry := patient(member.claim, "s")) is not None:
    print(entry.task_id, flush=True)
    patient(member.lock, "s", f"file-{entry.task_id % 3}")
    patient(member.unlock, "s")
    patient(member.done, "s", entry.task_id)
"""


def race(first: Member, folder: Path, count: int, todo: int) -> None:
    """So many clones, each a process, do all tasks: each once; now and then one is killed at any moment."""
    for n in range(todo):
        first.add("boss", f"task {n}")
    place = first.here.membership
    argv = [sys.executable, "-c", CLAIMER]
    names = (f"clone-{n}" for n in itertools.count())
    env = dict(os.environ) | {"PYTHONPATH": os.getcwd()}

    def start() -> subprocess.Popen[str]:
        name = next(names)
        words = [*argv, str(folder / name), name, place.url, place.project]
        return subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    running = [start() for _ in range(count)]
    victim = running[0]
    assert victim.stdout is not None
    victim.stdout.readline()
    victim.send_signal(signal.SIGKILL)
    said = [process.communicate(timeout=600)[1] for process in running]
    assert [process.returncode for process in running] == [-signal.SIGKILL, *[0] * (count - 1)], said
    with there(first) as store:
        store.do("UPDATE sessions SET seen_at = 0 WHERE clone = 'clone-0'")
        store.do("UPDATE locks SET expires_at = 0 WHERE session LIKE 'clone-0/%' AND state = 'held'")
        while (entry := first.claim("boss")) is not None:
            first.done("boss", entry.task_id)
        first.refresh()
        happened = history(store)
        assert broken_tasks(happened) == []
        assert broken_locks(happened, [f"file-{n}" for n in range(3)]) == []
        tokens = [event.token for event in happened if event.what in ("lock", "claim")]
        assert tokens == sorted(set(tokens))


def test_clones_that_race_get_each_task_once_and_no_lock_twice_though_one_is_killed(members: Members, tmp_path: Path) -> None:
    (first,) = members("first")
    race(first, tmp_path, 3, 6)


@pytest.mark.nightly
def test_fifty_clones_race(members: Members, tmp_path: Path) -> None:
    (first,) = members("first")
    race(first, tmp_path, 50, 150)


@pytest.mark.nightly
def test_what_was_granted_is_there_when_a_killed_server_is_back(tmp_path: Path) -> None:
    server = postgres.start(postgres.programs()[0])
    try:
        ann = Member(tmp_path / "ann", "ann", server.url(), "p").join()
        granted: list[str] = []
        with pytest.raises(CoordgitError):
            for n in itertools.count():
                ann.lock("ann", f"file-{n}")
                granted.append(f"file-{n}")
                if n == 0:
                    threading.Timer(1.0, server.kill).start()
        server.start()
        ann.refresh()
        assert granted and {("ann", path) for path in granted} <= set(ann.held())
    finally:
        server.stop()
