"""A long change is looked at in parts: what to read is said as the lines that the session has not seen yet."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result, Session, Sessions

OLD = "def f(x):\n    return x\n"
ADDED = [f"VALUE_{n} = {n}\n" for n in range(1, 1001)]
LONG = "def f(x, y):\n    return x\n" + "".join(ADDED)


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.begin(api__py=OLD, own__py="1\n")
    return repository.session("bob")


@pytest.fixture
def ann(bob: Session) -> Claude:
    """Has read api.py and edits own.py."""
    ann = Claude(bob.repository, ANN)
    ann.reads("api.py")
    ann.edits("own.py", "1\n", "2\n")
    return ann


def commits(ann: Claude) -> Result:
    return ann.commits("own.py")


def next_of(denied: Result) -> str:
    assert denied.rejected, denied
    return next(line for line in denied.err.split("\n") if line.startswith("next: "))


def test_a_long_change_is_named_by_its_lines(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", LONG)
    said = next_of(commits(ann))
    assert said.startswith("next: read api.py:1-1002 again, part by part if not all of it is shown, adapt your change"), said


def test_a_short_change_is_not(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", OLD.replace("(x)", "(x, y)"))
    assert next_of(commits(ann)).startswith("next: read api.py again, adapt your change")


def test_what_was_read_of_it_is_not_named_again_and_the_rest_is_enough(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", LONG)
    assert not commits(ann).ok
    ann.reads("api.py", 1, 700)
    assert next_of(commits(ann)).startswith("next: read api.py:701-1002 again, adapt your change")
    ann.reads("api.py", 701, 900)
    assert next_of(commits(ann)).startswith("next: read api.py:901-1002 again, adapt your change")
    ann.reads("api.py", 901, 1002)
    assert commits(ann).ok


def test_what_was_read_of_an_older_version_is_named_again(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", LONG)
    assert not commits(ann).ok
    ann.reads("api.py", 1, 700)
    bob.lands("api.py", "import os\n" + LONG.replace("VALUE_5 ", "FIVE "))
    assert "read api.py:1-1003 again, part by part" in next_of(commits(ann))


def test_of_a_range_that_was_read_the_file_is_named(bob: Session) -> None:
    ann = Claude(bob.repository, ANN)
    ann.reads("api.py", 1, 1)
    ann.edits("own.py", "1\n", "2\n")
    bob.lands("api.py", LONG)
    assert next_of(commits(ann)).startswith("next: read api.py again, adapt your change")


WIDE = [f"VALUE_{n} = {'x' * 60}\n" for n in range(1, 3001)]


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        (["NEW\n" if 1999 < n < 2300 else line for n, line in enumerate(WIDE)], "2001-2300"),
        ([*WIDE[:2000], *WIDE[2300:]], "2000-2001"),
    ],
    ids=["replaced", "removed"],
)
@pytest.mark.parametrize("known", [(0, 0), (1990, 2310)], ids=["the file", "a range"])
def test_who_was_shown_another_part_of_the_file_is_told_where_the_change_is(
    repository: Repository, changed: list[str], left: str, known: tuple[int, int]
) -> None:
    repository.begin(api__py="".join(WIDE), own__py="1\n")
    ann = Claude(repository, ANN)
    ann.reads("api.py", *known)
    ann.edits("own.py", "1\n", "2\n")
    repository.session("bob").lands("api.py", "".join(changed))
    assert next_of(commits(ann)).startswith("next: read api.py again, adapt your change")
    ann.reads("api.py", 1, 1500)
    assert next_of(commits(ann)).startswith(f"next: read api.py:{left} again, adapt your change")
    ann.reads("api.py", *map(int, left.split("-")))
    assert commits(ann).ok


def test_the_lines_are_those_of_the_file_that_is_there(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", LONG)
    ann.edits("api.py", "def f(x, y)", "# one\n# two\n# three\ndef f(x, y)")
    assert next_of(commits(ann)).startswith("next: read api.py:1-1005 again, part by part")


def test_parts_of_a_file_with_ones_own_text_in_it_are_enough_together(repository: Repository) -> None:
    repository.begin(api__py="".join(WIDE), own__py="1\n")
    ann = Claude(repository, ANN)
    ann.reads("api.py")
    ann.edits("own.py", "1\n", "2\n")
    repository.session("bob").lands("api.py", "".join([*WIDE[:2000], *["NEW\n"] * 2000, *WIDE[2000:]]))
    ann.edits("api.py", WIDE[9], "ann's\n")
    ann.reads("api.py", 1, 2200)
    assert "read api.py:2201-4000 again" in next_of(commits(ann))
    ann.reads("api.py", 2201, 4000)
    assert commits(ann).ok
    assert ann.commits("api.py").ok


@pytest.mark.parametrize("apart", [False, True])
def test_parts_of_a_text_that_lacks_the_change_are_not(ann: Claude, bob: Session, apart: bool) -> None:
    repository = bob.repository
    if apart:  # the branch moves on under the work tree
        bob = repository.session("bob", repository.worktree("bob"))
    head = bob.lands("api.py", LONG)
    if apart:
        repository.git("update-ref", "refs/heads/main", head)
    ann.writes("api.py", OLD + "".join(f"OWN_{n} = {n}\n" for n in range(1000)))
    ann.reads("api.py", 1, 700)
    ann.reads("api.py", 701, 1003)
    assert "CG101 api.py" in commits(ann).rejected
    assert "--at HEAD api.py" in next_of(commits(ann))


def test_in_another_worktree_the_branch_is_brought_in_first_and_the_lines_are_named_once_they_are_here(
    bob: Session,
) -> None:
    repository = bob.repository
    ann = Claude(repository, ANN, repository.worktree("ann"))
    ann.reads("api.py")
    ann.edits("own.py", "1\n", "2\n")
    bob.lands("api.py", LONG)
    assert "(git merge --autostash main), read api.py again, adapt" in next_of(commits(ann))


def test_who_has_no_client_is_given_the_command_for_all_of_it(bob: Session, sessions: Sessions) -> None:
    [ann] = sessions("ann")
    ann.reads("api.py")
    bob.lands("api.py", LONG)
    assert "next: read api.py again (coordgit read api.py), adapt" in next_of(ann.commits("own.py", "3\n"))
