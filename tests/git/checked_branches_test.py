"""The default targets of a branch without upstream are found in files, and are those that git names."""

from pathlib import Path

import pytest

from coordgit.git import settings as config
from coordgit.git import worktrees
from coordgit.git.checked_branches import find_targets, start_defaults
from tests.support.repository import Repository, needs_reftable

SHAPES: dict[str, tuple[tuple[str, ...], ...]] = {
    "main": (),
    "packed": (("pack-refs", "--all"),),
    "master": (("branch", "-m", "main", "master"),),
    "neither": (("branch", "-m", "main", "trunk"),),
    "a remote's default": (
        ("update-ref", "refs/remotes/origin/next", "HEAD"),
        ("branch", "next"),
        ("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"),
    ),
    "a remote's default without a branch here": (
        ("update-ref", "refs/remotes/origin/next", "HEAD"),
        ("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"),
    ),
    "a remote's default that is gone": (("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"),),
    "a remote's detached HEAD": (("update-ref", "refs/remotes/origin/HEAD", "HEAD"),),
    "a symbolic branch": (("branch", "-m", "main", "trunk"), ("symbolic-ref", "refs/heads/main", "refs/heads/trunk")),
}


def compare(repository: Repository) -> None:
    """Find the targets of ``work`` in files and by git."""
    worktree = worktrees.nearest(str(repository.top))
    assert worktree is not None
    git, ref = worktree.git(), "refs/heads/work"
    found = [find_targets(git, ref, (), start_defaults(git, ref, one)()) for one in (worktree, None)]
    assert found[0] == found[1] != (None, [])


@pytest.mark.parametrize("shape", SHAPES)
def test_files_give_the_targets_that_git_gives(repository: Repository, shape: str) -> None:
    repository.begin(f="1\n")
    repository.git("switch", "-qc", "work")
    for words in SHAPES[shape]:
        repository.git(*words)
    compare(repository)


def test_git_is_asked_where_a_branch_has_a_broken_file(repository: Repository) -> None:
    repository.begin(f="1\n")
    repository.git("switch", "-qc", "work")
    repository.git("branch", "-m", "main", "trunk")
    (repository.top / ".git/refs/heads/main").write_text("no commit\n")
    compare(repository)


def test_git_is_asked_where_refs_are_in_a_reftable(tmp_path: Path) -> None:
    needs_reftable(tmp_path)
    repository = Repository(tmp_path, init=("--ref-format=reftable",))
    repository.begin(f="1\n")
    repository.git("switch", "-qc", "work")
    compare(repository)


@pytest.mark.parametrize(("branch", "untracked"), [("main", True), ("feature/a+b", False), ("feature/a+b.c", True)])
def test_the_settings_tell_whether_a_branch_has_an_upstream(repository: Repository, branch: str, untracked: bool) -> None:
    repository.begin(f="1\n")
    repository.git("switch", "-qc", "feature/a+b", "--track", "main")
    worktree = worktrees.nearest(str(repository.top))
    assert worktree is not None
    ref = f"refs/heads/{branch}"
    assert config.read(config.start(worktree.git(), ref), {}, ref).untracked == (ref if untracked else "")
