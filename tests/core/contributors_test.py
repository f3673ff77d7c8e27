"""The table of where commits come from and whose work is in them, without git and without a store."""

from typing import NamedTuple

import pytest

from coordgit.core.contributors import classify, joined
from coordgit.core.model import KNOWN, MADE, OUTSIDE, UNCLEAR, Commit, Epoch
from coordgit.core.origins import Facts

ANN, BOB, CID = Epoch("ann", 1), Epoch("bob", 1), Epoch("cid", 1)


def commit(oid: str, *parents: str, author: str = "Dev <d@x> 1 +0000", committed: str = "1") -> Commit:
    return Commit(oid, parents, author, committed)


class Case(NamedTuple):
    """Ann updates a branch: what is known of the commits, and what becomes of them, newest first."""

    name: str
    commits: list[Commit]
    facts: Facts
    expected: list[tuple[str, set[str]]]


CASES = [
    Case("a plain commit is its session's", [commit("n", "o")], Facts(ANN, {}, made=frozenset("n")), [(MADE, {"ann"})]),
    Case("a known commit keeps its contributors", [commit("b", "o")], Facts(ANN, {"b": [BOB]}), [(KNOWN, {"bob"})]),
    Case(
        "a joined commit keeps all of its contributors",
        [commit("b", "o")],
        Facts(ANN, {"b": [BOB, CID]}),
        [(KNOWN, {"bob", "cid"})],
    ),
    Case(
        "a commit written on a detached HEAD is made now when a branch names it first",
        [commit("b", "o")],
        Facts(ANN, {"b": [BOB]}, detached=frozenset("b")),
        [(MADE, {"bob"})],
    ),
    Case(
        "what a fetch brought is nobody's here",
        [commit("n", "m"), commit("m", "o")],
        Facts(ANN, {}, outside=frozenset("nm")),
        [(OUTSIDE, set()), (OUTSIDE, set())],
    ),
    Case(
        "a known commit that comes back over a remote is known",
        [commit("b", "o")],
        Facts(ANN, {"b": [BOB]}, outside=frozenset("b")),
        [(KNOWN, {"bob"})],
    ),
    Case(
        "what nobody can tell asks who moved the branch",
        [commit("n", "o")],
        Facts(ANN, {}),
        [(UNCLEAR, {"ann"})],
    ),
    Case(
        "what nobody can tell asks all whose work it replaces",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB], "c": [CID]}, replaced=["b", "c"]),
        [(UNCLEAR, {"ann", "bob", "cid"})],
    ),
    Case(
        "a merge that git completed alone is nobody's, what it brings is whose it is",
        [commit("n", "o", "b"), commit("b", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), wrote=False),
        [(MADE, set()), (KNOWN, {"bob"})],
    ),
    Case(
        "a merge whose conflict was resolved is also who resolved it",
        [commit("n", "o", "b"), commit("b", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n")),
        [(MADE, {"ann"}), (KNOWN, {"bob"})],
    ),
    Case(
        "a clean pick is whose commit was picked",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), wrote=False, sources={"n": ["b"]}),
        [(MADE, {"bob"})],
    ),
    Case(
        "an adapted pick is both",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), sources={"n": ["b"]}),
        [(MADE, {"ann", "bob"})],
    ),
    Case(
        "a clean pick of a commit from outside is nobody's",
        [commit("n", "o")],
        Facts(ANN, {}, made=frozenset("n"), wrote=False, sources={"n": ["x"]}),
        [(MADE, set())],
    ),
    Case(
        "a clean pick of a commit that nobody is known to have made is unclear, and asks who picks it",
        [commit("n", "o")],
        Facts(ANN, {}, made=frozenset("n"), wrote=False, sources={"n": ["x"]}, unclear=frozenset("x")),
        [(UNCLEAR, {"ann"})],
    ),
    Case(
        "a pick that its session adapted is its own, whoever made what was picked",
        [commit("n", "o")],
        Facts(ANN, {}, made=frozenset("n"), sources={"n": ["x"]}, unclear=frozenset("x")),
        [(MADE, {"ann"})],
    ),
    Case(
        "an amended commit keeps who made it before",
        [commit("n", "p")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), replaced=["b"]),
        [(MADE, {"ann", "bob"})],
    ),
    Case(
        "a commit amended twice keeps everybody",
        [commit("n", "p")],
        Facts(ANN, {"b": [BOB, CID]}, made=frozenset("n"), replaced=["b"]),
        [(MADE, {"ann", "bob", "cid"})],
    ),
    Case(
        "a commit made from several has the contributors of all of them",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB], "c": [CID]}, made=frozenset("n"), wrote=False, sources={"n": ["b", "c"]}),
        [(MADE, {"bob", "cid"})],
    ),
    Case(
        "a source that is only in the list leads on to its own source",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), wrote=False, sources={"n": ["m"], "m": ["b"]}),
        [(MADE, {"bob"})],
    ),
    Case(
        "a list that goes round in circles ends",
        [commit("n", "o")],
        Facts(ANN, {"b": [BOB]}, made=frozenset("n"), wrote=False, sources={"n": ["m"], "m": ["n", "b"]}),
        [(MADE, {"bob"})],
    ),
    Case(
        "a known commit that the list says more about gains that",
        [commit("n", "o")],
        Facts(ANN, {"n": [ANN], "b": [BOB]}, sources={"n": ["b"]}),
        [(KNOWN, {"ann", "bob"})],
    ),
    Case(
        "an equal author and date names all who have it, where nothing else names anybody",
        [commit("n", "o")],
        Facts(ANN, {}, made=frozenset("n"), wrote=False, authors={"n": [BOB, CID]}),
        [(MADE, {"bob", "cid"})],
    ),
    Case(
        "a named source is believed before an equal author",
        [commit("n", "o")],
        Facts(
            ANN,
            {"b": [BOB]},
            made=frozenset("n"),
            wrote=False,
            sources={"n": ["b"]},
            authors={"n": [CID]},
        ),
        [(MADE, {"bob"})],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_each_commit_is_classified(case: Case) -> None:
    found = classify(case.commits, case.facts)
    assert [one.oid for one in found] == [one.oid for one in case.commits]
    assert [(one.origin, {epoch.session for epoch in one.contributors}) for one in found] == case.expected


def test_recognised_text_counts_for_what_is_made_now_alone() -> None:
    made, known = commit("n", "o")._replace(origin=MADE), commit("b", "o")._replace(origin=KNOWN, contributors=(BOB,))
    assert [one.contributors for one in joined([made, known], [CID])] == [(CID,), (BOB,)]
