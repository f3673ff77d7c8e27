"""Changes: edits that are left uncommitted or committed at once, several files in one commit, amended, reverted, or forgotten."""

from collections.abc import Set

from tests.fuzz import authors
from tests.fuzz.causes import blame
from tests.fuzz.looking import saw
from tests.fuzz.repair import judged, repair, unlock
from tests.fuzz.texts import PATHS, edited, lines
from tests.fuzz.world import AtFault, Worker, World, clipped
from tests.support.repository import Result

NOTHING = ("nothing to commit", "nothing added to commit", "no changes added to commit", "did not match any file(s) known to git")
"""What git says where edits came to nothing, as of a file that was made and removed."""


def edit(world: World, worker: Worker) -> None:
    """Change one file that nobody else has changed here, and leave it so."""
    others = {path for other in world.workers if other is not worker and not world.linked for path in other.dirty}
    path = world.random.choice([path for path in PATHS if path not in others | denied(world, worker)] or [""])
    if not path:
        return
    text = edited(world.random, path, worker.text(path), world.number + 1)
    if text == worker.text(path):
        return
    world.number += 1
    world.note(worker, f"edits {path} {clipped(text)}")
    put(world, worker, path, text)


def denied(world: World, worker: Worker) -> set[str]:
    """What others have locked, and a client therefore does not let its session change."""
    return {path for path, holder in world.locks.items() if holder != worker.name and worker.client}


def lock(world: World, worker: Worker) -> None:
    """Lock a file, or unlock it again. In a worktree or a clone each it would also hold up what is not to land yet."""
    path = world.random.choice(PATHS)
    if world.apart or not world.guarded or world.locks.get(path, worker.name) != worker.name:
        return
    if path in world.locks:
        unlock(world, worker, path)
        return
    world.note(worker, f"locks {path}")
    result = worker.coordgit("lock", path, "--why", "fuzz")
    if not result.ok:
        raise AtFault(f"it could not be locked: {result}")
    world.locks[path] = worker.name


def move(world: World, worker: Worker) -> None:
    """Rename a file that nobody has changed here."""
    others = {path for other in world.workers if not world.linked for path in other.dirty} | worker.dirty
    free = [path for path in PATHS if path not in others | denied(world, worker)]
    there = [path for path in free if worker.text(path) is not None]
    gone = [path for path in free if worker.text(path) is None]
    if not there or not gone:
        return
    old, new = world.random.choice(there), world.random.choice(gone)
    world.note(worker, f"renames {old} {new}")
    before = lines(worker.files())
    (worker.session.cwd / new).parent.mkdir(exist_ok=True)
    if worker.runs("mv", old, new).ok:
        worker.git("reset", "-q", "--", old, new)  # else the index would carry it into another session's commit
        world.edited(worker, before, lines(worker.files()))
        worker.dirty |= {old, new}
        for other in world.workers if world.linked or world.apart else [worker]:
            other.notes.renamed.append((new, old, before))
        _made(world, worker, new)


def write(world: World, worker: Worker) -> None:
    """Change one file or two, and commit all that is not committed."""
    edit(world, worker)
    if world.random.random() < 0.25:
        edit(world, worker)
    commit(world, worker)


def amend(world: World, worker: Worker) -> None:
    """Only a commit of one's own, and on a branch of one's own: elsewhere it would rewrite what others landed."""
    if is_own(world, worker):
        edit(world, worker)
        commit(world, worker, "--amend", "--allow-empty")  # it may take back all that the commit did


def is_own(world: World, worker: Worker) -> bool:
    """Whether HEAD is a commit of this session's that has not landed."""
    name = worker.objects.commit(worker.head()).subject.split(" ")[0]
    return name == worker.name and not worker.has_landed(world.main)


def commit(
    world: World, worker: Worker, *options: str, again: bool = False, anew: Set[str] | None = None, apart: bool = False
) -> None:
    """Commit all that the session has edited, by paths or through the index; after a rejection and its repair, once more.

    ``anew``: with another edit than the one that was rejected, which made these files that the session had never looked at. Such
    an edit may undo what others landed, unseen, by itself, be of a locked file, make a file that is stale from the start, or be
    another's too, whose line it also removes.
    ``apart``: without others' edits of these files.
    """
    paths = sorted(worker.dirty)
    if not paths:
        return
    before = lines(world.tip())
    named = ["--", *paths] if world.random.random() < 0.5 else []
    world.note(worker, f"{'amends' if '--amend' in options else 'commits'} {' '.join(paths)}{' by index' * (not named)}")
    worker.stages(paths)
    message = f"{worker.name} {world.number}"
    if apart:
        result = worker.coordgit("commit", "-m", message, *paths)
    else:
        result = worker.runs("commit", "-qm", message, *options, *named)
    if result.ok:
        worker.dirty = worker.edited(paths) if apart else set()
        worker.notes.at_work = False
        world.landed(worker, before)
    elif any(said in result.out + result.err for said in NOTHING):
        worker.dirty = worker.edited(paths)  # a file that was made and removed stops git from committing the others
    else:
        may = anew is not None and all(
            conflict.startswith(("CG201 ", "CG301 ")) or conflict.partition(" ")[2] in anew for conflict in result.rejected
        )
        may = may or world.removes_as_others(worker, paths, of_lines=anew is not None)
        _rejected(world, worker, result, options, again and not may)


def _rejected(world: World, worker: Worker, result: Result, options: tuple[str, ...], again: bool) -> None:
    """Keep the edit and commit it again once the way on was gone, or drop it and make another."""
    worker.git("reset", "-q")
    whose = authors.behind(world, worker, lines(world.tip()))
    keeps = world.random.random() < 0.5
    alone = judged(world, worker, result, again, whose)
    if not keeps:
        drop(world, worker)
    if repair(world, worker, result, alone):
        known = _looked_at(worker)
        if not keeps:
            edit(world, worker)
        apart = keeps and " commit only what this session has edited (coordgit commit " in result.err
        commit(world, worker, *options, again=True, anew=None if keeps else _looked_at(worker) - known, apart=apart)


def _looked_at(worker: Worker) -> set[str]:
    return {look.path for look in worker.notes.looks.values()}


def drop(world: World, worker: Worker) -> None:
    """Take back what is not committed; what another has locked, once it is not: a client's command that names it is denied."""
    for path in sorted(worker.dirty):
        if path in denied(world, worker):
            unlock(world, next(other for other in world.workers if other.name == world.locks[path]), path)
        world.note(worker, f"drops its edit of {path}")
        put_back(worker, path)
    worker.dirty.clear()


def put_back(worker: Worker, path: str) -> None:
    """Make a file in index and work tree what HEAD has."""
    if not worker.runs("checkout", "-q", "HEAD", "--", path).ok:
        worker.git("rm", "-q", "-f", "--ignore-unmatch", "--", path)
        (worker.session.cwd / path).unlink(missing_ok=True)


def revert(world: World, worker: Worker) -> None:
    """Take back one of the newest landings, whosever it is."""
    if worker.dirty:
        return
    commits = worker.git("log", "--topo-order", "--no-merges", "--format=%H", "-4", "main").out.split()[: len(world.landings)]
    if not commits:
        return
    its = world.random.choice(commits)
    world.note(worker, f"reverts {worker.git('log', '-1', '--format=%s', its).out.strip()}")
    before, landed = lines(world.at(worker, "HEAD")), lines(world.tip())
    result = worker.runs("revert", "--no-edit", its)
    if result.ok:
        world.edited(worker, before, lines(world.at(worker, "HEAD")))
        world.landed(worker, landed)
    elif result.rejected:
        world.note(worker, f"is rejected: {result.rejected}")
        blame(world, worker, result)
    if not result.ok:
        worker.git("revert", "--abort")
        for path in worker.git("diff", "--name-only", "--no-renames", f"{its}~1", its).out.split():
            put_back(worker, path)
            worker.put_back |= {path} if result.rejected else set()


def clear(world: World, worker: Worker) -> None:
    """Forget everything, where nothing is under way that rests on it."""
    objects, main = worker.objects, worker.objects.id(world.main)
    heads = {worker.head(), objects.id(worker.name), objects.id(f"{worker.name}-2")} - {""} if world.apart else ()
    if worker.dirty or not all(objects.is_ancestor(head, main) for head in heads):
        return
    world.note(worker, "clears")
    if worker.client:
        world.ended(worker)
        worker.client.send("SessionEnd", reason="clear")
        worker.client.send("SessionStart", source="clear")
    else:
        worker.coordgit("session", "clear")
    worker.notes.forget()


def resume(world: World, worker: Worker) -> None:
    """End, and be resumed under the same name: what it knew it still knows."""
    world.note(worker, "ends and is resumed")
    world.ended(worker)
    if worker.client:
        worker.client.send("SessionEnd", reason="other")
        worker.client.send("SessionStart", source="resume")
    else:
        worker.coordgit("session", "end")
        worker.notes.at_work = False


def mode(world: World, worker: Worker) -> None:
    """Make a file executable, or no longer so, and commit."""
    path = world.random.choice(PATHS)
    others = {path for other in world.workers if other is not worker and not world.linked for path in other.dirty}
    full = worker.session.cwd / path
    if path in others or worker.text(path) is None:
        return
    world.note(worker, f"changes the mode of {path}")
    full.chmod(full.stat().st_mode ^ 0o111)
    worker.dirty.add(path)
    commit(world, worker)


def put(world: World, worker: Worker, path: str, text: str | None) -> None:
    """Edit a file as the session's tools do, and note it."""
    before = lines(worker.files())
    full, old = worker.session.cwd / path, worker.text(path)
    if text is None:
        if worker.client:
            worker.client.runs(f"rm {path}")
        else:
            full.unlink()
    elif worker.client:
        worker.client.writes(path, text)
    else:
        full.parent.mkdir(exist_ok=True)
        full.write_text(text)
    worker.dirty.add(path)
    world.edited(worker, before, lines(worker.files()))
    if old is None:
        _made(world, worker, path)


def _made(world: World, worker: Worker, path: str) -> None:
    """Note that a client's session knows the file that it has made."""
    if worker.client and not any(look.path == path for look in worker.notes.looks.values()):
        saw(world, worker, path, lines(worker.files()))
