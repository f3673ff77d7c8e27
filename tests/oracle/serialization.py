"""Judge a recorded history by its direct serialization graph and show the smallest cycle in it.

The graph is Adya's (Weak Consistency, 1999; with Liskov and O'Neil, ICDE 2000), the names of what a cycle is are his
and elle's (Kingsbury and Alvaro, VLDB 2020). A transaction is a landing, the version order is the first-parent order
of one line. Histories come from the workers that made them: nothing here knows how landings are validated.

Versions have their content for identity, so a read may fit several places in the version order (A, B, A again).
A history is at fault only if *every* way of placing such reads leaves a cycle.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Answer = Callable[[str, str], object]
    """What a version, given by path and blob, adds to the answer of a question; ``None``: it does not match."""

INITIAL = -1
"""Stands for the landing that made what was there before the first one."""

SESSION, WW, WR, RW = "session", "ww", "wr", "rw"
"""Why one landing comes before another: its session landed it first, it was overwritten, seen, or seen before."""

ITEM, ABSENT, PREDICATE = "item", "absent", "predicate"


class Saw(NamedTuple):
    """A read of one item; ``blob`` is ``None`` where nothing was found.

    ``path`` may name a part of a file, if landings write that part under the same name.
    """

    path: str
    blob: str | None


class Asked(NamedTuple):
    """A read of a predicate: the versions that matched, as (path, answer), and what any version would answer."""

    question: str
    found: tuple[tuple[str, object], ...]
    answer: Answer


class Landing(NamedTuple):
    """One landing on the line, with what its session knew then.

    ``saw`` is the session's newest read of each item, sticky across its landings; reading back its own text replaces
    nothing. ``made`` has each (path, blob) that it wrote on the way here, landed or not, ``None`` for a deletion;
    empty when not recorded.
    A landing of several sessions' commits is one entry for each commit, oldest first.
    """

    name: str
    session: str
    saw: tuple[Saw | Asked, ...]
    wrote: Mapping[str, str | None]
    made: frozenset[tuple[str, str | None]] = frozenset()


class History(NamedTuple):
    """The blobs of the line before its first landing, and its landings in first-parent order."""

    initial: Mapping[str, str]
    landings: tuple[Landing, ...]


class Edge(NamedTuple):
    """``before`` has to come before ``after`` in any serial order; both count landings from 0."""

    before: int
    after: int
    kind: str
    of: str = ITEM
    path: str = ""
    question: str = ""
    read: int = -1
    """The placed read that this edge rests on; -1: none."""


class Untrue(NamedTuple):
    """A landed read that is not what stands at the landing's first parent."""

    landing: int
    read: Saw | Asked
    path: str
    seen: object
    there: object
    by: int
    """The landing that changed it, or on whose way it was seen before it landed; ``INITIAL``: none did."""


def among(matching: Iterable[tuple[str, str]]) -> Answer:
    """The answers of a question that is given by listing every (path, blob) that matches it."""
    listed = frozenset(matching)
    return lambda path, blob: blob if (path, blob) in listed else None


def edges(history: History) -> tuple[Edge, ...]:
    """The direct serialization graph, each ambiguous read placed at the newest version before its landing."""
    return tuple(_graph(_fixed(history), _placed(history), {}))


def witness(history: History) -> tuple[Edge, ...]:
    """The smallest cycle of a history that no serial order explains; empty if there is such an order."""
    return _refutation(_fixed(history), _placed(history), {})


def smallest_cycle(graph: Iterable[Edge]) -> tuple[Edge, ...]:
    """The shortest cycle, of the plainest edges, starting at its oldest landing; empty if there is none.

    Its oldest landing is entered against the landing order, so only what such edges lead to is searched from.
    """
    after: dict[int, dict[int, Edge]] = {}
    for edge in sorted(graph, key=lambda edge: (edge.read >= 0, _PLAINEST.index(edge.kind), *edge[:2])):
        if edge.before != edge.after:
            after.setdefault(edge.before, {}).setdefault(edge.after, edge)
    starts = sorted({other for node, others in after.items() for other in others if other < node})
    return min(filter(None, (_way_back(start, after) for start in starts)), key=len, default=())


def phenomenon(cycle: Sequence[Edge]) -> str:
    """What a cycle is called: G0, G1c, G-single, G-nonadjacent, G2-item or G2; "" for no cycle."""
    anti = [edge.kind == RW for edge in cycle]
    if not anti:
        return ""
    if not any(anti):
        return "G1c" if any(edge.kind == WR for edge in cycle) else "G0"
    if sum(anti) == 1:
        return "G-single"
    if not any(one and other for one, other in zip(anti, anti[1:] + anti[:1], strict=True)):
        return "G-nonadjacent"
    return "G2" if any(edge.kind == RW and edge.of == PREDICATE for edge in cycle) else "G2-item"


def told(history: History, cycle: Sequence[Edge]) -> str:
    """A cycle as a proof: *Let T1 be …, T2 be …. Then T1 < T2, because …, but T2 < T1, because ….*"""
    if not cycle:
        return ""
    names = {edge.before: f"T{n}" for n, edge in enumerate(cycle, 1)}
    lets = (f"{names[at]} be {history.landings[at].name} ({history.landings[at].session})" for at in names)
    steps = [f"{names[e.before]} < {names[e.after]}, because {_reason(history, e, names)}" for e in cycle]
    return f"Let {', '.join(lets)}.\nThen " + ",\n".join(steps[:-1]) + f",\nbut {steps[-1]}."


def true_at_parent(history: History) -> tuple[Untrue, ...]:
    """The landed reads that were not true at their first parent; none: the line equals its own serial execution.

    This is what a landing has to meet, and more than the absence of cycles.
    """
    untrue = []
    for read in _placed(history):
        if read.parent not in read.slots:
            seen = [slot for slot in read.slots if slot < read.parent]
            by = read.versions[seen[-1] + 1].at if seen else _maker(history, read)
            untrue.append(Untrue(read.landing, read.read, read.path, read.seen, read.versions[read.parent].answer, by))
    return tuple(untrue)


def never_landed(history: History) -> tuple[Untrue, ...]:
    """The landed reads of versions that no landing has: dropped (G1a, ``by`` is ``INITIAL``) or intermediate (G1b)."""
    return tuple(
        Untrue(read.landing, read.read, read.path, read.seen, read.versions[read.parent].answer, _maker(history, read))
        for read in _placed(history)
        if not read.slots
    )


def foreign_writes(history: History) -> tuple[tuple[int, str], ...]:
    """(landing, path) where it changed what its session never wrote, or landed another's text; needs ``made``."""
    makers: dict[tuple[str, str | None], set[str]] = {}
    for landing in history.landings:
        for pair in landing.made:
            makers.setdefault(pair, set()).add(landing.session)
    made: dict[str, set[tuple[str, str | None]]] = {}
    found = []
    for at, landing in enumerate(history.landings):
        own = made.setdefault(landing.session, set())
        own |= landing.made
        for path, blob in landing.wrote.items() if own else ():
            another = blob is not None and (path, blob) not in own and (path, blob) in makers
            if another or not any(path == written for written, _ in own):
                found.append((at, path))
    return tuple(found)


# From here on: how reads find their place among versions.

_PLAINEST = (WW, SESSION, WR, RW)


class _Version(NamedTuple):
    at: int
    answer: object


class _Placed(NamedTuple):
    """One path of one read: the versions of what was asked there, and after which of them the reader may stand."""

    landing: int
    read: Saw | Asked
    path: str
    seen: object
    versions: tuple[_Version, ...]
    parent: int
    """The version at the landing's first parent."""
    slots: tuple[int, ...]

    @property
    def of(self) -> str:
        if isinstance(self.read, Asked):
            return PREDICATE
        return ABSENT if self.seen is None else ITEM


def _placed(history: History) -> list[_Placed]:
    """Every read, path by path, but those of what the reader wrote itself: they bind it to nobody."""
    blobs = _versions(history)
    missing = (_Version(INITIAL, None),)
    placed = []
    for at, landing in enumerate(history.landings):
        for read in landing.saw:
            for path, seen, versions in _cells(read, blobs, missing):
                slots = _slots(history, at, seen, versions)
                parent = max(slot for slot, version in enumerate(versions) if version.at < at)
                if slots or not _is_own(history, at, read, path, seen):
                    placed.append(_Placed(at, read, path, seen, versions, parent, slots))
    return placed


def _versions(history: History) -> dict[str, tuple[_Version, ...]]:
    paths = {path: [_Version(INITIAL, blob)] for path, blob in history.initial.items()}
    for at, landing in enumerate(history.landings):
        for path, blob in landing.wrote.items():
            versions = paths.setdefault(path, [_Version(INITIAL, None)])
            if versions[-1].answer != blob:
                versions.append(_Version(at, blob))
    return {path: tuple(versions) for path, versions in paths.items()}


def _cells(
    read: Saw | Asked, blobs: Mapping[str, tuple[_Version, ...]], missing: tuple[_Version, ...]
) -> Iterator[tuple[str, object, tuple[_Version, ...]]]:
    """What was seen, path by path. A question looks at every path that ever was: not matching is an answer too."""
    if isinstance(read, Saw):
        yield read.path, read.blob, blobs.get(read.path, missing)
        return
    found = dict(read.found)
    for path in sorted({*blobs, *found}):
        versions: list[_Version] = []
        for at, blob in blobs.get(path, missing):
            answer = read.answer(path, blob) if isinstance(blob, str) else None
            if not versions or versions[-1].answer != answer:
                versions.append(_Version(at, answer))
        if found.get(path) is not None or len(versions) > 1 or versions[0].answer is not None:
            yield path, found.get(path), tuple(versions)


def _slots(history: History, reader: int, seen: object, versions: Sequence[_Version]) -> tuple[int, ...]:
    """Where the reader may stand, oldest first: after any version equal to what it knows, but one it has yet to land.

    A session that knew a version also knows what it made of it itself: its own landings carry it forward, and whoever brings
    that back later brings back what it knows.
    """
    session = history.landings[reader].session

    def equal(answer: object, start: int) -> list[int]:
        found = [slot for slot in range(start, len(versions)) if versions[slot].answer == answer]
        return [n for n in found if versions[n].at < reader or history.landings[versions[n].at].session != session]

    slots: set[int] = set()
    starts = equal(seen, 0)
    while starts:
        first = last = starts.pop()
        for after in versions[first + 1 :]:
            if after.at >= reader or history.landings[after.at].session != session:
                break
            last += 1
        if last not in slots:
            slots.add(last)
            starts += equal(versions[last].answer, last + 1) if last > first else []
    return tuple(sorted(slots))


def _is_own(history: History, reader: int, read: Saw | Asked, path: str, seen: object) -> bool:
    """Whether the reader's session made what it saw, on the way to any landing."""
    session = history.landings[reader].session
    return any(_made(landing, read, path, seen) for landing in history.landings if landing.session == session)


def _maker(history: History, read: _Placed) -> int:
    """The landing on whose way the version was made that the reader saw."""
    makers = (at for at, landing in enumerate(history.landings) if _made(landing, read.read, read.path, read.seen))
    return next(makers, INITIAL)


def _made(landing: Landing, read: Saw | Asked, path: str, seen: object) -> bool:
    for at, blob in {*landing.made, *landing.wrote.items()}:
        answer = read.answer(at, blob) if isinstance(read, Asked) and blob is not None else blob
        if at == path and answer == seen:
            return True
    return False


# From here on: the graph and its cycles.


def _fixed(history: History) -> list[Edge]:
    """The edges that no read decides."""
    return [*_order_of_sessions(history), *_order_of_writes(history)]


def _graph(fixed: Sequence[Edge], placed: Sequence[_Placed], choice: Mapping[int, int], sure: bool = False) -> list[Edge]:
    """All edges, with each read at its chosen place or its likeliest; ``sure``: without reads that still may move."""
    graph = [*fixed]
    for number, read in enumerate(placed):
        if not read.slots or (sure and len(read.slots) > 1 and number not in choice):
            continue
        slot = choice.get(number, max((s for s in read.slots if s <= read.parent), default=read.slots[0]))
        question = read.read.question if isinstance(read.read, Asked) else ""
        rest = (read.of, read.path, question, number if len(read.slots) > 1 else -1)
        writer = read.versions[slot].at
        if writer != INITIAL:
            graph.append(Edge(writer, read.landing, WR, *rest))
        if slot + 1 < len(read.versions) and read.versions[slot + 1].at != read.landing:
            graph.append(Edge(read.landing, read.versions[slot + 1].at, RW, *rest))
    return graph


def _order_of_sessions(history: History) -> Iterator[Edge]:
    newest: dict[str, int] = {}
    for at, landing in enumerate(history.landings):
        if landing.session in newest:
            yield Edge(newest[landing.session], at, SESSION)
        newest[landing.session] = at


def _order_of_writes(history: History) -> Iterator[Edge]:
    """Versions in line order; and whoever lands a text that another session wrote comes after that session's work."""
    for path, versions in _versions(history).items():
        for older, newer in pairwise(versions):
            if older.at != INITIAL:
                yield Edge(older.at, newer.at, WW, path=path)
    for at, path in foreign_writes(history):
        landing = history.landings[at]
        for maker, other in enumerate(history.landings):
            if (path, landing.wrote[path]) in other.made and other.session != landing.session:
                yield Edge(maker, at, WW, path=path)


def _refutation(fixed: Sequence[Edge], placed: Sequence[_Placed], choice: dict[int, int]) -> tuple[Edge, ...]:
    """A cycle, if one is left wherever the reads that are not chosen yet are placed; moves only reads in a cycle."""
    cycle = smallest_cycle(_graph(fixed, placed, choice, sure=True))
    if cycle:
        return cycle
    cycle = smallest_cycle(_graph(fixed, placed, choice))
    movable = [edge.read for edge in cycle if edge.read >= 0 and edge.read not in choice]
    for slot in placed[movable[0]].slots if movable else ():
        cycle = _refutation(fixed, placed, {**choice, movable[0]: slot})
        if not cycle:
            break
    return cycle


def _way_back(start: int, after: Mapping[int, Mapping[int, Edge]]) -> tuple[Edge, ...]:
    """The shortest cycle through ``start``, by breadth-first search; empty if there is none."""
    ways: dict[int, tuple[Edge, ...]] = {start: ()}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for other, edge in after.get(node, {}).items():
            if other == start:
                return (*ways[node], edge)
            if other not in ways:
                ways[other] = (*ways[node], edge)
                todo.append(other)
    return ()


def _reason(history: History, edge: Edge, names: Mapping[int, str]) -> str:
    before, after, path = names[edge.before], names[edge.after], edge.path
    return {
        (SESSION, ITEM): f"{history.landings[edge.before].session} landed it first",
        (WW, ITEM): f"{after} wrote {path} over what {before} had made of it",
        (WR, ITEM): f"{after} saw {path} as {before} had written it",
        (RW, ITEM): f"{before} saw {path} before {after} changed it",
        (WR, ABSENT): f"{after} found no {path}, which {before} had deleted",
        (RW, ABSENT): f"{before} found no {path}, which {after} created",
        (WR, PREDICATE): f"{after} asked {edge.question} and saw {path} as {before} had left it",
        (RW, PREDICATE): f"{before} asked {edge.question} before {after} changed the answer in {path}",
    }[edge.kind, edge.of]
