"""Reads that stay behind on a target: an update brings the target in, and leaves out what that has changed in what was read.

Such a read is true on the updated branch, so its base moves on there, to commits that contain the target. On the target it is
true only where it was read, until its session sees what was left out.
"""

from __future__ import annotations

from coordgit.core.model import CheckedBranch, Epoch, Oid, Read
from coordgit.core.own_changes import unattributed
from coordgit.core.validation import concerns
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable
from coordgit.store import known_commits, reads, refreshes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update


def of(store: Store, git: Git, update: Update, targets: Iterable[CheckedBranch]) -> list[tuple[Read, str, Oid]]:
    """Return the reads that stay behind, of all whose work the branch has: (read, target, commit at which it is true there)."""
    old, new = update.old, update.new
    behind: list[tuple[Read, str, Oid]] = []
    for target in targets:
        if old is None or new is None or target.ref == update.ref or target.tip in (old, new):
            continue
        left_out = _left_out(git, update, target.tip, old, new)
        if left_out:
            mine = [commit.oid for commit in commits.between(git, old, [target.tip])]
            makers = {epoch for epochs in known_commits.makers(store, mine).values() for epoch in epochs}
            for epoch in sorted(makers.union(update.epochs, (update.epoch,))):
                behind += _of_epoch(store, git, epoch, target, left_out=left_out, old=old)
    return behind


def _left_out(git: Git, update: Update, tip: Oid, old: Oid, new: Oid) -> trees.Diff:
    """Return path -> (before, after) of a target's changes that the update leaves out although it brings the target in: the
    branch's version stays as it was, also under a name that the branch has given the file."""
    if not commits.is_ancestor(git, tip, new) or commits.is_ancestor(git, tip, old):
        return {}
    fork = commits.merge_base(git, old, tip)
    if fork in (None, old):
        return {}
    theirs = {path: blobs for path, blobs in trees.diff(git, fork or "", tip).items() if path not in update.written}
    differing = trees.diff(git, old, tip) if theirs else {}
    gone = any(differing[path][0] is None for path in theirs.keys() & differing)
    names = trees.renames(git, fork or "", old) if gone else {}
    return {path: blobs for path, blobs in theirs.items() if path in differing and names.get(path) not in update.written}


def _of_epoch(
    store: Store, git: Git, epoch: Epoch, target: CheckedBranch, *, left_out: trees.Diff, old: Oid
) -> list[tuple[Read, str, Oid]]:
    """Return an epoch's reads of what was ``left_out``, unless it knows the target's version, or was shown one there."""
    changes = unattributed(left_out).values()
    asked = reads.of_paths(store, epoch, list(left_out))
    asked += [read for read in reads.predicates(store, epoch) if any(concerns(read, change) for change in changes)]
    again = refreshes.of_reads(store, [read.read_id for read in asked]) if asked else {}
    behind = []
    for read in asked:
        shown, base = again.get(read.read_id, {}), read.base or ""
        known = [read.known, *(one.oid for one in shown.values())] if read.query is None else []
        if target.ref in shown or (known and left_out[read.path][1] in known):
            continue
        if commits.is_ancestor(git, base, old) and not commits.is_ancestor(git, target.tip, base):
            # of an answer, a commit that the target has would only say when it was found true there
            apart = read.query is None or not commits.is_ancestor(git, base, target.tip)
            behind.append((read, target.ref, base if apart else old))
    return behind
