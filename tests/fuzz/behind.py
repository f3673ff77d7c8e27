"""HEAD that moves while its work tree stays, by ``git update-ref`` or ``git reset --soft``: looks there see another version."""

from collections.abc import Callable

from tests.fuzz import changing, looking, release
from tests.fuzz.causes import blame
from tests.fuzz.texts import PATHS, lines
from tests.fuzz.world import AtFault, Worker, World

MEANWHILE: dict[Callable[[World, Worker], object], int] = {
    looking.read: 6,
    looking.read_range: 2,
    looking.glob: 2,
    looking.grep: 2,
    changing.edit: 3,
}
"""What may be done where the work tree is behind, and how often each, of all."""


def moved(world: World, worker: Worker) -> None:
    """Move a session's branch, which main has all of, on to main under its work tree: itself, or another session."""
    if worker.dirty:
        return
    if not world.linked:
        worker.runs("fetch", "-q", "origin")
    old, new = worker.head(), worker.objects.id(world.main)
    if old == new or not worker.objects.is_ancestor(old, new):
        return
    mover = world.random.choice([one for one in world.workers if one is worker or world.linked])
    soft = mover is worker and world.random.random() < 0.5
    words = ["reset", "-q", "--soft", world.main] if soft else ["update-ref", f"refs/heads/{worker.branch}", world.main]
    world.note(mover, f"moves {worker.branch} on under its work tree: git {' '.join(words)}")
    result = mover.runs(*words)
    if not result.ok:
        raise AtFault(f"bringing main in was rejected: {result}")
    files, there = worker.objects.files(old), worker.objects.files(new)
    worker.left = old
    _meanwhile(world, [worker], [path for path in PATHS if files.get(path) != there.get(path)])
    worker.left = ""


def released(world: World, worker: Worker) -> None:
    """Move main on under the work tree to what somebody who is no session of the story has committed elsewhere."""
    taken = {path for other in world.workers for path in other.dirty} | world.locks.keys()
    path = world.random.choice([path for path in PATHS if path not in taken] or [""])
    if not path:
        return
    folder = world.repository.folder / "side"
    if not folder.exists():
        world.repository.git("worktree", "add", "-q", "-b", "side", str(folder), "main")
    world.repository.git("reset", "-q", "--hard", "main", cwd=folder)
    if not release.commit(world, folder, path, "side"):
        return
    words = world.random.choice([["reset", "-q", "--soft", "side"], ["update-ref", "refs/heads/main", "side"]])
    world.note(worker, f"moves main on under the work tree: git {' '.join(words)}")
    before = lines(world.tip())
    result = worker.runs(*words)
    if result.ok:
        world.came(release.MENDER, before)
        _meanwhile(world, world.workers, [path])
    elif result.rejected:
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result)
    else:
        raise AtFault(f"no rejection, yet it failed: {result}")


def _meanwhile(world: World, workers: list[Worker], paths: list[str]) -> None:
    """Look and edit where the work tree is behind, most at the ``paths`` that are; then have the work tree follow."""
    for _ in range(world.random.randint(1, 3)):
        one = world.random.choice(workers)
        look = world.random.choices([*MEANWHILE], [*MEANWHILE.values()])[0]
        if look is looking.read:
            looking.read(world, one, world.random.choice([*paths, *paths, *PATHS]))
        else:
            look(world, one)
    one = world.random.choice(workers)
    world.note(one, "has the work tree follow")
    one.git("reset", "-q")
    modes = set(one.git("diff", "--name-only", "HEAD").out.split()) - {*paths}  # no text differs there
    for path in [*paths, *(path for path in PATHS if path in modes)]:
        if not any(path in other.dirty for other in workers):
            changing.put_back(one, path)


def softened(world: World, worker: Worker) -> None:
    """Take its newest commit back, and keep what it changed as an edit."""
    if worker.dirty or not changing.is_own(world, worker):
        return
    world.note(worker, "resets to the commit before, and keeps its files")
    result = worker.runs("reset", "-q", "--soft", "HEAD~1")
    if not result.ok:
        raise AtFault(f"going back was rejected: {result.err}")
    modes = {path for path in worker.git("diff", "--name-only", "HEAD").out.split() if path in PATHS}
    worker.dirty = worker.edited(PATHS) | modes
