"""Access to git outside hooks, with GitPython, which costs 77 ms to import.

Only its command interface is used: its object model knows neither SHA-256 nor reftable.
"""

from __future__ import annotations

from collections.abc import Iterable

from coordgit.core.model import Oid
from coordgit.git.plumbing import decode
from coordgit.git.worktrees import Worktree


def still_here(worktree: Worktree, without: Iterable[Oid], coming: Iterable[Oid] = ()) -> set[Oid]:
    """Return every commit that a ref, HEAD or reflog of any worktree keeps, or one of the ``coming`` commits, except those
    reachable from ``without``."""
    raw = _run(worktree, "rev-list", "--all", "--reflog", "--ignore-missing", *coming, "--not", *without)
    return set(decode(raw).split())


def _run(worktree: Worktree, command: str, *args: str) -> bytes:
    from git import Git as Commands
    from git.exc import GitCommandError

    from coordgit.errors import CoordgitError

    git = Commands(worktree.folder)
    git.update_environment(**worktree.git(keep=True).env)
    words = ["git", "--no-pager", command, *args]
    try:
        return bytes(git.execute(words, stdout_as_string=False, strip_newline_in_stdout=False))
    except GitCommandError as error:
        said = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n")
        raise CoordgitError(f"git {command} failed: {said or error.status}", "git fsck --connectivity-only") from error
