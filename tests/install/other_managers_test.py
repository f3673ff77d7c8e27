"""What other tools that bring hooks do to the folder of hooks after the set-up."""

import os
from pathlib import Path

import pytest

from tests.install.scratch import RECORDER, Scratch, needs_older_git


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A repository with a remote, set up while there were no hooks."""
    needs_older_git()
    scratch = Scratch(tmp_path, monkeypatch)
    top = scratch.init()
    scratch.git(scratch.root, "init", "-q", "--bare", "remote.git")
    scratch.git(top, "remote", "add", "origin", "../remote.git")
    scratch.install()
    return scratch


def pushes(scratch: Scratch, top: str = "") -> tuple[list[str], str]:
    """Push a commit; the hooks of coordgit that were asked, and what the RECORDER was given."""
    scratch.commit("work", top)
    scratch.calls()
    scratch.git(top or scratch.top, "push", "-q", "origin", "HEAD:main")
    return [call.argv[0] for call in scratch.calls() if call.argv[0] == "pre-push"], scratch.recorded()


@pytest.fixture
def lfs(scratch: Scratch) -> str:
    """git-lfs as a global installation sets it up, with its folder: it makes no hook where there is another pre-push."""
    scratch.write(f"{scratch.root}/bin/git-lfs", RECORDER, 0o755)
    scratch.monkeypatch.setenv("PATH", f"{scratch.root}/bin:{os.environ['PATH']}")
    scratch.git(scratch.top, "config", "--global", "filter.lfs.process", "git-lfs filter-process")
    os.mkdir(f"{scratch.top}/.git/lfs")
    return scratch.top


@pytest.mark.parametrize("linked", [False, True])
def test_a_push_sends_large_files_where_git_lfs_could_not_put_its_hook(scratch: Scratch, lfs: str, linked: bool) -> None:
    top = scratch.worktree() if linked else lfs
    asked, given = pushes(scratch, top)
    new = scratch.git(top, "rev-parse", "HEAD")
    assert asked == ["pre-push"]
    assert given == f"git-lfs|pre-push|origin|../remote.git|\nHEAD {new} refs/heads/main {'0' * 40}\n"


def test_a_push_of_nothing_is_no_line_of_input(scratch: Scratch, lfs: str) -> None:
    pushes(scratch)
    scratch.git(lfs, "push", "-q", "origin", "HEAD:main")
    assert scratch.recorded() == "git-lfs|pre-push|origin|../remote.git|\n"


def test_a_push_whose_large_files_cannot_be_sent_does_not_go(scratch: Scratch, lfs: str) -> None:
    scratch.write(f"{scratch.root}/bin/git-lfs", "#!/bin/sh\nexit 1\n", 0o755)
    assert scratch.run(lfs, "push", "-q", "origin", "HEAD:main").returncode == 1


@pytest.mark.parametrize("absent", ["folder", "setting", "program"])
def test_git_lfs_is_not_run_where_it_is_not_used(scratch: Scratch, lfs: str, absent: str) -> None:
    if absent == "folder":
        os.rmdir(f"{lfs}/.git/lfs")
    elif absent == "setting":
        scratch.git(lfs, "config", "--global", "--unset", "filter.lfs.process")
    else:
        os.unlink(f"{scratch.root}/bin/git-lfs")
    assert pushes(scratch) == (["pre-push"], "")


def test_a_hook_that_was_there_runs_git_lfs_itself_if_it_wants(scratch: Scratch, lfs: str) -> None:
    scratch.remove()
    scratch.hook("pre-push")
    scratch.install()
    asked, given = pushes(scratch)
    assert asked == ["pre-push"]
    assert given.startswith("pre-push|origin|")
    assert "git-lfs" not in given
