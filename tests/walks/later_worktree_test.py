"""A worktree that is made after the set-up, where a relative core.hooksPath means a folder that has no hooks."""

from pathlib import Path

import pytest

from tests.install.scratch import needs_older_git
from tests.support.claude import ANN, Claude
from tests.support.repository import Repository

API, CHANGED = "def f(x): ...\n", "def f(x, y): ...\n"


@pytest.fixture
def later(repository: Repository) -> Path:
    """As husky leaves it: the folder is ignored, and made by an installation that has not run in the new worktree."""
    needs_older_git()
    repository.commit_files({"api.py": API, ".gitignore": ".husky/_\n"})
    (repository.top / ".husky/_").mkdir(parents=True)
    repository.git("config", "core.hooksPath", ".husky/_")
    assert repository.coordgit("init", "--no-clients").ok
    return repository.worktree("later")


def test_a_command_guards_it_and_says_so_once(repository: Repository, later: Path) -> None:
    ann = repository.session("ann", later)
    read = ann.coordgit("read", "api.py")
    assert read.ok and f"coordgit: commits in {later} are checked from now on" in read.err
    repository.session("bob").lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    assert ann.coordgit("check").err.startswith("coordgit: rejected")
    assert repository.git("status", "--porcelain", cwd=later) == "A  caller.py"
    assert repository.coordgit("uninit").ok
    assert not (later / ".husky/_/reference-transaction").exists()


def test_a_clients_session_guards_it_when_it_starts(repository: Repository, later: Path) -> None:
    ann = Claude(repository, ANN, later)
    assert "are checked from now on" in ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    assert ann.runs("echo 1 > n; git add n; git commit -qm n").rejected == ["CG101 api.py"]


def test_a_later_worktree_that_has_hooks_is_left_as_it_is(repository: Repository) -> None:
    needs_older_git()
    repository.commit_files({"api.py": API})
    read = repository.session("ann", repository.worktree("later")).coordgit("read", "api.py")
    assert read.ok and read.err == ""


def test_hooks_that_cannot_be_written_are_reported(repository: Repository, later: Path) -> None:
    (later / ".husky").write_text("")
    said = repository.session("ann", later).coordgit("read", "api.py")
    assert said.ok and f"coordgit: commits in {later} are not checked: " in said.err
