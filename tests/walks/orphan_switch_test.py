"""A switch to a branch without commits removes every tracked file."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied, read


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def obeys(who: Claude, reason: str) -> None:
    """The session makes a worktree that has the branch, and no files."""
    command = reason.rsplit(": ", 1)[1]
    assert denied(who, command) == "" and who.runs(command).ok, command
    added = who.repository.git("worktree", "list", "--porcelain").split("\n\n")[1]
    folder = added.split("\n")[0].removeprefix("worktree ")
    assert "branch refs/heads/pages" in added and who.repository.git("-C", folder, "ls-files") == ""


@pytest.mark.parametrize("option", ["", "-f ", "--discard-changes "])
def test_a_switch_to_an_orphan_is_denied_where_another_session_has_read_a_file(ann: Claude, bob: Claude, option: str) -> None:
    ann.reads("api.py")
    reason = denied(bob, f"git switch {option}--orphan pages")
    assert "git switch --orphan pages would change api.py, which claude ann has read since its last commit" in reason
    obeys(bob, reason)
    assert ann.repository.git("symbolic-ref", "--short", "HEAD") == "main" and (ann.repository.top / "api.py").exists()


def test_a_switch_to_an_orphan_is_denied_where_another_session_has_edited_a_file(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    assert "api.py, which claude ann has edited" in denied(bob, "git switch --orphan pages")
    reason = denied(bob, "git switch -f --orphan pages")
    assert "would take away uncommitted edits of claude ann (api.py)" in reason
    obeys(bob, reason)
    assert read(ann.repository, "api.py") == "ann's\n"


@pytest.mark.parametrize("command", ["git switch --orphan pages", "git switch -f --orphan pages"])
def test_a_switch_to_an_orphan_runs_where_nobody_works_on_what_it_removes(ann: Claude, bob: Claude, command: str) -> None:
    bob.reads("api.py")
    bob.writes("other.py", "bob's\n")
    ann.writes("new.py", "ann's\n")
    assert denied(bob, command) == ""


@pytest.mark.parametrize("command", ["git switch --orphan main", "git switch --orphan pages main", "git checkout --orphan pages"])
def test_what_git_refuses_and_what_keeps_all_files_runs(ann: Claude, bob: Claude, command: str) -> None:
    ann.reads("api.py")
    ann.writes("other.py", "ann's\n")
    assert denied(bob, command) == ""
