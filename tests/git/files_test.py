"""What a read saw in the work tree: a file that is as HEAD has it is known without a child of git that hashes it."""

import os

import pytest

from coordgit.core.model import READ, Access
from coordgit.git import worktrees
from coordgit.record.gather import Batch, locate
from tests.support.children import children
from tests.support.repository import Repository

OLD = 1_000_000_000


@pytest.fixture
def asked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that are given to git from now on, in a repository of a file."""
    repository.begin(api__py="1\n")
    return children(monkeypatch)


def seen(repository: Repository, path: str, old: bool = True) -> Batch:
    """What reading a file finds, last written before the index or after it."""
    worktree = worktrees.nearest(str(repository.top))
    assert worktree is not None
    now = os.stat(f"{worktree.git_dir}/index").st_mtime + 1
    os.utime(repository.top / path, times=(OLD, OLD) if old else (now, now))
    (batch,) = locate(worktree.common, worktree.top, [Access(READ, path)])
    batch.start({})
    batch.finish()
    return batch


def test_a_file_that_is_as_head_has_it_is_not_hashed_by_git(repository: Repository, asked: list[str]) -> None:
    batch = seen(repository, "api.py")
    assert asked == ["ls-tree"] and batch.blobs == batch.items == {"api.py": repository.git("rev-parse", "HEAD:api.py")}


def test_a_file_that_was_written_since_is_hashed_at_once(repository: Repository, asked: list[str]) -> None:
    batch = seen(repository, "api.py", old=False)
    assert asked == ["hash-object", "ls-tree"] and batch.blobs == batch.items


@pytest.mark.parametrize("path", ["api.py", "untracked.py"])
def test_a_file_with_an_old_date_and_another_text_is_what_it_holds(repository: Repository, asked: list[str], path: str) -> None:
    repository.write(path, "2\n")
    assert seen(repository, path).blobs == {path: repository.git("hash-object", path)}
    assert asked[:2] == ["ls-tree", "hash-object"]


def test_a_file_that_git_stores_in_another_form_is_what_git_stores(repository: Repository, asked: list[str]) -> None:
    repository.git("config", "core.autocrlf", "true")
    (repository.top / "api.py").write_bytes(b"1\r\n")
    batch = seen(repository, "api.py")
    assert "hash-object" in asked and batch.blobs == batch.items
