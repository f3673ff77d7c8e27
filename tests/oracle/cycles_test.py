"""The oracle against the classical anomalies: which cycle there is, and how it is told."""

import pytest

from tests.oracle.cycles import RW, SESSION, WR, WW, edges, phenomenon, smallest_cycle, told, witness
from tests.oracle.histories import callers, files, landing, line
from tests.oracle.serialization import Asked, History, Landing, Saw

pytestmark = pytest.mark.model

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


def test_a_read_of_an_equal_version_is_placed_where_it_fits() -> None:
    """Ann ran before anybody: that her ``a`` is also bob's later ``a`` must not tie her to bob's ``x``."""
    bob = (landing("bob", {}, {"a": "B"}), landing("bob", {}, {"a": "A", "x": "1"}))
    assert witness(line(*bob, landing("ann", {"a": "A", "x": "0"}, {"c": "1"}), a="A", x="0")) == ()
    placed_last = edges(line(*bob, landing("ann", {"a": "A", "x": "0"}, {"c": "1"}), a="A", x="0"))
    assert phenomenon(smallest_cycle(placed_last)) == "G-single"
    nowhere = line(*bob, landing("ann", {"a": "B", "x": "1"}, {"c": "1"}), a="A", x="0")
    assert phenomenon(witness(nowhere)) == "G-single"


def test_a_version_that_says_the_same_is_not_a_change() -> None:
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
