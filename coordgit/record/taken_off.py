"""Edits that a session has committed and then taken off its branch, or a detached HEAD, while the work tree has kept them, are
uncommitted again."""

from coordgit.core.model import Epoch, Oid
from coordgit.git import commits, files, trees
from coordgit.git.worktrees import Worktree
from coordgit.store import landings, writes
from coordgit.store.begun_calls import RunningCall
from coordgit.store.database import Store
from coordgit.store.writes import Work


def take_back(store: Store, worktree: Worktree, epoch: Epoch, began: RunningCall, now: tuple[str | None, Oid]) -> None:
    """Make the edits uncommitted again that HEAD had as a call of the session ``began``, and does not have by now, as after
    ``git reset HEAD~1``. ``now``: its branch, if it is on one, and commit. Not to be called in a transaction."""
    ref, head = now
    git, session, where = worktree.git(), epoch.session, worktree.id
    if began.head is None or began.head == head:
        return
    if not (landings.went_back(store, session, began.landing_id) if ref else commits.is_ancestor(git, head, began.head)):
        return
    changed = trees.diff(git, began.head, head)
    found = {path: writes.landed_chain(store, session, where, path, blobs) for path, blobs in changed.items()}
    found = {path: chain for path, chain in found.items() if chain}
    disk = files.Hashing(worktree, git).start(found).oids()
    if not ref:  # a rebase that has stopped below further commits of them has none of these on the disk
        found = {path: chain for path, chain in found.items() if disk[path] == changed[path][0]}
    with store.writing():
        for path, chain in found.items():
            before, after = changed[path][::-1]
            for landing_id in chain if disk[path] != before else ():
                writes.take_back(store, landing_id, Work(path=path, before=before, after=after, epoch=epoch, worktree=where))
