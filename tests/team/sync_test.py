"""What clones tell each other through the team's store: all of it, in order, once, whatever is killed or cut in between."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coordgit.cli import sync
from coordgit.errors import CoordgitError
from coordgit.store import landings, mirror, outbox, sessions
from coordgit.store.engines import postgresql
from coordgit.store.engines.postgresql import TeamStore
from coordgit.team import background_sync, start_sync
from coordgit.team.sync import exchange_once
from tests.support.claude import Claude
from tests.support.postgres import Server
from tests.support.proxy import Proxy
from tests.team.clones import Member, Members, clone, there


def until(holds: Callable[[], bool]) -> float:
    """Wait until something holds; return how long that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < 20.0
        time.sleep(0.05)
    return time.monotonic() - started


def test_what_a_clone_lands_and_reports_is_known_in_the_others_and_to_any_sql_tool(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.lands("ann", "api.py", "docs/caf\udce9.md")
    ann.report("ann", "half of it done")
    assert exchange_once(ann.here).sent == 3
    assert exchange_once(bob.here).received == 1
    assert bob.landed_elsewhere() == [("ann", "ann/ann", ["api.py", "docs/caf\udce9.md"])]
    assert sessions.newest_reports(bob.store, ["ann/ann"])["ann/ann"].text == "half of it done"
    (known,) = [one for one in sessions.every(bob.store) if one.session == "ann/ann"]
    assert (known.clone, known.state, known.worktree) == ("ann", "live", "")
    with there(ann) as store:
        assert store.all("SELECT session, outcome, ref FROM history") == [("ann/ann", "passed", "refs/heads/main")]
        assert store.all("SELECT session, report FROM in_flight") == [("ann/ann", "half of it done")]
    assert exchange_once(ann.here) == (0, 0) and exchange_once(bob.here) == (0, 0) and ann.landed_elsewhere() == []


def test_what_is_sent_twice_is_taken_once(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.lands("ann", "api.py")
    ann.report("ann", "a")
    for _ in range(2):
        exchange_once(ann.here)
        with there(ann) as store:
            for what in outbox.TABLES:
                mirror.set_counter(ann.store, f"sent {what} {store.identity}", 0)
            mirror.set_counter(bob.store, f"received landing {store.identity}", 0)
        bob.refresh()
    assert [paths for _, _, paths in bob.landed_elsewhere()] == [["api.py"]]
    with there(ann) as store:
        counts = [store.value(f"SELECT COUNT(*) FROM {table}") for table in ("landings", "changes", "verdicts", "reports")]
        assert counts == [1, 1, 1, 1]


def test_a_landing_that_git_may_not_have_finished_holds_back_what_follows(members: Members) -> None:
    ann, bob = members("ann", "bob")
    ann.lands("ann", "first.py")
    waiting = ann.lands("ann", "second.py", state=landings.PENDING, ref="refs/heads/work")
    ann.lands("ann", "third.py")
    with there(ann) as store:
        assert [number for number, _ in outbox.unsent(ann.store, store.identity).rows[outbox.LANDING]] == [waiting - 1]
        with ann.store.writing():
            landings.settle(ann.store, waiting, landings.VOID)
    ann.refresh()
    bob.refresh()
    assert [paths for _, _, paths in bob.landed_elsewhere()] == [["first.py"], ["third.py"]]


def test_what_happened_before_a_clone_joined_is_not_sent(tmp_path: Path, server: Server) -> None:
    ann = Member(tmp_path / "ann", "ann", server.url(), server.project())
    ann.lands("ann", "old.py")
    ann.join()
    ann.lands("ann", "new.py")
    ann.refresh()
    with there(ann) as store:
        assert store.all("SELECT path FROM changes") == [("new.py",)]


def test_an_answer_that_is_lost_neither_loses_nor_doubles_anything(
    members: Members, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = (*members("ann", url=proxy.url()), *members("bob"))
    ann.lands("ann", "api.py")
    proxy.lost = "COMMIT"
    monkeypatch.setattr(postgresql, "WAIT", 0.5)
    with pytest.raises(CoordgitError):
        exchange_once(ann.here)
    proxy.lost, proxy.cut = "", False
    monkeypatch.setattr(postgresql, "WAIT", 10.0)
    ann.lands("ann", "other.py")
    ann.refresh()
    bob.refresh()
    assert [paths for _, _, paths in bob.landed_elsewhere()] == [["api.py"], ["other.py"]]


def test_a_sync_is_alone_in_its_clone_and_ends_when_nothing_happens(members: Members) -> None:
    (ann,) = members("ann")
    folder = Path(ann.here.worktree.store)
    (folder / "team").write_text("ann\n")
    with background_sync.alone(str(folder)) as first, background_sync.alone(str(folder)) as second:
        assert first and not second
        background_sync.watch(ann.here, still=0.0)
        (folder / "team").unlink()
        background_sync.watch(ann.here, still=3600.0)  # the clone has left the team
    with background_sync.alone(str(folder)) as again:
        assert again


@pytest.mark.parametrize("says", ["at once", "kept back by a pool", "refused by a pool"])
def test_a_sync_knows_what_another_clone_wrote(members: Members, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    ann, bob = members("ann", "bob")
    simple = TeamStore.simple
    if says == "refused by a pool":
        monkeypatch.setattr(TeamStore, "simple", lambda store, sql: simple(store, sql.replace("LISTEN", "NO LISTEN")))
    one, now = background_sync.Watch(ann.here), time.monotonic()
    one.look(now)
    bob.lock("bob", "api.py")
    if says == "kept back by a pool":
        monkeypatch.setattr(TeamStore, "heard", lambda *_: False)
    one.rest()
    one.look(now)
    assert len(ann.held()) == (says == "at once") and not one.failures
    one.look(now + background_sync.POLL + 1)
    one.close()
    assert ann.held() == [("bob/bob", "api.py")]


def test_a_sync_lists_all_sessions_now_and_then_and_else_those_that_did_something(members: Members) -> None:
    ann, bob = members("ann", "bob")
    one, now = background_sync.Watch(ann.here), time.monotonic()
    one.look(now)
    bob.report("reporter", "half of it done")
    bob.seen("reader")
    bob.refresh()
    one.heard = True
    one.look(now)
    known = "SELECT session FROM sessions WHERE clone <> '' ORDER BY session"
    assert ann.store.column(known) == ["bob/reporter"]
    one.look(now + background_sync.ROUND + 1)
    one.close()
    assert ann.store.column(known) == ["bob/reader", "bob/reporter"]


@pytest.mark.parametrize(("state", "looks"), [(landings.PENDING, 2), (landings.LANDED, 0)])
def test_a_landing_that_git_may_finish_at_any_moment_is_looked_at_again(
    members: Members, monkeypatch: pytest.MonkeyPatch, state: str, looks: int
) -> None:
    (ann,) = members("ann")
    one, now = background_sync.Watch(ann.here), time.monotonic()
    one.look(now)
    ann.lands("ann", "api.py", state=state)  # through the connection of the sync, which does not notice its own writes
    sent: list[object] = []
    monkeypatch.setattr(background_sync, "send_all", lambda *words: sent.append(words))
    for _ in range(2):
        one.look(now)
    one.close()
    assert len(sent) == looks


def test_a_clone_that_leaves_the_team_starts_no_more_syncs(tmp_path: Path, server: Server) -> None:
    bob = clone(tmp_path / "bob", server.url(), server.project())
    name = (bob.top / ".git/coordgit/team").read_text()
    bob.git("config", "--unset", "coordgit.team")
    assert bob.coordgit("locks").ok and not (bob.top / ".git/coordgit/team").exists()
    bob.git("config", "coordgit.team", server.url())
    assert bob.coordgit("locks").ok and (bob.top / ".git/coordgit/team").read_text() == name
    bob.coordgit("uninit")


def test_a_sync_that_does_not_start_is_not_started_at_every_call(tmp_path: Path) -> None:
    assert start_sync.start(str(tmp_path), str(tmp_path), {}) and not start_sync.start(str(tmp_path), str(tmp_path), {})
    os.utime(tmp_path / "sync", (0, 0))
    with background_sync.alone(str(tmp_path)):  # one that waits for an answer
        assert not start_sync.start(str(tmp_path), str(tmp_path), {})
    os.utime(tmp_path / "sync", (0, 0))
    assert start_sync.start(str(tmp_path), str(tmp_path), {})


def test_a_sync_runs_no_shim_of_the_folder(tmp_path: Path) -> None:
    """It may have come with an archive, where coordgit cannot write its own: the folder is read-only."""
    (tmp_path / "shim").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (tmp_path / "shim").chmod(0o755)
    assert start_sync.start(str(tmp_path), str(tmp_path), {"PATH": os.environ["PATH"]})
    os.wait()
    assert not (tmp_path / "ran").exists()


def test_a_lock_taken_elsewhere_is_known_here_within_seconds_and_the_gate_goes_by_it(tmp_path: Path, server: Server) -> None:
    project = server.project()
    bob = clone(tmp_path / "bob", server.url(), project)
    Claude(bob, "bob").send("SessionStart", source="startup")
    ann = Member(tmp_path / "ann", "ann", server.url(), project).join()
    beat = bob.top / ".git/coordgit/sync"
    until(lambda: beat.exists() and connected(ann) >= 1)
    assert ann.lock("ann", "api.py").granted
    with bob.store() as store:
        until(lambda: store.has("SELECT 1 FROM locks WHERE state = 'held'"))
    bob.write("api.py", "# changed\n")
    bob.git("add", "api.py")
    landed = bob.run(["git", "commit", "-qm", "change"], COORDGIT_SESSION="bob")
    assert landed.rejected == ["CG301 api.py"] and "on ann" in landed.err
    assert re.search(r"\nnote: what other clones hold was known here \d+ s ago\n", landed.err)
    ann.unlock("ann")
    with bob.store() as store:
        until(lambda: not store.has("SELECT 1 FROM locks WHERE state = 'held'"))
    assert bob.run(["git", "commit", "-qm", "change"], COORDGIT_SESSION="bob").ok
    until(lambda: bool(refreshed(ann).landed_elsewhere()))
    assert bob.coordgit("uninit").ok
    until(lambda: connected(ann) == 0)


def refreshed(member: Member) -> Member:
    member.refresh()
    return member


def connected(member: Member) -> int:
    """How many others are connected to the project's database."""
    with there(member) as store:
        sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'coordgit' AND pid <> pg_backend_pid()"
        return int(store.value(sql))


def test_hooks_and_gate_do_not_wait_for_a_network_that_is_cut(
    tmp_path: Path, server: Server, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = clone(tmp_path / "bob", proxy.url(), server.project())
    proxy.cut = True
    Claude(bob, "bob").send("SessionStart", source="startup")
    bob.write("api.py", "# changed\n")
    landed = bob.run(["git", "commit", "-qam", "change"], COORDGIT_SESSION="bob")
    assert landed.ok and landed.err == ""
    monkeypatch.setattr(sync, "LONG", 0.5)
    failed = bob.coordgit("sync")
    assert failed.code == 3 and "cannot be reached" in failed.err
    bob.coordgit("uninit")


SENDER = """
import sys, time
from pathlib import Path
from tests.team.clones import Member
from coordgit.errors import CoordgitError
from coordgit.team.sync import exchange_once
member = Member(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4])
for _ in range(int(sys.argv[5])):
    if sys.argv[6] == "lands":
        print(member.lands("s", f"file-{time.time_ns()}"), flush=True)
    try:
        exchange_once(member.here)
    except CoordgitError as error:
        assert error.code == 3, error
"""


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_and_nothing_doubled_however_often_the_sync_is_killed(
    members: Members, tmp_path: Path
) -> None:
    ann, bob = members("ann", "bob")
    chance = random.Random(7)
    place = ann.here.membership
    words = [sys.executable, "-c", SENDER, str(tmp_path / "ann"), "ann", place.url, place.project]
    env = dict(os.environ) | {"PYTHONPATH": os.getcwd()}
    landed: list[str] = []
    for _ in range(12):
        with subprocess.Popen([*words, "1000", "lands"], env=env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            landed += [process.stdout.readline().strip() for _ in range(chance.randint(1, 3))]
            time.sleep(chance.random())
            process.send_signal(signal.SIGKILL)
            landed += process.communicate()[0].split()
    while exchange_once(ann.here).sent:
        pass
    bob.refresh()
    paths = [path for _, _, found in bob.landed_elsewhere() for path in found]
    mine = [path for (path,) in ann.store.all("SELECT path FROM changes ORDER BY landing_id")]
    assert len(landed) > 12 and paths == mine and len(mine) >= len(landed)
