"""What coordgit makes in a git directory has the permissions that git gives its own files there."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coordgit.git.plumbing import Git
from coordgit.git.sharing import permission, share, shared
from coordgit.store.text_files import note
from tests.support.repository import Repository

VALUES = ["umask", "false", "group", "true", "1", "all", "world", "everybody", "2", "0660", "0640", "0664", "0600"]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.daily(7)
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
@pytest.mark.parametrize("value", VALUES)
def test_permissions_are_those_of_gits_own_files(tmp_path: Path, value: str, mask: int) -> None:
    with umask(mask):
        repository = Repository(tmp_path, guarded=False, init=(f"--shared={value}",))
        repository.begin(api__py="x\n")
        assert repository.coordgit("init", "--client", "claude").ok
        assert repository.coordgit("read", "api.py").ok
        with repository.store() as store, store.writing():
            git_dir = repository.top / ".git"
            kept = git_dir / "coordgit"
            assert mode(kept) == mode(git_dir / "refs")
            for name in ("coordination.db", "coordination.db-wal", "coordination.db-shm", "prefilter", "installed", "registered"):
                assert mode(kept / name) == mode(git_dir / "config"), name
            ours = [kept / "shim", *(git_dir / "hooks").glob("reference-transaction"), *(git_dir / "hooks").glob("pre-receive")]
            program = shared(stat.S_IFREG | 0o777 & ~mask, permission(Git(str(repository.top))))
            assert {mode(path) for path in ours} == {oct(program)}
            note(str(kept), "something")
            assert mode(kept / "log") == mode(git_dir / "config")
    assert repository.coordgit("init", "--client", "claude").out == "all is in place\n"


def test_a_repository_that_is_shared_later_is_shared_with_the_next_init(tmp_path: Path) -> None:
    with umask(0o022):
        repository = Repository(tmp_path, guarded=False)
        repository.begin(api__py="x\n")
        assert repository.coordgit("init", "--no-clients").ok
        repository.git("config", "core.sharedRepository", "group")
        assert "the permissions that core.sharedRepository asks for" in repository.coordgit("init", "--no-clients").out
        kept = repository.top / ".git/coordgit"
        assert (mode(kept)[-3:], mode(kept / "coordination.db"), mode(kept / "shim")) == ("775", "0o664", "0o775")
        assert repository.coordgit("init", "--no-clients").out == "all is in place\n"
    with umask(0o077):  # another member's
        (kept / "shim").write_text("")
        assert repository.coordgit("status").ok
        assert mode(kept / "shim") == "0o775"


@pytest.mark.parametrize(("value", "wanted"), [("group", "0o660"), ("false", "0o600")])
def test_another_member_can_add_to_what_gits_hook_notes(tmp_path: Path, value: str, wanted: str) -> None:
    with umask(0o077):
        repository = Repository(tmp_path, guarded=False, init=(f"--shared={value}",))
        repository.begin(api__py="x\n")
        repository.guard()
        repository.git("switch", "-q", "-c", "feature")
        repository.git("checkout", "-q", "--detach")
        repository.git("commit", "-q", "--allow-empty", "-m", "detached")
        repository.write("api.py", "y\n")
        repository.git("stash", "-q")
        kept = repository.top / ".git/coordgit"
        assert {mode(kept / name) for name in ("switched", "journal", "stashes")} == {wanted}


@pytest.mark.parametrize("value", ["0070", "nonsense", "", "0"])
def test_a_value_that_git_does_not_take_changes_nothing(tmp_path: Path, value: str) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.git("config", "core.sharedRepository", value)
    config = Git(str(repository.top), repository.env)
    assert permission(config) == 0


def test_links_and_what_is_gone_are_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "file").chmod(0o600)
    (tmp_path / "link").symlink_to("file")
    assert share([str(tmp_path / "link"), str(tmp_path / "gone")], 0o660) == []
    assert share([str(tmp_path / "file")], 0o660) == [str(tmp_path / "file")]
