"""A guarded scratch repository that shares another's objects: real commits land in it, nothing is checked out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coordgit.clients import SCRUBBED
from coordgit.core.model import Access, Verdict
from coordgit.errors import CoordgitError
from coordgit.git import worktrees
from coordgit.record import apply, gather
from coordgit.record.plan import Observer
from coordgit.store import sessions, verdicts
from coordgit.store.database import open_store

MAIN = "refs/heads/main"
SETTINGS = """\
[user]
    name = Replay
    email = replay@example.org
[gc]
    auto = 0
[maintenance]
    auto = false
[core]
    fsync = none
"""
LONGEST = 60
"""Seconds after which one command of a replay is given up."""
VIA = "replay"


@dataclass(frozen=True)
class Landing:
    """The outcome of a branch update. ``verdict`` is ``None`` if there was nothing to report."""

    passed: bool
    verdict: Verdict | None
    seconds: float


class Borrowed:
    """``main`` and the branches of readers begin where ``begin`` puts them; ``top`` is the work tree, without its files."""

    def __init__(self, folder: str, source: str) -> None:
        self.folder = os.path.realpath(folder)
        self.top, self.source = f"{self.folder}/repo", source
        home = f"{self.folder}/home"
        os.makedirs(home)
        self.settings = f"{home}/.gitconfig"
        self._set("strict")
        kept = {name: value for name, value in os.environ.items() if not name.startswith((*SCRUBBED, "XDG_"))}
        self.env = kept | {
            "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C", "GIT_CEILING_DIRECTORIES": self.folder,
        }  # fmt: skip
        form = self._git(self.folder, "--git-dir", source, "rev-parse", "--show-object-format")
        objects = self._git(self.folder, "--git-dir", source, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        self._git(self.folder, "init", "-q", f"--object-format={form}", "--initial-branch=main", self.top)
        with open(f"{self.top}/.git/objects/info/alternates", "w") as file:
            file.write(f"{objects}\n")
        self.coordgit("init", "--no-clients")
        self.keep("empty")

    def keep(self, name: str) -> None:
        """Remember the state of refs and store, to ``restore`` it."""
        kept = f"{self.folder}/{name}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(f"{self.top}/.git", kept, symlinks=True, ignore=lambda at, _: ["objects"] if at.endswith(".git") else [])

    def restore(self, name: str) -> None:
        for entry in os.scandir(f"{self.top}/.git"):
            if entry.is_dir(follow_symlinks=False) and entry.name != "objects":
                shutil.rmtree(entry.path)
            elif entry.name != "objects":
                os.unlink(entry.path)
        shutil.copytree(f"{self.folder}/{name}", f"{self.top}/.git", symlinks=True, dirs_exist_ok=True)

    def begin(self, base: str, readers: Iterable[str]) -> None:
        """Forget all that was recorded; main and a branch for each reader are at ``base``, as in a clone just set up."""
        self.restore("empty")
        created = "".join(f"create {ref} {base}\n" for ref in (MAIN, *map(branch_of, readers)))
        self.git("-c", f"core.hooksPath={os.devnull}", "update-ref", "--stdin", stdin=created)

    def git(self, *args: str, stdin: str = "") -> str:
        return self._git(self.top, *args, stdin=stdin)

    def of_source(self, *args: str, ok: tuple[int, ...] = (0,)) -> str:
        """Run git in the repository that is replayed; nothing but reading commands."""
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
        fast = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "cli", "fast.py")
        # -P: neither the work tree's own modules nor the folder of the verbs may precede the standard library
        done = self._run([sys.executable, "-P", fast, *args], self.top)
        if done.returncode:
            raise CoordgitError(f"coordgit {args[0]} failed: {done.stderr.strip()}", f"coordgit {' '.join(args)}")
        return done.stdout

    def read(self, looks: Mapping[str, Iterable[Access]]) -> None:
        """Record what each session read, as a client's hook does. The process has to have the environment ``env``."""
        place = worktrees.at(self.top)
        assert place is not None
        store = open_store(place.store)
        try:
            for session, accesses in looks.items():
                batches = gather.locate(place.common, self.top, accesses)
                for batch in batches:
                    batch.start(dict(self.env))
                    batch.finish()
                with store.writing():
                    epoch = sessions.seen(store, session, time.time()).epoch
                apply.record(store, Observer(epoch=epoch, via=VIA, at=time.time()), batches)
        finally:
            store.close()

    def _set(self, level: str) -> None:
        """Set the level for every command: one that is set for a single command alone would be recorded as a bypass."""
        with open(self.settings, "w") as file:
            file.write(f"{SETTINGS}[coordgit]\n    level = {level}\n")

    def land(self, session: str, ref: str, new: str, old: str, level: str = "strict") -> Landing:
        """Move a branch as ``session``, through the installed hook."""
        self._set(level)
        argv = ["git", "update-ref", ref, new, old]
        begun = time.perf_counter()
        done = self._run(argv, self.top, session)
        seconds = time.perf_counter() - begun
        said = re.search(r"^coordgit: (?:rejected|note) v(\d+):", done.stderr, re.MULTILINE)
        if done.returncode and said is None:
            raise CoordgitError(f"the gate did not answer: {done.stderr.strip()}")
        return Landing(done.returncode == 0, self._verdict(int(said[1])) if said else None, seconds)

    def _verdict(self, number: int) -> Verdict | None:
        store = open_store(f"{self.top}/.git/coordgit")
        try:
            return verdicts.get(store, number)
        finally:
            store.close()


def branch_of(reader: str) -> str:
    return f"refs/heads/{reader}"
