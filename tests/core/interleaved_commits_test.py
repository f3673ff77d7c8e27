"""Whose newest commit in a landing stands on work of others, or beside it."""

import pytest

from coordgit.core.interleaved_commits import Below, below, beside
from coordgit.core.model import Epoch
from tests.core.contributors_test import ANN, BOB, CID, commit


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
