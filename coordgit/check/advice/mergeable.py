"""Whether the advice after a rejection may be to merge a branch in."""

from coordgit.check.update import Update
from coordgit.core.model import Conflict
from coordgit.git.checked_branches import is_published_copy
from coordgit.git.commits import merge_base
from coordgit.git.worktrees import Worktree
from coordgit.store import modes, writes
from coordgit.store.database import Store


def apart(update: Update, counting: list[Conflict], worktree: Worktree) -> tuple[str, ...]:
    """Return the branches that must not be merged into the updated one: into a target, any other branch except its own copy at a
    remote; and branches that share no commit with it, as far as this clone has their history."""
    tips = {conflict.ref: conflict.tip for conflict in counting if conflict.ref != update.ref and conflict.tip}
    git, old, ref = worktree.git(keep=True), update.old, update.ref
    beside = set() if update.private else {one for one in tips if not is_published_copy(ref, one)}
    return tuple(one for one, tip in tips.items() if one in beside or (old and merge_base(git, old, tip) is None))


def is_shared(store: Store, session: str, worktree: Worktree) -> bool:
    """True if others have uncommitted edits in the work tree."""
    edited = any(write.before != write.after for write in writes.of_others(store, session, worktree.id))
    return edited or bool(modes.of_others(store, session, worktree.id))
