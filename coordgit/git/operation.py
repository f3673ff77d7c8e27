"""What git is doing while a branch moves, told from the state files it leaves (git-merge, git-rebase, git-cherry-pick)."""

from __future__ import annotations

import os

COMMIT, AMEND, MERGE, FORWARD, PULL, PICK, REVERT, REBASE, AM, SQUASH, PUSH, RESET, REF = (
    "commit",
    "amend",
    "merge",
    "fast-forward",
    "pull",
    "cherry-pick",
    "revert",
    "rebase",
    "am",
    "squash",
    "push",
    "reset",
    "update-ref",
)


def detect(git_dir: str, action: str, made: int, parents: int) -> str:
    """The operation behind an update. ``action`` is GIT_REFLOG_ACTION, ``made`` the number of commits made just now,
    ``parents`` those of the newest of them."""
    if os.path.isdir(f"{git_dir}/rebase-apply"):
        return AM if os.path.exists(f"{git_dir}/rebase-apply/applying") else REBASE
    if os.path.isdir(f"{git_dir}/rebase-merge"):
        return REBASE
    if os.path.exists(f"{git_dir}/MERGE_HEAD"):
        return PULL if action.startswith("pull") else MERGE
    if os.path.exists(f"{git_dir}/CHERRY_PICK_HEAD"):
        return PICK
    if os.path.exists(f"{git_dir}/REVERT_HEAD"):
        return REVERT
    if os.path.exists(f"{git_dir}/SQUASH_MSG"):
        return SQUASH
    if made and parents == 1 and os.path.exists(f"{git_dir}/MERGE_MSG"):
        return REVERT
    if not made:
        if action.startswith("pull"):
            return PULL
        return FORWARD if action.startswith("merge") else REF
    return COMMIT


def picked(git_dir: str) -> str:
    """The commit that a cherry-pick is about, "" without one."""
    return _line(f"{git_dir}/CHERRY_PICK_HEAD")


def rewritten(git_dir: str) -> dict[str, str]:
    """new commit -> the commit it was before, as a running rebase has noted it."""
    found = {}
    for name in ("rebase-merge/rewritten-list", "rebase-apply/rewritten"):
        try:
            with open(f"{git_dir}/{name}", encoding="ascii", errors="replace") as file:
                for line in file:
                    old, _, new = line.strip().partition(" ")
                    if new:
                        found[new] = old
        except OSError:
            continue
    return found


def _line(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""
