"""Sessions whose commits a rebase only replays: what came after them on the branch before comes after them again.

Their reads were validated when they committed. A commit that follows theirs in the rebased branch as well, as after a
``git pull --rebase`` in a work tree that several sessions share, makes none of them stale.
"""

from __future__ import annotations

from coordgit.core.model import Epoch
from coordgit.core.provenance import keeps_its_place
from coordgit.git import commits as history
from coordgit.git.plumbing import Git
from coordgit.store import commits as known_commits
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update


def only(store: Store, git: Git, update: Update, epoch: Epoch) -> bool:
    """True if a rebase only replays an epoch's commits, and what followed them on the branch follows them again."""
    if update.old is None or update.new is None:
        return False
    parts = known_commits.contributions(store, [commit.oid for commit in update.commits])
    if any((epoch, known_commits.PART_MADE) in some for some in parts.values()):
        return False  # it wrote something in the rebase
    before = [commit.oid for commit in history.between(git, update.old, [update.new])]
    return keeps_its_place(epoch, update.commits, before, known_commits.makers(store, before), update.rewritten)
