"""Whether the advice after a rejection may be to merge a branch in, and where."""

from coordgit.check.update import Update
from coordgit.core.model import Conflict, Oid
from coordgit.git import files, trees
from coordgit.git.checked_branches import is_published_copy
from coordgit.git.commits import merge_base
from coordgit.git.plumbing import Git
from coordgit.git.refs import heads, short
from coordgit.git.worktrees import Worktree, head, worktrees
from coordgit.startup.typing import Sequence
from coordgit.store import modes, writes
from coordgit.store.database import Store


def apart(update: Update, counting: list[Conflict], worktree: Worktree) -> tuple[str, ...]:
    """Return the branches that must not be merged into the updated one.

    * Into a target: any branch but its own copy at a remote.
    * A branch that shares no commit with it, as far as this clone has the history.
    * A branch that has a file where the work tree has an untracked one: git does not merge over it or, if it is ignored,
      overwrites it.
    """
    tips = {conflict.ref: conflict.tip for conflict in counting if conflict.ref != update.ref and conflict.tip}
    git, old, ref = worktree.git(keep=True), update.old, update.ref
    beside = set() if update.private else {one for one in tips if not is_published_copy(ref, one)}
    return tuple(
        one
        for one, tip in tips.items()
        if one in beside or (old and (merge_base(git, old, tip) is None or _has_untracked(git, old, tip, worktree)))
    )


def _has_untracked(git: Git, old: Oid, tip: Oid, worktree: Worktree) -> bool:
    """True if a file that ``tip`` has and ``old`` has not stands in the work tree already, untracked."""
    added = [path for path, (before, after) in trees.diff(git, old, tip).items() if before is None and after]
    return bool(files.untracked(git, worktree, added))


def is_shared(store: Store, session: str, worktree: Worktree) -> bool:
    """True if others have uncommitted edits in the work tree."""
    edited = any(write.before != write.after for write in writes.of_others(store, session, worktree.id))
    return edited or bool(modes.of_others(store, session, worktree.id))


def pushed_from(worktree: Worktree, pushed: str, command: Sequence[str]) -> tuple[Worktree, str]:
    """Return (the worktree that has the branch which ``command`` pushes, "") or, if no worktree has it, (this worktree, the
    branch). ``git push origin NAME:main`` need not push the branch that is checked out here."""
    sources = {one.removeprefix("+").partition(":")[0] for one in command}
    branches = [ref for ref, oid in heads(worktree.git()).items() if oid == pushed and sources & {ref, short(ref)}]
    if not branches or head(worktree)[0] in branches:
        return worktree, ""
    there = next((one for one in worktrees(worktree) if one.top and head(one)[0] in branches), None)
    return (there, "") if there else (worktree, short(branches[0]))
