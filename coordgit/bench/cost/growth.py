"""How the cost of a guarded commit grows: with reads, sessions, landings, files, and with what others changed meanwhile."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from coordgit.bench.cost.clocks import Figure, Process, Tell, interleaved
from coordgit.bench.cost.commits import COMMIT
from coordgit.bench.cost.scratch import FAST, Scratch
from coordgit.check import validate
from coordgit.errors import CoordgitError
from coordgit.git import refs, settings
from coordgit.store import synthetic

MAIN = "refs/heads/main"
READER = "reader"
GATE = """\
import sys
sys.path.insert(0, sys.argv[1])
from coordgit.cli import gate
code = gate.main(["gate", "prepared", "0"])
try:
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
sys.exit(code)
"""
"""Runs the gate as git's hook does, then prints the most memory it had, in bytes (getrusage counts them so on macOS)."""


class Point(NamedTuple):
    """One size: what a commit takes with and without the guard, and what its validation needs."""

    size: int
    plain: Figure
    guarded: Figure
    memory: int
    """Bytes at the peak of the gate's process, git's children aside."""
    steps: int
    """Of SQLite's virtual machine, in validating and publishing one commit: counted, the same on every machine."""


class Axis(NamedTuple):
    """One thing that grows, and the sizes it is measured at."""

    name: str
    what: str
    sizes: tuple[int, ...]


FULL = (
    Axis("reads", "reads recorded by the session", (10, 100, 1_000, 10_000, 100_000, 1_000_000)),
    Axis("sessions", "sessions with 20 reads each", (1, 10, 100, 1_000)),
    Axis("landings", "earlier landings with 3 files each", (10, 100, 1_000, 10_000, 100_000)),
    Axis("files", "files in the repository", (100, 1_000, 10_000, 100_000)),
    Axis("changes", "files that others changed since, none of them read", (10, 100, 1_000, 10_000)),
)
QUICK = (
    Axis("reads", FULL[0].what, (10, 1_000, 100_000)),
    Axis("sessions", FULL[1].what, (1, 10, 100)),
    Axis("landings", FULL[2].what, (10, 1_000, 10_000)),
    Axis("files", FULL[3].what, (100, 1_000, 10_000)),
    Axis("changes", FULL[4].what, (10, 100, 1_000)),
)
FILES = 1_000
"""Files of the repository in which something else grows."""


def measure(folder: str, axis: Axis, rounds: int, tell: Tell) -> list[Point]:
    """The points of one axis, smallest first."""
    grow = {"reads": _reads, "sessions": _sessions, "landings": _landings, "files": _files, "changes": _changes}[axis.name]
    points = []
    for size, plain, guarded, stage in grow(os.path.join(folder, axis.name), axis.sizes, tell):
        at = f"{size:,} {axis.what}"
        tell(at)
        env = guarded.env | {"COORDGIT_SESSION": READER}
        before = functools.partial(stage, guarded)
        pair = [
            Process("plain", COMMIT, plain.top, plain.env, functools.partial(stage, plain)),
            Process("guarded", COMMIT, guarded.top, env, before),
        ]
        times = interleaved(pair, rounds, lambda text, at=at: tell(f"{at}: {text}"))  # type: ignore[misc]
        before()
        peak = memory(guarded)
        before()
        points.append(Point(size, times["plain"], times["guarded"], peak, steps(guarded)))
    return points


Grown = Iterator[tuple[int, Scratch, Scratch, Callable[[Scratch], None]]]
"""(size, plain repository, guarded repository, what comes before each commit in either)."""


def _pair(folder: str, files: int) -> tuple[Scratch, Scratch]:
    return Scratch(os.path.join(folder, "plain"), files, False), Scratch(os.path.join(folder, "guarded"), files, True)


def _reads(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    plain, guarded = _pair(folder, FILES)
    for size in sizes:
        tell(f"recording {size:,} reads")
        guarded.read(READER, size)
        yield size, plain, guarded, Scratch.stage


def _sessions(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    plain, guarded = _pair(folder, FILES)
    guarded.read(READER, 20)
    head, files = guarded.git("rev-parse", "HEAD"), guarded.files()
    for size in sizes:
        tell(f"making {size:,} sessions")
        with guarded.store() as store:
            synthetic.sessions(store, head, files, size, 20, time.time())
        yield size, plain, guarded, Scratch.stage


def _landings(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    for size in sizes:
        tell(f"making {size:,} landings")
        plain, guarded = _pair(os.path.join(folder, str(size)), FILES)
        with guarded.store() as store:
            synthetic.landings(store, MAIN, list(guarded.files()), size, 3, time.time())
        guarded.read(READER, 20)
        yield size, plain, guarded, Scratch.stage


def _files(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    for size in sizes:
        tell(f"making two repositories of {size:,} files")
        plain, guarded = _pair(os.path.join(folder, str(size)), size)
        guarded.read(READER, 20)
        yield size, plain, guarded, Scratch.stage


def _changes(folder: str, sizes: tuple[int, ...], tell: Tell) -> Grown:
    """Before each commit another session lands a change of that many files of one half; the reader knows the other."""
    plain, guarded = _pair(folder, max(2 * max(sizes), FILES))
    files = guarded.files()
    names = sorted(files)
    half, blobs = len(names) // 2, sorted(set(files.values()))
    known = {name: files[name] for name in names[:half]}
    for size in sizes:
        guarded.read(READER, 100_000, files=known)
        yield size, plain, guarded, functools.partial(_land_and_stage, names=names[half : half + size], blobs=blobs)


def _land_and_stage(scratch: Scratch, names: list[str], blobs: list[str]) -> None:
    """Let another session land a new version of ``names``, then stage the reader's change."""
    scratch.count += 1
    blob = blobs[scratch.count % len(blobs)]
    rows = "".join(f"100644 {blob}\t{name}\n" for name in names)
    scratch.git("update-index", "--index-info", stdin=rows.encode())
    tree = scratch.git("write-tree")
    commit = scratch.git("commit-tree", "-p", "HEAD", "-m", "meanwhile", tree)
    scratch.git("update-ref", MAIN, commit, COORDGIT_SESSION="other")
    scratch.stage()


def _next(guarded: Scratch) -> str:
    """The commit that ``git commit`` of the index would make."""
    return guarded.git("commit-tree", "-p", "HEAD", "-m", "next", guarded.git("write-tree"))


def _finish(guarded: Scratch, new: str) -> None:
    """Do what git does after the gate has let a commit pass."""
    guarded.git("update-ref", MAIN, new, COORDGIT_IN_HOOK="1")


def memory(guarded: Scratch) -> int:
    """Bytes that the gate's process has at its peak when it judges and publishes a commit of the index."""
    new = _next(guarded)
    line = f"{guarded.git('rev-parse', MAIN)} {new} {MAIN}\n"
    package = os.path.dirname(os.path.dirname(os.path.dirname(FAST)))
    argv = [sys.executable, "-I", "-S", "-c", GATE, package]
    env = guarded.env | {"COORDGIT_SESSION": READER}
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
    """Steps of SQLite's virtual machine in judging and publishing a commit of the index."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    new = _next(guarded)
    with guarded.inside(COORDGIT_SESSION=READER), guarded.store() as store:
        place = guarded.place()
        store.connection.set_progress_handler(tick, 1)
        defaults = refs.start_defaults(place.git(keep=True), MAIN)
        verdict = validate.gate(store, place, MAIN, new, 0, os.environ, settings.Config(), defaults)
        store.connection.set_progress_handler(None, 1)
        assert verdict is not None and verdict.outcome == "passed", verdict
    _finish(guarded, new)
    return count
