"""Doctor tries what guards a repository; each thing that can be wrong is made wrong, said, and put right by what it says."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coordgit.git.hooks_probe import LOCK_AGE
from coordgit.store.database import NAME
from tests.git.hooks_scratch import needs_older_git
from tests.support.repository import Repository, Result


@pytest.fixture
def guarded(repository: Repository) -> Repository:
    repository.begin(api__py="def f(x):\n    return x\n")
    return repository


def failures(result: Result) -> list[str]:
    return [line.removeprefix("FAIL ") for line in result.out.splitlines() if line.startswith("FAIL ")]


def warnings(result: Result) -> list[str]:
    return [line.removeprefix("warn ") for line in result.out.splitlines() if line.startswith("warn ") and "claude" not in line]


def tries(result: Result) -> list[str]:
    """The commands that are said to help."""
    return [line.strip().removeprefix("try: ") for line in result.out.splitlines() if line.startswith("     try: ")]


def contents(repository: Repository) -> dict[str, list[tuple[object, ...]]]:
    with repository.store() as store:
        names = [row[0] for row in store.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        return {name: store.all(f"SELECT * FROM {name}") for name in names if name != "targets"}


def test_a_guarded_repository_is_well_and_nothing_is_left_behind(guarded: Repository) -> None:
    before, refs = contents(guarded), guarded.git("for-each-ref")
    result = guarded.coordgit("doctor")
    assert result.code == 0, result.out
    assert failures(result) == warnings(result) == []
    assert result.out.endswith("commits here are guarded\n")
    assert result.out.count("\nok   ") >= 3
    assert contents(guarded) == before
    assert guarded.git("for-each-ref") == refs


def test_a_repository_that_nobody_set_up_is_not_guarded(tmp_path: Path) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="x\n")
    result = repository.coordgit("doctor")
    assert result.code == 1
    assert "this repository has no coordgit store" in failures(result)
    assert set(tries(result)) >= {"coordgit init"}
    assert not (repository.top / ".git/coordgit").exists()
    assert repository.coordgit("init", "--no-clients").ok
    assert repository.coordgit("doctor").ok


def test_outside_a_repository_there_is_nothing_to_look_at(repository: Repository) -> None:
    result = repository.coordgit("doctor", cwd=repository.folder)
    assert result.code == 2
    assert result.err == "coordgit: this is no git repository\ntry: git init\n"


@pytest.mark.parametrize("init", [("--bare",), ("--ref-format=reftable",), ("--object-format=sha256",)])
def test_a_repository_of_another_kind_is_well_too(tmp_path: Path, init: tuple[str, ...]) -> None:
    result = Repository(tmp_path, init=init).coordgit("doctor")
    assert result.code == 0, result.out + result.err


def test_json_says_the_same(guarded: Repository) -> None:
    assert guarded.json("doctor")["guarded"] is True
    guarded.git("config", "coordgit.level", "record")
    document = guarded.json("doctor")
    assert document["guarded"] is False
    (failed,) = [one for one in document["findings"] if one["state"] == "fail"]
    assert failed == {
        "state": "fail",
        "text": "coordgit.level is record: nothing is ever rejected",
        "try": "git config coordgit.level strict",
    }


# The store


def test_a_corrupt_store_is_said_and_what_is_tried_makes_a_new_one(guarded: Repository) -> None:
    path = guarded.top / ".git/coordgit" / NAME
    path.write_bytes(b"no database at all" * 500)
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert "the store is corrupt" in failures(result)[0]
    (hint,) = [line for line in tries(result) if line.startswith("mv ")]
    assert guarded.run(["sh", "-c", hint.split(" && coordgit init")[0]]).ok
    assert guarded.coordgit("init", "--no-clients").ok
    assert guarded.coordgit("doctor").ok


def test_a_page_that_rotted_inside_the_store_is_found(guarded: Repository) -> None:
    path = guarded.top / ".git/coordgit" / NAME
    with guarded.store() as store:
        store.do("PRAGMA wal_checkpoint(TRUNCATE)")
        root = int(store.value("SELECT rootpage FROM sqlite_master WHERE name = 'events'"))
        size = int(store.value("PRAGMA page_size"))
    with open(path, "r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert "the store is corrupt" in failures(result)[0]


def test_a_store_of_a_newer_coordgit_is_said(guarded: Repository) -> None:
    with guarded.store() as store:
        store.do("PRAGMA user_version = 99")
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith("the store was written by a newer coordgit (schema 99")
    assert "pip install --upgrade coordgit" in tries(result)


def test_a_store_that_somebody_does_not_let_go_is_said_after_a_while(guarded: Repository) -> None:
    holds = (
        "import sqlite3, sys; store = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "store.execute('BEGIN IMMEDIATE'); print(flush=True); input()"
    )
    path = str(guarded.top / ".git/coordgit" / NAME)
    holder = subprocess.Popen([sys.executable, "-c", holds, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    began = time.monotonic()
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == ["the store is locked by another process for more than 5 s"]
    assert time.monotonic() - began < 15
    holder.communicate(b"\n")
    assert guarded.coordgit("doctor").ok


# What the hooks run


def shim(repository: Repository) -> Path:
    return repository.top / ".git/coordgit/shim"


def test_an_interpreter_that_is_gone_is_said_and_init_puts_it_right(guarded: Repository) -> None:
    text = "".join(
        "python='/gone/python3'\n" if line.startswith("python=") else line
        for line in shim(guarded).read_text().splitlines(keepends=True)
    )
    shim(guarded).write_text(text)
    result = guarded.coordgit("doctor", PATH=_only_git(guarded))
    assert result.code == 1
    assert failures(result)[0] == "the hooks run /gone/python3, which cannot run them: it is gone, or does not answer"
    assert "coordgit init" in tries(result)
    assert guarded.coordgit("init", "--no-clients").ok
    assert guarded.coordgit("doctor").ok


def _only_git(repository: Repository) -> str:
    """A PATH without a coordgit to fall back on."""
    folders = [f for f in repository.env["PATH"].split(":") if not os.path.exists(f"{f}/coordgit")]
    return ":".join(folders)


def test_an_interpreter_without_sqlite_is_said(guarded: Repository) -> None:
    bare = guarded.folder / "python"
    bare.write_text("#!/bin/sh\necho \"ModuleNotFoundError: No module named '_sqlite3'\" >&2\nexit 1\n")
    bare.chmod(0o755)
    lines = shim(guarded).read_text().splitlines(keepends=True)
    shim(guarded).write_text("".join(f"python='{bare}'\n" if line.startswith("python=") else line for line in lines))
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0] == f"the hooks run {bare}, which cannot run them: ModuleNotFoundError: No module named '_sqlite3'"


def test_hooks_that_run_another_coordgit_are_a_warning(guarded: Repository) -> None:
    other = guarded.folder / "other"
    package = Path(__file__).parent.parent.parent / "coordgit"
    other.mkdir()
    (other / "coordgit").symlink_to(package)
    fast = other / "coordgit/cli/fast.py"
    lines = shim(guarded).read_text().splitlines(keepends=True)
    shim(guarded).write_text("".join(f"fast='{fast}'\n" if line.startswith("fast=") else line for line in lines))
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result) == [f"the hooks run {fast}, another coordgit than this one; its next command points them here"]
    assert guarded.coordgit("session", "list").ok
    assert warnings(guarded.coordgit("doctor")) == []


def test_a_missing_shim_is_said(guarded: Repository) -> None:
    shim(guarded).unlink()
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].endswith("shim, which the hooks go through")


def test_a_gate_that_cannot_answer_is_said(guarded: Repository) -> None:
    fast = guarded.folder / "fast.py"
    fast.write_text(
        "import sys\nif 'prepared' in sys.argv: sys.exit('coordgit: probe denied')\nraise SystemExit('no such thing')\n"
    )
    lines = shim(guarded).read_text().splitlines(keepends=True)
    shim(guarded).write_text("".join(f"fast='{fast}'\n" if line.startswith("fast=") else line for line in lines))
    result = guarded.coordgit("doctor")
    assert failures(result) == ["the gate does not answer: no such thing"]


# Worktrees and their hooks


def test_a_hook_that_is_gone_is_said(guarded: Repository) -> None:
    needs_older_git()
    (guarded.top / ".git/hooks/reference-transaction").unlink()
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith(f"{guarded.top} is not guarded: no hook runs here: ")
    assert tries(result)[0] == f"coordgit -C {guarded.top} init"
    assert guarded.coordgit("init", "--no-clients").ok
    assert guarded.coordgit("doctor").ok


def test_a_worktree_that_lacks_a_relative_hooks_folder_is_said_and_init_makes_it_hold_there(guarded: Repository) -> None:
    needs_older_git()
    guarded.git("config", "core.hooksPath", ".husky/_")
    assert guarded.coordgit("init", "--no-clients").ok
    assert guarded.coordgit("doctor").ok
    linked = guarded.worktree("linked")
    for cwd in (guarded.top, linked):
        result = guarded.coordgit("doctor", cwd=cwd)
        assert result.code == 1
        (failed,) = failures(result)
        assert failed.startswith(f"{linked} is not guarded: no hook runs here: the folder .husky/_")
        assert tries(result) == [f"coordgit -C {linked} init"]
    assert guarded.coordgit(*shlex.split(tries(result)[0])[1:], "--no-clients").ok
    assert guarded.coordgit("doctor").ok


def test_every_worktree_is_tried(guarded: Repository) -> None:
    linked = guarded.worktree("linked")
    result = guarded.coordgit("doctor", cwd=linked)
    assert result.code == 0
    for top in (guarded.top, linked):
        assert f"ok   {top}: git refused" in result.out


def test_a_worktree_with_an_odd_name_is_tried_and_said_in_one_line(guarded: Repository) -> None:
    guarded.worktree("o\x1b[31mdd", "odd")
    result = guarded.coordgit("doctor")
    assert result.code == 0, result.out
    assert "o\\x1b[31mdd: git refused" in result.out and "\x1b" not in result.out


def test_a_variable_that_switches_the_hook_off_is_said(guarded: Repository) -> None:
    result = guarded.coordgit("doctor", COORDGIT_IN_HOOK="1")
    assert result.code == 1
    assert "COORDGIT_IN_HOOK is set in the environment" in failures(result)[0]


# Clients


def registered(repository: Repository, cwd: Path | None = None) -> Path:
    assert repository.coordgit("init", "--client", "claude", cwd=cwd).ok
    return (cwd or repository.top) / ".claude/settings.json"


def test_a_registered_client_is_tried_and_its_trial_taken_out(guarded: Repository) -> None:
    registered(guarded)
    before = contents(guarded)
    result = guarded.coordgit("doctor")
    assert result.code == 0, result.out
    assert f"ok   claude: its hooks in {guarded.top} recorded a session, taken out again" in result.out
    assert contents(guarded) == before


def test_a_registration_that_records_nothing_is_said(guarded: Repository) -> None:
    settings = registered(guarded)
    settings.write_text(settings.read_text().replace("exec ", "echo nothing doing >&2; : "))
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == [f"claude: its hooks in {guarded.top} record nothing: nothing doing"]
    assert guarded.coordgit("init", "--client", "claude").ok
    assert guarded.coordgit("doctor").ok


def test_a_registration_that_lacks_a_hook_is_a_warning(guarded: Repository) -> None:
    settings = registered(guarded)
    document = json.loads(settings.read_text())
    del document["hooks"]["PreToolUse"]
    settings.write_text(json.dumps(document))
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert f"warn claude: its hooks in {guarded.top} are not those that init registers" in result.out


def test_settings_that_are_no_json_are_said(guarded: Repository) -> None:
    registered(guarded).write_text("{")
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith(f"claude: {guarded.top}/.claude/settings.json cannot be read")


def test_a_worktree_without_the_registration_is_a_warning(guarded: Repository) -> None:
    registered(guarded)
    linked = guarded.worktree("linked")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert f"warn claude: its hooks are not registered in {linked}" in result.out
    assert f"try: coordgit -C {linked} init --client claude" in result.out
    registered(guarded, linked)
    assert "are not registered" not in guarded.coordgit("doctor").out


def test_a_client_that_is_here_and_not_registered_is_a_warning(guarded: Repository) -> None:
    (guarded.top / ".claude").mkdir()
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert "warn claude: it is here, but its reads are not recorded\n     try: coordgit init --client claude\n" in result.out


# What else keeps commits from being guarded, or from being made


def test_a_lock_that_a_killed_git_left_is_said_with_the_command_that_removes_it(guarded: Repository) -> None:
    lock = guarded.top / ".git/refs/heads/main.lock"
    lock.write_text("")
    assert guarded.coordgit("doctor").ok
    then = time.time() - 10 * LOCK_AGE
    os.utime(lock, (then, then))
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == ["a git that was killed left 1 lock file, which stop the next"]
    assert guarded.run(["sh", "-c", tries(result)[0]]).ok
    assert not lock.exists()
    assert guarded.coordgit("doctor").ok


@pytest.mark.parametrize("name", ["core.filesRefLockTimeout", "reftable.lockTimeout"])
def test_a_short_lock_time_out_is_a_warning(guarded: Repository, name: str) -> None:
    guarded.git("config", name, "100")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result) == [f"{name} is 100: git may give up while another commit is judged"]
    guarded.git(*shlex.split(tries(result)[-1])[1:])
    assert warnings(guarded.coordgit("doctor")) == []
    guarded.git("config", name, "-1")
    assert warnings(guarded.coordgit("doctor")) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("coordgit.bypass", "in a hurry", 'every landing is let through: a bypass is set, "in a hurry"'),
        ("coordgit.level", "record", "coordgit.level is record: nothing is ever rejected"),
        ("coordgit.level", "loud", "coordgit.level is 'loud', not one of record, relevant, snapshot, strict"),
    ],
)
def test_a_setting_that_switches_the_guard_off_is_said(guarded: Repository, name: str, value: str, said: str) -> None:
    guarded.git("config", name, value)
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0] == said
    assert tries(result)[0].startswith("git config ")


def test_a_bypass_in_the_environment_is_said(guarded: Repository) -> None:
    result = guarded.coordgit("doctor", COORDGIT_BYPASS="in a hurry")
    assert result.code == 1
    assert tries(result)[0] == "unset COORDGIT_BYPASS"


@pytest.mark.parametrize(("name", "value"), [("coordgit.level", "snapshot"), ("coordgit.onError", "allow")])
def test_a_setting_that_weakens_the_guard_is_a_warning(guarded: Repository, name: str, value: str) -> None:
    guarded.git("config", name, value)
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result)[0].startswith(f"{name} is {value}")


def test_pre_commit_in_a_work_tree_that_two_sessions_share_is_a_warning(guarded: Repository) -> None:
    (guarded.top / ".pre-commit-config.yaml").write_text("repos: []\n")
    hook = guarded.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    guarded.coordgit("session", "end")
    guarded.coordgit("session", "start", "--id", "ann")
    assert warnings(guarded.coordgit("doctor")) == []
    guarded.coordgit("session", "start", "--id", "bob")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result)[0].startswith("pre-commit stashes unstaged edits of all ")
    hook.unlink()
    assert warnings(guarded.coordgit("doctor")) == []


def test_a_branch_that_moved_where_no_hook_looked_is_a_warning_before_and_after_it_is_noted(guarded: Repository) -> None:
    guarded.write("api.py", "changed\n")
    old = guarded.head()
    guarded.git("-c", "core.hooksPath=/dev/null", "-c", "hook.reference-transaction.enabled=false", "commit", "-qam", "unseen")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result) == ["main moved where no hook looked"]
    assert tries(result)[-1] == f"coordgit verify {old[:12]}..{guarded.head()[:12]}"
    assert guarded.coordgit(*tries(result)[-1].split()[1:]).ok
    guarded.coordgit("gc")
    (warning,) = warnings(guarded.coordgit("doctor"))
    assert warning.startswith("main is where no hook saw it go: v")
    guarded.commit_files({"api.py": "seen\n"})
    assert warnings(guarded.coordgit("doctor")) == []
