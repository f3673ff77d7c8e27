"""Rewriting a branch of one's own before it lands, and taking over another's commits otherwise than by a merge or a pick."""

from tests.fuzz.branches import other_branch, took
from tests.fuzz.causes import blame
from tests.fuzz.changing import commit, edit, is_own, write
from tests.fuzz.looking import read
from tests.fuzz.texts import edited, lines
from tests.fuzz.world import AtFault, Worker, World, clipped

UNASKED = ("-c", "sequence.editor=true")
STOPPED = ("-c", "sequence.editor=sed -i -e '1s/^pick/edit/'")
"""Settings with which an interactive rebase does what it has listed, or stops after the first commit."""


def fixup(world: World, worker: Worker) -> None:
    """Change one of its two newest commits by another, and have a rebase onto main fold that in."""
    if not _works(world, worker):
        return
    edit(world, worker)
    commit(world, worker, f"--fixup=HEAD~{world.random.randrange(2)}")
    if not worker.dirty:
        rebase(world, worker, *UNASKED, "rebase", "-q", "-i", "--autosquash", "main")


def stopped(world: World, worker: Worker) -> None:
    """Stop a rebase onto main after its first commit, and change that there, or add another."""
    if not _works(world, worker):
        return
    if not rebase(world, worker, *STOPPED, "rebase", "-q", "-i", "main") or worker.git("symbolic-ref", "-q", "HEAD").ok:
        return
    edit(world, worker)
    paths = sorted(worker.dirty)
    worker.stages(paths)
    amends = world.random.random() < 0.5
    world.note(worker, f"{'amends' if amends else 'commits'} {' '.join(paths)} where the rebase has stopped")
    made = worker.runs("commit", "-q", *(["--amend", "--no-edit"] if amends else ["-m", f"{worker.name} {world.number}"]))
    if made.rejected:
        world.note(worker, f"is rejected: {made.rejected}")
        blame(world, worker, made)
    result = worker.runs("rebase", "--continue") if made.ok or not paths else made
    if result.rejected and result is not made:
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result)
    if not result.ok:
        worker.git("rebase", "--abort")
    worker.dirty = worker.edited(paths)


def _works(world: World, worker: Worker) -> bool:
    """Whether a session's newest commit is its own and has not landed; it makes one if need be, and nothing is left to commit."""
    if not worker.dirty and not is_own(world, worker):
        write(world, worker)
    return not worker.dirty and is_own(world, worker)


def _waiting(world: World, worker: Worker) -> str:
    """A branch of another session whose newest commit has not landed; it makes one if need be. "" if there is none."""
    if not other_branch(world, worker):
        other = world.random.choice([one for one in world.workers if one is not worker])
        _works(world, other)
    return other_branch(world, worker)


def autostash(world: World, worker: Worker) -> None:
    """Rebase onto main with edits that are not committed."""
    edit(world, worker)
    rebase(world, worker, "rebase", "-q", "--autostash", "main")
    if worker.git("ls-files", "-u").out:  # its edit is in conflict with what came
        worker.git("reset", "-q", "--hard")
        worker.git("stash", "drop", "-q")
        worker.dirty.clear()


def rebase(world: World, worker: Worker, *words: str) -> bool:
    """Rebase a branch of one's own, which is never rejected; whether that went."""
    world.note(worker, f"runs git {' '.join(words)}")
    result = worker.runs(*words)
    if not result.ok:
        worker.git("rebase", "--abort")
        if "coordgit: rejected" in result.err:
            raise AtFault(f"a rebase was rejected: {result.err}")
    return result.ok


def pick_into(world: World, worker: Worker) -> None:
    """Take another session's newest commit into the index, and commit it under another name."""
    other = _waiting(world, worker)
    if other:
        world.note(worker, f"takes over the newest commit of {other} with cherry-pick -n")
        if worker.runs("cherry-pick", "-n", other).ok:
            took(world, worker, worker.runs("commit", "-qm", f"squash {world.number}"), other)
        worker.git("cherry-pick", "--abort")
        worker.git("reset", "-q", "--hard")


def apply_mail(world: World, worker: Worker) -> None:
    """Take another session's newest commit from a patch."""
    other = _waiting(world, worker)
    if other:
        world.note(worker, f"applies the newest commit of {other} with am")
        folder = world.repository.folder / "patches"
        worker.runs("format-patch", "-q", "-1", "-o", str(folder), other)
        (patch,) = folder.iterdir()
        took(world, worker, worker.runs("am", "-q", "-3", str(patch)), other)
        worker.git("am", "--abort")
        patch.unlink()


def resolve(world: World, worker: Worker) -> None:
    """Bring main in by a merge or a rebase; where that is in conflict, look at each file and write what is to stand there."""
    if worker.dirty:
        return
    rebases = world.random.random() < 0.5
    how, goes_on = (("rebase", "-q", "main"), ("-c", "core.editor=true", "rebase", "--continue")) if rebases else MERGES
    world.note(worker, f"runs git {' '.join(how)}, and resolves its conflicts")
    before = lines(world.at(worker, "HEAD"))
    result = worker.runs(*how)
    while not result.ok and "coordgit: rejected" not in result.err:
        paths = worker.git("diff", "--name-only", "--diff-filter=U").out.split()
        if not paths or not all(_resolved(world, worker, path, 2 if rebases else 3) for path in paths):
            break
        result = worker.runs(*goes_on)
    if result.rejected:
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result)
    if result.ok:
        world.carried(worker, before, lines(world.at(worker, world.main)), lines(worker.files()))
    else:
        worker.git(how[0], "--abort")


MERGES = (("merge", "-q", "--no-edit", "main"), ("commit", "-q", "--no-edit"))


def _resolved(world: World, worker: Worker, path: str, theirs: int) -> bool:
    """Look at a file in conflict, then write main's text of it, stage ``theirs``, with a change; False if a side has no file."""
    sides = [worker.git("show", f":{stage}:{path}") for stage in (2, 3)]
    text = sides[theirs - 2].out
    if not all(side.ok for side in sides) or "<<<<<<<" not in (worker.text(path) or ""):
        return False
    read(world, worker, path, text=text)
    worker.notes.met |= {*lines({path: text}).items()}
    world.number += 1
    new = edited(world.random, path, text, world.number) or f"more{world.number} = 7\n"
    world.note(worker, f"resolves {path} as {clipped(new)}")
    if worker.client:
        worker.client.writes(path, new)
    else:
        (worker.session.cwd / path).write_text(new)
    world.edited(worker, lines({path: text}), lines({path: new}))
    return worker.runs("add", "--", path).ok


def bring_uncommitted(world: World, worker: Worker) -> None:
    """Merge main, and commit the merge by a command of its own."""
    if worker.dirty:
        return
    world.note(worker, "merges main with --no-commit")
    before = lines(world.at(worker, "HEAD"))
    result = worker.runs("merge", "-q", "--no-ff", "--no-commit", "main")
    if "coordgit: rejected" in result.err:
        raise AtFault(f"bringing main in was rejected: {result.err}")
    if result.ok and worker.git("rev-parse", "-q", "--verify", "MERGE_HEAD").ok:
        result = worker.runs("commit", "-q", "--no-edit")
        if "coordgit: rejected" in result.err:
            raise AtFault(f"bringing main in was rejected: {result.err}")
    if result.ok:
        world.carried(worker, before, lines(world.at(worker, world.main)), lines(worker.files()))
    else:
        worker.git("merge", "--abort")
