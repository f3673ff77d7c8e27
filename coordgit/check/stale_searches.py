"""Which searches and listings of a session have another answer on the branch at work, by content."""

from coordgit.check import staleness
from coordgit.core.model import Change, CheckedBranch, Epoch, Query
from coordgit.git import worktrees
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple
from coordgit.store.database import Store


class Asked(NamedTuple):
    """A search or a listing, however often it was made."""

    kind: str
    path: str
    query: Query


def of(store: Store, worktree: Worktree, epoch: Epoch) -> dict[Asked, tuple[Change, ...]]:
    """Return each with the changes that give it another answer."""
    ref, head = worktrees.head(worktree)
    if not ref or not head:
        return {}
    suspects, _ = staleness.stale(store, worktree.git(), epoch, CheckedBranch(ref, head), set())
    return {Asked(one.read.kind, one.read.path, one.read.query): one.changes for one in suspects if one.read.query}
