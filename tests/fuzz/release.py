"""A release branch beside main, a second target that somebody who is no session of the story mends in a worktree of its own."""

from pathlib import Path

from tests.fuzz.causes import blame
from tests.fuzz.texts import PATHS, edited, lines
from tests.fuzz.world import AtFault, Worker, World

NAME, MENDER = "next", "dev"


def begin(world: World, worker: Worker) -> None:
    """Make the branch where main is."""
    world.note(worker, f"makes the branch {NAME}, a second target")
    for words in (
        ("branch", NAME, "main"),
        ("config", "coordgit.target", "main"),
        ("config", "--add", "coordgit.target", NAME),
    ):
        world.repository.git(*words)


def mend(world: World, worker: Worker) -> None:
    """Commit something on the release branch alone."""
    if not world.objects.id(NAME):
        begin(world, worker)
    folder = world.repository.folder / "release"
    if not folder.exists():
        world.repository.git("worktree", "add", "-q", str(folder), NAME)
    world.repository.git("reset", "-q", "--hard", cwd=folder)  # the branch may have been moved to where main is
    commit(world, folder, world.random.choice(PATHS), NAME)


def commit(world: World, folder: Path, path: str, branch: str) -> bool:
    """Change a file in the worktree of a branch, and commit that; whether anything came of it."""
    old, before = world.objects.id(branch), world.objects.files(branch)
    world.number += 1
    text = edited(world.random, path, before.get(path), world.number)
    world.steps.append(f"{MENDER} mends {path} on {branch}")
    _write(folder / path, text)
    world.repository.git("add", "-A", cwd=folder)
    world.repository.git("commit", "-qm", f"{MENDER} {world.number}", cwd=folder, ok=False)  # an edit may come to nothing
    world.made(MENDER, lines(before), lines(world.objects.files(branch)))
    return world.objects.id(branch) != old


def is_mended(world: World) -> bool:
    """Whether something that was mended there is in main."""
    commits = world.objects.history(world.objects.id("main"))
    return any(world.objects.commit(oid).subject.startswith(f"{MENDER} ") for oid in commits)


def _write(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink()
    else:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def bring(world: World, worker: Worker) -> None:
    """Merge what was mended there into main."""
    its = world.objects.id(NAME)
    if not its or any(other.dirty for other in world.workers) or world.objects.is_ancestor(its, worker.head()):
        return
    world.note(worker, f"brings {NAME} into main")
    before, files = lines(world.tip()), lines(worker.files())
    result = worker.runs("merge", "-q", "--no-edit", NAME)
    if result.ok:
        world.came(MENDER, before)
        return
    worker.git("merge", "--abort")
    worker.git("reset", "-q", "--hard")
    if result.rejected:
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result)
    elif "CONFLICT" not in result.out + result.err:
        raise AtFault(f"no rejection, yet it failed: {result}")
    assert lines(worker.files()) == files
