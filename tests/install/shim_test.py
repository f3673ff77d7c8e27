"""The shim and the prefilter as programs: under dash and bash, with coordgit's installation there, moved and gone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.cli.start import DENIED
from coordgit.install import hooks
from coordgit.install.shim import point_shim, shipped
from tests.install.scratch import Scratch, located, probe

OLD, NEW, NONE = "1" * 40, "2" * 40, "0" * 40
SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    return Scratch(tmp_path, monkeypatch)


@pytest.fixture
def store(scratch: Scratch) -> str:
    """A common directory as ``install`` leaves it, apart from git; returns it."""
    scratch.write(f"{scratch.root}/common/coordgit/prefilter", shipped("git/prefilter.sh"))
    point_shim(f"{scratch.root}/common", sys.executable, scratch.fast)
    return f"{scratch.root}/common"


def run_hook(scratch: Scratch, common: str, shell: str, lines: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    hook = scratch.write(f"{scratch.root}/hook", shipped("git/hook-file.sh"), 0o755)
    words = [shutil.which(shell) or shell, hook, *args]
    return subprocess.run(words, cwd=scratch.root, env={**os.environ, "GIT_DIR": common}, input=lines.encode(), check=False)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "asks"),
    [
        (f"{OLD} {NEW} refs/heads/x", True),
        (f"{NONE} {NEW} refs/heads/x", True),
        (f"{NONE} {'0' * 39}a refs/heads/x", True),
        (f"{'1' * 64} {'2' * 64} refs/heads/x", True),
        (f"ref:refs/heads/y {NEW} refs/heads/x", True),
        (f"{OLD} {NONE} refs/heads/x", False),
        (f"{'1' * 64} {'0' * 64} refs/heads/x", False),
        (f"{NONE} {NONE} refs/heads/x", False),
        (f"{NEW} {NEW} refs/heads/x", False),
        (f"{NONE} ref:refs/heads/y refs/heads/x", True),
        (f"{NONE} ref:refs/heads/y HEAD", False),
        (f"{OLD} {NEW} refs/heads/x.stgit", False),
        (f"{OLD} {NEW} HEAD", False),
        (f"{OLD} {NEW} refs/tags/refs/heads/x", False),
        (f"{OLD} {NEW} refs/remotes/origin/heads/x", False),
    ],
)
def test_the_prefilter_asks_only_for_a_branch_with_a_new_value(
    scratch: Scratch, store: str, shell: str, line: str, asks: bool
) -> None:
    other = f"{OLD} {NEW} HEAD"
    assert run_hook(scratch, store, shell, f"{other}\n{line}\n", "prepared").returncode == 0
    assert [call.lines for call in scratch.calls()] == ([[other, line]] if asks else [])


@pytest.mark.parametrize("shell", SHELLS)
def test_a_probe_reaches_the_gate_and_its_neighbours_do_not(scratch: Scratch, store: str, shell: str) -> None:
    assert run_hook(scratch, store, shell, f"{NONE} {NEW} refs/coordgit/probe-x\n", "prepared").returncode == 1
    assert run_hook(scratch, store, shell, f"{NONE} {NEW} refs/coordgit/probes\n", "prepared").returncode == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_but_the_interpreter_is_started(scratch: Scratch, store: str, shell: str) -> None:
    scratch.monkeypatch.setenv("PATH", "/nowhere")
    shell = next(path for path in (f"/bin/{shell}", f"/usr/bin/{shell}") if os.path.exists(path))
    lines = f"{OLD} {NEW} HEAD\n" * 62 + f"{OLD} {NEW} refs/heads/x\n"
    words = [shell, scratch.write(f"{scratch.root}/hook", shipped("git/hook-file.sh")), "prepared"]
    env = {**os.environ, "GIT_DIR": store}
    done = subprocess.run(words, cwd=scratch.root, env=env, input=lines, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (call,) = scratch.calls()
    assert call.above == os.getpid()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("state", ["preparing", "committed", "aborted"])
def test_only_the_state_prepared_asks(scratch: Scratch, store: str, shell: str, state: str) -> None:
    run_hook(scratch, store, shell, f"{OLD} {NEW} refs/heads/x\n", state)
    assert scratch.calls() == []
    run_hook(scratch, store, shell, f"{OLD} {NEW} refs/heads/x\n", "prepared")
    assert len(scratch.calls()) == 1


@pytest.mark.daily(5)
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("count", [0, 1, 62, 63, 64, 65, 3000])
@pytest.mark.parametrize("worktree", ["first", "last", "nowhere"])
def test_every_line_reaches_the_gate_however_many(scratch: Scratch, store: str, shell: str, count: int, worktree: str) -> None:
    lines = [f"{OLD} {NEW} refs/tags/Ü$(x)`\\{n}" for n in range(count)]
    branch = [] if worktree == "nowhere" else [f"{OLD} {NEW} refs/heads/x"]
    lines = [*branch, *lines] if worktree == "first" else [*lines, *branch]
    run_hook(scratch, store, shell, "".join(f"{line}\n" for line in lines), "prepared")
    assert [call.lines for call in scratch.calls()] == ([lines] if branch else [])


@pytest.mark.parametrize("shell", SHELLS)
def test_a_push_hands_its_lines_over_unread(scratch: Scratch, store: str, shell: str) -> None:
    run_hook(scratch, store, shell, f"{OLD} {NEW} refs/tags/x\n")
    (call,) = scratch.calls()
    assert call.argv == ["gate", "pre-receive", str(os.getpid())]
    assert call.lines == [f"{OLD} {NEW} refs/tags/x"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("lines", ["", "one\n", "no line end", "\n\ntwo empty ones before\n", "%s \\n `x` $x\n" * 2000])
def test_a_hook_before_ours_gets_the_very_bytes(scratch: Scratch, store: str, shell: str, lines: str) -> None:
    scratch.write(f"{scratch.root}/hook.coordgit-prev", '#!/bin/sh\ncat >"$RECORD"\nexit 3\n', 0o755)
    assert run_hook(scratch, store, shell, lines, "prepared", "a  b").returncode == 3
    assert Path(f"{scratch.root}/record").read_text() == lines
    assert scratch.calls() == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_linked_git_directory_leads_to_the_common_one(scratch: Scratch, store: str, shell: str) -> None:
    for name, said in (("relative", "../../common"), ("absolute", store)):
        git_dir = os.path.dirname(scratch.write(f"{scratch.root}/worktrees/{name}/commondir", f"{said}\n"))
        run_hook(scratch, git_dir, shell, f"{OLD} {NEW} refs/heads/x\n", "prepared")
        assert len(scratch.calls()) == 1


@pytest.mark.isolated
def test_the_shim_hands_on_arguments_input_and_exit_code(scratch: Scratch, store: str) -> None:
    words = [f"{store}/coordgit/shim", "hook", "claude", 'it\'s "two" words']
    assert subprocess.run(words, input="payload\n", text=True, check=False).returncode == 0
    (call,) = scratch.calls()
    assert (call.argv, call.lines, call.isolated) == (words[1:], ["payload"], 1)
    scratch.deny()
    assert subprocess.run(words, input="payload\n", text=True, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("locale", [{"LANG": "C.UTF-8"}, {"LANG": "C.UTF-8", "LC_ALL": "de_DE.ISO-8859-1"}, {}])
def test_python_takes_names_of_files_for_utf8_in_any_locale(
    scratch: Scratch, store: str, shell: str, locale: dict[str, str]
) -> None:
    program = scratch.write(f"{scratch.root}/python", '#!/bin/sh\nprintf "%s|" "$@"\n', 0o755)
    point_shim(store, program, scratch.fast)
    done = subprocess.run(
        [shutil.which(shell) or shell, f"{store}/coordgit/shim", "gate"], env=locale, capture_output=True, text=True
    )
    assert done.stdout == "|".join(["-I", "-S", "-Xutf8", scratch.fast, "gate"]) + "|"


def _written(path: str) -> tuple[int, int]:
    """What another file at the path, or another writing of it, changes; a read changes the time of the last one alone."""
    about = os.stat(path)
    return about.st_ino, about.st_mtime_ns


def test_the_shim_is_written_only_when_it_points_elsewhere(scratch: Scratch, store: str) -> None:
    shim = f"{store}/coordgit/shim"
    before = _written(shim)
    assert not point_shim(store, sys.executable, scratch.fast)
    assert _written(shim) == before
    assert point_shim(store, sys.executable, "/elsewhere/fast.py")
    assert point_shim(store, sys.executable, scratch.fast)
    os.chmod(shim, 0o644)
    assert point_shim(store, sys.executable, scratch.fast)
    assert sorted(os.listdir(f"{store}/coordgit")) == ["prefilter", "shim"]


STILLBORN = {
    "what runs the interpreter": "#!/no/such/interpreter\n",
    "its standard library": "#!/bin/sh\necho 'Fatal Python error: init_fs_encoding' >&2\nexit 1\n",
}
"""What an interpreter that is there lacks to start, and what stands for it."""


class Gone:
    """A guarded repository whose coordgit is gone: it has not its ``missing`` part any more; PATH holds git and sh only."""

    def __init__(self, scratch: Scratch, missing: str) -> None:
        self.scratch = scratch
        self.top = scratch.init()
        python = scratch.write(f"{scratch.root}/venv/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', 0o755)
        hooks.install(located(self.top), [], python, scratch.fast)
        self.missing = scratch.fast if missing == "program" else python
        assert scratch.guarded()
        os.unlink(self.missing)
        if missing in STILLBORN:
            scratch.write(python, STILLBORN[missing], 0o755)
        os.makedirs(f"{scratch.root}/bin")
        for name in ("git", "sh", "date", "cat", "grep", "sed", "rm", "mv", "rmdir", "chmod"):
            os.symlink(shutil.which(name) or name, f"{scratch.root}/bin/{name}")
        scratch.monkeypatch.setenv("PATH", f"{scratch.root}/bin")

    def commit(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return self.scratch.run(self.top, *options, "commit", "-q", "--allow-empty", "-m", "x", **variables)

    def log(self) -> str:
        path = Path(f"{self.top}/.git/coordgit/log")
        return path.read_text() if path.exists() else ""


@pytest.fixture(params=["interpreter", "program"])
def gone(request: pytest.FixtureRequest, scratch: Scratch) -> Gone:
    return Gone(scratch, request.param)


def test_the_gate_fails_closed_and_names_what_is_gone_and_the_ways_out(gone: Gone) -> None:
    done = gone.commit()
    assert done.returncode != 0
    line = done.stderr.splitlines()[0]
    assert line.startswith(f"coordgit: cannot check, {gone.missing} is gone; ")
    for way in ("install coordgit again", "coordgit init", "git -c coordgit.bypass=", "/.git/coordgit/uninit"):
        assert way in line
    assert probe(gone.top) == line


def test_a_push_into_the_repository_is_let_through_by_what_reaches_it(gone: Gone) -> None:
    clone = f"{gone.top}-clone"
    gone.scratch.git(gone.top, "clone", "-q", gone.top, clone)
    gone.scratch.git(clone, "commit", "-qm", "pushed", "--allow-empty")
    words = ["git", "-C", clone, "push", "-q", "origin", "HEAD:new"]
    denied = subprocess.run(words, capture_output=True, text=True, check=False)
    assert denied.returncode and "unchecked: COORDGIT_BYPASS=WHY git push ..., or there: git config" in denied.stderr
    assert subprocess.run(words, env={**os.environ, "COORDGIT_BYPASS": "agreed"}, check=False).returncode == 0


def test_recording_fails_open_and_is_logged(gone: Gone) -> None:
    words = [f"{gone.top}/.git/coordgit/shim", "hook", "claude"]
    done = subprocess.run(words, input="{}", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"coordgit: nothing recorded, {gone.missing} is gone; install coordgit again")
    assert gone.log().endswith(f" hook: nothing recorded, {gone.missing} is gone\n")


@pytest.mark.parametrize("words", [["status"], ["commit"], []])
def test_a_users_command_cannot_be_run_and_that_is_not_a_rejection(gone: Gone, words: list[str]) -> None:
    done = subprocess.run([f"{gone.top}/.git/coordgit/shim", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"coordgit: cannot run, {gone.missing} is gone; install coordgit again")
    assert "bypass" not in done.stderr


@pytest.mark.parametrize("by", ["git -c", "environment"])
def test_a_bypass_lands_and_is_logged_with_its_reason(gone: Gone, by: str) -> None:
    given = ("-c", "coordgit.bypass=disk died") if by == "git -c" else ()
    done = gone.commit(*given) if given else gone.commit(COORDGIT_BYPASS="disk died")
    assert (done.returncode, done.stderr) == (0, "")
    tip = gone.scratch.git(gone.top, "rev-parse", "HEAD")
    assert f"gate: bypassed, refs/heads/main {gone.scratch.git(gone.top, 'rev-parse', 'HEAD^')} {tip}: disk died\n" in gone.log()


def test_a_bypass_without_a_reason_does_not_count(gone: Gone) -> None:
    assert gone.commit("-c", "coordgit.bypass=").returncode != 0
    assert gone.commit(COORDGIT_BYPASS="").returncode != 0


def test_on_error_allow_lets_the_commit_pass_and_says_so(gone: Gone) -> None:
    done = gone.commit("-c", "coordgit.onError=allow")
    assert done.returncode == 0
    assert done.stderr.startswith(f"coordgit: not checked, {gone.missing} is gone; coordgit.onError lets it pass; ")
    assert "passed unchecked" in gone.log()
    assert gone.commit("-c", "coordgit.onError=deny").returncode != 0


def test_another_coordgit_on_the_path_takes_over(gone: Gone) -> None:
    program = '#!/bin/sh\necho "$@" >"$RECORD"\ncat >>"$RECORD"\nexit 0\n'
    gone.scratch.write(f"{gone.scratch.root}/bin/coordgit", program, 0o755)
    assert gone.commit().returncode == 0
    said = gone.scratch.recorded()
    assert said.startswith("gate prepared ")
    assert said.endswith(" refs/heads/main\n")
    gone.scratch.write(f"{gone.scratch.root}/bin/coordgit", program.replace("exit 0", "exit 1"), 0o755)
    assert gone.commit().returncode != 0


def test_a_coordgit_on_the_path_that_cannot_start_does_not_help(gone: Gone) -> None:
    gone.scratch.write(f"{gone.scratch.root}/bin/coordgit", "#!/no/such/python\n", 0o755)
    done = gone.commit()
    assert done.returncode != 0
    assert f"coordgit: cannot check, {gone.missing} is gone" in done.stderr
    assert gone.commit("-c", "coordgit.onError=allow").returncode == 0


@pytest.fixture(params=[*STILLBORN])
def stillborn(request: pytest.FixtureRequest, scratch: Scratch) -> Gone:
    """The interpreter is there and can be executed, but does not start."""
    return Gone(scratch, request.param)


def test_an_interpreter_that_does_not_start_is_gone(stillborn: Gone) -> None:
    done = stillborn.commit()
    assert done.returncode != 0
    assert f"\ncoordgit: cannot check, {stillborn.missing} is gone; install coordgit again" in done.stderr
    assert stillborn.commit("-c", "coordgit.bypass=it does not start").returncode == 0


def test_another_coordgit_takes_over_from_an_interpreter_that_does_not_start(stillborn: Gone) -> None:
    stillborn.scratch.write(f"{stillborn.scratch.root}/bin/coordgit", '#!/bin/sh\necho "$@" >"$RECORD"\n', 0o755)
    assert stillborn.commit().returncode == 0
    assert stillborn.scratch.recorded().startswith("gate prepared ")


@pytest.mark.parametrize(("code", "start"), [(1, ""), (1, "kill -9 $$"), (1, "exit 127"), (DENIED, "exit 1")])
def test_no_other_coordgit_is_asked_after_a_rejection(scratch: Scratch, store: str, code: int, start: str) -> None:
    """Nor if the interpreter is killed as it is asked whether it starts: what git has told was read by the first."""
    scratch.write(f"{scratch.root}/bin/coordgit", "#!/bin/sh\nexit 0\n", 0o755)
    program = scratch.write(f"{scratch.root}/rejects.py", f"raise SystemExit({code})\n")
    asked = f'case "$*" in *" -c "*) {start or ":"} ;; esac'
    python = scratch.write(f"{scratch.root}/python", f'#!/bin/sh\n{asked}\nexec {sys.executable} "$@"\n', 0o755)
    point_shim(store, python, program)
    path = f"{scratch.root}/bin:{os.environ['PATH']}"
    assert subprocess.run([f"{store}/coordgit/shim", "gate"], env={"PATH": path}, check=False).returncode == 1
