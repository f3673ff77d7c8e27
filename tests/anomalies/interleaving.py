"""Generate the permutations of a script: every interleaving, but only one of those that differ by commuting turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.anomalies.spec import OF_ANOTHER, PICKS, SHARED, Order, Script, SpecError, Step, Turn, turns

READS = ("reads", "begins", "lists", "greps")
EDITS = ("writes", "edits", "appends", "deletes", "renames", "discards", "plants", "takes", "resolves")
EVERYTHING = ("lists", "greps", "stashes", "pops", "loads", "empties", "rewinds", "switches", "reverts", "restores")


def orders(script: Script, world: str, most: int | None = None) -> tuple[Order, ...]:
    """The permutations to run: those the script names, else all that differ; evenly picked if there are too many."""
    its = turns(script, world)
    named = script.orders.get(world, ())
    for order in named:
        if set(order) - set(its) or any(order.count(session) != len(its[session]) for session in its):
            wants = ", ".join(f"{session} {len(its[session])}" for session in its)
            raise SpecError(f"order «{' '.join(order)}» in {world}: the turns are {wants}")
    found = named or tuple(_Interleavings(its, world).after(()))
    if not found:
        raise SpecError(f"no interleaving in {world}: everybody waits")
    if most is None or len(found) <= most:
        return found
    return tuple(found[at * len(found) // most] for at in range(most))


class _Touched(NamedTuple):
    """What a turn looks at and what it changes: ``work:PATH`` in a shared work tree, ``line:PATH`` on the line."""

    looked: frozenset[str]
    changed: frozenset[str]

    def meets(self, other: _Touched) -> bool:
        """Whether the order of the two matters."""
        pairs = ((self.changed, other.looked | other.changed), (other.changed, self.looked))
        return any(_same(mine, theirs) for some, others in pairs for mine in some for theirs in others)


class _Interleavings:
    """Each class of orders by its lexicographic normal form (Anisimov and Knuth 1979), sessions ranked as written."""

    def __init__(self, its: Mapping[str, tuple[Turn, ...]], world: str) -> None:
        self.touched = {name: [_touches(turn, its[name], world) for turn in its[name]] for name in its}
        self.awaited = {name: [_awaits(turn) for turn in its[name]] for name in its}
        self.rank = {name: number for number, name in enumerate(its)}

    def after(self, order: Order) -> Iterator[Order]:
        """All normal forms that begin with ``order``."""
        done = {name: order.count(name) for name in self.rank}
        left = [name for name in self.rank if done[name] < len(self.touched[name])]
        if not left:
            yield order
        for name in left:
            if self.awaited[name][done[name]].isdisjoint(left) and not self.could_come_earlier(name, done, order):
                yield from self.after((*order, name))

    def could_come_earlier(self, name: str, done: Mapping[str, int], order: Order) -> bool:
        """Whether this turn commutes to before one of a later session: then another order is played instead of this one."""
        turn, left = done[name], dict(done)
        for other in reversed(order):
            left[other] -= 1
            ordered = other == name or other in self.awaited[name][turn]
            if ordered or self.touched[name][turn].meets(self.touched[other][left[other]]):
                return False
            if self.rank[other] > self.rank[name]:
                return True
        return False


def _awaits(turn: Turn) -> frozenset[str]:
    return frozenset(step.args[1] for step in turn if step.verb == "waits")


def _same(one: str, other: str) -> bool:
    return one == other or (one[:5] == other[:5] and "*" in (one[5:], other[5:]))


def _touches(turn: Turn, its: tuple[Turn, ...], world: str) -> _Touched:
    looked: set[str] = set()
    changed: set[str] = set()
    steps = [step for other in its for step in other]
    wrote = {path for step in steps if step.verb in EDITS for path in paths(step)}
    read = {path for step in steps if step.verb in READS for path in paths(step)}
    picked = any(step.verb in PICKS for step in steps)
    for step in turn:
        if world == SHARED or "at" in step.args or step.verb in READS:  # what a target had before a read is told, not asked
            looked |= {f"line:{path}" for path in paths(step)}
        if world == SHARED:
            (looked if step.verb in READS else changed).update(f"work:{path}" for path in paths(step))
        if step.verb in ("commits", "amends", "plants", *OF_ANOTHER):
            carried = {"*"} if step.args else wrote
            looked |= {f"line:{path}" for path in ({"*"} if picked else read | wrote)} | {f"work:{path}" for path in carried}
            if world == SHARED or step.verb in OF_ANOTHER:
                changed |= {f"line:{path}" for path in carried}
        if step.verb in ("rewinds", "switches", "reverts", "restores"):
            changed.add("line:*")
        if step.verb in ("merges", "rebases", "resolves"):
            looked.add("line:*")
    return _Touched(frozenset(looked), frozenset(changed))


def paths(step: Step) -> tuple[str, ...]:
    """The paths that a step reads or edits; ``*`` for any."""
    if step.verb in EVERYTHING:
        return ("*",)
    if step.verb == "renames":
        return step.args
    if step.verb in (*EDITS, "reads", "begins", "stages"):
        return (re.sub(r":\d+(-\d+)?$", "", step.args[0]),)
    return ()
