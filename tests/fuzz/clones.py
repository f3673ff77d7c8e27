"""Sessions in a clone each, which land by pushing to the same remote; each clone has its own hooks and its own store."""

from collections.abc import Callable
from pathlib import Path

from tests.fuzz import authors, moments
from tests.fuzz.changing import write
from tests.fuzz.repair import bring, judged, repair
from tests.fuzz.texts import START, lines
from tests.fuzz.world import NAMES, AtFault, Worker, World
from tests.support import templates
from tests.support.repository import Repository, Session


class Clones(World):
    """The remote has no hooks: what it gets was checked where it came from, or not at all."""

    main = "origin/main"

    def __init__(self, folder: Path, seed: int, *, guarded: bool = True) -> None:
        self.folder = folder
        super().__init__(folder, seed, linked=False, guarded=guarded)
        self.apart = True

    def _begin(self, folder: Path) -> Repository:
        templates.fill(folder, ("clones", self.guarded), self._make)
        return Repository.in_folder(folder / "remote")

    def _make(self, folder: Path) -> None:
        remote = Repository(folder / "remote", guarded=False)
        remote.commit_files(START)
        remote.git("checkout", "-q", "--detach")
        for name in NAMES:
            clone = Repository(folder / name, guarded=False)
            clone.git("remote", "add", "origin", str(remote.top))
            clone.git("fetch", "-q", "origin")
            clone.git("remote", "set-head", "origin", "main")
            clone.git("switch", "-q", "-C", "main", "--track", "origin/main")
            if self.guarded:
                clone.guard()

    def _session(self, name: str) -> Session:
        clone = Repository.in_folder(self.folder / name)
        clone.git("update-index", "-q", "--refresh")
        return clone.session(name)

    def brings(self) -> tuple[str, ...]:
        return "pull", "--no-edit", self.random.choice(["--rebase", "--no-rebase"])


def push(world: World, worker: Worker, again: bool = False, brings: Callable[[World, Worker], bool] = bring) -> None:
    """Push to the remote; where others were faster, after bringing in what they pushed."""
    before = lines(world.tip())
    whose = authors.committers(world, worker, worker.objects.id(world.main), worker.head())
    world.note(worker, "pushes")
    result = worker.runs("push", "-q", "origin", "main")
    if result.ok:
        world.landed(worker, before, whose=whose)
    elif "coordgit: rejected" in result.err:
        if repair(world, worker, result, judged(world, worker, result, again)):
            push(world, worker, again=True)
    elif "[rejected]" not in result.err and "has a newer main" not in result.err:
        raise AtFault(f"it could not be pushed: {result}")
    elif not again and brings(world, worker):
        push(world, worker)


def race(world: World, worker: Worker) -> None:
    moments.race(world, worker, lambda one: [] if one.has_landed(world.main) else ["push", "-q", "origin", "main"])


def deliver(world: World, worker: Worker) -> None:
    """A change that is pushed at once."""
    write(world, worker)
    push(world, worker)
