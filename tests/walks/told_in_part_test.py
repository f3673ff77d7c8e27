"""A search whose answer changes twice: the first change is too long to be shown, and is told without its diff."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

LONG = "x = 1  # nothing of interest\n" * 600 + "f(1)\n"


@pytest.mark.parametrize("first", [LONG, "f(1)\n"], ids=["is too long", "is shown"])
def test_a_search_is_not_known_by_its_last_change_alone(repository: Repository, first: str) -> None:
    ann, bob = begun(repository, {"api.py": "def f(x): ...\n", "src/x.py": ""}), repository.session("bob")
    ann.runs("git grep -n 'f(' src || true")
    for path, text in (("src/x.py", first), ("src/y.py", "f(2)\n")):
        bob.lands(path, text)
        assert path in ann.runs("true").out
    assert changes(ann) == ([] if first != LONG else ["CG102 src/x.py", "CG102 src/y.py"])


@pytest.mark.parametrize("look", ["git grep -n 'f(' src", "git show HEAD~1 HEAD"])
def test_a_look_at_all_that_changed_it_is_enough(repository: Repository, look: str) -> None:
    ann, bob = begun(repository, {"api.py": "def f(x): ...\n", "src/x.py": ""}), repository.session("bob")
    ann.runs("git grep -n 'f(' src || true")
    for path, text in (("src/x.py", LONG), ("src/y.py", "f(2)\n")):
        bob.lands(path, text)
        ann.runs("true")
    ann.runs(look)
    assert changes(ann) == []


def changes(ann: Claude) -> list[str]:
    ann.repository.write("api.py", "def f(x, y): ...\n")
    return ann.commits("api.py").rejected
