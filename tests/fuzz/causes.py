"""Whether a rejection has a cause: whether, by what the sessions noted, another one did what it is about."""

from collections.abc import Callable, Set
from typing import NamedTuple

from tests.fuzz import authors
from tests.fuzz.texts import Lines, attributes, lines, path_of
from tests.fuzz.world import LEVELS, AtFault, Worker, World
from tests.support.repository import Result


class Update(NamedTuple):
    """An update that was rejected."""

    world: World
    worker: Worker
    names: Set[str]
    """Whose work it can carry."""
    tips: tuple[Lines, ...]
    """What the branches have, or had, that it may have been asked against."""
    unclear: Set[str]
    """Files of theirs of which nobody can say who made them so."""
    apart: bool
    """Whether a second target has what the session's branch lacks."""


def blame(world: World, worker: Worker, result: Result, also: Set[str] = frozenset(), found: str = "main") -> bool:
    """Raise ``AtFault`` where an update failed without a rejection, or one names what nobody else has changed.

    ``found``: what main was when the update began, if somebody else may have moved it since. True if the reads that were
    asked can be only its own.
    """
    if not result.rejected:
        raise AtFault(f"no rejection, yet it failed: {result}")
    update = _update(world, worker, also, found)
    for conflict in result.rejected:
        fault = _fault(update, conflict)
        if fault:
            raise AtFault(f"rejected without a cause: {fault}\n{result.err}")
    return update.names == {worker.name}


def _update(world: World, worker: Worker, also: Set[str], found: str) -> Update:
    places = [world.tip(), world.objects.files(found), world.at(worker), world.at(worker, world.main)]  # a clone may lack the tip
    beside = world.objects.id("next")
    apart = bool(beside) and not worker.objects.is_ancestor(beside, worker.head())
    places += [world.objects.files(beside)] if apart else []
    tips = tuple(map(lines, places))
    unclear = {path for place in places for path, text in place.items() if (path, text) in world.unclear}
    names = {name for tip in tips[:2] for name in authors.behind(world, worker, tip)}
    return Update(world, worker, names | also, tips, unclear, apart)


def _fault(update: Update, conflict: str) -> str:
    """What is wrong with a conflict; "" if it has a cause."""
    world, worker = update.world, update.worker
    code, _, where = conflict.partition(" ")
    path = where.split(":")[0]
    if conflict.startswith(LEVELS[world.level]):
        return f"{conflict} at the level {world.level}"
    let_be = all(attributes(path, tip) & {"ignore", "inform"} for tip in update.tips)
    if code == "CG101" and let_be and not world.objects.id("next"):
        return f"{path} is to be ignored"
    if code == "CG301":
        return f"nobody else has locked {path}" if world.locks.get(path, worker.name) == worker.name else ""
    if code in ("CG101", "CG102", "CG103", "CG201"):
        return "" if _was_changed(update, code, path) else f"nobody else has changed what {conflict} is about"
    return "" if OTHERS.get(code, _never)(update, path) else f"nobody else has done what {conflict} is about"


def _was_changed(update: Update, code: str, path: str) -> bool:
    """Whether others have changed what one of the sessions had looked at, or work of others is undone that it never looked at."""
    world, beside = update.world, update.world.objects.id("next")
    if path in update.unclear:
        return True
    looks = [
        (other, look)
        for other in world.workers
        if other.name in update.names
        for look in [*other.notes.looks.values(), *(other.notes.earlier if beside else ())]
        if (look.path == path if code != "CG102" else not look.path)
    ]
    older = {(other.name, name) for other in world.workers for new, name, _ in other.notes.renamed if new == path}
    told = {(other.name, other.notes.older_names[path]) for other in world.workers if path in other.notes.older_names}
    looks += [
        (other, look.renamed(path))
        for other in world.workers
        if other.name in update.names
        for look in other.notes.looks.values()
        if (other.name, look.path) in told
    ]
    looks += [  # who has renamed a file knows it by its new name, where another may have made one
        (other, look._replace(path=path))
        for other in world.workers
        if other.name in update.names
        for look in other.notes.looks.values()
        if (other.name, look.path) in older
    ]
    for other, look in looks:
        other.notes.named |= {look.path: update.worker.name} if look.path else {}
    unseeing = [other for other in world.workers if other.name in update.names and other not in {who for who, _ in looks}]
    if code == "CG201" and any(_others_work(world, other, path, tip) for other in unseeing for tip in update.tips):
        return True
    if code == "CG201":
        looks += [(other, look._replace(around=look.read_in)) for other, look in looks if look.read_in is not None]
    asked = [(other, look, tip) for other, look in looks for tip in update.tips]
    asked += [(other, look.on_branch(), update.tips[-1]) for other, look in looks if update.apart]
    return any(world.has_cause(*each) for each in asked)


def _others_work(world: World, worker: Worker, path: str, tip: Lines) -> bool:
    """Whether others ever changed a file: who never looked at it may undo that."""
    pairs = [(key, tip.get(key)) for key in {*tip, *world.start} if path_of(key) == path]
    return any(world.makers.get(pair, {""}) - {worker.name} for pair in pairs if pair not in world.start.items())


def _saw_unlanded(update: Update, path: str) -> bool:
    """Whether one of the sessions has met in a file what another had not committed: only in a work tree that both have."""
    world = update.world
    looks = [(other, look) for other in world.workers if other.name in update.names for look in other.notes.looks.values()]
    met = {
        maker
        for other, look in looks
        for key in (look.blind if look.path == path else ())
        for maker in world.makers.get((key, look.around.get(key)), set()) - {other.name, ""}
    }
    return bool(met) and not world.apart


def _is_edited(update: Update, path: str) -> bool:
    """Whether another has an uncommitted edit of a file in the same work tree, or has put back what its revert did there, and
    nobody has recorded this session's edit over that: it may be the revert's."""
    others = [other for other in update.world.workers if other is not update.worker]
    edits = {path for other in others for path in (other.dirty if update.worker.client else other.dirty | other.put_back)}
    return not update.world.apart and path in edits


def _never(_: Update, __: str) -> bool:
    """No story switches another's work tree, commits an index that is not as its work tree, or takes back what others landed."""
    return False


OTHERS: dict[str, Callable[[Update, str], bool]] = {"CG104": _saw_unlanded, "CG202": _is_edited}
"""Whether another did what a code is about that is not about reads that became stale; for what is not here, nobody ever does."""
