"""What a notice says of where a change is: only what is not in the worktree is said not to be, and what it names is there."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Session
from tests.walks.observing import UTIL, beside

CHANGED = UTIL.replace("B = 2", "B = 22")
APART = "not in this worktree"


@pytest.fixture
def bob(main: Session) -> Session:
    return main


@pytest.fixture
def ann(bob: Session) -> Claude:
    return beside(bob)


def test_a_change_that_is_not_here_is_said_to_be_there(ann: Claude, bob: Session) -> None:
    bob.lands("util.py", CHANGED)
    said = ann.reads("use.py")
    assert "+B = 22" in said and f"{APART}: git show main:util.py" in said


@pytest.mark.parametrize("own", [False, True])
def test_a_change_that_was_brought_in_is_here(ann: Claude, bob: Session, own: bool) -> None:
    if own:
        ann.writes("own.py", "1\n")
        assert ann.commits("own.py").ok
    bob.lands("util.py", CHANGED)
    assert ann.repository.run(["git", "merge", "-q", "--no-edit", "main"], ann.cwd, **ann.env).ok
    said = ann.reads("use.py")
    assert "+B = 22" in said and APART not in said


@pytest.mark.parametrize("gone", [False, True], ids=["changed", "removed"])
def test_what_a_merge_that_has_stopped_brings_in_is_here(ann: Claude, bob: Session, gone: bool) -> None:
    ann.writes("both.py", "1\n")
    assert ann.commits("both.py").ok
    bob.lands("both.py", "2\n")
    if gone:
        assert bob.git("rm", "-q", "util.py").ok and bob.git("commit", "-qm", "away").ok
    else:
        bob.lands("util.py", CHANGED)
    assert not ann.repository.run(["git", "merge", "-q", "--no-edit", "main"], ann.cwd, **ann.env).ok
    said = ann.reads("use.py")
    assert ("util.py removed by" if gone else "+B = 22") in said and "in this worktree" not in said


def test_what_a_call_is_about_to_bring_in_is_reported_not_to_have_been_here_before(ann: Claude, bob: Session) -> None:
    bob.lands("util.py", CHANGED)
    said = ann.runs("git merge -q --no-edit main").out
    assert "+B = 22" in said and f"it was {APART} before this call: git show main:util.py" in said


def test_what_was_removed_there_is_not_to_be_shown_from_there(ann: Claude, bob: Session) -> None:
    assert bob.git("rm", "-q", "util.py").ok and bob.git("commit", "-qm", "away").ok
    said = ann.reads("use.py")
    assert "util.py removed by" in said and "it is still in this worktree" in said and "git show" not in said


@pytest.mark.parametrize(("missing", "informed"), [("q", True), ("q/c.py", True), ("q/d.py", False), ("p", False)])
def test_a_client_is_informed_of_a_folder_that_comes_where_nothing_was(
    repository: Repository, missing: str, informed: bool
) -> None:
    ann = begun(repository, {"other.py": "1\n"})
    ann.runs(f"ls {missing} || true")
    repository.session("bob").lands("q/c.py", "1\n")
    assert (f"{missing} added by " in ann.writes("other.py", "2\n")) == informed
    assert ann.commits("other.py").ok  # it has seen that
