"""Processes that run at the same moment, or that are killed at some moment: by what git has then, work has landed or not."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.fuzz import authors
from tests.fuzz.causes import blame
from tests.fuzz.changing import NOTHING, edit, write
from tests.fuzz.texts import lines
from tests.fuzz.world import AtFault, Worker, World
from tests.support.preloaded import ALONE

SLOWER = ("index.lock", "cannot lock ref", "[rejected]", "[remote rejected]", "has a newer main")
"""What git, or the guard, says to the one of two that was too late."""


def race(
    world: World, worker: Worker, move: Callable[[Worker], list[str]], change: Callable[[World, Worker], None] = write
) -> None:
    """Two sessions land at the same moment: each lands after the other, or not at all."""
    other = world.random.choice([other for other in world.workers if other is not worker])
    for one in (worker, other):
        if not move(one):
            change(world, one)
    start = world.objects.id("main")
    moves = [(one, words) for one in (worker, other) if (words := move(one))]
    if len(moves) < 2:
        return
    world.note(worker, f"lands, and {other.name} at the same moment")
    with ThreadPoolExecutor() as both:
        results = [*both.map(lambda one: one[0].git(*one[1]), moves)]
    done = {one.name: result for (one, _), result in zip(moves, results, strict=True)}
    _landed(world, [one for one, _ in moves if done[one.name].ok], start)
    for one, _ in moves:
        if done[one.name].rejected:
            world.note(one, f"is rejected: {done[one.name].rejected}")
            blame(world, one, done[one.name], found=start)
        elif not done[one.name].ok and not any(said in done[one.name].out + done[one.name].err for said in (*SLOWER, *NOTHING)):
            raise AtFault(f"no rejection, yet it failed: {done[one.name]}")


def _landed(world: World, landed: list[Worker], start: str) -> None:
    """Note what landed since a commit, in the order in which it did: at most one commit, or merge, of each."""
    tip = world.objects.id("main")
    if len(landed) > 1:  # the older one is the parent of the newer one
        older = world.objects.commit(tip).parents[0]
        its = world.objects.commit(older).subject.split(" ")[0]
        first, second = sorted(landed, key=lambda one: one.name != its)
        if older == start or its != first.name:
            raise AtFault(f"both landed, and one of them not on the other: {world.objects.commit(tip)}")
        _noted(world, first, start, older)
        start, landed = older, [second]
    for one in landed:
        _noted(world, one, start, tip)


def _noted(world: World, worker: Worker, before: str, after: str) -> None:
    world.note(worker, "has landed")
    old, new = (lines(world.objects.files(rev)) for rev in (before, after))
    world.carried(worker, lines(world.at(worker, "HEAD")), old, new)
    whose, found = authors.committers(world, worker, before, after), authors.found_by(world, before, after)
    world.landed(worker, old, after, whose, found)


def commits(worker: Worker) -> list[str]:
    """The command that commits what a session has edited, by its paths."""
    paths = sorted(worker.dirty)
    if not paths:
        return []
    worker.stages(paths)
    return ["commit", "-qm", f"{worker.name} at once", "--", *paths]


def race_to_commit(world: World, worker: Worker) -> None:
    """Two commits at the same moment, in one work tree."""
    race(world, worker, commits, edit)
    worker.git("reset", "-q")
    for one in world.workers:
        one.dirty = one.edited(one.dirty)


def killed(world: World, worker: Worker) -> None:
    """Commit, and be killed at some moment of that."""

    def kills(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(world.random.random() / 5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    _commit(world, worker, kills, "git")


def gate_killed(world: World, worker: Worker) -> None:
    """Commit, and have the guard killed at some moment of that; git itself goes on."""

    def kills(process: subprocess.Popen[bytes]) -> None:
        chosen, moment, met = world.random.randrange(4), world.random.random() / 20, set[Path]()
        while process.poll() is None and len(met) <= chosen:
            met |= {folder for folder in _below(process.pid) if _is_gate(folder, process.pid)}
            time.sleep(0.002)
        time.sleep(moment)
        for folder in filter(lambda one: _is_gate(one, process.pid), met):
            with suppress(ProcessLookupError):
                os.kill(int(folder.name), signal.SIGKILL)
        process.wait()

    _commit(world, worker, kills, "its hook")


def _below(pid: int) -> list[Path]:
    """The processes that a process has started, and those that they have; all there are, where the kernel does not say."""
    found, asked = [Path(f"/proc/{pid}")], 0
    while asked < len(found):
        its = found[asked]
        asked += 1
        try:
            found += [Path("/proc", child) for child in (its / "task" / its.name / "children").read_text().split()]
        except OSError:
            if its.exists() and not (its / "task" / its.name / "children").exists():
                return [*Path("/proc").glob("[0-9]*")]
    return found


def _is_gate(folder: Path, leader: int) -> bool:
    """Whether a process is a hook of git's that a command below ``leader`` has started."""
    try:
        about = (folder / "stat").read_text().rpartition(")")[2].split()
        return about[3] == str(leader) and b"\0gate\0" in (folder / "cmdline").read_bytes()
    except OSError:  # it has ended
        return False


def _commit(world: World, worker: Worker, kills: Callable[[subprocess.Popen[bytes]], None], what: str) -> None:
    if not world.guarded:
        return
    edit(world, worker)
    words = commits(worker)
    if not words:
        return
    before, head = lines(world.tip()), worker.head()
    repository, env = worker.session.repository, worker.client.env if worker.client else worker.session.env
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        ["git", *words],
        cwd=worker.session.cwd,
        env=repository.env | env | {ALONE: "1"},
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    ) as process:
        kills(process)
    for left in (repository.top / ".git").rglob("*.lock"):
        left.unlink()
    worker.git("reset", "-q")
    moved = worker.head() != head
    paths = " ".join(sorted(worker.dirty))
    world.note(worker, f"commits {paths}, and {what} is killed {'after' if moved else 'before'} that has landed")
    if moved:
        worker.dirty.clear()
        world.landed(worker, before)
    else:
        may_be_named(world, worker)


def may_be_named(world: World, worker: Worker) -> None:
    """Note that a rejection, of which nobody has heard, may have named what others have changed: the commit was killed."""
    tip = lines(world.tip())
    names = authors.behind(world, worker, tip)
    for other in [other for other in world.workers if other.name in names]:
        its = [look.path for look in other.notes.looks.values() if look.path and world.has_cause(other, look, tip)]
        other.notes.named |= dict.fromkeys(its, worker.name)
