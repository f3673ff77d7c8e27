"""The entries of the stash, newest first, as commits. All worktrees share it; dropping one of several runs no hook."""

from __future__ import annotations

import os

from coordgit.git.plumbing import content, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.git.worktrees import Worktree


def entries(worktree: Worktree, git: Git) -> list[Oid]:
    """Return the entries from git's own file; if refs are not files, from git."""
    if os.path.isdir(f"{worktree.common}/reftable"):
        return git.text("log", "-g", "--format=%H", "refs/stash", "--", ok=(0, 128)).split()
    lines = decode(content(f"{worktree.common}/logs/refs/stash")).split("\n")[:-1]
    return [line.split(" ", 2)[1] for line in lines if line.count(" ") > 1][::-1]
