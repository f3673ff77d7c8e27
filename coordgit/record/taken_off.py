"""Edits that a session has committed and then taken off its branch, while the work tree has kept them, are uncommitted again."""

from coordgit.core.model import Epoch, Oid
from coordgit.git import files, trees
from coordgit.git.worktrees import Worktree
from coordgit.store import landings, writes
from coordgit.store.begun_calls import RunningCall
from coordgit.store.database import Store
from coordgit.store.writes import Work


def take_back(store: Store, worktree: Worktree, epoch: Epoch, began: RunningCall, head: Oid) -> None:
    """Make the edits uncommitted again that HEAD had as a call of the session ``began``, and does not have by now, as after
    ``git reset HEAD~1``. Not to be called in a transaction."""
    if began.head in (None, head) or not landings.went_back(store, epoch.session, began.landing_id):
        return
    git, session, where = worktree.git(), epoch.session, worktree.id
    changed = trees.diff(git, began.head or "", head)
    found = {path: writes.landed_chain(store, session, where, path, blobs) for path, blobs in changed.items()}
    found = {path: chain for path, chain in found.items() if chain}
    disk = files.Hashing(worktree, git).start(found).oids()
    with store.writing():
        for path, chain in found.items():
            before, after = changed[path][::-1]
            for landing_id in chain if disk[path] != before else ():
                writes.take_back(store, landing_id, Work(path=path, before=before, after=after, epoch=epoch, worktree=where))
