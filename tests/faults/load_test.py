"""SIGKILL at random while several sessions read and commit side by side: nothing acknowledged is lost, nothing hangs."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coordgit.program import FAST
from tests.faults.support import agree, clear_locks, common, finish, kill, log, reads, saw, store
from tests.support.repository import Repository, Result, Session

pytestmark = pytest.mark.usefixtures("alone")

WORKERS = 4


class Worker:
    """One session in a worktree of its own, whose processes die every now and then."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.random = random.Random(seed)
        self.acknowledged: set[str] = set()
        self.landed: list[str] = []
        self.turns = self.kills = 0
        self.failure: BaseException | None = None

    def run(self, end: float) -> None:
        try:
            while time.monotonic() < end:
                self.turns += 1
                self.random.choice((self.commit, self.commit, self.read, self.hook))()
        except BaseException as error:
            self.failure = error

    def process(self, argv: list[str], payload: bytes = b"") -> tuple[Result, bool]:
        """(what it came to, was it or a child of it killed)."""
        running = subprocess.Popen(
            argv, cwd=self.session.cwd, env=self.session.repository.env | self.session.env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        victim: list[int] = []

        def strike() -> None:
            family = [running.pid, *descendants(running.pid)]
            victim.append(self.random.choice(family))
            kill(victim[0])

        timer = threading.Timer(self.random.uniform(0.0, 0.2), strike)
        if self.random.random() < 0.5:
            timer.start()
        assert running.stdin is not None
        try:
            running.stdin.write(payload)
            running.stdin.close()
        except BrokenPipeError:
            pass
        running.stdin = None
        result = finish(running)
        timer.cancel()
        if timer.ident:
            timer.join()
        self.kills += bool(victim)
        assert "Traceback" not in result.err, result
        return result, bool(victim)

    def commit(self) -> None:
        path = f"{self.session.name}/{self.turns}.txt"
        self.session.writes(path, "1\n")
        added = self.session.git("add", path)
        assert added.ok, added
        result, killed = self.process(["git", "commit", "-qm", path])
        assert result.ok or killed, result
        self.unlock()
        head = self.session.git("rev-parse", "HEAD").out.strip()
        if result.ok:
            self.landed.append(head)

    def unlock(self) -> None:
        """Remove what a killed git left of its own, as its user would."""
        git_dir = Path(common(self.session.repository))
        mine = git_dir / "worktrees" / self.session.cwd.name
        for path in (mine / "index.lock", mine / "HEAD.lock", git_dir / f"refs/heads/{self.session.cwd.name}.lock"):
            path.unlink(missing_ok=True)

    def read(self) -> None:
        path = f"read-{self.turns}.txt"
        result, killed = self.process([sys.executable, "-I", FAST, "read", path])
        assert result.ok or killed, result
        if result.ok:
            self.acknowledged.add(path)

    def hook(self) -> None:
        path = f"seen-{self.turns}.txt"
        repository = self.session.repository
        payload = saw(repository, path, self.session.name, self.session.cwd)
        result, killed = self.process([f"{store(repository)}/shim", "hook", "claude"], payload)
        assert killed or (result.ok and not result.err), result
        if result.ok and not killed:
            self.acknowledged.add(path)


def descendants(pid: int) -> list[int]:
    """The processes below ``pid`` now."""
    found: list[int] = []
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(word) for word in file.read().split()]
    except OSError:
        return []
    for child in children:
        found += [child, *descendants(child)]
    return found


def under_load(repository: Repository, seconds: float, seed: int) -> None:
    repository.commit_files({f"w{n}/base.txt": "0\n" for n in range(WORKERS)})
    workers = []
    for n in range(WORKERS):
        workers.append(Worker(repository.session(f"s{n}", repository.worktree(f"w{n}")), seed * 100 + n))
    for worker in workers:
        (worker.session.cwd / "base.txt").write_text("0\n")
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=worker.run, args=(end,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=seconds + 120)
        assert not thread.is_alive(), "something hangs"
    for worker in workers:
        if worker.failure is not None:
            raise worker.failure
    assert any(worker.kills for worker in workers), "nothing was killed"
    clear_locks(repository)
    agree(repository)
    assert not [line for line in log(repository) if "was killed by signal 9" not in line]
    for worker in workers:
        name = worker.session.cwd.name
        history = repository.git("rev-list", f"refs/heads/{name}").split("\n")
        assert set(worker.landed) <= set(history)
        assert worker.acknowledged <= reads(repository, worker.session.name)
        assert worker.session.commits("end.txt", "1\n").ok
    agree(repository)


needs_proc = pytest.mark.skipif(not os.path.exists(f"/proc/self/task/{os.getpid()}/children"), reason="needs /proc")


@pytest.mark.nightly
@needs_proc
def test_random_kills_under_load(repository: Repository) -> None:
    under_load(repository, 2, 1)


@needs_proc
@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 8))
def test_random_kills_under_load_for_long(repository: Repository, seed: int) -> None:
    under_load(repository, 40, seed)
