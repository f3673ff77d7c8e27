"""Play a script in a world, note what its sessions really saw, and tell whether the anomaly happened.

A ``World`` is real git behind the real hooks, or the reference model that says what they ought to do. The history that
``play`` returns rests on what the world let the sessions see and on what landed, never on what was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple, Protocol

from tests.anomalies.interleaving import orders
from tests.anomalies.spec import LANDS, NEVER, REJECTED, Order, Script, Step, ended, turns
from tests.oracle import serialization
from tests.oracle.serialization import Asked, History, Landing, Saw

PASSED, NOTHING, CONFLICT = "passed", "nothing", "conflict"
"""What a commit or landing came to, besides ``rejected``: git had nothing to commit, or would not merge."""


class Outcome(NamedTuple):
    """What became of a commit, a merge or a landing; ``conflicts`` as «CG101 api.py», «CG102» alone for predicates."""

    happened: str
    conflicts: frozenset[str] = frozenset()


class World(Protocol):
    """Where a script is played. One call is one step of a session, and what it did is recorded as its client would.

    Nothing is shown to a session between its steps. Texts end with a line feed, ``None`` is a path that is not there.
    Whatever is rejected or conflicts leaves no trace: what git leaves behind is cleaned up before the call returns.
    In the world ``shared`` all sessions work in one work tree on main and commit there; in ``linked`` each has a
    worktree with a branch from main's start.
    """

    def tip(self) -> Mapping[str, str]:
        """Every path of main's tip with its text."""
        ...

    def text(self, session: str, path: str) -> str | None:
        """A file of the session's work tree, without anybody knowing that it was looked at."""
        ...

    def read(self, session: str, path: str, lines: tuple[int, int] | None, at_main: bool) -> str | None:
        """Read a file, or lines of it, of the work tree or of main's tip (``git show main:PATH``)."""
        ...

    def begin(self, session: str, path: str) -> str | None:
        """Begin a call of the shell tool that reads a file at once, and goes on until ``end``."""
        ...

    def end(self, session: str) -> None:
        """End the session's call of the shell tool."""
        ...

    def listing(self, session: str, glob: str) -> frozenset[str]:
        """The paths of the work tree that match, as a glob tool says."""
        ...

    def search(self, session: str, pattern: str, glob: str) -> Mapping[str, tuple[str, ...]]:
        """The matching lines of each path that matches ``glob``, as a search tool says."""
        ...

    def write(self, session: str, path: str, text: str | None) -> None:
        """Write a whole file, ``None``: remove it."""
        ...

    def commit(self, session: str, paths: tuple[str, ...], amend: bool) -> Outcome:
        """Commit just these paths as they are in the work tree."""
        ...

    def commit_all(self, session: str) -> Outcome:
        """Add and commit whatever the work tree has."""
        ...

    def commit_own(self, session: str) -> Outcome:
        """Commit what the session has edited and no other session has: ``coordgit commit``. It refuses a path of two sessions."""
        ...

    def commit_index(self, session: str) -> Outcome:
        """Commit the session's own index."""
        ...

    def load_index(self, session: str, empty: bool) -> None:
        """Give the session an index of its own, as HEAD is or empty."""
        ...

    def stage(self, session: str, path: str) -> None:
        """Put a file into the session's own index."""
        ...

    def bring(self, session: str, rebase: bool) -> Outcome:
        """Merge main into the session's branch, or rebase the branch onto main."""
        ...

    def land(self, session: str, squash: bool = False) -> Outcome:
        """Bring the session's branch, or its detached HEAD, to main, by fast-forward where that goes, else by a merge commit.

        With ``squash`` as one new commit. Whoever does it has read nothing, so the work counts as the session's.
        """
        ...

    def pick(self, session: str, other: str) -> Outcome:
        """Bring the other session's commit to the session's branch."""
        ...

    def fold(self, session: str) -> Outcome:
        """Make the commits of the session's branch one."""
        ...

    def detach(self, session: str) -> None:
        """Leave the branch: what is committed from now on is HEAD's alone."""
        ...

    def plant(self, session: str, path: str, text: str) -> Outcome:
        """Commit to main by plumbing: the work tree and its index stay as they are."""
        ...

    def rewind(self, session: str) -> Outcome:
        """Move main, and the work tree, to the commit before."""
        ...

    def switch(self, session: str, branch: str) -> None:
        """Switch the work tree to main or to ``side``, which is made if it is not there; only main is the line."""
        ...

    def ack(self, session: str) -> None:
        """Acknowledge the session's newest rejection; nothing if there is none."""
        ...

    def clear(self, session: str) -> None:
        """Begin a new epoch."""
        ...

    def discard(self, session: str, path: str) -> None:
        """Put a file back as HEAD has it."""
        ...

    def stash(self, session: str, pop: bool) -> None:
        """Put the uncommitted edits of the work tree away, or take them back."""
        ...


Open = Callable[[str, str, Script], World]
"""Makes a fresh world: kind (``shared``, ``linked``), level (of ``spec.LEVELS``), and the script to be played in it."""


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
    "cycle": lambda history: serialization.told(history, serialization.witness(history)),
    "stale": lambda history: "\n".join(map(_untrue, serialization.true_at_parent(history))),
    "dirty": lambda history: "\n".join(map(_untrue, serialization.never_landed(history))),
    "foreign": lambda history: "\n".join(f"{path}: not the work of the session" for _, path in _foreign(history)),
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


def _foreign(history: History) -> tuple[tuple[int, str], ...]:
    return serialization.foreign_writes(history)


class _Notes:
    """What one session saw and wrote: the newest read of each item, kept across its own landings."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.saw: dict[tuple[str, ...], Saw | Asked] = {}
        self.made: set[tuple[str, str | None]] = set()
        self.since: set[tuple[str, str | None]] = set()
        self.pending: dict[str, None] = {}
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
        return Landing(name, self.session, tuple(saw for one in all_of for saw in one.saw.values()), wrote, made)

    def does(self, step: Step, world: World, notes: Mapping[str, _Notes]) -> Outcome | None:
        """Do one step; the outcome, if it is one that can be rejected."""
        me = self.session
        match (step.verb, *step.args):
            case ("reads", where, *at):
                path, _, numbers = where.partition(":")
                first, _, last = numbers.partition("-")
                lines = (int(first), int(last)) if numbers else None
                self._read(path, numbers, world.read(me, path, lines, bool(at)))
            case ("begins", path):
                self.call = (path, world.begin(me, path))
            case ("ends", *_):
                self._read(self.call[0], "", self.call[1])
                world.end(me)
            case ("lists", glob):
                self._asked(step, _listed(world.listing(me, glob), glob))
            case ("greps", pattern, *below):
                glob = below[1] if below else "*"
                self._asked(step, _searched(world.search(me, pattern, glob), pattern, glob))
            case ("writes" | "edits" | "appends" | "deletes" | "renames", *_):
                for path, text in _edited(step, lambda path: world.text(me, path)):
                    world.write(me, path, text)
                    self.made.add((path, text))
                    self.since.add((path, text))
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
            case ("picks", other):
                outcome = world.pick(me, other)
                self.carried += [notes[other]] if outcome.happened == PASSED else []
                return self._answered(outcome, world)
            case ("folds", *_):
                return self._answered(world.fold(me), world)
            case ("detaches", *_):
                world.detach(me)
            case ("plants", path, text):
                self.made.add((path, ended(text)))
                self.since.add((path, ended(text)))
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
        for key, read in saw.items():
            if self.saw.get(key) != read:
                continue  # it has looked again since, and seen something else
            if isinstance(read, Saw):
                self.saw[key] = Saw(read.path, tip.get(read.path))
            else:
                answers = ((path, read.answer(path, text)) for path, text in sorted(tip.items()))
                self.saw[key] = read._replace(found=tuple(pair for pair in answers if pair[1] is not None))

    def _read(self, path: str, numbers: str, text: str | None) -> None:
        if (path, text) in self.made:
            return  # its own text tells it nothing
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
