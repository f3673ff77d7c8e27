"""The way on after a rejection: bring the main line in, look at what it names, or acknowledge it."""

from collections.abc import Set
from typing import Any

from tests.fuzz.causes import blame
from tests.fuzz.looking import glob, grep, read, saw
from tests.fuzz.texts import PATHS, lines
from tests.fuzz.world import AtFault, Worker, World
from tests.support.repository import Result


def bring(world: World, worker: Worker) -> bool:
    """Merge the main line; whether that went."""
    world.note(worker, "brings main in")
    how, before = world.brings(), lines(world.at(worker, "HEAD"))
    result = worker.runs(*how[:1], "-q", *(["--autostash"] if worker.dirty else []), *how[1:])
    if "coordgit: rejected" in result.err:
        raise AtFault(f"bringing main in was rejected: {result.err}")
    if result.ok:
        world.carried(worker, before, lines(world.at(worker, world.main)), lines(worker.files()))
    else:
        worker.git("rebase" if "--rebase" in how else "merge", "--abort")
    if worker.git("ls-files", "-u").out:  # its edit is in conflict with what came
        worker.git("reset", "-q", "--hard")
        worker.git("stash", "drop", "-q")
        worker.dirty.clear()
    return result.ok


def judged(world: World, worker: Worker, result: Result, again: bool, whose: Set[str] = frozenset()) -> bool:
    """Note and judge a rejection, before its session does anything else; True if the reads that were asked can be only its own.

    ``whose``: all whose work was in the update, where it is not there any more.
    """
    if not world.guarded:
        return False
    world.note(worker, f"is rejected: {result.rejected}")
    alone = blame(world, worker, result, whose)
    if again:
        raise AtFault(f"rejected again, after all that it asked for was done: {result.err}")
    return alone


def repair(world: World, worker: Worker, result: Result, alone: bool) -> bool:
    """Do what a rejection asks for; whether everything was done, so that the same must pass now: nobody else is at work."""
    if not world.guarded:
        return False
    for conflict in [one for one in result.rejected if one.startswith("CG301 ")]:
        path = conflict.partition(" ")[2]
        if path not in world.locks:
            continue  # it was unlocked for its edit to be taken back
        unlock(world, next(other for other in world.workers if other.name == world.locks[path]), path)
    if all(conflict.startswith("CG301 ") for conflict in result.rejected):
        return alone
    searched = "  CG102 " in result.err and "bring next in (git " in result.err
    if world.random.random() < 0.25 or " acknowledge it (" in result.err or ", answer for " in result.err or searched:
        explained = worker.session.json("explain", result.verdict)
        if all(_answers(worker, result, conflict["reader"]) for conflict in explained["conflicts"]):
            _acknowledge(world, worker, result.verdict, [*explained["conflicts"], *explained["warnings"]])
            return alone
    for path in _on_release(worker, result):
        read(world, worker, path, rev="next")
    asked, known = " in (git " in result.err.replace("bring next in (", ""), worker.git("rev-parse", world.main)
    brought = not asked or bring(world, worker)
    alone = alone and worker.git("rev-parse", world.main) == known  # a pull brings what was not known at the rejection
    there = not brought or f"--at {world.main} " in result.err
    for conflict in result.rejected:
        code, _, where = conflict.partition(" ")
        path = where.split(":")[0]
        if code == "CG301":
            continue
        if code == "CG102":
            _ask(world, worker, "HEAD" if "search again at the tip" in result.err else "")
            continue
        on_main = there or (asked and world.random.random() < 0.5)
        _, at, rev = result.err.partition(f" {path})")[0].rpartition("--at ")  # also the branch itself, while that is rebased
        rev = rev if at and " " not in rev else "HEAD" if path in worker.dirty else ""
        place = read(world, worker, path, rev=world.main if on_main else rev)
        for other in world.workers:
            if other is not worker and f" {other.name}, " in result.err.partition("next:")[2]:  # among the readers
                other.notes.answers(worker.name, path, place)
    if asked and brought:  # what the main line had before counts once it is here
        named = _named(worker, result)
        rejected = {conflict.partition(" ")[2].split(":")[0] for conflict in result.rejected if not conflict.startswith("CG102 ")}
        for path in [path for path in PATHS if path in named and path not in rejected]:
            read(world, worker, path, rev="HEAD" if path in worker.dirty else "")
        if named & {"--glob", "--grep"}:
            _ask(world, worker, "HEAD" if worker.dirty else "")
    return brought and alone


def _on_release(worker: Worker, result: Result) -> list[str]:
    """The paths that are rejected for what the release branch has."""
    if "next" not in result.err.partition("next:")[2]:
        return []
    conflicts = worker.session.json("explain", result.verdict)["conflicts"]
    return [conflict["path"] for conflict in conflicts if (conflict["change"] or {}).get("ref") == "refs/heads/next"]


def unlock(world: World, worker: Worker, path: str) -> None:
    world.note(worker, f"unlocks {path}")
    del world.locks[path]
    result = worker.coordgit("unlock", path)
    if not result.ok:
        raise AtFault(f"it could not be unlocked: {result}")


def _ask(world: World, worker: Worker, rev: str) -> None:
    """List and search again as before, or in a commit."""
    for what in [look.what for look in worker.notes.looks.values() if not look.path]:
        kind, _, asked = what.partition(" ")
        (glob if kind == "ls" else grep)(world, worker, asked, rev)


def _named(worker: Worker, result: Result) -> set[str]:
    """The words of the commands of the way on."""
    commands: list[str] = worker.session.json("explain", result.verdict)["remedy"][1:]
    return {word for command in commands for word in command.split()}


def _answers(worker: Worker, result: Result, reader: str) -> bool:
    """Whether a session may acknowledge what a reader missed: itself, or one that is not at work, as the way on says."""
    return reader == worker.name or any(f" {reader}, " in said for said in result.err.split("answer for")[1:])


def _acknowledge(world: World, worker: Worker, verdict: str, conflicts: list[dict[str, Any]]) -> None:
    """Acknowledge all conflicts of a verdict, those that were only told as well."""
    world.note(worker, f"acknowledges {verdict}")
    done = worker.coordgit("ack", verdict, "--why", "fuzz")
    if not done.ok:
        raise AtFault(f"it could not be acknowledged: {done}")
    readers = {one.name: one for one in world.workers}
    for conflict in conflicts:
        path, at, ref = conflict["path"], conflict["lines"], (conflict["change"] or {}).get("ref") or ""
        branch = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
        landed = branch in ("", "main", world.main, worker.branch)
        tip = lines(world.at(worker, branch or world.main))
        looks = list(worker.notes.looks.values())
        reader = readers.get(conflict["reader"], worker)
        if reader is not worker:
            reader.notes.answers(worker.name, "" if conflict["code"] == "CG102" else path, tip, acknowledged=True)
        elif conflict["code"] == "CG102":
            worker.notes.acknowledged([look for look in looks if not look.path], tip, landed)
        else:
            of_path = [look for look in looks if look.path == path]
            if conflict["code"] == "CG201" and not of_path and landed:  # it never read the file, and answers for what is there
                saw(world, worker, path, tip, "main")
            exact = [look for look in of_path if at and look.what == f"{path}:{at[0]}-{at[1]}"]
            worker.notes.acknowledged(exact or of_path, tip, landed)
