"""Refs that keep git from deleting the objects of uncommitted work. They are not branches, tags or remotes: git neither
shows nor fetches them, and pushes them only with ``--mirror``."""

import os

from coordgit.core.model import Oid
from coordgit.git import refs
from coordgit.git.plumbing import Git, encode, lines
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable, Mapping

PREFIX = "refs/coordgit/kept/"
EDIT = "edit-"
"""Prefix of the ref of an uncommitted edit, followed by the number of its row. All others are named by object id."""


def pin(worktree: Worktree, git: Git, pins: Mapping[str, Oid]) -> None:
    """Set refs, named relative to ``PREFIX``, to objects that exist: a ref to any other would stop ``git gc``. If refs are files
    they are written as git does, without starting git."""
    objects = f"{worktree.common}/objects"
    pins = {name: oid for name, oid in pins.items() if os.path.exists(f"{objects}/{oid[:2]}/{oid[2:]}") or git.has(oid)}
    if os.path.isdir(f"{worktree.common}/reftable"):
        git.run("update-ref", "--stdin", stdin=lines(f"update {PREFIX}{name} {oid}" for name, oid in pins.items()))
        return
    folder = f"{worktree.common}/{PREFIX}"
    for name, oid in pins.items():
        for _ in range(2):  # git removes an empty folder of refs
            os.makedirs(folder, exist_ok=True)
            try:
                file = os.open(f"{folder}{name}.lock", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileNotFoundError:
                continue
            except FileExistsError:  # another process sets it
                break
            os.write(file, encode(f"{oid}\n"))
            os.close(file)
            os.rename(f"{folder}{name}.lock", f"{folder}{name}")
            break


def pinned(git: Git) -> dict[str, Oid]:
    """Return name below ``PREFIX`` -> object."""
    return {ref.removeprefix(PREFIX): oid for ref, oid in refs.named(git, PREFIX).items()}


def remove_folders(worktree: Worktree) -> None:
    """Remove the folders of the refs, which git leaves when it has deleted the last of them; not if anything else is there."""
    for folder in (PREFIX.rstrip("/"), os.path.dirname(PREFIX.rstrip("/"))):
        try:
            os.rmdir(f"{worktree.common}/{folder}")
        except OSError:
            continue


def unpin(git: Git, names: Iterable[str]) -> None:
    if deletions := lines(f"delete {PREFIX}{name}" for name in names):
        git.run("update-ref", "--stdin", stdin=deletions)
