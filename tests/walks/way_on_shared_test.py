"""The way on after a rejection where others have uncommitted edits in the same work tree: no hook denies a step of it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import COMMAND, obey
from tests.walks.denial_test import denied

pytestmark = pytest.mark.usefixtures("command_line")


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(dict.fromkeys(("src/a.py", "docs/d.md", "e.md", "x.py", "y.py", "api.py"), "1\n"))
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def way_on(rejected: Result) -> str:
    return next(line for line in rejected.err.splitlines() if line.startswith("next: "))


def follows(who: Claude, rejected: Result, again: str) -> Result:
    """Do what the line ``next:`` says, none of which is denied; how the commit ends that is made again."""
    for command in COMMAND.findall(way_on(rejected)):
        assert denied(who, command) == "", command
    return obey(who, rejected, lambda: who.runs(again))[-1]


def test_nobody_waits_for_a_locked_path_that_is_left_out(repository: Repository, ann: Claude, bob: Claude) -> None:
    assert repository.coordgit("lock", "src", **ann.env).ok
    ann.writes("src/a.py", "2\n")
    ann.writes("e.md", "2\n")
    bob.writes("docs/d.md", "2\n")
    rejected = bob.runs("git add -A && git commit -qm docs")
    assert rejected.rejected == ["CG202 e.md", "CG202 src/a.py", "CG301 src/a.py"]
    leave = "leave e.md and src/a.py out (git restore --staged -- e.md src/a.py)"
    assert way_on(rejected) == f"next: {leave}, commit again (git commit -qm docs)"
    assert follows(bob, rejected, "git commit -qm docs").ok
    assert repository.git("show", "--format=", "--name-only", "HEAD") == "docs/d.md"
    assert ann.commits("src/a.py", "e.md").ok


def test_a_locked_path_that_is_not_left_out_is_waited_for(repository: Repository, ann: Claude, bob: Claude) -> None:
    assert repository.coordgit("lock", "src", **ann.env).ok
    ann.writes("e.md", "2\n")
    bob.writes("docs/d.md", "2\n")
    bob.writes("src/a.py", "2\n")
    rejected = bob.runs("git add -A && git commit -qm docs")
    assert rejected.rejected == ["CG202 e.md", "CG301 src/a.py"]
    released = "next: wait until src/a.py is released (coordgit locks), leave e.md out"
    assert way_on(rejected).startswith(released)
