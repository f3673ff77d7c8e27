"""Guard a worktree that was made after the set-up, where a relative ``core.hooksPath`` means a folder without our hooks.

git 2.54 and newer need no hook files, and an absolute folder is the same for all worktrees.
"""

import os

from coordgit.errors import CoordgitError
from coordgit.git.worktrees import Worktree

KEYS = "^(core\\.hookspath|hook\\.coordgit\\.command)$"
EVENT = "reference-transaction"


def guard(worktree: Worktree) -> str:
    """Install the hooks that the worktree lacks; return what to say about it, "" if none was missing."""
    if not worktree.top or worktree.git_dir == worktree.common or not os.path.exists(f"{worktree.store}/installed"):
        return ""
    out = worktree.git().text("config", "--get-regexp", KEYS, ok=(0, 1))
    configured = dict(line.split(" ", 1) for line in out.splitlines() if " " in line)
    folder = configured.get("core.hookspath", "/")
    if "hook.coordgit.command" in configured or os.path.isabs(folder) or folder.startswith("~"):
        return ""
    if os.path.lexists(os.path.join(worktree.top, folder, EVENT)):
        return ""
    from coordgit.core.quoting import quote
    from coordgit.install import hooks

    try:
        hooks.install(worktree, [])
    except CoordgitError as error:
        return f"coordgit: commits in {quote(worktree.top)} are not checked: {error.message}\ntry: {error.hint}"
    why = f"it was made after the set-up, and {quote(folder)} (core.hooksPath) had no hooks of coordgit there"
    return f"coordgit: commits in {quote(worktree.top)} are checked from now on: {why}"
