"""A guarded scratch repository that shares another's objects: real commits land in it, nothing is checked out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from coordgit.bench.cost.scratch import scratch_environment
from coordgit.bench.replay.definitions import DeclaredNames
from coordgit.check import Request, validate
from coordgit.core.model import Access, Verdict
from coordgit.errors import CoordgitError
from coordgit.git import searches, worktrees
from coordgit.git import settings as config
from coordgit.git.checked_branches import start_defaults
from coordgit.git.plumbing import Child, Git, environment
from coordgit.git.worktrees import Worktree
from coordgit.program import FAST
from coordgit.record import gather
from coordgit.record.apply import record
from coordgit.record.plan import Observer
from coordgit.store import sessions
from coordgit.store.database import Store, open_store

MAIN, WRITER = "refs/heads/main", "writer"
LONGEST = 60
"""Seconds after which one command of a replay is given up."""
VIA = "replay"


class Borrowed:
    """``main`` and the branches of readers begin where ``begin`` puts them; ``top`` is the work tree, without its files."""

    def __init__(self, folder: str, source: str) -> None:
        self.folder = os.path.realpath(folder)
        self.top, self.source = f"{self.folder}/repo", source
        self.declared = DeclaredNames()
        self.env = scratch_environment(self.folder, "Replay", "[core]\n    fsync = none\n") | {
            "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
        }  # fmt: skip
        form = self._git(self.folder, "--git-dir", source, "rev-parse", "--show-object-format")
        objects = self._git(self.folder, "--git-dir", source, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        self._git(self.folder, "init", "-q", "--template=", f"--object-format={form}", "--initial-branch=main", self.top)
        with open(f"{self.top}/.git/objects/info/alternates", "w") as file:
            file.write(f"{objects}\n")
        if os.path.exists(shallow := f"{os.path.dirname(objects)}/shallow"):
            shutil.copy(shallow, f"{self.top}/.git/shallow")
        self.coordgit("init", "--no-clients")
        shutil.copytree(f"{self.top}/.git", f"{self.folder}/empty", symlinks=True, ignore=shutil.ignore_patterns("objects"))

    def begin(self, base: str, readers: Iterable[str]) -> None:
        """Forget all that was recorded; main and a branch for each reader are at ``base``, as in a clone just set up."""
        for entry in os.scandir(f"{self.top}/.git"):
            if entry.is_dir(follow_symlinks=False) and entry.name != "objects":
                shutil.rmtree(entry.path)
            elif entry.name != "objects":
                os.unlink(entry.path)
        shutil.copytree(f"{self.folder}/empty", f"{self.top}/.git", symlinks=True, dirs_exist_ok=True)
        created = "".join(f"create {ref} {base}\n" for ref in (MAIN, *map(branch_of, readers)))
        self.git("-c", f"core.hooksPath={os.devnull}", "update-ref", "--stdin", stdin=created)

    def git(self, *args: str, stdin: str = "") -> str:
        return self._git(self.top, *args, stdin=stdin)

    def of_source(self, *args: str, ok: tuple[int, ...] = (0,)) -> str:
        """Run git in the repository that is replayed; only commands that read."""
        return self._git(self.folder, "--git-dir", self.source, *args, ok=ok)

    def _git(self, cwd: str, *args: str, stdin: str = "", ok: tuple[int, ...] = (0,)) -> str:
        done = self._run(["git", *args], cwd, stdin=stdin)
        if done.returncode not in ok:
            raise CoordgitError(f"git failed: {done.stderr.strip()}", f"git -C {cwd} {' '.join(args)}")
        return done.stdout.rstrip("\n")

    def _run(self, argv: list[str], cwd: str, session: str = "", stdin: str = "") -> subprocess.CompletedProcess[str]:
        env = self.env | ({"COORDGIT_SESSION": session} if session else {})
        try:
            return subprocess.run(
                argv, cwd=cwd, env=env, input=stdin, capture_output=True, encoding="utf-8", errors="surrogateescape",
                timeout=LONGEST,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise CoordgitError(f"{argv[0]} {argv[1]} took more than {LONGEST} s") from error

    def coordgit(self, *args: str) -> str:
        """Run this coordgit's command line."""
        # -P: neither the work tree's own modules nor the folder of the verbs may precede the standard library
        done = self._run([sys.executable, "-P", FAST, *args], self.top)
        if done.returncode:
            raise CoordgitError(f"coordgit {args[0]} failed: {done.stderr.strip()}", f"coordgit {' '.join(args)}")
        return done.stdout

    def land(self, new: str, old: str) -> None:
        """Move main as the writer, through the installed hook. Raises ``CoordgitError`` if that is rejected."""
        done = self._run(["git", "update-ref", MAIN, new, old], self.top, WRITER)
        if done.returncode:
            raise CoordgitError(f"a landing that nothing speaks against was rejected: {done.stderr.strip()}")

    @contextmanager
    def asking(self) -> Iterator[Asking]:
        """Open the store. The process has to have the environment ``env``."""
        worktree = worktrees.at(self.top)
        assert worktree is not None
        store = open_store(worktree.store)
        try:
            yield Asking(store, worktree, self.env)
        finally:
            store.close()


class Answered(Child):
    """A child of git that may be waited for again."""

    code: int | None = None

    def wait(self) -> int:
        if self.code is None:
            self.code = super().wait()
        return self.code


class Still(Git):
    """git in a repository where nothing moves: it is asked nothing twice."""

    def start(self, *args: str, stdin: bytes | None = None) -> Child:
        children = self.answers.setdefault("children", {})
        if (args, stdin) not in children:
            children[args, stdin] = Answered(self, args, stdin)
        child: Child = children[args, stdin]
        return child


class StillWorktree(Worktree):
    asked: Git

    def git(self, keep: bool = False) -> Git:
        return self.asked


class Asking:
    """The open store of a scratch repository, and its gate, which is asked without starting a git that moves a branch."""

    def __init__(self, store: Store, worktree: Worktree, env: dict[str, str]) -> None:
        self.store, self.worktree, self.env = store, worktree, env
        self.settings = config.of(worktree.git(), env)
        self.still = StillWorktree(*worktree)
        self.still.asked, self.before = (Still(worktree.folder, environment(env), worktree.id) for _ in range(2))

    def read(self, looks: Mapping[str, Iterable[Access]]) -> None:
        """Record what each session read, as a client's hook does, before anything lands."""
        for session, accesses in looks.items():
            batches = gather.locate(self.worktree.common, self.worktree.top, accesses)
            for batch in batches:
                batch.git = self.before
                batch.start(dict(self.env))
                batch.finish()
            with self.store.writing():
                epoch = sessions.seen(self.store, session, time.time()).epoch
            record(self.store, Observer(epoch=epoch, via=VIA, at=time.time()), batches)

    def ask(self, session: str, ref: str, new: str, level: str) -> Verdict:
        """Ask the gate whether ``session`` may move a branch. From now on nothing may move in the repository."""
        searches.renew()
        request = Request(
            worktree=self.still,
            environ=self.env | {"COORDGIT_SESSION": session},
            settings=self.settings._replace(level=level),
            pid=os.getpid(),
            now=time.time(),
        )
        verdict = validate.gate(self.store, request, ref, new, defaults=start_defaults(self.still.asked, ref), dry=True)
        assert verdict is not None, "the branch is there already"
        return verdict


def branch_of(reader: str) -> str:
    return f"refs/heads/{reader}"
