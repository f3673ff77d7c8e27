"""Scratch repositories for measuring: without the machine's or user's settings, filled to a size, guarded or not."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from coordgit.clients import SCRUBBED
from coordgit.errors import CoordgitError
from coordgit.git import trusted_repositories
from coordgit.git.gitpython import as_environment
from coordgit.git.plumbing import decode
from coordgit.git.worktrees import Worktree
from coordgit.install import setup
from coordgit.store import synthetic
from coordgit.store.database import Store, open_store

CHANGED = tuple(f"changed{n}.txt" for n in range(4))
"""The files that measured commits change, one per session."""
FIXED = {
    "GIT_AUTHOR_DATE": "2001-09-09T01:46:40Z",  # the same object ids in every run, and so the same number of index steps
    "GIT_COMMITTER_DATE": "2001-09-09T01:46:40Z",
    "LC_ALL": "C.UTF-8",
}


class Scratch:
    """A repository of ``files`` files on the branch ``main``, checked out."""

    def __init__(self, folder: str, files: int, guarded: bool, clients: tuple[str, ...] = ()) -> None:
        self.env = scratch_environment(folder, "Bench") | FIXED
        self.top = os.path.realpath(os.path.join(folder, "repository"))
        self.shim = os.path.join(self.top, ".git", "coordgit", "shim")
        self.count = 0
        os.makedirs(self.top)
        self.git("init", "-q")
        self.git("fast-import", "--quiet", stdin=b"".join(_history(files)))
        self.git("reset", "-q", "--hard", "main")
        if guarded:
            with self.inside():
                setup.initialise(self.worktree(), [], environ=os.environ, now=time.time())
                setup.register(self.worktree(), clients, os.environ, [])

    @contextmanager
    def inside(self, **more: str) -> Iterator[None]:
        """Run coordgit's own code with the variables of the measured processes."""
        with as_environment(self.env | more):
            yield

    def worktree(self) -> Worktree:
        here = trusted_repositories.find(self.top)
        assert here is not None
        return here

    def store(self) -> Store:
        return open_store(self.worktree().store)

    def git(self, *args: str, cwd: str = "", stdin: bytes = b"", **more: str) -> str:
        """Run git as part of the preparation; return its output."""
        done = subprocess.run(["git", *args], cwd=cwd or self.top, env=self.env | more, input=stdin, capture_output=True)
        if done.returncode:
            raise CoordgitError(f"git {args[0]} failed: {done.stderr.decode('utf-8', 'replace')}", "coordgit doctor")
        return decode(done.stdout).strip()

    def stage(self, changed: str = CHANGED[0], cwd: str = "") -> None:
        """Stage a new version of a file that commits change."""
        self.count += 1
        with open(os.path.join(cwd or self.top, changed), "w", encoding="ascii") as file:
            file.write(f"version {self.count}\n")
        self.git("add", changed, cwd=cwd)

    def commit(self, changed: str = CHANGED[0], cwd: str = "", **more: str) -> str:
        """Make one commit, not measured; return its id."""
        self.stage(changed, cwd)
        self.git("commit", "-qm", "change", cwd=cwd, stdin=b"", **more)
        return self.git("rev-parse", "HEAD", cwd=cwd)

    def files(self) -> dict[str, str]:
        """Return every file except those that commits change, with its blob."""
        rows = (row.split("\t", 1) for row in self.git("ls-files", "-s", "-z").split("\0")[:-1])
        return {path: about.split(" ")[1] for about, path in rows if path not in CHANGED}

    def read(
        self, session: str, count: int, changed: str = CHANGED[0], cwd: str = "", files: dict[str, str] | None = None
    ) -> None:
        """Record ``count`` reads of ``files`` for a session, true at HEAD, including the file that it changes."""
        head = self.git("rev-parse", "HEAD", cwd=cwd)
        own = {changed: self.git("rev-parse", f"HEAD:{changed}", cwd=cwd)}
        with self.store() as store:
            synthetic.reads(store, session, head, files=own, count=1, now=time.time())
            synthetic.reads(store, session, head, files=self.files() if files is None else files, count=count, now=time.time())


def _history(files: int) -> Iterator[bytes]:
    """Yield one commit of ``files`` files, fifty to a folder and fifty folders to a folder, for ``git fast-import``."""
    kinds = min(files, 200)
    for n in range(kinds):
        text = b"".join(b"line %d of kind %d\n" % (line, n) for line in range(40))
        yield b"blob\nmark :%d\ndata %d\n%s\n" % (n + 1, len(text), text)
    yield b"commit refs/heads/main\ncommitter Bench <bench@example.org> 0 +0000\ndata 5\nbegin\n"
    for n in range(files - len(CHANGED)):
        yield b"M 100644 :%d %s\n" % (n % kinds + 1, path(n).encode())
    for name in CHANGED:
        yield b"M 100644 :1 %s\n" % name.encode()


def branches(prefix: str, numbers: range) -> bytes:
    """Return what makes branches, each with a commit of its own on top of ``main``, for ``git fast-import``."""
    one = "commit {0}{1}\ncommitter Bench <bench@example.org> {1} +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
    return "".join(one.format(prefix, n) for n in numbers).encode()


def path(n: int) -> str:
    return f"part{n // 2500}/folder{n // 50 % 50}/file{n % 50}.txt"


SETTINGS = """\
[user]
    name = {0}
    email = {1}@example.org
[init]
    defaultBranch = main
[gc]
    auto = 0
[maintenance]
    auto = false
"""


def scratch_environment(folder: str, who: str, more: str = "") -> dict[str, str]:
    """Make a HOME for the user ``who`` in ``folder``; return the variables. ``more``: settings of git beside the usual ones."""
    home = os.path.join(os.path.realpath(folder), "home")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, ".gitconfig"), "w", encoding="utf-8") as file:
        file.write(SETTINGS.format(who, who.lower()) + more)
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*SCRUBBED, "XDG_"))}
    return kept | {
        "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": os.path.dirname(home), "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "true",
    }  # fmt: skip
