"""A random story on real git behind the real hooks: sessions look, change, commit, bring main in, land, find their way on.

The sessions note themselves what they saw, what they made and what landed; the oracle judges those notes, never what was
recorded. What each session does follows from the seed alone, so a failing story can be played again, and cut short. Where a kill
falls, and who is first of those at work at the same moment, does not: after one of these a story may go on otherwise.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fuzz import behind, beside, branches, changing, clones, leaving, looking, moments, pulling, release, rewriting
from tests.fuzz.repair import bring
from tests.fuzz.texts import path_of
from tests.fuzz.together import Folder
from tests.fuzz.world import AtFault, Fault, Worker, World, clipped
from tests.oracle.cycles import told, witness
from tests.oracle.serialization import INITIAL, Asked, History, Untrue, true_at_parent

STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "read": (16, looking.read),
    "range": (8, looking.read_range),
    "glob": (4, looking.glob),
    "grep": (4, looking.grep),
    "write": (16, changing.write),
    "edit": (3, changing.edit),
    "commit": (3, changing.commit),
    "killed": (1, moments.killed),
    "gate killed": (1, moments.gate_killed),
    "names": (2, beside.names),
    "level": (1, beside.level),
    "ignore": (1, beside.ignore),
    "lock": (3, changing.lock),
    "move": (1, changing.move),
    "revert": (1, changing.revert),
    "mode": (1, changing.mode),
    "clear": (1, changing.clear),
    "resume": (1, changing.resume),
}
"""How often each is done, of all."""
MORE_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "read by agent": (6, looking.read_by_agent),
    "attribute": (1, beside.ignore),
}
"""More of them. They stand after those of the place: what a seed chooses depends on the order."""
MOVED_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "left behind": (10, behind.moved),
    "soft reset": (2, behind.softened),
}
"""Those that need a branch for each session, which HEAD is moved on while its work tree stays."""
SHARED_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "race": (3, moments.race_to_commit),
    "publish": (2, beside.publish),
    **MORE_STEPS,
    "mend the release": (4, release.mend),
    "bring the release": (3, release.bring),
    "left behind": (4, behind.released),
}
"""Those of one work tree."""
LINKED_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "amend": (2, changing.amend),
    "bring": (6, bring),
    "rebase": (2, branches.rebase),
    "land": (8, branches.land),
    "deliver": (22, branches.deliver),
    "reset": (1, branches.reset),
    "pick": (2, branches.pick),
    "join": (1, branches.join),
    "squash": (1, branches.squash),
    "detach": (1, branches.detach),
    "race": (2, branches.race),
    "switch": (1, branches.switch),
    **MORE_STEPS,
    **MOVED_STEPS,
}
"""Those that need branches."""
REWRITING_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    **LINKED_STEPS,
    "land": (20, branches.land),
    "deliver": (44, branches.deliver),
    "fixup": (12, rewriting.fixup),
    "stopped rebase": (12, rewriting.stopped),
    "autostash": (4, rewriting.autostash),
    "pick into": (6, rewriting.pick_into),
    "apply mail": (6, rewriting.apply_mail),
    "bring uncommitted": (4, rewriting.bring_uncommitted),
    "resolve": (14, rewriting.resolve),
}
"""Those where branches are rewritten before they land."""
CLONED_STEPS: dict[str, tuple[int, Callable[[World, Worker], object]]] = {
    "amend": (2, changing.amend),
    "bring": (6, bring),
    "push": (8, clones.push),
    "deliver": (20, clones.deliver),
    "race": (2, clones.race),
    **MORE_STEPS,
    **MOVED_STEPS,
    "pull in conflict": (4, pulling.in_conflict),
    "pull over edits": (2, pulling.over_edits),
    "push late": (3, pulling.push_late),
    "fetch and reset": (2, pulling.fetched),
}
"""Those that need a remote."""


def play(world: World, steps: int, more: Mapping[str, tuple[int, Callable[[World, Worker], object]]]) -> Fault | None:
    """Play the first steps of the story of the world's seed, which may be ``more`` than the usual; then judge it."""
    verbs = {**STEPS, **more}
    weights = [weight for weight, _ in verbs.values()]
    try:
        for worker in (*world.workers, *world.workers):
            looking.read(world, worker)
        for _ in range(steps):
            worker = world.random.choice(world.workers)
            verb = world.random.choices(list(verbs), weights)[0]
            verbs[verb][1](world, worker)
    except AtFault as wrong:
        return Fault(world.seed, str(wrong), tuple(world.steps))
    return judge(world)


def judge(world: World) -> Fault | None:
    """Whether everybody whose work landed knew what stood there; if not, with the smallest cycle there is."""
    history = History(world.start, tuple(world.landings))
    untrue = true_at_parent(history)
    if not untrue:
        return None
    reads = "1 landed read was" if len(untrue) == 1 else f"{len(untrue)} landed reads were"
    what = "\n  ".join([f"{reads} not true:", *(_said(history, read) for read in untrue)])
    return Fault(world.seed, "\n".join(filter(None, [what, told(history, witness(history))])), tuple(world.steps))


def _said(history: History, untrue: Untrue) -> str:
    landing, key = history.landings[untrue.landing], untrue.path
    by = "no landing made it" if untrue.by == INITIAL else "see {0.name} of {0.session}".format(history.landings[untrue.by])
    asked = f"of {untrue.read.question!r} knew" if isinstance(untrue.read, Asked) else "saw"
    seen, there = clipped(untrue.seen), clipped(untrue.there)
    return f"{landing.session}: somebody {asked} {seen} in {path_of(key)}, but {landing.name} landed on {there} ({by})"


def shortest(folder: Path, kind: str, seed: int, count: int) -> tuple[int, Fault] | None:
    """The smallest number of steps after which the story of a seed is at fault."""
    low, high, found = 1, count, None
    while low <= high:
        middle = (low + high) // 2
        fault = KINDS[kind](folder / f"{seed}-{middle}", seed, middle, True)
        if fault:
            found, high = (middle, fault), middle - 1
        else:
            low = middle + 1
    return found


def _alone(folder: Path, seed: int, steps: int, guarded: bool) -> Fault | None:
    return play(World(folder, seed, linked=False, guarded=guarded), steps, SHARED_STEPS)


def _linked(folder: Path, seed: int, steps: int, guarded: bool) -> Fault | None:
    return play(World(folder, seed, linked=True, guarded=guarded), steps, LINKED_STEPS)


def _rewritten(folder: Path, seed: int, steps: int, guarded: bool) -> Fault | None:
    return play(World(folder, seed, linked=True, guarded=guarded), steps, REWRITING_STEPS)


def _together(folder: Path, seed: int, steps: int, guarded: bool) -> Fault | None:
    return leaving.play(Folder(folder, seed, guarded=guarded), steps)


def _clones(folder: Path, seed: int, steps: int, guarded: bool) -> Fault | None:
    return play(clones.Clones(folder, seed, guarded=guarded), steps, CLONED_STEPS)


KINDS: dict[str, Callable[[Path, int, int, bool], Fault | None]] = {
    "shared": _alone,
    "linked": _linked,
    "together": _together,
    "clones": _clones,
    "rewritten": _rewritten,
}
"""Where a story may happen: in one work tree, where nobody edits what another has yet to commit, or everybody the same files; in
a work tree and on a branch each, which may be rewritten; or in a clone each."""
