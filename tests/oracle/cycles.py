"""Show the smallest cycle in a history's direct serialization graph, and what it is called.

The graph is Adya's (Weak Consistency, 1999; with Liskov and O'Neil, ICDE 2000), the names of what a cycle is are his
and elle's (Kingsbury and Alvaro, VLDB 2020). A history is at fault only if *every* way of placing its ambiguous reads
leaves a cycle.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import NamedTuple

from tests.oracle.serialization import ABSENT, INITIAL, ITEM, PREDICATE, Asked, Placed, foreign_writes, placed, versions_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.oracle.serialization import History

SESSION, WW, WR, RW = "session", "ww", "wr", "rw"
"""Why one landing comes before another: its session landed it first, it was overwritten, seen, or seen before."""


_PLAINEST = (WW, SESSION, WR, RW)


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


def edges(history: History) -> tuple[Edge, ...]:
    """The direct serialization graph, each ambiguous read placed at the newest version before its landing."""
    return tuple(_graph(_fixed(history), placed(history), {}))


def witness(history: History) -> tuple[Edge, ...]:
    """The smallest cycle of a history that no serial order explains; empty if there is such an order."""
    return _refutation(_fixed(history), placed(history), {})


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


# From here on: the graph and its cycles.


def _fixed(history: History) -> list[Edge]:
    """The edges that no read decides."""
    return [*_order_of_sessions(history), *_order_of_writes(history)]


def _graph(fixed: Sequence[Edge], reads: Sequence[Placed], choice: Mapping[int, int], sure: bool = False) -> list[Edge]:
    """All edges, with each read at its chosen place or its likeliest; ``sure``: without reads that still may move."""
    graph = [*fixed]
    for number, read in enumerate(reads):
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
    for path, versions in versions_of(history).items():
        for older, newer in pairwise(versions):
            if older.at != INITIAL:
                yield Edge(older.at, newer.at, WW, path=path)
    for at, path in foreign_writes(history):
        landing = history.landings[at]
        for maker, other in enumerate(history.landings):
            if (path, landing.wrote[path]) in other.made and other.session != landing.session:
                yield Edge(maker, at, WW, path=path)


def _refutation(fixed: Sequence[Edge], reads: Sequence[Placed], choice: dict[int, int]) -> tuple[Edge, ...]:
    """A cycle, if one is left wherever the reads that are not chosen yet are placed; moves only reads in a cycle."""
    cycle = smallest_cycle(_graph(fixed, reads, choice, sure=True))
    if cycle:
        return cycle
    cycle = smallest_cycle(_graph(fixed, reads, choice))
    movable = [edge.read for edge in cycle if edge.read >= 0 and edge.read not in choice]
    for slot in reads[movable[0]].slots if movable else ():
        cycle = _refutation(fixed, reads, {**choice, movable[0]: slot})
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
