"""Compute the result of a merge without making it (git-merge-tree(1), git 2.38)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from coordgit.core.model import Oid
from coordgit.errors import CoordgitError
from coordgit.git.plumbing import Git, decode

WHO = ("-c", "user.name=coordgit", "-c", "user.email=coordgit@localhost", "-c", "commit.gpgSign=false")
"""The author of commits that no ref ever names."""


class Merged(NamedTuple):
    """The tree of a merge, and the paths that conflict in it; "." if git stops for no single file, as where one side has renamed
    a folder to several."""

    tree: Oid
    conflicts: tuple[str, ...]


def merged(git: Git, one: Oid, other: Oid) -> Merged:
    """Merge two commits into a tree. Raises ``CoordgitError`` if git is too old for it, or they have no common history."""
    child = git.start("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", one, other)
    code, out = child.outcome()
    if code not in (0, 1):
        why = child.why()
        hint = "git --version  # 2.38 or newer" if "usage" in why or "unknown" in why else f"git merge-base {one} {other}"
        raise CoordgitError(f"git merge-tree did not give the result of a merge: {why.removeprefix('fatal: ')}", hint)
    tree, *names = decode(out).split("\0")
    return Merged(tree, tuple(sorted({name for name in names if name})) or (".",) * code)


def commit(git: Git, tree: Oid, parents: list[Oid]) -> Oid:
    """Make a commit of a merged tree, which no ref names."""
    named = [word for parent in parents for word in ("-p", parent)]
    return git.text(*WHO, "commit-tree", tree, *named, "-m", "what a merge would come to")


UNHOOKED = ("-c", "core.hooksPath=/dev/null", "-c", "hook.coordgit.enabled=false")
"""Options with which git runs no hook of ours, as a file or (git 2.54) as a setting."""


@contextmanager
def scratch(git: Git, folder: str, at: Oid) -> Iterator[Git]:
    """Make a worktree in ``folder``, at a commit, for as long as the block runs. No hook runs for it."""
    git.run(*UNHOOKED, "worktree", "add", "-q", "--detach", folder, at)
    try:
        yield Git(folder, git.env)
    finally:
        git.run("worktree", "remove", "--force", folder)


def put(git: Git, oid: Oid) -> None:
    """Move a scratch worktree to another commit, removing everything that was there."""
    git.run(*UNHOOKED, "checkout", "-q", "-f", "--detach", oid)
    git.run("clean", "-ffdxq")
