"""What a commit leaves uncommitted of its session's own edits, as after ``git add -p``: the rest is still that session's."""

from __future__ import annotations

from coordgit.core.model import Write
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.store import writes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.git import trees


def of(store: Store, git: Git, worktree: Worktree, session: str, written: trees.Diff) -> tuple[Write, ...]:
    """Return the edits of ``written`` paths that go on from the committed version: the file has lines of the session's that this
    lacks. (``coordgit commit`` takes all of them.)"""
    if not worktree.top:
        return ()
    new = {path: after for path, (_, after) in written.items() if after is not None}
    own = writes.here(store, session, worktree.id, new).values()
    some = [write for write in own if write.after not in (None, write.before, new[write.path])]
    if not some:
        return ()
    from coordgit.check.provenance import weaving
    from coordgit.git import files, separate_index

    if separate_index.under_way(store.folder):
        return ()
    disk = files.Hashing(worktree, git).start([write.path for write in some]).oids()
    some = [write for write in some if disk.get(write.path) == write.after]
    weaves = weaving.of(store, git, worktree.id, {write.path: (new[write.path], write.after) for write in some})
    left = [write for write in some if write.path in weaves and session in weaves[write.path].makers]
    return tuple(write._replace(before=new[write.path], origin=write.origin if write.lost else new[write.path]) for write in left)
