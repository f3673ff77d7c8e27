"""Uncommitted changes that no session made and that were in the work tree when a client's session began: the person's edits."""

import os

from coordgit.core.model import Write
from coordgit.git import files, trees, worktrees
from coordgit.git.plumbing import records
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.store import edits, sessions, writes
from coordgit.store.database import Store
from coordgit.store.edits import MadeEdit

MOST = 200
"""Tracked paths that are considered; if more differ from HEAD, they are not somebody's edits by hand."""


def note(store: Store, worktree: Worktree, now: float) -> None:
    """Record the tracked paths that differ from HEAD as edits of the person, and delete those that do not differ any more."""
    head = worktrees.head(worktree)[1]
    if head is None or not worktree.top or worktrees.has_stopped(worktree):
        return
    git = worktree.git()
    paths = list(records(git.run("diff-index", "-z", "--name-only", "--no-renames", head, "--")))
    who = identity.person(worktree, os.environ)
    known = sessions.get(store, who.session)
    if len(paths) > MOST or not (paths or known):
        return
    blobs = files.Hashing(worktree, git).start(paths).oids()
    items = trees.items(git, head, paths) if paths else {}
    others = {work.path for work in writes.uncommitted(store, paths, who.session) if work.worktree == worktree.id}
    found = [path for path in paths if blobs[path] != items[path] and path not in others]
    with store.writing():
        if found and known is None:
            known = identity.seen(store, who, now, worktree=worktree.top)
        if known is None:
            return
        writes.forget_found(store, known.session, worktree.id, found)
        for path in found:
            noted, before, after = writes.pending(store, known.session, worktree.id, path), items[path], blobs[path]
            if noted is None or noted.after != after:
                edit = Write(epoch=known.epoch, worktree=worktree.id, path=path, at=now, via=writes.FOUND)
                writes.put(store, edit._replace(before=before, after=after, origin=before))
                edits.put(store, known.session, worktree.id, path, MadeEdit(noted.after if noted else before, after, False, now))
