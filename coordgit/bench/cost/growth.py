"""How the cost of a guarded commit grows along an axis: its time, and counts, which are the same on every machine."""

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from coordgit.bench.cost.axes import MAIN, READER, Axis
from coordgit.bench.cost.clocks import Figure, Tell, TimedProcess, interleaved
from coordgit.bench.cost.guarded_commits import COMMIT
from coordgit.bench.cost.scratch import Scratch
from coordgit.check import Request, validate
from coordgit.errors import CoordgitError
from coordgit.git import settings
from coordgit.git.checked_branches import start_defaults
from coordgit.git.merging import UNHOOKED
from coordgit.program import PACKAGE
from coordgit.store.database import Store, Writing

GATE = """\
import sys
sys.path.insert(0, sys.argv[1])
from coordgit.cli import start
code = start.main(["gate", "prepared", "0"])
try:
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
sys.exit(code)
"""
"""Runs the gate as git's hook does, then prints its peak memory in bytes (getrusage counts bytes on macOS)."""


COMMITTING = {"COORDGIT_SESSION": READER, "GIT_AUTHOR_DATE": "@1 +0000"}
"""What the reader's ``git commit`` gives its hook: the date shows the gate that the commit was made just now."""


class Point(NamedTuple):
    """One size: what a commit takes with and without the guard, and what its validation needs."""

    size: int
    plain: Figure
    guarded: Figure
    memory: int
    """Peak bytes of the gate's process, without git's children."""
    steps: int
    """Steps of SQLite's virtual machine in validating and publishing one commit."""
    children: int
    """Children of git that the gate starts for it."""
    held: float
    """Longest milliseconds for which the store is locked for writing without a break."""


def measure(folder: str, axis: Axis, rounds: int, tell: Tell) -> list[Point]:
    """Return the points of one axis, smallest first."""
    points = []
    for size, (plain, guarded), stage in axis.grown(folder, tell):
        at = f"{size:,} {axis.what}"
        tell(at)
        env = guarded.env | {"COORDGIT_SESSION": READER}
        before = functools.partial(stage, guarded)
        pair = [
            TimedProcess(name="plain", argv=COMMIT, cwd=plain.top, env=plain.env, before=functools.partial(stage, plain)),
            TimedProcess(name="guarded", argv=COMMIT, cwd=guarded.top, env=env, before=before),
        ]
        times = interleaved(pair, rounds, lambda text, at=at: tell(f"{at}: {text}"))  # type: ignore[misc]
        before()
        peak = memory(guarded)
        before()
        children, longest = held(guarded)
        before()
        points.append(
            Point(
                size=size,
                plain=times["plain"],
                guarded=times["guarded"],
                memory=peak,
                steps=steps(guarded),
                children=children,
                held=longest,
            )
        )
    return points


def _next(guarded: Scratch) -> str:
    """Return the commit that ``git commit`` of the index would make, in a second of its own: no other commit is a copy of it."""
    second = f"@{10**9 + guarded.count} +0000"
    tree = guarded.git("write-tree")
    return guarded.git("commit-tree", "-p", "HEAD", "-m", "next", tree, GIT_AUTHOR_DATE=second, GIT_COMMITTER_DATE=second)


def _finish(guarded: Scratch, new: str) -> None:
    """Do what git does after the gate has let a commit pass."""
    guarded.git(*UNHOOKED, "update-ref", MAIN, new)


def memory(guarded: Scratch) -> int:
    """Return the peak bytes of the gate's process when it judges and publishes a commit of the index."""
    new = _next(guarded)
    line = f"{guarded.git('rev-parse', MAIN)} {new} {MAIN}\n"
    argv = [sys.executable, "-I", "-S", "-c", GATE, os.path.dirname(PACKAGE)]
    env = guarded.env | COMMITTING
    lock = os.path.join(guarded.top, ".git", f"{MAIN}.lock")  # git holds it while its hook runs
    with open(lock, "x"):
        pass
    done = subprocess.run(argv, cwd=guarded.top, env=env, input=line.encode(), capture_output=True)
    os.unlink(lock)
    if done.returncode:
        raise CoordgitError(f"the gate failed: {done.stderr.decode('utf-8', 'replace')}", "coordgit doctor")
    _finish(guarded, new)
    return int(done.stdout)


def steps(guarded: Scratch) -> int:
    """Return the steps of SQLite's virtual machine in judging and publishing a commit of the index."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with guarded.store() as store:
        store.connection.set_progress_handler(tick, 1)
        _judge(guarded, store)
        store.connection.set_progress_handler(None, 1)
    return count


class Timed(Store):
    """A store that notes how long it was locked for writing, in milliseconds."""

    longest = 0.0

    def writing(self) -> Writing:
        return _Timed(self)


class _Timed(Writing):
    def __init__(self, store: Timed) -> None:
        super().__init__(store.connection)
        self.store = store

    def __enter__(self) -> None:
        super().__enter__()
        self.begun = time.perf_counter()

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        if not self.outer:
            self.store.longest = max(self.store.longest, (time.perf_counter() - self.begun) * 1000)


def held(guarded: Scratch) -> tuple[int, float]:
    """Return (children of git, longest milliseconds the store was locked) in judging and publishing a commit of the index."""
    children = 0
    spawn = os.posix_spawnp

    def counted(*args: Any, **options: Any) -> int:
        nonlocal children
        children += 1
        return spawn(*args, **options)

    with guarded.store() as opened:
        store = Timed(opened.folder, opened.connection)
        _judge(guarded, store, counted)
    return children, store.longest


def _judge(guarded: Scratch, store: Store, spawn: Callable[..., int] = os.posix_spawnp) -> None:
    """Do what the gate and then git do with a commit of the index; ``spawn`` starts children."""
    new = _next(guarded)
    before = os.posix_spawnp
    with guarded.inside(**COMMITTING):
        worktree = guarded.worktree()
        level = settings.of(worktree.git(keep=True), os.environ).level
        defaults = start_defaults(worktree.git(keep=True), MAIN, worktree)
        os.posix_spawnp = spawn
        try:
            request = Request(
                worktree=worktree, environ=os.environ, settings=settings.Config()._replace(level=level), pid=0, now=time.time()
            )
            verdict = validate.gate(store, request, MAIN, new, defaults=defaults)
        finally:
            os.posix_spawnp = before
        assert verdict is not None and verdict.outcome == "passed", verdict
    _finish(guarded, new)
