"""Which of given paths differ from HEAD in a work tree or its index."""

from __future__ import annotations

from coordgit.git.plumbing import records
from coordgit.git.worktrees import nearest

TOGETHER = 400
"""Paths on one command line at most."""


def uncommitted(top: str, paths: list[str]) -> set[str]:
    """Return the ``paths`` of the work tree ``top`` that differ from HEAD; all of them if there is no work tree."""
    here = nearest(top)
    if here is None or here.top != top:
        return set(paths)
    git = here.git()
    found: set[str] = set()
    for at in range(0, len(paths), TOGETHER):
        some = paths[at : at + TOGETHER]
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching", "--")
        said = [record[3:] for record in records(git.run(*words, *(f":(top,literal){path}" for path in some)))]
        folders = tuple(path for path in said if path.endswith("/"))  # ignored, or a repository of its own
        found.update(path for path in some if path in said or path.startswith(folders))
    return found
