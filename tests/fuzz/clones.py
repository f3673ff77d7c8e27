"""Sessions in a clone each, which land by pushing to the same remote; each clone has its own hooks and its own store."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz import moments
from tests.fuzz.changing import write
from tests.fuzz.repair import bring, repair
from tests.fuzz.texts import START, lines
from tests.fuzz.world import AtFault, Worker, World
from tests.support.repository import Repository, Session


class Clones(World):
    """The remote has no hooks: what it gets was checked where it came from, or not at all."""

    main = "origin/main"

    def __init__(self, folder: Path, seed: int, *, guarded: bool = True) -> None:
        self.folder = folder
        super().__init__(folder, seed, linked=False, guarded=guarded)
        self.apart = True

    def _begin(self, folder: Path) -> Repository:
        repository = Repository(folder / "remote", guarded=False)
        repository.commit_files(START)
        repository.git("checkout", "-q", "--detach")
        return repository

    def _session(self, name: str) -> Session:
        repository = Repository(self.folder / name, guarded=False)
        repository.git("remote", "add", "origin", str(self.repository.top))
        repository.git("fetch", "-q", "origin")
        repository.git("remote", "set-head", "origin", "main")
        repository.git("switch", "-q", "-C", "main", "--track", "origin/main")
        if self.guarded:
            repository.guard()
        return repository.session(name)

    def brings(self) -> tuple[str, ...]:
        return "pull", "--no-edit", self.random.choice(["--rebase", "--no-rebase"])


def push(world: World, worker: Worker, again: bool = False) -> None:
    """Push to the remote; where others were faster, after bringing in what they pushed."""
    before = lines(world.tip())
    world.note(worker, "pushes")
    result = worker.runs("push", "-q", "origin", "main")
    if result.ok:
        world.landed(worker, before)
    elif "coordgit: rejected" in result.err:
        if repair(world, worker, result, again):
            push(world, worker, again=True)
    elif "[rejected]" not in result.err and "has a newer main" not in result.err:
        raise AtFault(f"it could not be pushed: {result}")
    elif not again and bring(world, worker):
        push(world, worker)


def race(world: World, worker: Worker) -> None:
    moments.race(world, worker, lambda one: [] if one.has_landed(world.main) else ["push", "-q", "origin", "main"])


def deliver(world: World, worker: Worker) -> None:
    """A change that is pushed at once."""
    write(world, worker)
    push(world, worker)
