"""What must hold of any history: the oracle against brute force, and against what must not matter to it."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.cycles import RW, SESSION, WR, WW, Edge, edges, smallest_cycle, witness
from tests.oracle.serialization import Asked, History, Landing, Saw, never_landed, true_at_parent

pytestmark = pytest.mark.model

PATHS, BLOBS, SESSIONS = ("a", "b", "c"), ("0", "1", "2"), ("ann", "bob", "carl")
TWOS = Asked("has 2", (), lambda path, blob: True if blob == "2" else None)
states = st.fixed_dictionaries({path: st.sampled_from((None, *BLOBS)) for path in PATHS})
State = dict[str, str | None]


def present(state: State) -> dict[str, str]:
    return {path: blob for path, blob in state.items() if blob is not None}


def changes(before: State, after: State) -> dict[str, str | None]:
    return {path: after[path] for path in PATHS if before[path] != after[path]}


@st.composite
def histories(draw: st.DrawFn, *, serial: bool = False, sessions: tuple[str, ...] = SESSIONS) -> History:
    """Random landings; ``serial``: each saw exactly what stood at its first parent."""
    initial = state = draw(states)
    past, landings = [state], []
    for number in range(draw(st.integers(1, 5))):
        seen = [state if serial else draw(st.sampled_from(past)) for _ in range(3)]
        paths = draw(st.lists(st.sampled_from(PATHS), unique=True, max_size=2))
        saw: list[Saw | Asked] = [Saw(path, view[path]) for path, view in zip(paths, seen, strict=False)]
        if draw(st.booleans()):
            saw.append(TWOS._replace(found=tuple((path, True) for path in PATHS if seen[2][path] == "2")))
        following = {
            **state,
            **draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from((None, *BLOBS)), max_size=2)),
        }
        session = draw(st.sampled_from(sessions)) if sessions else f"s{number}"
        landings.append(Landing(f"c{number}", session, tuple(saw), changes(state, following)))
        past.append(following)
        state = following
    return History(present(initial), tuple(landings))


@given(histories(serial=True))
def test_serial_histories_have_no_cycle_and_only_true_reads(history: History) -> None:
    assert witness(history) == ()
    assert true_at_parent(history) == ()
    assert never_landed(history) == ()


@given(histories())
def test_reads_true_at_their_parents_leave_no_cycle(history: History) -> None:
    assert true_at_parent(history) or not witness(history)


def serializable(history: History) -> bool:
    """Try every order of the landings that keeps the order of each path's versions, by running it."""
    writers = {path: [n for n, one in enumerate(history.landings) if path in one.wrote] for path in PATHS}
    for order in permutations(range(len(history.landings))):
        if any([n for n in order if n in ns] != ns for ns in writers.values()):
            continue
        state: State = {path: history.initial.get(path) for path in PATHS}
        for number in order:
            for read in history.landings[number].saw:
                if isinstance(read, Saw) and state[read.path] != read.blob:
                    break
                if isinstance(read, Asked) and {path for path in PATHS if state[path] == "2"} != {p for p, _ in read.found}:
                    break
            else:
                state.update(history.landings[number].wrote)
                continue
            break
        else:
            return True
    return False


@given(histories(sessions=()))
def test_there_is_a_witness_exactly_if_no_serial_order_explains_what_was_seen(history: History) -> None:
    assert bool(witness(history)) != serializable(history)


@given(histories(), st.permutations(SESSIONS), st.permutations(PATHS))
def test_names_do_not_matter(history: History, sessions: list[str], paths: list[str]) -> None:
    who, where = dict(zip(SESSIONS, sessions, strict=True)), dict(zip(PATHS, paths, strict=True))

    def renamed(read: Saw | Asked) -> Saw | Asked:
        if isinstance(read, Saw):
            return Saw(where[read.path], read.blob)
        return read._replace(found=tuple((where[path], answer) for path, answer in read.found))

    other = History(
        {where[path]: blob for path, blob in history.initial.items()},
        tuple(
            Landing(
                f"x{one.name}",
                who[one.session],
                tuple(map(renamed, one.saw)),
                {where[p]: b for p, b in one.wrote.items()},
            )
            for one in history.landings
        ),
    )
    assert len(witness(other)) == len(witness(history))
    assert len(true_at_parent(other)) == len(true_at_parent(history))
    assert {edge[:4] for edge in edges(other)} == {edge[:4] for edge in edges(history)}


links = st.builds(Edge, st.integers(0, 6), st.integers(0, 6), st.sampled_from((SESSION, WW, WR, RW)))


@given(st.lists(links, max_size=15), links)
def test_an_added_edge_never_removes_a_cycle_nor_lengthens_the_smallest(graph: list[Edge], more: Edge) -> None:
    before, after = smallest_cycle(graph), smallest_cycle([*graph, more])
    assert not before or 0 < len(after) <= len(before)


@given(st.lists(links, max_size=15))
def test_a_cycle_closes_without_passing_twice_and_none_is_shorter(graph: list[Edge]) -> None:
    cycle = smallest_cycle(graph)
    nodes = [edge.before for edge in cycle]
    assert [edge.after for edge in cycle] == nodes[1:] + nodes[:1]
    assert len(set(nodes)) == len(nodes)
    pairs = {edge[:2] for edge in graph}
    shorter = range(2, len(cycle) or 8)
    rings = (ring for length in shorter for ring in permutations(range(7), length))
    assert not any(all(pair in pairs for pair in zip(ring, ring[1:] + ring[:1], strict=True)) for ring in rings)
