"""Another session's merge, rebase or the like that has stopped at a conflict: what git left there is that session's edit.

git writes the work tree that it leaves as a tree, ``AUTO_MERGE``; its hook notes whose command that was
(``hooks/git/prefilter.sh``). Once the operation has ended git removes it.
"""

from __future__ import annotations

import os

from coordgit.core.model import Oid
from coordgit.git import trees, worktrees
from coordgit.git.plumbing import Git, content, decode, first_line
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.store import sessions, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

NAME = "stopped"
"""The file in the store's folder that git's hook writes, one for each worktree."""


def of(store: Store, git: Git, worktree: Worktree, session: str, written: trees.Diff) -> tuple[Work, ...]:
    """Return, of the written paths, the conflicts on which another session's operation has stopped in the worktree."""
    file = worktrees.kept(store.folder, worktree.id, NAME)
    if not os.path.exists(file):
        return ()
    tree, _, noted = decode(content(file)).rstrip("\n").partition("\t")
    if not tree or first_line(f"{worktree.git_dir}/AUTO_MERGE") != tree:
        return ()
    from coordgit.check.provenance import detached_heads  # not for each commit

    running, *variables = noted.split("\t")
    who = identity.noted(worktree, detached_heads.variables(variables), store, detached_heads.processes(running))
    owner = sessions.get(store, who.session)
    if owner is None or owner.session == session:
        return ()
    left = _marked(git, trees.items(git, tree, written))
    if owner.person and any(edit.worktree == worktree.id for edit in writes.of_paths(store, session, list(left))):
        return ()  # the session resolves it for its user
    began = os.path.getmtime(file)
    return tuple(
        Work(path=path, before=written[path][0], after=blob, epoch=owner.epoch, worktree=worktree.id, at=began)
        for path, blob in left.items()
    )


def resolved(git: Git, worktree: Worktree, written: trees.Diff) -> dict[str, Oid]:
    """Return the conflicts on which an operation has stopped in the worktree, of the paths that are written otherwise now."""
    tree = first_line(f"{worktree.git_dir}/AUTO_MERGE")
    left = trees.items(git, tree, written) if tree else {}
    return _marked(git, {path: blob for path, blob in left.items() if blob != written[path][1]})


def _marked(git: Git, left: dict[str, Oid | None]) -> dict[str, Oid]:
    marked = trees.with_markers(git, left.values())
    return {path: blob for path, blob in left.items() if blob in marked}
