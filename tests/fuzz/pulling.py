"""Pulling what others have pushed: to a stop at a conflict, over edits, after a push that came too late, by fetch and reset."""

import re

from tests.fuzz.changing import commit, put
from tests.fuzz.clones import push
from tests.fuzz.looking import read
from tests.fuzz.repair import judged, repair
from tests.fuzz.texts import PATHS, edited, lines
from tests.fuzz.world import AtFault, Worker, World, clipped
from tests.support.repository import Result

PULLS = (("pull", "--rebase"), ("pull", "--no-rebase", "--no-edit"))
FETCHED = (("rebase", "origin/main"), ("merge", "--no-edit", "origin/main"))
"""What brings in what was pushed, in one command or after a fetch."""
RESOLUTIONS = ("own", "theirs", "both", "other")
Met = set[tuple[str, str | None]]


def in_conflict(world: World, worker: Worker) -> None:
    """Pull what changes the lines that the session's newest commit changes, and resolve that."""
    other = _collides(world, worker)
    if other:
        commit(world, worker)
        push(world, other)
        pull(world, worker)


def over_edits(world: World, worker: Worker) -> None:
    """Pull what changes the lines that the session has edited and not committed, and resolve that."""
    other = _collides(world, worker)
    if other:
        push(world, other)
        pull(world, worker)


def push_late(world: World, worker: Worker) -> None:
    """Push a change of lines that another has changed and pushed: pull, resolve that, and push again."""
    other = _collides(world, worker)
    if other:
        push(world, other)
        commit(world, worker)
        push(world, worker, brings=pull)


def fetched(world: World, worker: Worker) -> None:
    """Go on from what was pushed: give up what the session has committed, or make it one commit."""
    worker.runs("fetch", "-q", "origin")
    if worker.dirty:
        return
    all_here = worker.objects.is_ancestor(worker.objects.id(world.main), worker.head())
    how = "--soft" if all_here else world.random.choice(("--hard", "--keep"))
    world.note(worker, f"fetches, and resets {how} to {world.main}")
    result = worker.runs("reset", "-q", how, world.main)
    if not result.ok:
        raise AtFault(f"going back was rejected: {result}")
    worker.dirty = {*worker.git("diff", "--name-only", "--no-renames", "HEAD").out.split()}
    commit(world, worker)


def _collides(world: World, worker: Worker) -> Worker | None:
    """Have the session edit a line of a file, or remove it, and another commit another text of it; who did so."""
    other = world.random.choice([one for one in world.workers if one is not worker])
    both = [path for path in PATHS if worker.text(path) and other.text(path)]
    if worker.dirty or other.dirty or not both:
        return None
    path = world.random.choice(both)
    its, theirs = (lines({path: one.text(path) or ""}) for one in (worker, other))
    shared = sorted(key for key in {*its} & {*theirs} if not key.endswith("#"))
    if not shared:
        return None
    name = world.random.choice(shared).partition("#")[2]
    for one in (worker, other):
        world.number += 1
        new = re.sub(rf"^{name} = \d+$", f"{name} = {world.number}", one.text(path) or "", flags=re.M)
        text = None if world.random.random() < 0.08 else new
        world.note(one, f"edits {path} {clipped(text)}")
        put(world, one, path, text)
    commit(world, other)
    return other


def pull(world: World, worker: Worker) -> bool:
    """Bring in what was pushed by a merge or a rebase, and resolve what is in conflict, or give up there; whether that went."""
    how = world.random.choice((*PULLS, *FETCHED))
    how = (how[0], "-q", *(["--autostash"] if worker.dirty else []), *how[1:])
    if how[0] != "pull":
        worker.runs("fetch", "-q", "origin")
    world.note(worker, f"runs git {' '.join(how)}")
    before = lines(world.at(worker, "HEAD"))
    result = worker.runs(*how)
    if result.rejected:
        raise AtFault(f"bringing main in was rejected: {result.err}")
    rebases = "--rebase" in how or how[0] == "rebase"
    met: Met = set()
    result = _concluded(world, worker, result, rebases, met)
    if result.ok:
        worker.notes.merged |= met
        world.carried(worker, before, lines(world.at(worker, world.main)), lines(worker.files()))
    elif _stopped(worker):
        world.note(worker, "gives that up")
        worker.runs("rebase" if rebases else "merge", "--abort")
    _resolved_edits(world, worker)
    return result.ok


def _concluded(world: World, worker: Worker, result: Result, rebases: bool, met: Met) -> Result:
    """Resolve each stop of a merge or a rebase and go on, after a rejection and its repair once more; what that came to."""
    rejections, repaired = 0, False
    while not result.ok and _stopped(worker):
        paths = _unmerged(worker)
        if paths and (world.random.random() < 0.15 or not all(_resolved(world, worker, path, rebases, met) for path in paths)):
            break
        if not paths and not result.rejected:
            break
        if not paths:
            repaired = repair(world, worker, result, judged(world, worker, result, repaired))
            rejections += 1
            if rejections > 2:
                break
        goes_on = ("-c", "core.editor=true", "rebase", "--continue") if rebases else ("commit", "-q", "--no-edit")
        result = worker.runs(*goes_on)
    return result


def _stopped(worker: Worker) -> bool:
    """Whether git has stopped in a merge or a rebase."""
    folder = worker.objects.folder
    return any((folder / name).exists() for name in ("MERGE_HEAD", "rebase-merge"))


def _unmerged(worker: Worker) -> list[str]:
    return worker.git("diff", "--name-only", "--diff-filter=U").out.split()


def _resolved_edits(world: World, worker: Worker) -> None:
    """Resolve what of the edits that were not committed is in conflict with what came."""
    paths, met = _unmerged(worker), worker.notes.merged
    if paths and not all(_resolved(world, worker, path, True, met) for path in paths):
        worker.git("reset", "-q", "--hard")
    if paths:
        worker.runs("reset", "-q")
        worker.runs("stash", "drop", "-q")
    worker.dirty = worker.edited(PATHS) if worker.dirty else set()


def _resolved(world: World, worker: Worker, path: str, rebases: bool, met: Met) -> bool:
    """Look at a file in conflict or not, and stage what is to stand there; False if neither side has it under this name.

    ``met`` gets what the other side has where that is to stand otherwise.
    """
    sides = [worker.git("show", f":{stage}:{path}") for stage in (2, 3)]
    ours, stage3 = (side.out if side.ok else None for side in sides)
    theirs, own = (ours, stage3) if rebases else (stage3, ours)
    if theirs is None and own is None:
        return False
    if theirs is not None and own is not None and world.random.random() < 0.6:
        read(world, worker, path, text=theirs)
        worker.notes.met |= {*lines({path: theirs}).items()}
    resolution = world.random.choice(RESOLUTIONS)
    new = _text(world, path, own, theirs, resolution)
    world.note(worker, f"resolves {path} by {resolution}: {clipped(new)}")
    by_git = resolution in ("own", "theirs") and new is not None and world.random.random() < 0.5
    if new is None:
        worker.runs("rm", "-q", "--", path)
        worker.notes.shown.add((f"{path}#", None))  # it has removed the file itself
    elif by_git and None not in (theirs, own):
        worker.runs("checkout", "-q", "--ours" if new == ours else "--theirs", "--", path)
    elif worker.client:
        worker.client.writes(path, new)
    else:
        (worker.session.cwd / path).parent.mkdir(exist_ok=True)
        (worker.session.cwd / path).write_text(new)
    before, after = (lines({} if text is None else {path: text}) for text in (theirs, new))
    world.edited(worker, before, after)
    met |= {(key, before.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)}
    return new is None or worker.runs("add", "--", path).ok


def _text(world: World, path: str, own: str | None, theirs: str | None, resolution: str) -> str | None:
    """What is to stand in a file: one side of it, one with the lines that only the other has, or something else."""
    if resolution == "other":
        world.number += 1
        return edited(world.random, path, theirs, world.number)
    if resolution == "both" and (own is None or theirs is None):
        return own if theirs is None else theirs
    if resolution == "both":
        names = {line.partition(" ")[0] for line in (theirs or "").splitlines()}
        own_lines = [f"{line}\n" for line in (own or "").splitlines() if line.partition(" ")[0] not in names]
        return "".join([theirs or "", *own_lines])
    return own if resolution == "own" else theirs
