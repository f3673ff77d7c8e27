"""A scratch repository guarded by a stand-in gate, which writes down how it was called and answers as it is told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from coordgit.git import worktrees
from coordgit.git.worktrees import Worktree
from coordgit.install import chained_hooks, hooks
from coordgit.install import probe as guard
from tests.install.newer_git import WANTED, newer_git, version

SCRUBBED = ("GIT_", "COORDGIT_", "CLAUDE", "CODEX", "GEMINI", "QWEN", "COPILOT", "OPENCODE", "PRE_COMMIT", "XDG_")
FOLDER = 'it\'s a "földer" $HOME \\'
"""Where everything happens: whatever is not quoted somewhere breaks every test."""

STAND_IN = r"""
import json, os, sys
here = os.path.dirname(os.path.abspath(__file__))
lines = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").splitlines()
if any("refs/coordgit/probe-" in line for line in lines):
    sys.exit("coordgit: probe denied")
try:
    with open(f"/proc/{os.getppid()}/stat") as file:
        above = int(file.read().rsplit(")", 1)[1].split()[1])
except OSError:
    above = int(os.popen(f"/bin/ps -o ppid= -p {os.getppid()}").read())
call = {"argv": sys.argv[1:], "above": above, "cwd": os.getcwd(), "lines": lines,
        "isolated": sys.flags.isolated, "git_dir": os.environ.get("GIT_DIR", "")}
with open(here + "/calls", "a") as file:
    file.write(json.dumps(call) + "\n")
if os.path.exists(here + "/deny"):
    sys.exit("coordgit: denied by the stand-in")
"""

RECORDER = """#!/bin/sh
{ printf '%s|' "${0##*/}" "$@"; echo; cat; } >>"$RECORD"
"""
"""A hook of somebody else: adds its name, arguments and standard input to the file RECORD."""


def located(top: str) -> Worktree:
    """The worktree, or the bare repository, at ``top``."""
    found = worktrees.at(top) or worktrees.inside(top)
    assert os.path.isdir(found.common)
    return found


def tops(top: str) -> list[str]:
    """The folders of all worktrees of a repository."""
    return [one.folder for one in chained_hooks.everywhere(located(top))]


def probe(top: str) -> str | None:
    return guard.probe(located(top), os.environ)


class Call(NamedTuple):
    """One start of the stand-in."""

    argv: list[str]
    above: int
    """The process that started the shell that started the stand-in."""
    cwd: str
    lines: list[str]
    isolated: int
    git_dir: str


class Scratch:
    """Repositories below one folder, in an environment that nothing outside reaches."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newer: bool = False) -> None:
        self.monkeypatch = monkeypatch
        self.root = os.path.realpath(tmp_path / FOLDER)
        os.makedirs(f"{self.root}/home")
        for name in list(os.environ):
            if name.startswith(SCRUBBED):
                monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", f"{self.root}/home")
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.path.realpath(tmp_path))
        monkeypatch.setenv("RECORD", f"{self.root}/record")
        if newer:
            monkeypatch.setenv("PATH", f"{newer_git()[0]}:{os.environ['PATH']}")
        for key, value in (("user.name", "Ann"), ("user.email", "ann@example.org"), ("init.defaultBranch", "main")):
            self.git(self.root, "config", "--global", key, value)
        self.git(self.root, "config", "--global", "protocol.file.allow", "always")
        self.fast = self.write(f"{self.root}/fast.py", STAND_IN)
        self.top = f"{self.root}/repo"

    def init(self, *options: str) -> str:
        """A repository at ``top`` with one commit, unguarded; its top."""
        self.git(self.root, "init", "-q", *options, self.top)
        if "--bare" not in options:
            self.commit("first")
        return self.top

    def run(self, cwd: str, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, **variables}
        return subprocess.run(
            ["git", *args],
            cwd=cwd,
            env=env,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )

    def git(self, cwd: str, *args: str, **variables: str) -> str:
        """What git prints; its failure fails the test."""
        done = self.run(cwd, *args, **variables)
        assert done.returncode == 0, f"git {args}: {done.stderr}"
        return done.stdout.removesuffix("\n")

    def commit(self, message: str, at: str = "") -> None:
        self.git(at or self.top, "commit", "-q", "--allow-empty", "-m", message)

    def worktree(self, name: str = "linked") -> str:
        self.git(self.top, "worktree", "add", "-q", f"{self.root}/{name}")
        return f"{self.root}/{name}"

    def common(self, top: str = "") -> str:
        said = self.git(top or self.top, "rev-parse", "--git-common-dir")
        return os.path.realpath(os.path.join(top or self.top, said))

    def install(self, top: str = "") -> list[str]:
        did: list[str] = []
        hooks.install(located(top or self.top), did, sys.executable, self.fast)
        return did

    def remove(self, top: str = "") -> list[str]:
        did: list[str] = []
        hooks.remove(located(top or self.top), did)
        return did

    def calls(self) -> list[Call]:
        """The starts of the stand-in since the last look."""
        if not os.path.exists(f"{self.root}/calls"):
            return []
        with open(f"{self.root}/calls", encoding="utf-8") as file:
            calls = [Call(**json.loads(line)) for line in file]
        os.unlink(f"{self.root}/calls")
        return calls

    def deny(self, deny: bool = True) -> None:
        """Tell the stand-in what to answer from now on."""
        if deny:
            self.write(f"{self.root}/deny", "")
        else:
            os.unlink(f"{self.root}/deny")

    def recorded(self) -> str:
        """What the RECORDER hooks wrote since the last look."""
        if not os.path.exists(f"{self.root}/record"):
            return ""
        text = Path(f"{self.root}/record").read_text()
        os.unlink(f"{self.root}/record")
        return text

    def write(self, path: str, text: str, mode: int = 0o644) -> str:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_text(text)
        os.chmod(path, mode)
        return path

    def hook(self, name: str, text: str = RECORDER, folder: str = "") -> str:
        return self.write(f"{folder or self.common() + '/hooks'}/{name}", text, 0o755)

    def guarded(self, top: str = "") -> bool:
        """Whether a commit in ``top`` asks the gate; the commit is made."""
        self.calls()
        self.commit("guarded?", top)
        return [call.argv[:2] for call in self.calls()] == [["gate", "prepared"]]


def picture(*folders: str) -> dict[str, tuple[int, bytes | str]]:
    """Every file and link below ``folders`` with mode and content, but for what commits change anyway."""
    seen: dict[str, tuple[int, bytes | str]] = {}
    for top in folders:
        for folder, names, files in os.walk(top):
            if os.path.basename(folder) in ("objects", "refs", "logs", "reftable"):
                names.clear()
                continue
            for name in files + [name for name in names if os.path.islink(f"{folder}/{name}")]:
                path = f"{folder}/{name}"
                if name not in ("index", "COMMIT_EDITMSG", "ORIG_HEAD", "packed-refs", "HEAD"):
                    content = os.readlink(path) if os.path.islink(path) else Path(path).read_bytes()
                    seen[path] = (os.lstat(path).st_mode, content)
    return seen


def needs_newer_git() -> None:
    """Skip a test of config hooks where no git knows them."""
    if not newer_git()[0]:
        pytest.skip(newer_git()[1])


def needs_older_git() -> None:
    """Skip a test of hook files where git has config hooks."""
    if version("git") >= WANTED:
        pytest.skip("this git has config hooks, so no hook file is installed")
