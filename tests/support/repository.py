"""A scratch repository guarded by the real hooks, and the sessions that work in it. Tests read like the story they tell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coordgit.git import trusted_repositories
from coordgit.git.gitpython import as_environment
from coordgit.install import setup
from coordgit.store.database import Store, open_store
from tests.support import command, templates
from tests.support.environment import hermetic

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"
"""What most stories begin with in ``api.py``, and what becomes of it."""
UNHOOKED = ("-c", "core.hooksPath=/dev/null", "-c", "hook.coordgit.enabled=false")
"""Options with which git runs no hook of coordgit's, as a file or (git 2.54) as a setting."""


class Result(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        return self.code == 0

    @property
    def rejected(self) -> list[str]:
        """``CG101 api.py`` for every conflict line that was printed."""
        lines = [line.split("  ", 2) for line in self.err.splitlines() if line.startswith("  CG")]
        return [line[1] for line in lines] if "coordgit: rejected" in self.err else []

    @property
    def verdict(self) -> str:
        """The name of the verdict that a rejection or a note printed."""
        found = re.search(r"^coordgit: (?:rejected|note) (\w+):", self.err, re.MULTILINE)
        return found[1] if found else ""


class Repository:
    """One repository with its worktrees. ``git`` is a person's; sessions have their own."""

    made: tuple[tuple[Hashable, Callable[[Repository], object]], ...] = ()
    """What was done in the repository that this one is a copy of."""
    untouched: Hashable = None
    """The state of folder and environment after that."""

    def __init__(
        self, folder: Path, *, guarded: bool = True, git: tuple[str, ...] = ("git",), init: tuple[str, ...] = ()
    ) -> None:
        (folder / "repo").mkdir(parents=True)
        _command(folder / "command")
        self._found(folder, git, init)
        if guarded and git == ("git",) and str(folder).isascii() and "\\" not in str(folder):
            templates.fill(folder, (init,), lambda other: Repository(other, guarded=False, init=init).guard())
            self.untouched = self._state()
        else:
            self.git("init", "-q", *init)
            if guarded:
                self.guard()

    @classmethod
    def in_folder(cls, folder: Path) -> Repository:
        """The repository that a folder holds already."""
        repository = cls.__new__(cls)
        repository._found(folder, ("git",), ())
        return repository

    def _found(self, folder: Path, git: tuple[str, ...], init: tuple[str, ...]) -> None:
        self.folder = folder
        self.top = folder / "repo"
        self.env = hermetic(folder / "home", folder)
        self.env["PATH"] = f"{folder / 'command'}:{self.env['PATH']}"
        self.program = git
        self.init = init

    def guard(self) -> None:
        with as_environment(self.env):
            place = trusted_repositories.find(str(self.top))
            assert place is not None
            setup.initialise(place, [], environ=os.environ, now=time.time())

    def run(self, argv: list[str], cwd: Path | None = None, stdin: str | bytes | None = None, **more: str) -> Result:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(argv, cwd=cwd or self.top, env=self.env | more, input=raw, capture_output=True, timeout=120)
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def git(self, *args: str, cwd: Path | None = None, ok: bool = True, **more: str) -> str:
        """Run git as a person; its output. A failure fails the test unless ``ok`` is false."""
        result = self.run([*self.program, *args], cwd, **more)
        assert result.ok or not ok, f"git {args}: {result.err}"
        return result.out.strip()

    def coordgit(self, *args: str, cwd: Path | None = None, stdin: bytes | None = None, **more: str) -> Result:
        """Run the command line: the real code and exit code, without the cost of starting Python."""
        ended = command.run(command.Call(list(args), cwd or self.top, self.env | more, stdin or b""))
        return Result(ended.code, ended.out.decode("utf-8", "replace"), ended.err.decode("utf-8", "replace"))

    def json(self, *args: str, cwd: Path | None = None, **more: Any) -> Any:
        result = self.coordgit(*args, "--json", cwd=cwd, **more)
        assert result.out, result.err
        return json.loads(result.out)

    def write(self, path: str, text: str, cwd: Path | None = None) -> None:
        full = (cwd or self.top) / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)

    def begin(self, **files: str) -> str:
        """The first commit, of ``files`` (``__`` in a name is a dot); its id."""
        return self.commit_files({name.replace("__", "."): text for name, text in files.items()})

    def commit_files(self, files: dict[str, str], message: str = "init", cwd: Path | None = None) -> str:
        if cwd is None:
            self._do(("commit", message, *files.items()), lambda repository: repository._commit(files, message, None))
        else:
            self._commit(files, message, cwd)
        return self.head(cwd=cwd)

    def _commit(self, files: dict[str, str], message: str, cwd: Path | None) -> None:
        for path, text in files.items():
            self.write(path, text, cwd)
        self.git("add", "-A", cwd=cwd)
        self.git("commit", "-qm", message, "--allow-empty", cwd=cwd)

    def head(self, ref: str = "HEAD", cwd: Path | None = None) -> str:
        return self.git("rev-parse", ref, cwd=cwd)

    def worktree(self, name: str, branch: str | None = None, at: str = "main") -> Path:
        """A linked worktree on a new branch."""
        words = ("worktree", "add", "-q", "-b", branch or name)
        if "/" in name:
            self.git(*words, str(self.folder / name), at)
        else:
            self._do((*words, name, at), lambda repository: repository.git(*words, str(repository.folder / name), at))
        return self.folder / name

    def _do(self, key: Hashable, what: Callable[[Repository], object]) -> None:
        """Do what most tests begin with, or, if nothing else was done before, copy a repository in which it has been done."""
        before = self.made
        done = (self.init, *(each for each, _ in before), key)
        if self.untouched is None or self.untouched != self._state() or not templates.pays(done):
            self.untouched = None
            what(self)
            return

        def make(other: Path) -> None:
            made = Repository(other, init=self.init)
            for each, step in before:
                made._do(each, step)
            what(made)

        self.made = (*before, (key, what))
        templates.fill(self.folder, done, make)
        for worktree in templates.worktrees(self.folder):
            self.git("update-index", "-q", "--refresh", cwd=worktree)
        self.untouched = self._state()

    def session(self, name: str, cwd: Path | None = None) -> Session:
        return Session(self, name, cwd or self.top)

    def store(self) -> Store:
        return open_store(f"{self.git('rev-parse', '--path-format=absolute', '--git-common-dir')}/coordgit")

    def _state(self) -> Hashable:
        return templates.state(self.folder), tuple(self.env.items())

    def state(self, cwd: Path | None = None) -> tuple[str, str, str]:
        """HEAD, index and work tree: what a rejection must leave alone."""
        return (
            self.git("rev-parse", "HEAD", cwd=cwd),
            self.git("ls-files", "-s", cwd=cwd),
            self.git("status", "--porcelain", "-uall", cwd=cwd),
        )


def _command(folder: Path) -> None:
    """Make a folder for PATH with ``coordgit`` in it, as a shell finds it."""
    folder.mkdir(parents=True)
    script = folder / "coordgit"
    script.write_text(f"#!{sys.executable}\nimport sys\nfrom coordgit.cli.main import main\nmain(sys.argv[1:])\n")
    script.chmod(0o755)


class Session:
    """A session that names itself in ``COORDGIT_SESSION`` and works in one worktree."""

    def __init__(self, repository: Repository, name: str, cwd: Path) -> None:
        self.repository = repository
        self.name = name
        self.cwd = cwd
        self.env: dict[str, Any] = {"COORDGIT_SESSION": name}

    def coordgit(self, *args: str, stdin: bytes | None = None, **more: str) -> Result:
        return self.repository.coordgit(*args, cwd=self.cwd, stdin=stdin, **self.env, **more)

    def json(self, *args: str) -> Any:
        return self.repository.json(*args, cwd=self.cwd, **self.env)

    def git(self, *args: str, **more: str) -> Result:
        return self.repository.run([*self.repository.program, *args], self.cwd, **self.env, **more)

    def reads(self, *paths: str) -> None:
        result = self.coordgit("read", *paths)
        assert result.ok, result.err

    def writes(self, path: str, text: str) -> None:
        self.repository.write(path, text, self.cwd)

    def commits(self, path: str, text: str, *options: str) -> Result:
        """Write one path and commit it alone."""
        self.writes(path, text)
        added = self.git("add", "--", path)
        assert added.ok, added.err
        return self.git("commit", "-qm", f"{self.name}: {path}", *options, "--", path)

    def lands(self, path: str, text: str, *options: str) -> str:
        """``commits``, and it must pass."""
        result = self.commits(path, text, *options)
        assert result.ok, result.err
        return self.repository.head(cwd=self.cwd)


Sessions = Callable[..., list[Session]]
"""Makes sessions with these names, in the one work tree: what the fixture ``sessions`` is."""


def needs_reftable(folder: Path) -> None:
    """Skip the test if this git keeps refs in files alone."""
    other = Repository(folder / "other", guarded=False)
    if not other.run(["git", "init", "-q", "--ref-format=reftable", str(folder / "trial")]).ok:
        pytest.skip("this git has no reftable")
