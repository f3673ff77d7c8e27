"""Files of a work tree as git would store them (clean filters, line ends, LFS applied), and what git knows of them."""

from __future__ import annotations

import os

from coordgit.git.plumbing import FEW, TOGETHER, decode, encode, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Child, Git
    from coordgit.git.repository import Place

KEEP = 4 << 20
"""Larger files are hashed without keeping their blob: a later diff of theirs is then of whole files."""


class Hashing:
    """Blob ids of files and texts, computed by children that run while the caller goes on."""

    def __init__(self, place: Place, git: Git) -> None:
        self.place = place
        self.git = git
        self.paths: set[str] = set()
        self.found: dict[str, Oid | None] = {}
        self.asked: list[tuple[list[str], tuple[str, ...], bytes | None]] = []
        self.children: list[Child] = []
        self.known: Child | None = None

    def start(self, paths: Iterable[str]) -> Hashing:
        """Begin with ``paths``; one that is no file (any more) is ``None``, a link is the blob of where it points."""
        small: list[str] = []
        large: list[str] = []
        wanted = list(dict.fromkeys(paths))
        self.paths = set(wanted)
        for path in wanted:
            full = os.path.join(self.place.top, path)
            try:
                status = os.lstat(full)
            except (OSError, ValueError):
                self.found[path] = None
                continue
            kind = status.st_mode & 0o170000
            if kind == 0o120000:
                link = encode(os.readlink(full))
                self.asked.append(([path], ("-w", "--stdin"), link))
            elif kind == 0o100000:
                (small if status.st_size <= KEEP else large).append(path)
            else:
                self.found[path] = None
        for some, options in ((small, ("-w",)), (large, ())):
            for n in range(0, len(some), FEW):
                piece = some[n : n + FEW]
                self.asked.append((piece, (*options, "--", *(f"./{p}" for p in piece)), None))
        self._begin(TOGETHER)
        if wanted:
            self.known = self.git.start("ls-files", "-z", "--full-name", "--", *_specs(wanted))
        return self

    def _begin(self, count: int) -> None:
        for _, args, stdin in self.asked[len(self.children) :][:count]:
            self.children.append(self.git.start("hash-object", *args, stdin=stdin))

    def oids(self) -> dict[str, Oid | None]:
        """path -> blob; a file that went away meanwhile is ``None``."""
        for n, (paths, _, _) in enumerate(self.asked):
            code, said = self.children[n].outcome()
            self._begin(1)
            out = decode(said).split("\n")[:-1]
            if code == 0 and len(out) == len(paths):
                self.found.update(zip(paths, out, strict=True))
            elif len(paths) == 1:
                self.found[paths[0]] = None
            else:
                for path in paths:
                    self.found.update(Hashing(self.place, self.git)._alone(path))
        self.asked, self.children = [], []
        return self.found

    def _alone(self, path: str) -> dict[str, Oid | None]:
        out = self.git.text("hash-object", "--", f"./{path}", ok=(0, 128))
        return {path: out or None}

    def tracked(self) -> set[str]:
        """Those of the paths that the index has."""
        if self.known is None:
            return set()
        child, self.known = self.known, None
        return self.paths & set(records(child.result(ok=(0, 128))))


def hash_text(git: Git, path: str, text: str) -> Oid:
    """The blob that ``text`` would be at ``path``."""
    return git.start("hash-object", "-w", "--stdin", f"--path={path}", stdin=encode(text)).result().decode().strip()


def in_index(git: Git, paths: list[str]) -> dict[str, Oid | None]:
    """The index's blob of each path: what a file is while pre-commit has taken unstaged edits away."""
    found: dict[str, Oid | None] = dict.fromkeys(paths)
    for record in records(git.run("ls-files", "-s", "-z", "--full-name", "--", *_specs(paths))):
        about, path = record.split("\t", 1)
        if path in found:
            found[path] = about.split(" ")[1]
    return found


def _specs(paths: list[str]) -> list[str]:
    """What limits a child to ``paths``; of many it has to tell all, to be chosen from."""
    return [f":(top,literal){path}" for path in paths] if len(paths) <= FEW else []


def put_away(place: Place, git: Git, environ: dict[str, str]) -> set[str]:
    """Paths whose unstaged edits a running pre-commit has taken out of this work tree: those in the patch it keeps them in.

    The patch is named after the process, which runs in this tree, and stays behind when that is done.
    """
    home = environ.get("PRE_COMMIT_HOME") or os.path.join(
        environ.get("XDG_CACHE_HOME") or os.path.join(environ.get("HOME", "/"), ".cache"), "pre-commit"
    )
    try:
        patches = [name for name in os.listdir(home) if name.startswith("patch")]
    except OSError:
        return set()
    found: set[str] = set()
    for name in patches:
        pid = name.rsplit("-", 1)[-1]
        if pid.isdigit() and _runs_in(int(pid), place.top):
            listed = git.run("apply", "--numstat", "-z", f"{home}/{name}", ok=(0, 1, 128))
            found.update(record.split("\t", 2)[2] for record in records(listed))
    return found


def _runs_in(pid: int, top: str) -> bool:
    """Is this process at work in ``top``? Without /proc: is it alive?"""
    try:
        return os.path.realpath(os.readlink(f"/proc/{pid}/cwd")) == top
    except OSError:
        if os.path.isdir("/proc/self"):
            return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
