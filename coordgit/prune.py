"""Decide what the store no longer needs, and delete it.

Needed are:

* what a session at work knows;
* the reads behind edits that stand uncommitted in a work tree or are in the stash, and behind commits that have not landed on a
  target;
* what retained verdicts show (they hold their own facts);
* the write sets that may still be asked for.

Everything else can be computed again from git.
"""

from collections.abc import Mapping
from typing import NamedTuple

from coordgit.core import removed_edits
from coordgit.core.durations import DAY
from coordgit.core.grouping import grouped
from coordgit.core.model import Epoch, Write
from coordgit.git import files, gitpython, reflogs, separate_index, trees, worktrees
from coordgit.git import settings as config
from coordgit.git.checked_branches import existing_targets
from coordgit.git.worktrees import Worktree
from coordgit.store import deletions as rows
from coordgit.store.database import Store
from coordgit.uncommitted import keeping, stash_entries

VERDICTS = 1000
"""How many verdicts are kept however old they are."""
REWRITTEN = 256 << 20
"""The size in bytes up to which the file is rewritten to shrink it: about a second."""


class Pruned(NamedTuple):
    """How many rows were deleted, by table, if any; and the file's size before and after."""

    removed: dict[str, int]
    before: int
    after: int


def prune(store: Store, worktree: Worktree, environ: Mapping[str, str], days: float, now: float) -> Pruned:
    """Delete what neither work of the last ``days`` days nor anything unlanded needs."""
    limit = now - days * DAY
    before = rows.size(store)
    unlanded, first = waiting(store, worktree, environ)
    left = rows.left_behind(store, limit)
    standing = _standing(worktree, left)
    stash_entries.take(store, worktree, now)
    stashed = rows.put_away(store, reflogs.stash(worktree, worktree.git()))
    needed = rows.at_work(store, limit) | unlanded | stashed | {edit.epoch for edit in standing}
    removed = {"reads": sum(rows.drop_reads(store, epoch, limit) for epoch in rows.epochs(store) if epoch not in needed)}
    with store.writing():
        removed["writes"] = rows.drop_writes(store, limit, [edit.write_id for edit in left if edit not in standing])
        removed |= rows.drop_orphans(store, now - DAY)
        oldest = rows.oldest_needed(store, limit)
        removed["changes"] = rows.drop_changes(store, oldest if first is None else min(oldest, first))
        removed |= rows.drop_older(store, limit) | rows.drop_coordination(store, limit)
        removed["verdicts"], removed["conflicts"] = rows.drop_verdicts(store, VERDICTS, limit)
    separate_index.forget(store.folder, min(limit, now - DAY))
    removed["kept edits"] = keeping.prune(store, worktree.git(), limit)
    rows.tidy(store, REWRITTEN)
    return Pruned({table: count for table, count in removed.items() if count}, before, rows.size(store))


def _standing(worktree: Worktree, edits: list[Write]) -> list[Write]:
    """Return the edits that a work tree still has and its HEAD has not: somebody may commit them yet."""
    found: list[Write] = []
    for name, some in grouped((edit.worktree, edit) for edit in edits).items():
        where = worktrees.named(worktree, name)
        if where is None or not where.top:
            continue
        git, paths = where.git(), list(dict.fromkeys(edit.path for edit in some))
        disk = files.Hashing(where, git).start(paths).oids()
        heads = files.in_tree(git, worktrees.head(where)[1], paths)
        some = [edit for edit in some if disk[edit.path] != heads.get(edit.path)]
        texts = trees.blobs(git, [oid for edit in some for oid in (edit.before, edit.after, disk[edit.path])])
        found += [edit for edit in some if removed_edits.stands(edit, disk[edit.path], texts)]
    return found


def waiting(store: Store, worktree: Worktree, environ: Mapping[str, str]) -> tuple[set[Epoch], int | None]:
    """Return (the epochs behind commits that are in no target yet, the first landing of one). A commit that no ref, reflog or
    landing in flight holds any more cannot come back."""
    made = rows.made(store)
    if not made:
        return set(), None
    git = worktree.git()
    settings = config.of(git, environ)
    targets = existing_targets(git, "", settings.targets)
    here = gitpython.still_here(worktree, [branch.tip for branch in targets], rows.in_flight(store))
    found = [(epoch, landing_id) for oid, epoch, landing_id in made if oid in here]
    return {epoch for epoch, _ in found}, min((landing_id for _, landing_id in found), default=None)
