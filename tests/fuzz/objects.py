"""Commits and files, read from a repository's folder: a story asks for them so often that a git each time would be half of it."""

import subprocess
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support.repository import Repository


class Commit(NamedTuple):
    """What a commit says."""

    tree: str
    parents: tuple[str, ...]
    subject: str


class Objects:
    """What stands in one repository; what has an id never changes, so it is read once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.folder = repository.top / ".git"
        self.commit = cache(self._commit)
        self._tree = cache(self._read_tree)

    def id(self, rev: str, cwd: Path | None = None) -> str:
        """The commit that a branch, or HEAD of the worktree ``cwd``, names; "" if none."""
        if len(rev) == 40:
            return rev
        if rev == "HEAD":
            git_dir = (cwd or self.repository.top) / ".git"
            if git_dir.is_file():
                git_dir = Path(git_dir.read_text().strip().removeprefix("gitdir: "))
            named = (git_dir / "HEAD").read_text().strip()
            if not named.startswith("ref: "):
                return named
            refs = [named.removeprefix("ref: ")]
        else:
            refs = [f"refs/heads/{rev}", f"refs/remotes/{rev}"]
        for ref in refs:
            if (self.folder / ref).is_file():
                return (self.folder / ref).read_text().strip()
        found = self.repository.run(["git", "rev-parse", "-q", "--verify", rev], cwd)  # packed
        return found.out.strip()

    def files(self, rev: str, cwd: Path | None = None) -> dict[str, str]:
        """The files of a commit by path."""
        return dict(self._tree(self.commit(self.id(rev, cwd)).tree, ""))

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether a commit is another one or lies behind it."""
        return old in self.history(new)

    def history(self, tip: str) -> set[str]:
        """A commit and all that lie behind it."""
        seen, todo = {tip}, [tip]
        while todo:
            more = {*self.commit(todo.pop()).parents} - seen
            seen |= more
            todo += more
        return seen

    def merge_bases(self, one: str, other: str) -> set[str]:
        """The newest commits that lie behind both."""
        shared = self.history(one) & self.history(other)
        return shared - {parent for oid in shared for parent in self.commit(oid).parents}

    def _commit(self, oid: str) -> Commit:
        head, _, message = self._object(oid, "commit").decode().partition("\n\n")
        lines = [line.split(" ") for line in head.split("\n")]
        parents = tuple(words[1] for words in lines if words[0] == "parent")
        return Commit(lines[0][1], parents, message.partition("\n")[0])

    def _read_tree(self, oid: str, prefix: str) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        rest = self._object(oid, "tree")
        while rest:
            head, _, rest = rest.partition(b"\0")
            mode, name = head.decode().split(" ", 1)
            its, rest = rest[:20].hex(), rest[20:]
            if mode == "40000":
                found += self._tree(its, f"{prefix}{name}/")
            else:
                found.append((prefix + name, self._object(its, "blob").decode()))
        return tuple(found)

    def _object(self, oid: str, kind: str) -> bytes:
        try:
            packed = (self.folder / "objects" / oid[:2] / oid[2:]).read_bytes()
        except FileNotFoundError:  # in a pack
            words = ["git", "-C", str(self.folder), "cat-file", kind, oid]
            return subprocess.run(words, env=self.repository.env, stdout=subprocess.PIPE, check=True).stdout
        return zlib.decompress(packed).partition(b"\0")[2]
