"""Access to git outside hooks: commits as people see them, with GitPython, which costs 77 ms to import.

Only its command interface is used: its object model knows neither SHA-256 nor reftable.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from coordgit.core.model import Commit, Oid
from coordgit.git.commits import FORMAT, ONES
from coordgit.git.plumbing import Git, decode, readable
from coordgit.git.worktrees import Worktree


class Made(NamedTuple):
    """A commit with what people call it. ``at`` is the committer's time in seconds."""

    commit: Commit
    author: str
    subject: str
    at: float


def commits(git: Git, new: Oid, without: Iterable[str]) -> list[Made]:
    """Return the commits reachable from ``new`` but from none of ``without``, newest first. Hooks call it: no GitPython."""
    raw = git.run(*ONES, "-z", f"{FORMAT}%an%x00%s%x00%ct", new, "--not", *without, "--")
    fields = readable(raw).split("\0")
    found = []
    for n in range(0, len(fields) - 6, 7):
        oid, parents, key, committed, author, subject, at = fields[n : n + 7]
        found.append(Made(Commit(oid, tuple(parents.split()), key, committed), author, subject, float(at)))
    return found


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
