"""The table of where commits come from and whose work is in them, without git and without a store."""

from typing import NamedTuple

import pytest

from coordgit.core.contributors import Below, Facts, below, beside, classify, joined
from coordgit.core.model import KNOWN, MADE, OUTSIDE, UNCLEAR, Commit, Epoch
from coordgit.core.recognised_work import recognised, same_hunks

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
        Facts(ANN, {}, made=frozenset("n"), wrote=False, authors={"Dev <d@x> 1 +0000": [BOB, CID]}),
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
            authors={"Dev <d@x> 1 +0000": [CID]},
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


class Texts(NamedTuple):
    """One change, another one, and whether the first is in the second."""

    name: str
    before: str
    after: str
    old: str
    new: str
    found: bool
    own: str = ""


TEXTS = [
    Texts("the same line", "a", "a\ndef g():", "b", "b\ndef g():", True),
    Texts("merged beside another change", "a", "a\ndef g():", "a", "top = 1\na\ndef g():", True),
    Texts("indented anew", "a", "a\ndef g():", "b", "b\n    def g():", True),
    Texts("a quarter of it", "", "line 1\nline 2\nline 3\nline 4", "", "line 1\nelse", True),
    Texts("less than a quarter of it", "", "line 1\nline 2\nline 3\nline 4\nline 5", "", "line 1\nelse", False),
    Texts("a line that was there before", "", "import os", "import os", "import os\nmore = 1", False),
    Texts("a bracket", "", "}", "", "}", False),
    Texts("another line", "", "def g():", "", "def h():", False),
    Texts("nothing but a removal", "gone = 1\nkept = 1", "kept = 1", "gone = 1\nkept = 1", "kept = 1", False),
    Texts("a line that the session wrote itself", "", "import os", "", "import os", False, "import os"),
    Texts("letters beyond ASCII", "", "größe", "", "größe", True),
]


@pytest.mark.parametrize("texts", TEXTS, ids=lambda texts: texts.name.replace(" ", "-"))
def test_work_is_recognised_by_the_lines_it_adds(texts: Texts) -> None:
    sides = (texts.before, texts.after, texts.old, texts.new, texts.own)
    assert recognised(*(side.encode() for side in sides)) == texts.found


@pytest.mark.parametrize(
    ("removed", "added", "found"),
    [
        (["two = 2"], ["two = 22"], True),
        (["gone = 1"], [], True),
        ([], ["import os"], False),
        (["}"], ["{"], False),
        (["x = 1"], ["x = 2"], False),
        (["call( 'a' )"], ['call("a")'], False),
        (["x = 1"], ["more = x"], True),
    ],
)
def test_a_hunk_in_common_tells_if_it_removes_lines_and_names_something(
    removed: list[str], added: list[str], found: bool
) -> None:
    assert same_hunks([([line.encode() for line in removed], [line.encode() for line in added])]) == found


@pytest.mark.parametrize(
    ("contributors", "found"),
    [
        ([[ANN], [BOB]], {"ann": "1"}),
        ([[ANN], []], {"ann": "1"}),
        ([[ANN], [ANN]], {}),
        ([[BOB], [ANN]], {"bob": "1"}),
        ([[ANN], [BOB], [ANN]], {"ann": "2", "bob": "1"}),
        ([[ANN, BOB], [ANN]], {"bob": "1"}),
        ([[], [ANN]], {}),
        ([[ANN]], {}),
    ],
)
def test_whose_newest_commit_stands_on_work_of_others(contributors: list[list[Epoch]], found: dict[str, str]) -> None:
    """Commits 2, 1, 0 and so on, newest first, the oldest on top of o."""
    count = len(contributors)
    names = [str(count - 1 - n) for n in range(count)]
    parents = [*names[1:], "o"]
    made = [
        commit(name, parent)._replace(contributors=tuple(who))
        for name, parent, who in zip(names, parents, contributors, strict=True)
    ]
    asked = below(made, "o")
    assert {one.epoch.session: one.commit for one in asked} == found
    assert all(isinstance(one, Below) and int(one.parent) == int(one.commit) - 1 for one in asked)


SIDES = {
    "one merge": (["m a b", "b o", "a o"], {}, ["bob b a"]),
    "validated": (["m a b", "b o", "a o"], {"m": "a"}, []),
    "validated elsewhere": (["m a b", "b o", "a o"], {"m": "c"}, ["bob b a"]),
    "into the target": (["m o b", "b o"], {}, []),
    "an octopus": (["m o a b", "b o", "a o"], {"m": "o"}, ["bob b a"]),
    "three sides": (["m a b c", "c o", "b o", "a o"], {"m": "a"}, ["cid c b"]),
    "the newest of each": (["m a b2", "b2 b", "b o", "a o"], {}, ["bob b2 a"]),
    "what the side has": (["m a n", "n b a", "b o", "a o"], {"n": "b"}, []),
    "one's own": (["m a1 a2", "a2 o", "a1 o"], {}, []),
    "below another merge": (["n m c", "c o", "m a b", "b o", "a o"], {"n": "m"}, ["bob b a"]),
}


@pytest.mark.parametrize(("drawn", "judged", "found"), SIDES.values(), ids=SIDES)
def test_each_side_of_a_merge_is_asked_about_those_before_it(drawn: list[str], judged: dict[str, str], found: list[str]) -> None:
    """``drawn``: commits and their parents, newest first; the first letter says whose each is, merges are nobody's."""
    who = {"a": (ANN,), "b": (BOB,), "c": (CID,)}
    commits = [commit(*line.split())._replace(contributors=who.get(line[0], ())) for line in drawn]
    asked = beside(commits, judged)
    assert [f"{one.epoch.session} {one.commit} {one.parent}" for one in asked] == found
