"""A guarded scratch repository that shares another's objects: real commits land in it, nothing is checked out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

from coordgit.errors import CoordgitError

SCRUBBED = ("GIT_", "COORDGIT_", "CLAUDE", "CODEX", "GEMINI", "QWEN", "COPILOT", "OPENCODE", "PRE_COMMIT")
"""Variables that would name a session, or another repository, to the processes of a replay."""

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


@dataclass(frozen=True)
class Landing:
    """The outcome of a branch update. ``verdict`` is "" if there was nothing to report, or the gate could not answer."""

    passed: bool
    verdict: str
    seconds: float
    said: str


def source_of(folder: str, repository: str) -> str | None:
    """Return the git directory of ``OWNER/NAME`` below ``folder``."""
    flat = os.path.join(folder, repository.replace("/", "+"))
    plain = os.path.join(folder, repository)
    for one in (f"{flat}/repo", f"{flat}/repo/.git", flat, f"{flat}/.git", f"{plain}.git", plain, f"{plain}/.git"):
        if os.path.isdir(f"{one}/objects") and os.path.isfile(f"{one}/HEAD"):
            return os.path.abspath(one)
    return None


class Borrowed:
    """``main`` is at ``base``; ``top`` is the main work tree, without its files."""

    def __init__(self, folder: str, source: str, base: str) -> None:
        self.folder = os.path.realpath(folder)
        self.top = f"{self.folder}/repo"
        home = f"{self.folder}/home"
        os.makedirs(home)
        with open(f"{home}/.gitconfig", "w") as file:
            file.write(SETTINGS)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(SCRUBBED)}
        self.env = kept | {
            "HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_CEILING_DIRECTORIES": self.folder,
        }  # fmt: skip
        form = self._git(self.folder, "--git-dir", source, "rev-parse", "--show-object-format")
        self._git(self.folder, "init", "-q", f"--object-format={form}", "--initial-branch=main", self.top)
        with open(f"{self.top}/.git/objects/info/alternates", "w") as file:
            file.write(f"{source}/objects\n")
        self.git("update-ref", MAIN, base)
        self.coordgit("init", "--no-clients")

    def git(self, *args: str, cwd: str = "") -> str:
        return self._git(cwd or self.top, *args)

    def _git(self, cwd: str, *args: str) -> str:
        done = self._run(["git", *args], cwd)
        if done.returncode:
            raise CoordgitError(f"git {args[0]} failed: {done.stderr.strip()}", f"git -C {cwd} {' '.join(args)}")
        return done.stdout.strip()

    def _run(self, argv: list[str], cwd: str, session: str = "", stdin: str = "") -> subprocess.CompletedProcess[str]:
        env = self.env | ({"COORDGIT_SESSION": session} if session else {})
        return subprocess.run(
            argv, cwd=cwd, env=env, input=stdin, capture_output=True, encoding="utf-8", errors="surrogateescape"
        )

    def coordgit(self, *args: str, cwd: str = "", session: str = "", stdin: str = "") -> str:
        """Run this coordgit's command line."""
        fast = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "cli", "fast.py")
        # -P: neither the work tree's own modules nor the folder of the verbs may precede the standard library
        done = self._run([sys.executable, "-P", fast, *args], cwd or self.top, session, stdin)
        if done.returncode:
            raise CoordgitError(f"coordgit {args[0]} failed: {done.stderr.strip()}", f"coordgit {' '.join(args)}")
        return done.stdout

    def worktree(self, branch: str, base: str) -> str:
        """Make a linked worktree on a new branch, without its files."""
        path = f"{self.folder}/{branch}"
        self.git("worktree", "add", "-q", "--no-checkout", "-b", branch, path, base)
        return path

    def commit(self, tree: str, message: str, *parents: str) -> str:
        """Make a commit of the tree of ``tree``, on no branch yet."""
        named = [word for parent in parents for word in ("-p", parent)]
        return self.git("commit-tree", "-m", message, *named, f"{tree}^{{tree}}")

    def merged(self, one: str, other: str) -> tuple[str, bool]:
        """Return (the tree of git's merge of two commits, whether it was free of conflicts)."""
        argv = ["git", "merge-tree", "--write-tree", "--no-messages", one, other]
        done = self._run(argv, self.top)
        if done.returncode not in (0, 1):
            raise CoordgitError(f"git merge-tree failed: {done.stderr.strip()}", " ".join(argv))
        return done.stdout.split("\n", 1)[0], done.returncode == 0

    def land(self, session: str, ref: str, new: str, old: str, *, cwd: str = "", level: str = "strict") -> Landing:
        """Move a branch as ``session``, through the installed hook."""
        argv = ["git", "-c", f"coordgit.level={level}", "update-ref", ref, new, old]
        begun = time.perf_counter()
        done = self._run(argv, cwd or self.top, session)
        seconds = time.perf_counter() - begun
        said = re.search(r"^coordgit: (?:rejected|note) (v\d+):", done.stderr, re.MULTILINE)
        return Landing(done.returncode == 0, said[1] if said else "", seconds, done.stderr.strip())
