"""Files that others have added or removed since a branch was moved and its index and work tree were left behind."""

from __future__ import annotations

from coordgit.check.update import Update
from coordgit.git import commits, reflogs, trees, worktrees
from coordgit.git.plumbing import Git

MOST = 8
"""Moves without index and files that are looked at, the newest: each costs a question to git."""


def put_back(git: Git, update: Update, paths: list[str]) -> list[str]:
    """Return the paths that the commit puts back to the version at a commit where index and files may have been left behind. The
    merge base of that commit and the branch must have this version too: then the work tree never showed a newer one."""
    paths = [path for path in paths if update.is_typed(path)]
    worktree = worktrees.at(git.cwd) if paths else None
    if worktree is None or update.old is None or worktrees.head(worktree)[0] != update.ref:
        return []
    if not reflogs.moved_alone(worktree, git, update.old):
        return []
    found: set[str] = set()
    for left in reflogs.left_at(git)[:MOST]:
        fork = commits.merge_base(git, left, update.old)
        if fork is not None and fork != update.old:
            both = [trees.items(git, oid, paths) for oid in dict.fromkeys((left, fork))]
            found |= {path for path in paths if all(items[path] == update.written[path][1] for items in both)}
    return sorted(found)
