"""Which reads a pull, merge or rebase makes stale for the session that runs it: printed at once.

This never rejects: the next commit validates these reads, by the same rule.
"""

from __future__ import annotations

from coordgit.check.staleness import stale
from coordgit.core.model import CheckedBranch, Verdict
from coordgit.core.quoting import quote
from coordgit.git import attributes, operation, trees
from coordgit.git.worktrees import Worktree
from coordgit.store.database import Store

NAMES = {
    operation.MERGE: "merge",
    operation.FORWARD: "merge",
    operation.PULL: "pull",
    operation.FORWARD_PULL: "pull",
    operation.REBASE: "rebase",
}
"""Operations that bring others' work in -> what people call them."""
SHOWN = 8
"""Paths that the line names at most."""


def paths(store: Store, worktree: Worktree, verdict: Verdict) -> list[str]:
    """Return the paths that the session has read and that its update, which has passed, makes stale on its branch."""
    if verdict.old is None or verdict.new is None:
        return []
    git = worktree.git(keep=True)
    changed = set(trees.diff(git, verdict.old, verdict.new))
    found = stale(store, git, verdict.epoch, CheckedBranch(verdict.ref, verdict.new), changed)[0]
    named = [change.path for suspect in found for change in suspect.changes if change.path in changed]
    told = {conflict.path for conflict in verdict.conflicts}
    ignored = attributes.of_commits(git, [verdict.new], named) if named else {}
    return sorted({path for path in named if path not in told and ignored.get(path) != "ignore"})


def line(verdict: Verdict, brought: list[str], program: str, action: str) -> str:
    """Return the line about it. ``action`` is ``GIT_REFLOG_ACTION``, which names a pull that rebases."""
    named = ", ".join(quote(path) for path in brought[:SHOWN])
    more = f" and {len(brought) - SHOWN} more" if len(brought) > SHOWN else ""
    what = "pull" if action.startswith("pull") else NAMES.get(verdict.operation, "update")
    return f"coordgit: this {what} changes what you have read: {named}{more}; see it before you go on ({program} check)"
