"""Play a script in a world, note what its sessions really saw, and tell whether the anomaly happened.

A ``World`` is real git behind the real hooks, or the reference model that says what they ought to do. The history that
``play`` returns rests on what the world let the sessions see and on what landed, never on what was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from tests.anomalies.interleaving import orders
from tests.anomalies.protocol import NOTHING, PASSED, Open, Outcome, World
from tests.anomalies.spec import LANDS, NEVER, REJECTED, Order, Script, Step, ended, turns
from tests.oracle import cycles, serialization
from tests.oracle.serialization import Asked, History, Landing, Saw


class Played(NamedTuple):
    """What came of one permutation: each commit, merge and landing as «ann commits», and what it made of the line."""

    outcomes: tuple[tuple[str, Outcome], ...]
    history: History


def play(script: Script, kind: str, order: Order, world: World) -> Played:
    """Play one permutation."""
    its = turns(script, kind)
    left = {session: iter(its[session]) for session in its}
    start = line = dict(world.tip())
    notes = {session: _Notes(session) for session in its}
    outcomes: list[tuple[str, Outcome]] = []
    landings: list[Landing] = []
    for session in order:
        for step in next(left[session]):
            outcome = notes[session].does(step, world, notes)
            if outcome:
                outcomes.append((f"{session} {step}", outcome))
            now = dict(world.tip())
            if now != line:
                wrote = {path: now.get(path) for path in sorted({*now, *line}) if now.get(path) != line.get(path)}
                whose = step.args[0] if step.args and step.verb in ("lands", "squashes") else session
                landings.append(notes[whose].landed(f"c{len(landings) + 1}", wrote))
                line = now
    return Played(tuple(outcomes), History(start, tuple(landings)))


JUDGES: Mapping[str, Callable[[History], str]] = {
    "cycle": lambda history: cycles.told(history, cycles.witness(history)),
    "stale": lambda history: "\n".join(map(_untrue, serialization.true_at_parent(history))),
    "dirty": lambda history: "\n".join(map(_untrue, serialization.never_landed(history))),
    "foreign": lambda history: "\n".join(
        f"{path}: not the work of the session" for _, path in serialization.foreign_writes(history)
    ),
    "lost": lambda history: "\n".join(f"{path}: undone unseen" for _, path in serialization.lost_updates(history)),
}
"""How a history shows that an anomaly happened; "": it did not."""


def summary(script: Script, kind: str, level: str, judge: str, open_world: Open) -> str:
    """What a level does about an anomaly, over all permutations: it lands in some, is rejected in some, never is."""
    played = [play(script, kind, order, open_world(kind, level, script)) for order in orders(script, kind)]
    if any(JUDGES[judge](one.history) for one in played):
        return LANDS
    rejected = any(outcome.happened == REJECTED for one in played for _, outcome in one.outcomes)
    return REJECTED if rejected else NEVER


def differences(expected: Played, got: Played) -> list[str]:
    """Where a world did not do what it ought to: another outcome, other paths in a rejection, or other codes."""
    if len(expected.outcomes) != len(got.outcomes):
        return [f"{len(got.outcomes)} outcomes instead of {len(expected.outcomes)}"]
    told = []
    for (step, want), (_, have) in zip(expected.outcomes, got.outcomes, strict=True):
        about = [{conflict.partition(" ")[2] for conflict in one.conflicts} for one in (want, have)]
        if want.happened != have.happened or about[0] != about[1] or have.conflicts - want.conflicts:
            told.append(f"{step}: {_said(have)} instead of {_said(want)}")
    return told


def matching(text: str, pattern: str) -> tuple[str, ...]:
    """The lines of a text in which a pattern is found."""
    return tuple(line for line in text.splitlines() if re.search(pattern, line))


def _said(outcome: Outcome) -> str:
    return " ".join((outcome.happened, *sorted(outcome.conflicts)))


def _untrue(read: serialization.Untrue) -> str:
    return f"{read.path}: saw {read.seen!r} where {read.there!r} stands"


class _Notes:
    """What one session saw and wrote: the newest read of each item, kept across its own landings."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.saw: dict[tuple[str, ...], Saw | Asked] = {}
        self.made: set[tuple[str, str | None]] = set()
        self.since: set[tuple[str, str | None]] = set()
        self.pending: dict[str, None] = {}
        self.looked: dict[str, str | None] = {}
        """The whole of each file of which it has read something since it edited it."""
        self.over: dict[str, str | None] = {}
        """What it knew of each file that it has edited since it landed it."""
        self.refused: tuple[Mapping[tuple[str, ...], Saw | Asked], Mapping[str, str]] = ({}, {})
        """At its newest rejection: what it had seen, and what stood at the tip."""
        self.call: tuple[str, str | None] = ("", None)
        self.carried: list[_Notes] = []
        """Others whose commits its branch has."""

    def landed(self, name: str, wrote: Mapping[str, str | None]) -> Landing:
        all_of = [self, *self.carried]
        made = frozenset(made for one in all_of for made in one.since)
        for one in all_of:
            one.since = set()
        over = {path: one.over.pop(path) for one in all_of for path in wrote if path in one.over}
        return Landing(name, self.session, tuple(saw for one in all_of for saw in one.saw.values()), wrote, made, over)

    def does(self, step: Step, world: World, notes: Mapping[str, _Notes]) -> Outcome | None:
        """Do one step; the outcome, if it is one that can be rejected."""
        me = self.session
        match (step.verb, *step.args):
            case ("reads", where, *at):
                path, _, numbers = where.partition(":")
                first, _, last = numbers.partition("-")
                lines = (int(first), int(last)) if numbers else None
                whole = world.tip().get(path) if at else world.text(me, path)
                self._read(path, numbers, world.read(me, path, lines, bool(at)), whole)
            case ("begins", path):
                self.call = (path, world.begin(me, path))
            case ("ends", *_):
                self._read(self.call[0], "", self.call[1], self.call[1])
                world.end(me)
            case ("lists", glob):
                self._asked(step, _listed(world.listing(me, glob), glob))
            case ("greps", pattern, *below):
                glob = below[1] if below else "*"
                self._asked(step, _searched(world.search(me, pattern, glob), pattern, glob))
            case ("writes" | "edits" | "appends" | "deletes" | "renames", *_):
                for path, text in _edited(step, lambda path: world.text(me, path)):
                    self._begins(path, world)
                    world.write(me, path, text)
                    self._makes(path, text)
                    self.pending[path] = None
            case ("takes", path, *_):
                self._begins(path, world)
                world.take(me, path)
                self.pending[path] = None
            case ("commits", "all"):
                return self._committed(world.commit_all(me), tuple(self.pending), world)
            case ("commits", "own"):
                return self._committed(world.commit_own(me), tuple(self.pending), world)
            case ("commits", "index"):
                return self._committed(world.commit_index(me), tuple(self.pending), world)
            case ("commits" | "amends", *named):
                paths = tuple(named or self.pending)
                return self._committed(world.commit(me, paths, step.verb == "amends"), paths, world)
            case ("merges" | "rebases", *_):
                return world.bring(me, step.verb == "rebases")
            case ("lands" | "squashes", *whose):
                return self._answered(world.land(whose[0] if whose else me, step.verb == "squashes"), world)
            case ("pulls", other):
                return self._answered(world.pull(me, other), world)
            case ("resolves", path, text, *unseen):
                return self._resolves(path, ended(text), not unseen, world)
            case ("picks" | "applies" | "mails", other):
                outcome = world.pick(me, other, step.verb)
                self.carried += [notes[other]] if outcome.happened == PASSED else []
                return self._answered(outcome, world)
            case ("folds" | "fixups", *_):
                return self._answered(world.fold(me, step.verb == "fixups"), world)
            case ("reverts" | "restores", other):
                before, outcome = dict(world.tip()), world.revert(me, other, step.verb == "restores")
                for path in {*before, *world.tip()}:
                    if before.get(path) != world.tip().get(path):
                        self._makes(path, world.tip().get(path))
                self.carried += [notes[other]] if outcome.happened == PASSED and step.verb == "restores" else []
                return self._answered(outcome, world)
            case ("detaches", *_):
                world.detach(me)
            case ("plants", path, text):
                self._makes(path, ended(text))
                return self._answered(world.plant(me, path, ended(text)), world)
            case ("rewinds", *_):
                return self._answered(world.rewind(me), world)
            case ("switches", branch):
                world.switch(me, branch)
            case ("acks", *_):
                world.ack(me)
                self._acknowledged()
            case ("clears", *_):
                world.clear(me)
                self.saw.clear()
            case ("discards", path):
                world.discard(me, path)
                self.pending.pop(path, None)
                self.over.pop(path, None)
            case ("stashes" | "pops", *_):
                world.stash(me, step.verb == "pops")
            case ("loads" | "empties", *_):
                world.load_index(me, step.verb == "empties")
            case ("stages", path):
                world.stage(me, path)
        return None

    def _committed(self, outcome: Outcome, paths: tuple[str, ...], world: World) -> Outcome:
        if outcome.happened in (PASSED, NOTHING):
            for path in paths:
                self.pending.pop(path, None)
        return self._answered(outcome, world)

    def _answered(self, outcome: Outcome, world: World) -> Outcome:
        self.refused = (dict(self.saw), dict(world.tip())) if outcome.happened == REJECTED else ({}, {})
        return outcome

    def _acknowledged(self) -> None:
        """Whoever acknowledges a rejection knows what stood at the tip of all that it had read, but nothing later."""
        saw, tip = self.refused
        self.over = {path: tip.get(path) for path in self.over}
        for key, read in saw.items():
            if self.saw.get(key) != read:
                continue  # it has looked again since, and seen something else
            if isinstance(read, Saw):
                self.saw[key] = Saw(read.path, tip.get(read.path))
            else:
                answers = ((path, read.answer(path, text)) for path, text in sorted(tip.items()))
                self.saw[key] = read._replace(found=tuple(pair for pair in answers if pair[1] is not None))

    def _begins(self, path: str, world: World) -> None:
        self.over[path] = self.looked.pop(path, self.over.get(path, world.text(self.session, path)))

    def _makes(self, path: str, text: str | None) -> None:
        self.made.add((path, text))
        self.since.add((path, text))

    def _resolves(self, path: str, text: str, seen: bool, world: World) -> Outcome:
        there, outcome = world.tip().get(path), world.resolve(self.session, path, text, seen)
        if outcome.happened == PASSED and world.text(self.session, path) == text:
            self._makes(path, text)
            if seen:
                self._read(path, "", there, there)
                self.over[path] = self.looked.pop(path, there)
        return self._answered(outcome, world)

    def _read(self, path: str, numbers: str, text: str | None, file: str | None) -> None:
        if (path, text) in self.made:
            return  # its own text tells it nothing
        self.looked[path] = file
        if not numbers:
            for key in [key for key in self.saw if key[0] == path]:
                del self.saw[key]
        whole = not numbers or text is None
        self.saw[path, numbers] = Saw(path, text) if whole else _part(path, numbers, str(text))

    def _asked(self, step: Step, asked: Asked) -> None:
        self.saw["", str(step)] = asked


def _edited(step: Step, text: Callable[[str], str | None]) -> Iterator[tuple[str, str | None]]:
    """The files that an edit changes, as it leaves them."""
    match (step.verb, *step.args):
        case ("writes", path, new):
            yield path, ended(new)
        case ("appends", path, new):
            yield path, (text(path) or "") + ended(new)
        case ("edits", where, new):
            path, _, number = where.partition(":")
            lines = (text(path) or "").splitlines(keepends=True)
            lines[int(number) - 1] = ended(new)
            yield path, "".join(lines)
        case ("deletes", path):
            yield path, None
        case ("renames", path, other):
            yield other, text(path)
            yield path, None


def _part(path: str, numbers: str, seen: str) -> Asked:
    """Lines are the same as long as they stand together somewhere: their numbers may move."""
    found = ((path, True),)
    return Asked(f"{path}:{numbers}", found, lambda at, text: (at == path and f"\n{seen}" in f"\n{text}") or None)


def _listed(names: frozenset[str], glob: str) -> Asked:
    found = tuple((name, True) for name in sorted(names))
    return Asked(f"ls {glob}", found, lambda path, _: fnmatchcase(path, glob) or None)


def _searched(lines: Mapping[str, tuple[str, ...]], pattern: str, glob: str) -> Asked:
    def answer(path: str, text: str) -> object:
        return (fnmatchcase(path, glob) and matching(text, pattern)) or None

    return Asked(f"grep '{pattern}' {glob}", tuple(sorted(lines.items())), answer)
