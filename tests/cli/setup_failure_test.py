"""init and uninit that fail: what can be told before is told with nothing changed, and what was done is said before the error."""

import json
import os
import shlex
from typing import Any

import pytest

from tests.install.scratch import needs_older_git
from tests.support.read_only import read_only
from tests.support.repository import Repository, Result


def untouched(repository: Repository, *words: str, code: int) -> Result:
    """What a command says that fails and changes nothing."""
    config = repository.top / ".git/config"
    before = config.read_bytes(), sorted(path for path in repository.top.rglob("*") if "objects" not in path.parts)
    result = repository.coordgit(*words)
    assert result.code == code and not result.out, result
    lines = result.err.splitlines()
    assert len(lines) == 2 and lines[0].startswith("coordgit: ") and lines[1].startswith("try: "), result
    assert before == (config.read_bytes(), sorted(path for path in repository.top.rglob("*") if "objects" not in path.parts))
    return result


def helps(repository: Repository, result: Result) -> None:
    """The command that is named makes init work."""
    assert repository.run(shlex.split(result.err.splitlines()[1].removeprefix("try: "))).ok
    assert repository.coordgit("init", "--no-clients").ok and repository.coordgit("doctor").ok


def test_an_unknown_client_changes_nothing(plain: Repository) -> None:
    untouched(plain, "init", "--client", "nosuch", code=2)
    untouched(plain, "init", "--client", "claude", "--client", "nosuch", code=2)
    untouched(plain, "init", "--client", "claude", "--no-clients", code=2)
    assert plain.coordgit("init", "--client", "claude").ok


@pytest.mark.daily(1)
@pytest.mark.parametrize("where", ["--local", "--global"])
@pytest.mark.parametrize("hooks_path", ["/dev/null", ""])
def test_hooks_that_are_switched_off_change_nothing_and_the_way_on_helps(plain: Repository, where: str, hooks_path: str) -> None:
    needs_older_git()
    plain.git("config", where, "core.hooksPath", hooks_path)
    helps(plain, untouched(plain, "init", "--no-clients", code=3))


def test_a_tracked_hook_changes_nothing(plain: Repository) -> None:
    needs_older_git()
    hook = plain.top / "githooks/pre-receive"
    plain.commit_files({"githooks/pre-receive": "#!/bin/sh\n"})
    plain.git("config", "core.hooksPath", "githooks")
    result = untouched(plain, "init", "--no-clients", code=3)
    hook.write_text(f"#!/bin/sh\n{result.err.splitlines()[1].removeprefix('try: ')}\n")
    assert plain.coordgit("init", "--no-clients").ok


def test_a_work_tree_in_another_folder_changes_nothing_and_the_way_on_helps(plain: Repository) -> None:
    (plain.folder / "apart").mkdir()
    plain.git("config", "core.worktree", "../../apart")
    result = untouched(plain, "init", "--no-clients", code=3)
    assert f"the work tree of {plain.top}/.git is {plain.folder}/apart (core.worktree)" in result.err
    helps(plain, result)
    plain.git("config", "core.worktree", "../../apart")
    assert "FAIL the work tree of " in plain.coordgit("doctor").out and plain.coordgit("uninit").ok


@pytest.mark.parametrize("named", ["..", "TOP"])
def test_a_work_tree_that_is_named_where_it_is_is_guarded(plain: Repository, named: str) -> None:
    plain.git("config", "core.worktree", named.replace("TOP", str(plain.top)))
    assert plain.coordgit("init", "--no-clients").ok and plain.coordgit("doctor").ok


def test_two_hooks_change_nothing(plain: Repository) -> None:
    needs_older_git()
    for name in ("pre-receive", "pre-receive.coordgit-prev"):
        (plain.top / ".git/hooks" / name).write_text(f"#!/bin/sh\n# {name}\n")
    helps(plain, untouched(plain, "init", "--no-clients", code=3))


@pytest.mark.parametrize("text", ["{", '{"hooks": 3}'])
def test_settings_that_cannot_be_read_keep_nobody_from_being_guarded(plain: Repository, text: str) -> None:
    path = plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text(text)
    result = plain.coordgit("init")
    assert result.ok and "did not register claude: " in result.out and "coordgit init --client claude" in result.out
    assert path.read_text() == text
    doctor = plain.coordgit("doctor")
    assert "commits here are guarded\n" in doctor.out and "FAIL claude: " in doctor.out
    assert plain.coordgit("uninit").ok


def test_settings_that_cannot_be_read_are_an_error_once_all_else_is_done_for_a_client_that_was_named(plain: Repository) -> None:
    path = plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text("{")
    result = plain.coordgit("init", "--client", "claude")
    assert result.code == 3 and "wrote " in result.out and len(result.err.splitlines()) == 2
    path.unlink()
    assert plain.coordgit("init", "--client", "claude").ok and plain.coordgit("doctor").ok


def test_settings_that_cannot_be_written_stop_no_other_client(plain: Repository) -> None:
    folder = plain.top / ".claude"
    folder.mkdir()
    with read_only(folder):
        found = plain.coordgit("init")
        assert "did not register claude: " in found.out and f"{folder}/settings.json cannot be changed: " in found.out
        result = plain.coordgit("init", "--client", "claude", "--client", "qwen")
    assert result.code == 3 and "registered the hooks of qwen" in result.out and "did not register claude: " in result.out
    assert result.err.startswith(f"coordgit: {plain.top}/.claude/settings.json cannot be changed: ")
    assert (plain.top / ".qwen/settings.json").exists()
    assert "commits here are guarded\n" in plain.coordgit("doctor").out
    assert plain.coordgit("init", "--client", "claude", "--client", "qwen").ok and plain.coordgit("doctor").ok


@pytest.mark.parametrize("own", ["", "{}\n"])
def test_settings_that_cannot_be_written_keep_uninit_from_nothing_else(plain: Repository, own: str) -> None:
    settings = plain.top / ".claude/settings.json"
    if own:
        plain.write(".claude/settings.json", own)
    assert plain.coordgit("init", "--client", "claude", "--client", "qwen").ok
    text = settings.read_text().replace('"hooks"', '"model": "", "hooks"')
    settings.write_text(text)
    with read_only(settings.parent):
        result = plain.coordgit("uninit")
    assert result.code == 3 and f"left the hooks of claude in {plain.top}: " in result.out
    lines = result.err.splitlines()
    assert len(lines) == 2 and lines[0].startswith("coordgit: the hooks of claude are left") and "cannot be changed" in lines[0]
    assert settings.read_text() == text and os.listdir(settings.parent) == ["settings.json"]
    assert not (plain.top / ".qwen").exists()
    assert not (plain.top / ".git/hooks/reference-transaction").exists()
    assert plain.coordgit("uninit").ok
    assert json.loads(settings.read_text()) == {"model": ""}
    assert not (plain.top / ".git/coordgit").exists()


def test_settings_that_are_a_named_pipe_are_refused_at_once(plain: Repository) -> None:
    pipe = plain.top / ".claude/settings.json"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    result = plain.coordgit("init", "--client", "claude")
    assert result.code == 3 and result.err == f"coordgit: {pipe} is not a regular file\ntry: ls -l {pipe}\n"
    assert f"FAIL claude: {pipe} is not a regular file" in plain.coordgit("doctor").out
    assert plain.coordgit("uninit").ok
    pipe.unlink()
    assert plain.coordgit("init", "--client", "claude").ok
    pipe.unlink()
    os.mkfifo(pipe)
    result = plain.coordgit("uninit")
    assert result.code == 3 and "is not a regular file" in result.err
    pipe.unlink()
    assert plain.coordgit("uninit").ok


def test_what_was_done_before_an_error_is_reported(plain: Repository) -> None:
    assert plain.coordgit("init", "--client", "claude").ok
    (plain.top / ".git/coordgit/shim").unlink()
    (plain.top / ".git/coordgit/prefilter").unlink()
    (plain.top / ".git/coordgit/prefilter").mkdir()
    result = plain.coordgit("init", "--no-clients")
    assert result.code == 3 and "pointed " in result.out
    assert result.err.startswith("coordgit: cannot change ") and "Traceback" not in result.err
    (plain.top / ".git/coordgit/shim").unlink()
    again = plain.coordgit("init", "--no-clients", "--json")
    assert again.code == 3 and json.loads(again.out)["did"][0].startswith("pointed ")


def test_what_uninit_did_before_an_error_is_reported(plain: Repository) -> None:
    assert plain.coordgit("init", "--client", "claude").ok
    (plain.top / ".git/coordgit/shim").unlink()
    (plain.top / ".git/coordgit/shim").mkdir()
    result = plain.coordgit("uninit")
    assert result.code == 3 and "removed the hooks of claude from .claude/settings.json" in result.out
    lines = result.err.splitlines()
    assert len(lines) == 2 and lines[0].startswith("coordgit: cannot change ")
    (plain.top / ".git/coordgit/shim").rmdir()
    assert plain.coordgit("uninit").ok
    assert not (plain.top / ".git/coordgit").exists()


def test_the_lines_that_keep_hooks_out_of_git_status_are_reported_and_taken_out(plain: Repository) -> None:
    needs_older_git()
    plain.commit_files({"githooks/pre-commit": "#!/bin/sh\n"})
    plain.git("config", "core.hooksPath", "githooks")
    line = f"/githooks/pre-receive to {plain.top}/.git/info/exclude"
    assert f"added {line}\n" in plain.coordgit("init", "--no-clients").out
    assert f"took {line.replace(' to ', ' out of ')}\n" in plain.coordgit("uninit").out


def test_doctor_says_that_the_list_of_repositories_has_no_place(plain: Repository) -> None:
    nowhere: dict[str, Any] = {"HOME": "/dev/null", "GIT_CONFIG_GLOBAL": f"{plain.env['HOME']}/.gitconfig"}
    assert plain.coordgit("init", "--no-clients", **nowhere).ok
    said = plain.coordgit("doctor", **nowhere)
    assert said.code == 1 and "/dev/null/.local/state/coordgit, which lists the repositories" in said.out
    assert "try: export XDG_STATE_HOME=" in said.out and "moved" not in said.out, said
    somewhere: dict[str, Any] = {**nowhere, "XDG_STATE_HOME": str(plain.folder)}
    assert "moved, mounted elsewhere, unpacked, or another's set-up" in plain.coordgit("doctor", **somewhere).out
    assert plain.coordgit("init", "--no-clients", **somewhere).ok and plain.coordgit("doctor", **somewhere).ok
