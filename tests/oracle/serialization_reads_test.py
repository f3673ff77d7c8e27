"""The oracle on reads untrue at their landing's parent, on reads of what never landed, and on work carried for another."""

import pytest

from tests.oracle.cycles import phenomenon, witness
from tests.oracle.histories import callers, landing, line
from tests.oracle.serialization import INITIAL, History, foreign_writes, lost_updates, never_landed, true_at_parent

pytestmark = pytest.mark.model


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


def test_what_a_session_landed_itself_carries_its_read_forward() -> None:
    first, second = landing("ann", {"a": "0"}, {"a": "1"}), landing("ann", {"a": "0"}, {"c": "1"})
    assert true_at_parent(line(first, second, a="0")) == ()
    assert witness(line(first, second, a="0")) == ()
    between = line(first, landing("bob", {}, {"a": "2"}), second, a="0")
    assert [read.by for read in true_at_parent(between)] == [1]
    over_unseen = line(landing("bob", {}, {"a": "2"}), first, second, a="0")
    assert [(read.landing, read.by) for read in true_at_parent(over_unseen)] == [(1, 0), (2, 0)]


def test_what_a_session_landed_itself_is_known_to_it_when_another_brings_it_back() -> None:
    def after(text: str) -> History:
        own, undone = landing("ann", {"a": "a0"}, {"a": "a1"}), landing("bob", {}, {"a": "a0"})
        return line(own, undone, landing("bob", {}, {"a": text}), landing("ann", {"a": "a0"}, {"b": "1"}), a="a0")

    assert true_at_parent(after("a1")) == ()
    assert [(read.landing, read.there) for read in true_at_parent(after("a2"))] == [(3, "a2")]


def test_reading_back_one_s_own_text_binds_to_nobody() -> None:
    own = line(landing("bob", {}, {"a": "1"}), landing("ann", {"a": "2"}, {"a": "3"}, made={("a", "2"), ("a", "3")}))
    assert (true_at_parent(own), never_landed(own), witness(own)) == ((), (), ())
    unlanded = line(landing("ann", {"p": "draft"}, {"q": "1"}), landing("ann", {}, {"p": "draft"}), p="0")
    assert (true_at_parent(unlanded), witness(unlanded)) == ((), ())
    others = line(landing("bob", {}, {"a": "1"}), landing("ann", {"a": "2"}, {"a": "3"}, made={("a", "3")}))
    assert [read.seen for read in never_landed(others)] == ["2"]


def test_writing_back_what_was_read_before_another_s_change_is_not_ones_own_text() -> None:
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


@pytest.mark.parametrize(
    ("text", "lost"),
    [("1\ntwo\n3\n", [(1, "a")]), ("1\ntwo\nthree\n", []), ("1\n2\n", [(1, "a")]), ("1\ntwo\n", [(1, "a")])],
    ids=["put back", "kept", "cut", "taken out as well"],
)
def test_what_another_landed_is_lost_where_a_text_made_from_an_older_one_undoes_it(
    text: str, lost: list[tuple[int, str]]
) -> None:
    bob = landing("bob", {}, {"a": "1\n2\nthree\n"})
    ann = landing("ann", {}, {"a": text})._replace(over={"a": "1\n2\n3\n"})
    assert list(lost_updates(line(bob, ann, a="1\n2\n3\n"))) == lost
    assert lost_updates(line(bob, ann._replace(over={"a": "1\n2\nthree\n"}), a="1\n2\n3\n")) == (), "it had seen that"
    assert lost_updates(line(bob._replace(session="ann"), ann, a="1\n2\n3\n")) == (), "it was its own"
