"""Config hooks, from git 2.54 on: they hold whatever core.hooksPath says, and replace hook files as git changes."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.install import hooks, registered_repositories
from coordgit.install.doctor import examine
from tests.install.newer_git import newer_git
from tests.install.scratch import Scratch, located, needs_newer_git, needs_older_git, picture, probe, tops


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    needs_newer_git()
    return Scratch(tmp_path, monkeypatch, newer=True)


def test_a_changed_hooks_path_does_not_switch_the_guard_off(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    for hooks_path in ("/dev/null", "", "/nowhere", ".husky/_"):
        scratch.git(top, "-c", f"core.hooksPath={hooks_path}", "commit", "-q", "--allow-empty", "-m", "x")
        assert len(scratch.calls()) == 1
        scratch.git(top, "config", "core.hooksPath", hooks_path)
        assert probe(top) is None
        assert scratch.install() == []
        assert probe(scratch.worktree(f"linked{len(tops(top))}")) is None
        scratch.calls()


def test_no_hook_file_is_written_and_none_is_renamed(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction")
    before = picture(f"{top}/.git/hooks")
    scratch.install()
    assert picture(f"{top}/.git/hooks") == before
    assert scratch.git(top, "hook", "list", "reference-transaction").splitlines()[0] == "coordgit"


@pytest.mark.parametrize("key", ["hook.coordgit.enabled", "hook.reference-transaction.enabled"])
def test_a_switched_off_config_hook_is_found(scratch: Scratch, key: str) -> None:
    top = scratch.init()
    scratch.install()
    scratch.git(top, "config", key, "false")
    assert probe(top) == f"{key} is false, which switches the hook off"
    scratch.git(top, "config", key, "true")
    assert probe(top) is None


@pytest.mark.parametrize("key", ["hook.coordgit.enabled", "hook.reference-transaction.enabled"])
def test_init_stops_where_config_hooks_are_switched_off(scratch: Scratch, key: str) -> None:
    top = scratch.init()
    scratch.git(top, "config", "--global", key, "false")
    before = picture(top)
    with pytest.raises(CoordgitError, match=f"{key} is false") as stopped:
        hooks.check(located(top))
    assert picture(top) == before
    assert subprocess.run(stopped.value.hint, shell=True).returncode == 0
    hooks.check(located(top))
    scratch.install()
    assert scratch.guarded()


@pytest.mark.parametrize("format_", ["files", "reftable"])
def test_init_stops_where_refs_are_in_another_folder(scratch: Scratch, format_: str) -> None:
    """Hooks look for them in git's own."""
    top, refs = scratch.init(), f"{scratch.root}/refs"
    os.mkdir(refs)
    scratch.monkeypatch.setenv("GIT_REFERENCE_BACKEND", f"{format_}://{refs}")
    scratch.git(top, "init", "-q", "other")
    scratch.monkeypatch.delenv("GIT_REFERENCE_BACKEND")
    with pytest.raises(CoordgitError, match=r"are in .*refs \(extensions.refStorage\), which coordgit does not support"):
        hooks.check(located(f"{top}/other"))
    scratch.git(top, "init", "-q", f"--ref-format={format_}", "third")
    hooks.check(located(f"{top}/third"))


def test_hooks_of_the_users_own_configuration_stay(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.git(top, "config", "hook.mine.command", 'echo mine >>"$RECORD"; true')
    scratch.git(top, "config", "hook.mine.event", "reference-transaction")
    before = Path(f"{top}/.git/config").read_bytes()
    scratch.install()
    assert scratch.guarded()
    assert "mine" in scratch.recorded()
    scratch.remove()
    assert Path(f"{top}/.git/config").read_bytes() == before


def test_a_change_of_gits_version_changes_the_way_and_never_asks_twice(scratch: Scratch) -> None:
    path = os.environ["PATH"]
    older = path.removeprefix(f"{newer_git()[0]}:")
    scratch.monkeypatch.setenv("PATH", older)
    needs_older_git()
    top = scratch.init()
    scratch.hook("reference-transaction")
    before = picture(top)
    for _ in range(2):
        scratch.monkeypatch.setenv("PATH", older)
        assert scratch.install() != []
        assert scratch.install() == []
        assert scratch.guarded()
        assert scratch.run(top, "config", "--get-regexp", "^hook\\.").returncode == 1
        scratch.monkeypatch.setenv("PATH", path)
        assert scratch.guarded()
        assert scratch.install() != []
        assert scratch.install() == []
        assert scratch.guarded()
        assert os.listdir(f"{top}/.git/hooks").count("reference-transaction.coordgit-prev") == 0
    scratch.remove()
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top) == before


def test_an_older_git_on_the_same_repository_is_found_unguarded(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    scratch.monkeypatch.setenv("PATH", os.environ["PATH"].removeprefix(f"{newer_git()[0]}:"))
    needs_older_git()
    assert "may not know it" in (probe(top) or "")
    scratch.install()
    assert probe(top) is None


@pytest.mark.parametrize("installed", [True, False])
def test_hook_files_ask_pushes_of_a_newer_git_too(scratch: Scratch, installed: bool) -> None:
    """Those that an older git on the same machine needs."""
    newer = os.environ["PATH"]
    scratch.monkeypatch.setenv("PATH", newer.removeprefix(f"{newer_git()[0]}:"))
    needs_older_git()
    top = scratch.init()
    scratch.install()
    scratch.monkeypatch.setenv("PATH", newer)
    assert scratch.guarded()
    if not installed:
        os.unlink(f"{top}/.git/hooks/pre-push")
    assert hooks.asks_pushes(located(top)) == installed


def test_doctor_names_an_older_git_on_path_until_hook_files_are_installed(scratch: Scratch) -> None:
    newer = os.environ["PATH"]
    older = newer.removeprefix(f"{newer_git()[0]}:")
    top = scratch.init()
    scratch.install()
    scratch.monkeypatch.setenv("PATH", older)
    needs_older_git()
    folder = os.path.dirname(shutil.which("git") or "")
    registered_repositories.add(located(top).common)
    for path, named in ((newer, True), (older, False)):
        scratch.monkeypatch.setenv("PATH", path)
        if not named:
            scratch.install()
            scratch.monkeypatch.setenv("PATH", newer)
        said = [one for one in examine(located(top), {**os.environ}, time.time()) if "does not run config hooks" in one.text]
        assert [one.hint for one in said] == [f"PATH={folder}:$PATH coordgit init"] * named
