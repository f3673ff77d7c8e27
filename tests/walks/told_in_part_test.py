"""A search whose answer changes twice: the first change is too long to be shown, and is told without its diff."""

import pytest

from tests.support.claude import ANN, Claude, begun
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


@pytest.mark.parametrize("shown", [False, True], ids=["told by its name", "shown"])
def test_a_file_that_was_told_by_its_name_is_not_known_to_a_search(repository: Repository, shown: bool) -> None:
    """Ann, beside main, searches after that, and is told of another file that changes the answer on main."""
    repository.begin(api__py="1\n", src__py="")
    ann = Claude(repository, ANN, repository.worktree("ann"))
    bob = repository.session("bob")

    def reads(*what: str) -> None:
        assert repository.coordgit("read", *what, cwd=ann.cwd, **ann.env).ok

    reads("--glob", "*.py")
    if shown:
        reads("new.py")
    bob.lands("new.py", "f(1)\n")
    assert ("+f(1)" in ann.runs("true").out) == shown
    reads("--grep", r"f\(")
    bob.lands("src.py", "f(2)\n")
    assert "+f(2)" in ann.runs("true").out
    assert ann.runs("git rebase -q main").ok
    ann.writes("api.py", "2\n")
    assert ann.commits("api.py").rejected == ([] if shown else ["CG102 new.py", "CG102 src.py"])
