"""Sessions whose commits a rebase only replays: what came after them on the branch before comes after them again.

Their reads were validated when they committed. A commit that follows theirs in the rebased branch as well, as after a
``git pull --rebase`` in a work tree that several sessions share, makes none of them stale.
"""

from __future__ import annotations

from coordgit.check.staleness import stale
from coordgit.core.model import CheckedBranch
from coordgit.core.provenance import replayed
from coordgit.git import commits as history
from coordgit.store import commits as known_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.model import Epoch, Oid
    from coordgit.core.validation import Suspect
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store


def divided(store: Store, git: Git, update: Update, epoch: Epoch, found: list[Suspect]) -> tuple[list[Suspect], list[Suspect]]:
    """Return (those of an epoch's stale reads on the rebased branch that count, those that only later commits make stale)."""
    place = _place(store, git, update, epoch)
    if place is None:
        return found, []
    some, _ = stale(store, git, epoch, CheckedBranch(update.ref, place), updater=update.epoch.session)
    already = {suspect.read.read_id for suspect in some}
    counting = [suspect for suspect in found if suspect.read.read_id in already]
    return counting, [suspect for suspect in found if suspect not in counting]


def _place(store: Store, git: Git, update: Update, epoch: Epoch) -> Oid | None:
    """Return the epoch's newest commit on the branch before the rebase, if it is only replayed."""
    if update.old is None or update.new is None:
        return None
    before = [commit.oid for commit in history.between(git, update.old, [update.new])]
    parts = known_commits.contributions(store, [commit.oid for commit in update.commits])
    if any((epoch, known_commits.PART_MADE) in some for some in parts.values()):
        return None  # it wrote something in the rebase
    return replayed(epoch, update.commits, before, known_commits.makers(store, before), update.rewritten)
