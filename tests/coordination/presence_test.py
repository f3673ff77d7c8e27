"""Sessions whose process is gone, or that are silent: shown as gone, holding nothing, and back with all they read."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from coordgit import processes
from coordgit.core.durations import seconds, short
from coordgit.core.model import Process
from coordgit.store import sessions as stored
from tests.coordination.team import Team
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Sessions

HOUR = 3600.0
WITH_PROC = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="start times of processes are read from /proc")


@pytest.fixture
def program() -> Iterator[subprocess.Popen[bytes]]:
    """A client's process."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        yield running
        running.kill()


def client(repository: Repository, name: str, program: subprocess.Popen[bytes]) -> Claude:
    """A session whose client says which process it is."""
    claude = Claude(repository, name)
    claude.env["CLAUDE_PID"] = str(program.pid)
    return claude


def holding(repository: Repository, ann: Claude) -> None:
    """Ann has read api.py, holds a lock on it, and has claimed a task."""
    ann.reads("api.py")
    assert repository.coordgit("lock", "api.py", **ann.env).ok
    assert repository.coordgit("task", "add", "one", **ann.env).ok
    assert repository.coordgit("task", "claim", **ann.env).ok


def dies(program: subprocess.Popen[bytes]) -> None:
    program.kill()
    program.wait()


def standing(repository: Repository, name: str) -> dict[str, Any]:
    (found,) = [one for one in repository.json("status")["sessions"] if one["session"] == name]
    return dict(found)


def silent(repository: Repository, name: str, hours: float) -> None:
    """The session has done nothing for so long; its locks are good for longer."""
    with repository.store() as store:
        store.do("UPDATE sessions SET seen_at = :at WHERE session = :name", at=time.time() - hours * HOUR, name=name)


@WITH_PROC
def test_a_session_whose_process_ended_is_gone_and_holds_nothing(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    sessions()
    ann = client(repository, "ann", program)
    holding(repository, ann)
    assert (standing(repository, "ann")["state"], len(standing(repository, "ann")["locks"])) == ("live", 1)
    dies(program)
    found = standing(repository, "ann")
    assert (found["state"], found["locks"], found["tasks"]) == ("gone", [], [])
    assert repository.json("locks") == {"locks": []}
    assert [task["state"] for task in repository.json("task", "list")["tasks"]] == ["open"]
    assert "is gone: its process ended" in repository.coordgit("task", "list").out
    assert repository.json("session", "show", "ann")["state"] == "gone"
    text = repository.coordgit("status").out
    assert "ann" in text.partition("Gone")[2] and "ann" not in text.partition("Gone")[0]
    with repository.store() as store:
        assert store.all("SELECT session FROM in_flight WHERE session = 'ann'") == []


@WITH_PROC
def test_what_it_read_counts_when_it_comes_back(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    (bob,) = sessions("bob")
    ann = client(repository, "ann", program)
    holding(repository, ann)
    dies(program)
    bob.lands("api.py", CHANGED)
    assert standing(repository, "ann")["state"] == "gone"
    repository.write("caller.py", "f(1)\n")
    repository.git("add", "caller.py")
    again = repository.run(["git", "commit", "-qm", "caller"], **ann.env)
    assert again.rejected == ["CG101 api.py"]
    assert standing(repository, "ann")["state"] == "live"


@WITH_PROC
def test_the_gate_does_not_wait_for_the_lock_of_one_that_is_gone(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    (bob,) = sessions("bob")
    holding(repository, client(repository, "ann", program))
    assert bob.commits("api.py", CHANGED).rejected == ["CG301 api.py"]
    dies(program)
    assert bob.git("commit", "-qm", "again", "--", "api.py").ok


@WITH_PROC
def test_a_client_may_edit_what_one_that_is_gone_had_locked(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    sessions()
    holding(repository, client(repository, "ann", program))
    bob = Claude(repository, "bob")
    given = {"file_path": str(repository.top / "api.py"), "old_string": "f(x)", "new_string": "f(y)", "replace_all": False}
    bob.before("Edit", given, "one")
    assert "deny" in bob.last.out
    dies(program)
    bob.before("Edit", given, "two")
    assert "deny" not in bob.last.out


@WITH_PROC
def test_who_comes_back_is_told_that_its_lock_expired_and_does_not_land_over_its_successor(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    (bob,) = sessions("bob")
    ann = client(repository, "ann", program)
    assert repository.coordgit("lock", "api.py", **ann.env).ok
    ann.send("PostToolBatch", tool_calls=[])
    dies(program)
    assert bob.coordgit("lock", "api.py").ok
    bob.lands("api.py", CHANGED)
    assert bob.coordgit("unlock").ok
    del ann.env["CLAUDE_PID"]
    repository.write("api.py", "def f(): ...\n")
    denied = repository.run(["git", "commit", "-qam", "over it"], **ann.env)
    assert denied.rejected == ["CG301 api.py"]
    assert "your lock on api.py expired" in repository.coordgit("report", "back", **ann.env).err


@WITH_PROC
def test_a_session_that_acts_without_its_process_is_at_work_and_stays_so(
    sessions: Sessions, repository: Repository, program: subprocess.Popen[bytes]
) -> None:
    sessions()
    ann = client(repository, "ann", program)
    ann.reads("api.py")
    dies(program)
    assert standing(repository, "ann")["state"] == "gone"
    assert repository.coordgit("lock", "api.py", **ann.env).ok
    for _ in range(2):
        assert (standing(repository, "ann")["state"], len(standing(repository, "ann")["locks"])) == ("live", 1)


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("idle", "hours", "state"),
    [
        (None, 11.0, "live"),
        (None, 13.0, "gone"),
        ("90m", 1.0, "live"),
        ("90m", 2.0, "gone"),
        ("soon", 11.0, "live"),
        ("1", 13.0, "gone"),
    ],
)
def test_a_session_that_was_silent_for_too_long_is_gone(
    sessions: Sessions, repository: Repository, idle: str | None, hours: float, state: str
) -> None:
    ann, bob = sessions("ann", "bob")
    if idle:
        repository.git("config", "coordgit.idle", idle)
    assert ann.coordgit("lock", "api.py", "--for", "3d").ok
    assert ann.coordgit("task", "add", "one").ok and ann.coordgit("task", "claim").ok
    silent(repository, "ann", hours)
    found = standing(repository, "ann")
    misspelt = f"coordgit: coordgit.idle is '{idle}', not a span of time such as 12h: 12h counts\n"
    assert repository.coordgit("status").err == (misspelt if idle in ("soon", "1") else "")
    held = state == "live"
    assert (found["state"], len(found["locks"]), len(found["tasks"])) == (state, held, held)
    assert bob.coordgit("lock", "api.py").ok is not held
    assert bob.commits("api.py", CHANGED).ok is not held


def test_the_gate_alone_finds_who_was_silent_for_too_long(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("lock", "api.py", "--for", "3d").ok
    silent(repository, "ann", 11)
    assert bob.commits("api.py", CHANGED).rejected == ["CG301 api.py"]
    silent(repository, "ann", 13)
    assert bob.git("commit", "-qm", "again", "--", "api.py").ok


def test_a_shorter_silence_that_is_set_for_one_command_frees_no_lock(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("lock", "api.py").ok
    silent(repository, "ann", 1)
    bob.writes("api.py", CHANGED)
    assert bob.git("-c", "coordgit.idle=1s", "commit", "-qam", "mine").rejected == ["CG301 api.py"]


@pytest.mark.parametrize(("hours", "state"), [(11.0, "live"), (13.0, "gone")])
def test_of_a_process_in_another_namespace_only_silence_tells(team: Team, hours: float, state: str) -> None:
    elsewhere = Process(2**22 + 1, "1", "1@elsewhere")
    stored.seen(team.store, "ann", team.now, client="claude", process=elsewhere)
    team.now += hours * HOUR
    team.note_gone()
    found = stored.get(team.store, "ann")
    assert found is not None and found.state == state


def test_a_session_that_is_seen_while_it_is_judged_silent_stays(team: Team) -> None:
    team.seen("ann")
    (before,) = stored.living(team.store, False)
    team.now += 13 * HOUR
    team.seen("ann")
    assert not stored.leave(team.store, before, team.now)
    team.note_gone()
    found = stored.get(team.store, "ann")
    assert found is not None and found.state == "live"


def test_only_holders_are_looked_at_where_only_they_matter(team: Team) -> None:
    team.seen("ann", "bob", "cat")
    team.lock("ann", "api.py")
    team.add("one")
    team.claim("bob")
    assert {one.session for one in stored.living(team.store, True)} == {"ann", "bob"}
    assert {one.session for one in stored.living(team.store, False)} == {"ann", "bob", "cat"}


@pytest.mark.parametrize(
    ("text", "span"),
    [("90s", 90), ("15m", 900), ("1h30m", 5400), (" 2H ", 7200), ("1.5d", 129600), ("0s", 0)]
    + [(text, None) for text in ("", "12", "h", "1.2.3s", ".s", "1h 2m", "-1h", "1w")],
)
def test_spans_of_time_are_numbers_with_units(text: str, span: float | None) -> None:
    assert seconds(text) == span


def test_spans_are_reported_in_their_largest_whole_unit() -> None:
    assert [short(span) for span in (86400.0, 43200.0, 5400.0, 90.0, 1.5)] == ["1d", "12h", "90m", "90s", "1.5s"]


@WITH_PROC
def test_a_process_that_ended_before_it_was_named_names_nobody() -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    assert processes.process(ended.pid).pid == 0
