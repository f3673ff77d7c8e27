"""Doctor tries what guards a repository; each thing that can be wrong is made wrong, said, and put right by what it says."""

import os
import shlex
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from coordgit.install.probe import LOCK_AGE
from coordgit.store import database
from coordgit.store.database import NAME
from tests.cli.diagnosis import contents, failures, tries, warnings
from tests.support.repository import UNHOOKED, Repository


def test_a_guarded_repository_is_well_and_nothing_is_left_behind(guarded: Repository) -> None:
    before, refs = contents(guarded), guarded.git("for-each-ref")
    result = guarded.coordgit("doctor")
    assert result.code == 0, result.out
    assert failures(result) == warnings(result) == []
    assert result.out.startswith(f"ok   this is coordgit {version('coordgit')}: ") and result.out.endswith(
        "commits here are guarded\n"
    )
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
    assert repository.coordgit("-C", ".", "doctor", cwd=repository.folder).err.startswith("coordgit: not a git repository: /")
    assert result.err == f"coordgit: not a git repository: {repository.folder}\ntry: git init\n"


@pytest.mark.parametrize("init", [("--bare",), ("--ref-format=reftable",), ("--object-format=sha256",)])
def test_a_repository_of_another_kind_is_well_too(tmp_path: Path, init: tuple[str, ...]) -> None:
    result = Repository(tmp_path, init=init).coordgit("doctor")
    assert result.code == 0, result.out + result.err


def test_a_repository_without_a_target_is_reported(guarded: Repository) -> None:
    assert "work is meant for" not in guarded.coordgit("doctor").out
    guarded.git("branch", "-m", "main", "trunk")
    guarded.git("update-ref", "refs/heads/dev", "trunk")
    guarded.git("remote", "add", "origin", str(guarded.top))
    (told,) = warnings(guarded.coordgit("doctor"))
    assert "no branch here is known as one that work is meant for" in told
    assert "try: git remote set-head origin --auto\n" in guarded.coordgit("doctor").out
    guarded.git("fetch", "-q", "origin")
    guarded.git("remote", "set-head", "origin", "--auto")
    assert warnings(guarded.coordgit("doctor")) == []


def test_a_target_that_names_nothing_is_reported(guarded: Repository) -> None:
    guarded.begin(api__py="1\n")
    guarded.git("config", "coordgit.target", "mian")
    result = guarded.coordgit("doctor")
    told = "coordgit.target is mian, which is not a branch or ref here: commits are not checked against it"
    assert failures(result) == [told]
    guarded.git("config", "--add", "coordgit.target", "main")
    result = guarded.coordgit("doctor")
    assert (failures(result), warnings(result), result.code) == ([], [told], 0)
    for step in tries(result):
        assert guarded.run(["sh", "-c", step]).ok
    assert warnings(guarded.coordgit("doctor")) == []


def test_json_says_the_same(guarded: Repository) -> None:
    assert guarded.json("doctor")["guarded"] is True
    guarded.git("config", "coordgit.level", "record")
    document = guarded.json("doctor")
    assert document["guarded"] is False
    (failed,) = [one for one in document["findings"] if one["state"] == "fail"]
    assert failed == {
        "state": "fail",
        "text": "coordgit.level is record: nothing is rejected but paths with the attribute coordgit=strict",
        "try": "git config coordgit.level strict",
    }


# The store


def test_a_corrupt_store_is_reported_and_what_is_tried_makes_a_new_one(guarded: Repository) -> None:
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


def test_a_store_of_a_newer_coordgit_is_reported(guarded: Repository) -> None:
    with guarded.store() as store:
        store.do("PRAGMA user_version = 99")
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith("the store was written by a newer coordgit (schema 99")
    assert "pip install --upgrade coordgit" in tries(result)


def test_a_store_that_somebody_does_not_let_go_is_reported_after_a_while(
    guarded: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT", 1.0)
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
    assert failures(result) == ["the store is locked by another process for more than 1 s"]
    assert time.monotonic() - began < 15
    holder.communicate(b"\n")
    assert guarded.coordgit("doctor").ok


# What else keeps commits from being guarded, or from being made


def test_a_lock_that_a_killed_git_left_is_reported_with_the_command_that_removes_it(guarded: Repository) -> None:
    lock = guarded.top / ".git/refs/heads/main.lock"
    lock.write_text("")
    assert guarded.coordgit("doctor").ok
    then = time.time() - 10 * LOCK_AGE
    os.utime(lock, (then, then))
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == ["a git that was killed left 1 lock file, which stops the next"]
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
        (
            "coordgit.level",
            "record",
            "coordgit.level is record: nothing is rejected but paths with the attribute coordgit=strict",
        ),
        ("coordgit.level", "loud", "coordgit.level is 'loud', not one of record, relevant, snapshot, strict: strict counts"),
    ],
)
def test_a_setting_that_switches_the_guard_off_is_reported(guarded: Repository, name: str, value: str, said: str) -> None:
    guarded.git("config", name, value)
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0] == said
    assert tries(result)[0].startswith("git config ")


def test_a_bypass_in_the_environment_is_reported(guarded: Repository) -> None:
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
    guarded.git(*UNHOOKED, "commit", "-qam", "unseen")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert warnings(result) == ["main moved without a hook seeing it"]
    assert tries(result)[-1] == f"coordgit verify {old[:12]}..{guarded.head()[:12]}"
    assert guarded.coordgit(*tries(result)[-1].split()[1:]).ok
    guarded.coordgit("gc")
    (warning,) = warnings(guarded.coordgit("doctor"))
    assert warning.startswith("main moved without a hook seeing it: v")
    guarded.commit_files({"api.py": "seen\n"})
    assert warnings(guarded.coordgit("doctor")) == []
