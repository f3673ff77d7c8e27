"""The oracle against the classical anomalies, against brute force, and against what must not matter to it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.serialization import (
    INITIAL,
    RW,
    SESSION,
    WR,
    WW,
    Asked,
    Edge,
    History,
    Landing,
    Saw,
    among,
    edges,
    foreign_writes,
    never_landed,
    phenomenon,
    smallest_cycle,
    told,
    true_at_parent,
    witness,
)

CALLS = among({("caller.py", "f(1)"), ("old.py", "f(0)")})


def landing(
    session: str,
    saw: dict[str, str | None],
    wrote: dict[str, str | None],
    *asked: Asked,
    made: set[tuple[str, str | None]] | None = None,
) -> Landing:
    reads: list[Saw | Asked] = [*(Saw(path, blob) for path, blob in saw.items()), *asked]
    return Landing(f"{session}'s", session, tuple(reads), wrote, frozenset(made or ()))


def line(*landings: Landing, **initial: str) -> History:
    return History(initial, landings)


def callers(**found: str) -> Asked:
    return Asked("grep f(", tuple((f"{name}.py", text) for name, text in found.items()), CALLS)


def files(*names: str) -> Asked:
    return Asked("ls migrations", tuple((name, True) for name in names), lambda path, _: path[0] == "m" or None)


# Each anomaly with the twin that is one step away and serializable.
CYCLES = {
    "two halves of two interleaved edits": (
        "G0",
        line(
            landing("ann", {}, {"a": "b1"}, made={("a", "a1"), ("b", "a2")}),
            landing("bob", {}, {"b": "a2"}, made={("a", "b1"), ("b", "b2")}),
        ),
        line(
            landing("ann", {}, {"a": "a1"}, made={("a", "a1"), ("b", "a2")}),
            landing("bob", {}, {"b": "b2"}, made={("a", "b1"), ("b", "b2")}),
        ),
    ),
    "each saw the other's uncommitted file": (
        "G1c",
        line(landing("ann", {"b": "b1"}, {"a": "a1"}), landing("bob", {"a": "a1"}, {"b": "b1"}), a="a0", b="b0"),
        line(landing("ann", {"b": "b0"}, {"a": "a1"}), landing("bob", {"a": "a1"}, {"b": "b1"}), a="a0", b="b0"),
    ),
    "an observed landing vanishes": (
        "G-single",
        line(
            landing("ann", {}, {"a": "a1", "b": "b1"}),
            landing("bob", {}, {"a": "a2", "b": "b2"}),
            landing("carl", {"a": "a2", "b": "b1"}, {"c": "c1"}),
        ),
        line(
            landing("ann", {}, {"a": "a1", "b": "b1"}),
            landing("bob", {}, {"a": "a2", "b": "b2"}),
            landing("carl", {"a": "a2", "b": "b2"}, {"c": "c1"}),
        ),
    ),
    "two searches, two answers": (
        "G-single",
        line(
            landing("bob", {}, {"caller.py": "f(1)"}),
            landing("ann", {"caller.py": "f(1)"}, {"c": "c1"}, callers()),
        ),
        line(
            landing("bob", {}, {"caller.py": "f(1)"}),
            landing("ann", {"caller.py": "f(1)"}, {"c": "c1"}, callers(caller="f(1)")),
        ),
    ),
    "lost update": (
        "G-single",
        line(landing("bob", {"a": "a0"}, {"a": "b1"}), landing("ann", {"a": "a0"}, {"a": "a1"}), a="a0"),
        line(landing("bob", {"a": "a0"}, {"a": "b1"}), landing("ann", {"a": "b1"}, {"a": "a1"}), a="a0"),
    ),
    "one file before, the other after": (
        "G-single",
        line(landing("bob", {}, {"a": "a1", "b": "b1"}), landing("ann", {"a": "a0", "b": "b1"}, {"c": "1"}), a="a0"),
        line(landing("bob", {}, {"a": "a1", "b": "b1"}), landing("ann", {"a": "a1", "b": "b1"}, {"c": "1"}), a="a0"),
    ),
    "before and after, through a third": (
        "G-single",
        line(
            landing("bob", {}, {"a": "a1"}),
            landing("carl", {"a": "a1"}, {"b": "b1"}),
            landing("ann", {"a": "a0", "b": "b1"}, {"c": "c1"}),
            a="a0",
        ),
        line(
            landing("bob", {}, {"a": "a1"}),
            landing("carl", {"a": "a0"}, {"b": "b1"}),
            landing("ann", {"a": "a0", "b": "b1"}, {"c": "c1"}),
            a="a0",
        ),
    ),
    "signature against new caller": (
        "G2-item",
        line(landing("bob", {"c": None}, {"api": "f(x, y)"}), landing("ann", {"api": "f(x)"}, {"c": "f(1)"}), api="f(x)"),
        line(landing("bob", {}, {"api": "f(x, y)"}), landing("ann", {"api": "f(x)"}, {"c": "f(1)"}), api="f(x)"),
    ),
    "no caller found": (
        "G2",
        line(
            landing("bob", {}, {"api": "f(x, y)"}, callers()),
            landing("ann", {"api": "f(x)"}, {"caller.py": "f(1)"}),
            api="f(x)",
        ),
        line(
            landing("bob", {}, {"api": "f(x, y)"}, callers()),
            landing("ann", {"api": "f(x)"}, {"caller.py": "g(1)"}),
            api="f(x)",
        ),
    ),
    "next free number": (
        "G2",
        line(landing("ann", {}, {"m2a": "1"}, files("m1")), landing("bob", {}, {"m2b": "1"}, files("m1")), m1="1"),
        line(landing("ann", {}, {"m2a": "1"}, files("m1")), landing("bob", {}, {"m3": "1"}, files("m1", "m2a")), m1="1"),
    ),
    "report of a state that never was": (
        "G2-item",
        line(
            landing("ann", {"x": "0"}, {"x": "20"}),
            landing("carl", {"x": "20", "y": "0"}, {"report": "20"}),
            landing("bob", {"x": "0", "y": "0"}, {"y": "-11"}),
            x="0",
            y="0",
        ),
        line(
            landing("ann", {"x": "0"}, {"x": "20"}),
            landing("bob", {"x": "0", "y": "0"}, {"y": "-11"}),
            x="0",
            y="0",
        ),
    ),
    "three sessions in a ring": (
        "G2-item",
        line(
            landing("ann", {"a": "0"}, {"b": "1"}),
            landing("bob", {"b": "0"}, {"c": "1"}),
            landing("carl", {"c": "0"}, {"a": "1"}),
            a="0",
            b="0",
            c="0",
        ),
        line(
            landing("ann", {"a": "0"}, {"b": "1"}),
            landing("bob", {"b": "0"}, {"c": "1"}),
            landing("carl", {"c": "1"}, {"a": "1"}),
            a="0",
            b="0",
            c="0",
        ),
    ),
    "two readers disagree about two writers": (
        "G-nonadjacent",
        line(
            landing("bob", {}, {"x": "1"}),
            landing("dora", {}, {"y": "1"}),
            landing("ann", {"x": "0", "y": "1"}, {"p": "1"}),
            landing("carl", {"x": "1", "y": "0"}, {"q": "1"}),
            x="0",
            y="0",
        ),
        line(
            landing("bob", {}, {"x": "1"}),
            landing("dora", {}, {"y": "1"}),
            landing("ann", {"x": "0", "y": "1"}, {"p": "1"}),
            landing("carl", {"x": "1", "y": "1"}, {"q": "1"}),
            x="0",
            y="0",
        ),
    ),
    "many versions of one file": (
        "G2-item",
        line(
            landing("bob", {}, {"x": "1"}),
            landing("dora", {"z": "0"}, {"y": "1"}),
            landing("carl", {"y": "0"}, {"x": "2"}),
            landing("ann", {"x": "0"}, {"z": "1"}),
            x="0",
            y="0",
            z="0",
        ),
        line(
            landing("bob", {}, {"x": "1"}),
            landing("dora", {"z": "0"}, {"y": "1"}),
            landing("carl", {"y": "0"}, {"x": "2"}),
            landing("ann", {"x": "2"}, {"z": "1"}),
            x="0",
            y="0",
            z="0",
        ),
    ),
}


@pytest.mark.parametrize("name", CYCLES)
def test_an_anomaly_has_the_cycle_it_is_known_for(name: str) -> None:
    expected, history, _ = CYCLES[name]
    assert phenomenon(witness(history)) == expected


@pytest.mark.parametrize("name", CYCLES)
def test_the_twin_of_an_anomaly_has_no_cycle(name: str) -> None:
    *_, twin = CYCLES[name]
    assert told(twin, witness(twin)) == ""


def test_a_dropped_edit_that_was_read_never_landed() -> None:
    dropped = line(landing("ann", {"a": "draft"}, {"b": "1"}), a="a0")
    kept = line(landing("ann", {"a": "a0"}, {"b": "1"}), a="a0")
    assert [(read.path, read.seen, read.there, read.by) for read in never_landed(dropped)] == [("a", "draft", "a0", INITIAL)]
    assert never_landed(kept) == ()


def test_an_intermediate_version_that_was_read_names_the_landing_it_led_to() -> None:
    bob = landing("bob", {}, {"a": "final"}, made={("a", "draft"), ("a", "final")})
    saw_draft = line(bob, landing("ann", {"a": "draft"}, {"b": "1"}), a="a0")
    saw_final = line(bob, landing("ann", {"a": "final"}, {"b": "1"}), a="a0")
    assert [read.by for read in never_landed(saw_draft)] == [0]
    assert never_landed(saw_final) == ()


def test_a_search_that_matched_a_dropped_version_never_landed() -> None:
    dropped = line(landing("ann", {}, {"b": "1"}, callers(caller="f(1)")))
    assert [(read.path, read.seen, read.there) for read in never_landed(dropped)] == [("caller.py", "f(1)", None)]
    assert never_landed(line(landing("ann", {}, {"b": "1"}, callers()))) == ()


def test_one_stale_read_is_untrue_at_its_parent_though_no_cycle() -> None:
    stale = line(landing("bob", {}, {"api": "f(x, y)"}), landing("ann", {"api": "f(x)"}, {"c": "1"}), api="f(x)")
    fresh = line(landing("bob", {}, {"api": "f(x, y)"}), landing("ann", {"api": "f(x, y)"}, {"c": "1"}), api="f(x)")
    assert witness(stale) == ()
    assert [(read.landing, read.path, read.seen, read.there, read.by) for read in true_at_parent(stale)] == [
        (1, "api", "f(x)", "f(x, y)", 0)
    ]
    assert true_at_parent(fresh) == ()


def test_a_file_that_was_not_there_is_untrue_once_somebody_created_it() -> None:
    created = line(landing("bob", {}, {"new": "1"}), landing("ann", {"new": None}, {"c": "1"}))
    gone_again = line(*created.landings[:1], landing("bob", {}, {"new": None}), *created.landings[1:])
    assert [(read.seen, read.there) for read in true_at_parent(created)] == [(None, "1")]
    assert true_at_parent(gone_again) == ()


def test_a_search_is_untrue_where_its_answer_changed_and_only_there() -> None:
    moved = line(landing("bob", {}, {"old.py": "g(0)", "x": "1"}), landing("ann", {}, {"c": "1"}, callers(old="f(0)")))
    history = History({"old.py": "f(0)"}, moved.landings)
    assert [(read.path, read.seen, read.there) for read in true_at_parent(history)] == [("old.py", "f(0)", None)]
    elsewhere = History({"old.py": "f(0)"}, (landing("bob", {}, {"x": "1"}), moved.landings[1]))
    assert true_at_parent(elsewhere) == ()


def test_a_version_seen_before_it_landed_is_untrue_at_the_parent() -> None:
    early = line(landing("ann", {"a": "a1"}, {"b": "1"}), landing("bob", {}, {"a": "a1"}), a="a0")
    assert [(read.seen, read.there, read.by) for read in true_at_parent(early)] == [("a1", "a0", 1)]
    late = line(landing("bob", {}, {"a": "a1"}), landing("ann", {"a": "a1"}, {"b": "1"}), a="a0")
    assert true_at_parent(late) == ()


def test_a_change_that_was_undone_is_as_if_it_never_was() -> None:
    bob, back, ann = (
        landing("bob", {}, {"a": "B"}),
        landing("bob", {}, {"a": "A"}),
        landing("ann", {"a": "A"}, {"c": "1"}),
    )
    assert true_at_parent(line(bob, back, ann, a="A")) == ()
    assert [read.by for read in true_at_parent(line(bob, ann, a="A"))] == [0]
    assert [read.by for read in true_at_parent(line(bob, back, bob, ann, a="A"))] == [2]


def test_a_read_of_an_equal_version_is_placed_where_it_fits() -> None:
    """Ann ran before anybody: that her ``a`` is also bob's later ``a`` must not tie her to bob's ``x``."""
    bob = (landing("bob", {}, {"a": "B"}), landing("bob", {}, {"a": "A", "x": "1"}))
    assert witness(line(*bob, landing("ann", {"a": "A", "x": "0"}, {"c": "1"}), a="A", x="0")) == ()
    placed_last = edges(line(*bob, landing("ann", {"a": "A", "x": "0"}, {"c": "1"}), a="A", x="0"))
    assert phenomenon(smallest_cycle(placed_last)) == "G-single"
    nowhere = line(*bob, landing("ann", {"a": "B", "x": "1"}, {"c": "1"}), a="A", x="0")
    assert phenomenon(witness(nowhere)) == "G-single"


def test_a_version_that_says_the_same_is_no_change() -> None:
    same, ann = landing("bob", {}, {"a": "0", "x": "1"}), landing("ann", {"a": "0", "x": "1"}, {"c": "1"})
    assert witness(line(same, ann, a="0")) == ()
    twos = Asked("has 2", (("a", True),), lambda _, blob: "2" in blob or None)
    shifted = landing("ann", {"x": "1"}, {"c": "1"}, twos)
    assert witness(line(landing("bob", {}, {"a": "12", "x": "1"}), shifted, a="2")) == ()
    moved = edges(line(landing("bob", {}, {"a": "12", "x": "1"}), shifted, a="2"))
    assert [edge.path for edge in moved] == ["x"]
    assert edges(line(landing("bob", {}, {"a": "1"}), landing("ann", {}, {"a": "1"}))) == ()
    assert witness(line(landing("bob", {}, {"a": "1", "x": "1"}), shifted, a="2")) != ()


def test_a_read_is_placed_before_its_landing_rather_than_after_it() -> None:
    bob = (landing("bob", {}, {"a": "B"}), landing("bob", {}, {"a": "A"}))
    assert [edge[:3] for edge in edges(line(landing("ann", {"a": "A"}, {"c": "1"}), *bob, a="A"))] == [
        (1, 2, SESSION),
        (1, 2, WW),
        (0, 1, RW),
    ]


def test_a_landing_never_comes_before_itself() -> None:
    history = line(landing("ann", {"a": "0"}, {"a": "1"}), landing("bob", {"a": "1"}, {"a": "2"}), a="0")
    assert {edge[:3] for edge in edges(history)} == {(0, 1, WW), (0, 1, WR)}


def test_many_reads_that_can_be_placed_do_not_hide_a_cycle_that_stays() -> None:
    """Each of bob's files has a shorter cycle than the ring, until ann is placed before his landings."""
    landings: list[Landing] = []
    for n in range(20):
        landings += (
            landing(f"bob{n}", {}, {f"a{n}": "B"}),
            landing(f"bob{n}", {}, {f"a{n}": "A", f"x{n}": "1"}),
            landing(f"ann{n}", {f"a{n}": "A", f"x{n}": None}, {f"c{n}": "1"}),
        )
    start = {f"a{n}": "A" for n in range(20)}
    ring = CYCLES["three sessions in a ring"][1]
    assert witness(History(start, tuple(landings))) == ()
    assert len(witness(History({**start, **ring.initial}, (*landings, *ring.landings)))) == 3


def test_what_a_session_landed_itself_carries_its_read_forward() -> None:
    first, second = landing("ann", {"a": "0"}, {"a": "1"}), landing("ann", {"a": "0"}, {"c": "1"})
    assert true_at_parent(line(first, second, a="0")) == ()
    assert witness(line(first, second, a="0")) == ()
    between = line(first, landing("bob", {}, {"a": "2"}), second, a="0")
    assert [read.by for read in true_at_parent(between)] == [1]
    over_unseen = line(landing("bob", {}, {"a": "2"}), first, second, a="0")
    assert [(read.landing, read.by) for read in true_at_parent(over_unseen)] == [(1, 0), (2, 0)]


def test_reading_back_one_s_own_text_binds_to_nobody() -> None:
    own = line(landing("bob", {}, {"a": "1"}), landing("ann", {"a": "2"}, {"a": "3"}, made={("a", "2"), ("a", "3")}))
    assert (true_at_parent(own), never_landed(own), witness(own)) == ((), (), ())
    unlanded = line(landing("ann", {"p": "draft"}, {"q": "1"}), landing("ann", {}, {"p": "draft"}), p="0")
    assert (true_at_parent(unlanded), witness(unlanded)) == ((), ())
    others = line(landing("bob", {}, {"a": "1"}), landing("ann", {"a": "2"}, {"a": "3"}, made={("a", "3")}))
    assert [read.seen for read in never_landed(others)] == ["2"]


def test_writing_back_what_was_read_before_another_s_change_is_no_own_text() -> None:
    back = line(landing("bob", {}, {"a": "B"}), landing("ann", {"a": "A"}, {"a": "A"}), a="A")
    assert phenomenon(witness(back)) == "G-single"
    assert [read.by for read in true_at_parent(back)] == [0]


def test_a_landing_that_carries_another_s_work_is_told() -> None:
    bob = landing("bob", {}, {"b": "1"}, made={("b", "1"), ("x", "bob's")})
    swept = line(landing("ann", {}, {"a": "1", "x": "bob's"}, made={("a", "1")}), bob, x="0")
    own = line(landing("ann", {}, {"a": "1"}, made={("a", "1")}), bob, x="0")
    removed = line(landing("ann", {}, {"a": "1", "x": None}, made={("a", "1")}), x="0")
    meant = line(landing("ann", {}, {"a": "1", "x": None}, made={("a", "1"), ("x", None)}), x="0")
    earlier = landing("ann", {}, {"b": "1"}, made={("a", "1"), ("b", "1")})
    assert foreign_writes(line(earlier, landing("ann", {}, {"a": "1"}, made={("c", "1")}))) == ()
    assert [foreign_writes(history) for history in (swept, own, removed, meant)] == [((0, "x"),), (), ((0, "x"),), ()]


def test_a_session_s_own_order_counts() -> None:
    """Ann's second landing saw less than her first: no serial order has ann's landings in hers."""
    saw_new, saw_old = landing("ann", {"a": "1"}, {"b": "1"}), landing("ann", {"a": "0"}, {"c": "1"})
    other = Landing("other's", "other", saw_old.saw, saw_old.wrote)
    bob = landing("bob", {}, {"a": "1"})
    assert [edge.kind for edge in witness(line(bob, saw_new, saw_old, a="0"))] == [WR, SESSION, RW]
    assert witness(line(bob, saw_new, other, a="0")) == ()


def test_the_witness_is_the_smallest_cycle_there_is() -> None:
    ring = CYCLES["three sessions in a ring"][1]
    skew = (landing("dora", {"x": "0"}, {"y": "1"}), landing("emil", {"y": "0"}, {"x": "1"}))
    both = History({**ring.initial, "x": "0", "y": "0"}, (*ring.landings, *skew))
    assert len(witness(ring)) == 3
    assert len(witness(both)) == 2


def test_a_witness_reads_like_a_proof() -> None:
    history = line(
        Landing("488482e", "bob", (Saw("c.py", None),), {"api.py": "f(x, y)"}),
        Landing("1a5ccc3", "ann", (Saw("api.py", "f(x)"),), {"c.py": "f(1)"}),
    )
    history = History({"api.py": "f(x)"}, history.landings)
    assert told(history, witness(history)) == (
        "Let T1 be 488482e (bob), T2 be 1a5ccc3 (ann).\n"
        "Then T1 < T2, because T1 found no c.py, which T2 created,\n"
        "but T2 < T1, because T2 saw api.py before T1 changed it."
    )


def test_a_witness_tells_searches_and_deletions_too() -> None:
    history = line(
        landing("bob", {}, {"old.py": None}),
        landing("ann", {"old.py": None}, {"caller.py": "f(1)"}, callers(old="f(0)")),
    )
    history = History({"old.py": "f(0)"}, history.landings)
    assert told(history, witness(history)) == (
        "Let T1 be bob's (bob), T2 be ann's (ann).\n"
        "Then T1 < T2, because T2 found no old.py, which T1 had deleted,\n"
        "but T2 < T1, because T2 asked grep f( before T1 changed the answer in old.py."
    )


# What must hold of any history.

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
