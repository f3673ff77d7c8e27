"""Many processes, tasks and locks, kill -9 and SIGSTOP at random: judged by the history alone."""

import collections
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coordgit.store.database import NAME
from tests.coordination.invariants import Happening, broken_locks, broken_tasks
from tests.coordination.team import Team
from tests.coordination.worker import CLAIM_SPAN, FILES, LOCK_SPAN, PATIENT
from tests.support.thorough import NIGHTLY

PROCESSES, TASKS, LOCKS, FAULTS = (16, 60, 200, 24) if NIGHTLY else (6, 20, 60, 10)


class Crew:
    """The worker processes; what dies is replaced, sometimes under its old name."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asleep: dict[str, float] = {}
        self.errors = open(folder / "stderr", "ab")  # noqa: SIM115
        for n in range(PROCESSES):
            self.start(f"worker-{n}")

    def start(self, name: str) -> None:
        argv = [sys.executable, "-S", str(Path(__file__).with_name("worker.py")), str(self.folder), name]
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}
        self.running[name] = subprocess.Popen(
            [*argv, str(self.chance.random()), str(self.folder / "journal")], env=env, stderr=self.errors
        )

    def hurt(self) -> None:
        """Kill one, or suspend it for longer than what it holds is good for."""
        name = self.chance.choice(sorted(set(self.running) - set(self.asleep)))
        process = self.running[name]
        if self.chance.random() < 0.3:
            process.send_signal(signal.SIGSTOP)
            self.asleep[name] = time.monotonic() + CLAIM_SPAN + 0.3
            return
        process.kill()
        process.wait()
        del self.running[name]
        self.start(name if self.chance.random() < 0.5 else f"{name}+")

    def wake(self) -> None:
        """Let those go on that were suspended for long enough."""
        for name in [name for name, until in self.asleep.items() if until < time.monotonic()]:
            self.running[name].send_signal(signal.SIGCONT)
            del self.asleep[name]

    def finish(self) -> list[int]:
        codes = [process.wait(timeout=90) for process in self.running.values()]
        self.errors.close()
        return codes

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        self.errors.close()


def granted(folder: Path) -> int:
    """Locks so far."""
    return sum(event.what in ("lock", "share") for event in history(folder))


def history(folder: Path) -> list[Happening]:
    store = sqlite3.connect(folder / NAME)
    try:
        rows = store.execute("SELECT what, session, subject, detail, token FROM events ORDER BY event_id").fetchall()
    finally:
        store.close()
    return [Happening(*row) for row in rows]


@pytest.mark.nightly
def test_tasks_are_finished_once_and_locks_granted_once_whoever_is_killed(team: Team, tmp_path: Path) -> None:
    team.store.do(PATIENT)
    crew = Crew(tmp_path, random.Random(20240229))
    try:
        for n in range(TASKS):
            team.add(f"task {n}")
        for _ in range(FAULTS):
            time.sleep(0.1)
            crew.hurt()
            crew.wake()
        while crew.asleep:  # one may have the store locked, for which this process would wait without waking it
            time.sleep(0.1)
            crew.wake()
        until = time.monotonic() + 90
        while granted(tmp_path) < LOCKS and time.monotonic() < until:
            if not team.store.has("SELECT 1 FROM tasks WHERE state = 'open'"):
                team.add("one more")  # a machine that is busy is not given more to do than it does
            time.sleep(0.1)
        (tmp_path / "closing").touch()
        codes = crew.finish()
    finally:
        crew.stop()
    assert set(codes) == {0}
    assert (tmp_path / "stderr").read_text() == ""
    found = history(tmp_path)
    assert broken_locks(found, FILES) == []
    assert broken_tasks(found) == []
    done = collections.Counter(event.subject for event in found if event.what == "done")
    assert len(done) >= TASKS
    assert granted(tmp_path) >= LOCKS
    assert set(done.values()) == {1}
    claimed_done = [line.split()[0] for line in (tmp_path / "journal").read_text().splitlines()]
    assert len(claimed_done) == len(set(claimed_done))
    assert {f"task:{number}" for number in claimed_done} <= set(done)
    assert sum(event.what == "reopen" for event in found) > 0
    team.now = time.time() + LOCK_SPAN
    assert team.locked("heir", ".")


def test_more_than_one_holder_of_a_file_is_noticed() -> None:
    good = [Happening("lock", "ann", "lock:1", "src/a.py", 1), Happening("lock", "bob", "lock:2", "src/b.py", 2)]
    assert broken_locks(good, FILES) == []
    assert broken_locks([*good, Happening("lock", "cat", "lock:3", "src/*.py", 3)], FILES) == [
        "lock:3 of cat was granted beside lock:1 of ann", "lock:3 of cat was granted beside lock:2 of bob"
    ]  # fmt: skip
    assert broken_locks([good[0], Happening("share", "bob", "lock:2", "src", 2)], FILES)
    assert broken_locks([good[0], Happening("expire", "ann", "lock:1", "src/a.py", 1), *good[1:]], FILES) == []
    assert broken_locks([good[0], Happening("unlock", "bob", "lock:1", "src/a.py", 1)], FILES)
    assert broken_locks([good[1], good[0]], FILES)


@pytest.mark.parametrize(
    "more",
    [
        [Happening("claim", "bob", "task:1", "", 2)],
        [Happening("done", "bob", "task:1", "", 1)],
        [Happening("reopen", "ann", "task:1", "", 1), Happening("done", "ann", "task:1", "", 1)],
        [Happening("done", "ann", "task:1", "", 1), Happening("done", "ann", "task:1", "", 1)],
        [],
    ],
)
def test_a_task_with_two_owners_or_two_ends_or_none_is_noticed(more: list[Happening]) -> None:
    begun = [Happening("add", "boss", "task:1", "", 0), Happening("claim", "ann", "task:1", "", 1)]
    assert broken_tasks([*begun, Happening("done", "ann", "task:1", "", 1)]) == []
    assert broken_tasks([*begun, *more])
