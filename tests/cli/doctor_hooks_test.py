"""What doctor says of hooks that do not run, in any worktree, or that run something else."""

import os
import shlex
from pathlib import Path

import pytest

from tests.cli.diagnosis import failures, tries, warnings
from tests.install.scratch import needs_older_git
from tests.support.repository import Repository

# What the hooks run


def shim(repository: Repository) -> Path:
    return repository.top / ".git/coordgit/shim"


def test_an_interpreter_that_is_gone_is_reported_and_init_puts_it_right(guarded: Repository) -> None:
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


def test_an_interpreter_without_sqlite_is_reported(guarded: Repository) -> None:
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


def test_a_missing_shim_is_reported(guarded: Repository) -> None:
    shim(guarded).unlink()
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].endswith("shim, which the hooks go through")


def test_a_gate_that_cannot_answer_is_reported(guarded: Repository) -> None:
    fast = guarded.folder / "fast.py"
    fast.write_text(
        "import sys\nif 'prepared' in sys.argv: sys.exit('coordgit: probe denied')\nraise SystemExit('no such thing')\n"
    )
    lines = shim(guarded).read_text().splitlines(keepends=True)
    shim(guarded).write_text("".join(f"fast='{fast}'\n" if line.startswith("fast=") else line for line in lines))
    result = guarded.coordgit("doctor")
    assert failures(result) == ["the gate does not answer: no such thing"]


# Worktrees and their hooks


def test_a_hook_that_is_gone_is_reported(guarded: Repository) -> None:
    needs_older_git()
    (guarded.top / ".git/hooks/reference-transaction").unlink()
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith(f"{guarded.top} is not guarded: no hook runs here: ")
    assert tries(result)[0] == f"coordgit -C {guarded.top} init"
    assert guarded.coordgit("init", "--no-clients").ok
    assert guarded.coordgit("doctor").ok


def test_a_worktree_that_lacks_a_relative_hooks_folder_is_reported_and_init_makes_it_hold_there(guarded: Repository) -> None:
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


@pytest.mark.parametrize("ours", [False, True], ids=["in place of ours", "beside ours"])
@pytest.mark.parametrize("refuses", [True, False])
def test_only_the_refusal_of_our_own_hook_is_a_guard(guarded: Repository, refuses: bool, ours: bool) -> None:
    needs_older_git()
    hook = guarded.top / ".git/hooks/reference-transaction"
    hook.write_text(f"#!/bin/sh\necho somebody else was asked >&2\nexit {int(refuses)}\n")
    hook.chmod(0o755)
    if ours:
        assert guarded.coordgit("init", "--no-clients").ok
    result = guarded.coordgit("doctor")
    guards = ours and not refuses
    assert result.code == (0 if guards else 1), result.out
    assert any(line.startswith(f"{guarded.top} is not guarded") for line in failures(result)) != guards


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
