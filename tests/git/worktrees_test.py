"""Worktrees are found wherever their git directories lie, and however those name them."""

import os
from pathlib import Path

import pytest

from coordgit.git import trusted_repositories, worktrees
from tests.install.scratch import needs_older_git
from tests.support.repository import Repository


def tops(folder: Path) -> list[str]:
    here = trusted_repositories.find(str(folder))
    assert here is not None
    return [one.top for one in worktrees.worktrees(here)]


@pytest.fixture
def relative(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A linked worktree as git 2.48 makes it with ``worktree.useRelativePaths``."""
    repository.begin(a__py="1\n")
    linked = repository.worktree("linked")
    (linked / ".git").write_text("gitdir: ../repo/.git/worktrees/linked\n")
    (repository.top / ".git/worktrees/linked/gitdir").write_text("../../../../linked/.git\n")
    monkeypatch.chdir("/")
    return linked


def test_a_linked_worktree_that_is_named_by_a_relative_path(repository: Repository, relative: Path) -> None:
    for folder in (repository.top, relative):
        assert tops(folder) == [os.path.realpath(repository.top), os.path.realpath(relative)]


def test_a_linked_worktree_that_is_named_by_a_relative_path_is_guarded(repository: Repository, relative: Path) -> None:
    needs_older_git()
    repository.git("config", "core.hooksPath", ".husky/_")
    (repository.top / ".husky/_").mkdir(parents=True)
    assert repository.coordgit("init", "--no-clients").ok
    assert (relative / ".husky/_/reference-transaction").exists()
    assert f"{relative}: git refused" in repository.coordgit("doctor").out


@pytest.fixture
def apart(tmp_path: Path) -> Repository:
    """A repository whose git directory lies elsewhere, and a linked worktree of it."""
    repository = Repository(tmp_path, guarded=False, init=(f"--separate-git-dir={tmp_path}/elsewhere.git",))
    repository.begin(a__py="1\n")
    repository.guard()
    repository.worktree("linked")
    return repository


def test_a_main_work_tree_apart_from_its_git_directory_knows_itself(apart: Repository) -> None:
    assert tops(apart.top) == [os.path.realpath(apart.top), os.path.realpath(apart.folder / "linked")]


@pytest.mark.parametrize("file", ["config", "config.worktree"])
def test_a_main_work_tree_that_the_configuration_names_is_known_everywhere(apart: Repository, file: str) -> None:
    apart.git("config", "--file", str(apart.folder / "elsewhere.git" / file), "core.worktree", "../repo")
    assert tops(apart.folder / "linked") == [os.path.realpath(apart.top), os.path.realpath(apart.folder / "linked")]


def test_a_folder_that_does_not_lead_back_is_not_a_work_tree(apart: Repository) -> None:
    apart.git("config", "--file", str(apart.folder / "elsewhere.git/config"), "core.worktree", "../home")
    assert worktrees.inside(str(apart.folder / "elsewhere.git")).top == ""


def test_doctor_says_that_a_main_work_tree_is_not_known(apart: Repository) -> None:
    needs_older_git()
    linked = apart.folder / "linked"
    assert apart.coordgit("doctor", cwd=linked).ok
    apart.git("config", "core.hooksPath", ".husky/_")
    (apart.top / ".husky/_").mkdir(parents=True)
    assert apart.coordgit("init", "--no-clients", cwd=linked).ok
    said = apart.coordgit("doctor", cwd=linked)
    assert said.code == 1
    assert "FAIL where the main work tree of " in said.out
    apart.git("-C", str(apart.folder / "elsewhere.git"), "config", "core.worktree", "../repo")
    assert apart.coordgit("init", "--no-clients", cwd=linked).ok
    assert (apart.top / ".husky/_/reference-transaction").exists()
    assert apart.coordgit("doctor", cwd=linked).ok


def test_a_submodule_is_found_from_its_git_directory(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner", guarded=False)
    inner.begin(x__py="1\n")
    repository.begin(a__py="1\n")
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.top), "sub")
    found = trusted_repositories.find(str(repository.top / ".git/modules/sub"))
    assert found is not None and found.top == os.path.realpath(repository.top / "sub")
