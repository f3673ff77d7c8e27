"""What a squash, or a pick that was not to commit, has put there and a commit leaves out, staged or in the work tree alone. Any
commit makes git forget the operation; from then on this is an uncommitted edit of the session whose command it was."""

import os

from coordgit.check.integrity import stopped
from coordgit.core.model import Oid, Write
from coordgit.git import files, operation, trees, worktrees
from coordgit.git.plumbing import entries
from coordgit.git.worktrees import Worktree
from coordgit.store import writes
from coordgit.store.database import Store


def of(store: Store, worktree: Worktree, ref: str, old: Oid | None, new: Oid) -> tuple[Write, ...]:
    """Return what stays in the worktree if ``ref`` ("": a detached HEAD) moves from ``old`` to ``new``; nothing if HEAD names
    another branch, or no such operation is under way."""
    left = stopped.noted(store, worktree)
    if left is None or not left.tree or not operation.leaves_only_a_message(worktree.git_dir):
        return ()
    if old is None or worktrees.head(worktree)[0] != ref:
        return ()
    git = worktree.git()  # the index that stays, not the one of the commit
    tree, written = trees.diff(git, old, left.tree), trees.diff(git, old, new)
    conflicts = {path for _, path in entries(git.run("ls-files", "-u", "-z"))}
    index = trees.index_diff(git, new).blobs
    staged = {
        path: blobs
        for path, blobs in index.items()
        if path in tree and path not in written and (path in conflicts or blobs[1] == tree[path][1])
    }
    unstaged = {path: blobs for path, blobs in tree.items() if path not in index and path not in written}
    staged |= {path: blobs for path, blobs in unstaged.items() if _holds(worktree, path, blobs[1])}
    if not staged:
        return ()
    owner = stopped.owner_of(store, worktree, left)
    edits = [
        Write(
            epoch=owner.epoch,
            worktree=worktree.id,
            path=path,
            before=before,
            after=tree[path][1] if path in conflicts else after,
            origin=before,
            at=left.at,
            via=operation.SQUASH,
        )
        for path, (before, after) in staged.items()
    ]
    made = writes.standing(store, worktree.id, staged)
    known = {one.path for one in made if one.epoch.session == owner.session or one.after == staged[one.path][1]}
    return tuple(edit for edit in edits if edit.path not in known)


def _holds(worktree: Worktree, path: str, blob: Oid | None) -> bool:
    """True if the work tree has the blob there, or nothing where it is ``None``."""
    return files.has_bytes(worktree, path, blob) if blob else not os.path.lexists(f"{worktree.top}/{path}")
