"""Whether a worktree is guarded is tried, and what keeps it from being so is named; stale locks are told from live."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from coordgit.install import hooks
from coordgit.install.probe import LOCK_AGE, stale_locks
from tests.install.scratch import Scratch, located, needs_older_git, probe, tops


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    return Scratch(tmp_path, monkeypatch)


def test_a_guarded_worktree_has_nothing_to_say_and_keeps_no_ref(scratch: Scratch) -> None:
    top = scratch.init()
    linked = scratch.worktree()
    scratch.install()
    refs = scratch.git(top, "for-each-ref")
    assert [probe(at) for at in tops(top)] == [None, None]
    assert tops(linked) == [top, linked]
    assert scratch.git(top, "for-each-ref") == refs
    assert scratch.calls() == []


def test_a_deleted_worktree_does_not_count(scratch: Scratch) -> None:
    top = scratch.init()
    linked = scratch.worktree()
    os.rename(linked, f"{scratch.root}/away")
    assert tops(top) == [top]
    scratch.git(scratch.root, "init", "-q", linked)
    assert tops(top) == [top]


def test_a_repository_without_a_commit_can_be_probed(scratch: Scratch) -> None:
    scratch.git(scratch.root, "init", "-q", scratch.top)
    assert probe(scratch.top) is not None
    scratch.install()
    assert probe(scratch.top) is None


def test_an_unguarded_worktree_says_so_and_keeps_no_ref(scratch: Scratch) -> None:
    top = scratch.init()
    refs = scratch.git(top, "for-each-ref")
    assert probe(top) == f"{top}/.git/coordgit/prefilter is missing"
    assert scratch.git(top, "for-each-ref") == refs


def test_a_hook_that_went_missing_is_named(scratch: Scratch) -> None:
    needs_older_git()
    top = scratch.init()
    scratch.install()
    path = f"{top}/.git/hooks/reference-transaction"
    os.chmod(path, 0o644)
    assert probe(top) == f"git skips {path}: it is not executable"
    os.unlink(path)
    assert probe(top) == f"no hook runs here: {path} is missing"
    scratch.install()
    assert probe(top) is None


def test_the_refusal_of_somebody_elses_hook_does_not_guard(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.write(f"{top}/.git/hooks/reference-transaction", "#!/bin/sh\necho no commits today >&2\nexit 1\n", 0o755)
    assert probe(top) is not None


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_CONFIG_PARAMETERS": "'core.hooksPath'='/dev/null'"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/dev/null"},
    ],
)
def test_an_environment_that_switches_hooks_off_is_found(scratch: Scratch, variables: dict[str, str]) -> None:
    needs_older_git()
    top = scratch.init()
    scratch.install()
    for name, value in variables.items():
        scratch.monkeypatch.setenv(name, value)
    assert "core.hooksPath, command line: /dev/null" in (probe(top) or "")


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "COORDGIT_BYPASS"])
def test_a_variable_meant_for_another_repository_changes_nothing(scratch: Scratch, name: str) -> None:
    top = scratch.init()
    scratch.monkeypatch.setenv(name, "/nowhere")
    hooks.install(located(top), [], "/usr/bin/env", scratch.fast)
    scratch.monkeypatch.delenv(name)
    scratch.install()
    scratch.monkeypatch.setenv(name, "/nowhere")
    assert probe(top) is None


def made_old(path: str) -> str:
    then = time.time() - 10 * LOCK_AGE
    os.utime(path, (then, then))
    return path


@pytest.mark.parametrize(
    "name",
    ["HEAD.lock", "index.lock", "refs/heads/main.lock", "worktrees/linked/index.lock", "reftable/tables.list.lock"],
)
def test_an_old_lock_that_nobody_holds_is_stale_and_a_young_one_is_not(scratch: Scratch, name: str) -> None:
    top = scratch.init()
    scratch.worktree()
    assert stale_locks(f"{top}/.git") == []
    path = scratch.write(f"{top}/.git/{name}", "")
    assert stale_locks(f"{top}/.git") == []
    made_old(path)
    assert stale_locks(f"{top}/.git") == [path]


def test_the_lock_of_a_git_that_runs_is_never_stale_until_it_is_killed(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.write(f"{top}/file", "x")
    scratch.git(top, "add", ".")
    editor = scratch.write(f"{scratch.root}/editor", '#!/bin/sh\n: >"$RECORD"\nexec sleep 60\n', 0o755)
    words = ["git", "-c", f"core.editor='{editor}'".replace("it's", "it'\\''s"), "commit", "-a"]
    running = subprocess.Popen(words, cwd=top, start_new_session=True)
    try:
        until = time.monotonic() + 30
        while not os.path.exists(f"{scratch.root}/record"):
            assert time.monotonic() < until and running.poll() is None
            time.sleep(0.02)
        lock = made_old(f"{top}/.git/index.lock")
        assert stale_locks(f"{top}/.git") == []
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert stale_locks(f"{top}/.git") == [lock]
