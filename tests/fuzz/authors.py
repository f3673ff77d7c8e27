"""Whose work a session lands, by the commits that it has and by who gave each line its text."""

from collections.abc import Set

from tests.fuzz.objects import Objects
from tests.fuzz.texts import Lines, lines
from tests.fuzz.world import Worker, World


def committers(world: World, worker: Worker, old: str, new: str) -> set[str]:
    """Whose commits a session lands: who only merged them, as git does it alone, wrote nothing, and those of others of which
    the branch has all already have landed."""
    objects, others = worker.objects, {other.name for other in world.workers}
    made = {oid: objects.commit(oid) for oid in objects.history(new) - objects.history(old)}
    whose = {oid: commit.subject.split(" ")[0] for oid, commit in made.items() if len(commit.parents) < 2}
    tip = lines(objects.files(old))

    def lands(oid: str, name: str) -> bool:
        changed = _changed(objects, oid)  # nothing: its mode
        return name not in others or not changed or any(tip.get(key) != line for key, line in changed)

    return {name if name in others else worker.name for oid, name in whose.items() if name == worker.name or lands(oid, name)}


def found_by(world: World, old: str, new: str) -> dict[str, Lines]:
    """By session, what its own work lands on: main's tip ``old``, with what others' commits among those that land have put under
    its newest ones, unless main had something newer of that line. Those commits land first."""
    objects = world.objects
    landed, main = objects.history(new) - objects.history(old), lines(objects.files(old))
    found: dict[str, Lines] = {}
    for other in world.workers:
        its = {oid for oid in landed if objects.commit(oid).subject.split(" ")[0] == other.name}
        newest = [oid for oid in its if not any(objects.is_ancestor(oid, later) for later in its - {oid})]
        parents = [objects.commit(oid).parents[0] for oid in newest]
        under = [lines(objects.files(parent)) for parent in parents] or [main]
        bases = [lines(objects.files(base)) for parent in parents for base in objects.merge_bases(parent, old)]
        merged = {key: main.get(key) for key in {*main, *under[0]}}
        for key in merged:
            line = under[0].get(key)
            alike = all(place.get(key) == line for place in under) and all(base.get(key) == main.get(key) for base in bases)
            if alike and other.name not in world.makers.get((key, line), set()):
                merged[key] = line
        found[other.name] = {key: line for key, line in merged.items() if line is not None}
    return found


def behind(world: World, worker: Worker, main: Lines) -> set[str]:
    """Whose work an update of a session can carry: its own, whatever its work tree has and main has not, and what of it later
    commits have undone, main has got since from the branch that was squashed, or a rebase has replaced."""
    ways = [(main, lines(worker.files())), (main, lines(world.at(worker)))]
    changed = {(key, new.get(key)) for old, new in ways for key in {*new, *old} if new.get(key) != old.get(key)}
    for oid in _waiting(world, worker, worker.head()):
        if worker.objects.commit(oid).subject.startswith("squash "):
            changed |= _changed(worker.objects, oid)
    named = {name for pair in changed for name in world.makers.get(pair, set()) if name}
    return {worker.name, *_subjects(world, worker, worker.head()), *named}


def took_over(world: World, worker: Worker, whose: Set[str]) -> None:
    """Note whose work a session has just committed as one commit."""
    subject = worker.objects.commit(worker.head()).subject
    if subject.startswith("squash "):
        world.squashed.setdefault(subject, set()).update(whose)


def of_branch(world: World, worker: Worker, branch: str) -> set[str]:
    """Whose work main lacks of a branch: its owner's, whose commits it has, and what these have taken over."""
    return {other.name for other in world.workers if other.branch == branch} | _subjects(world, worker, branch)


def _waiting(world: World, worker: Worker, rev: str) -> set[str]:
    """The commits that main lacks of ``rev``."""
    return worker.objects.history(worker.objects.id(rev)) - worker.objects.history(worker.objects.id(world.main))


def _subjects(world: World, worker: Worker, rev: str) -> set[str]:
    """Whose commits main lacks of ``rev``, as their subjects say."""
    subjects = {worker.objects.commit(oid).subject for oid in _waiting(world, worker, rev)}
    names = {one.split(" ")[0] for one in subjects} & {other.name for other in world.workers}
    return names.union(*(world.squashed.get(one, ()) for one in subjects))


def _changed(objects: Objects, oid: str) -> set[tuple[str, str | None]]:
    """What a commit with one parent makes of each line."""
    old, new = (lines(objects.files(one)) for one in (objects.commit(oid).parents[0], oid))
    return {(key, new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)}
