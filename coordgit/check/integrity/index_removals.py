"""What other sessions have taken out of the index alone (``git rm --cached``), and a commit of the index would remove."""

import os

from coordgit.core.model import Epoch
from coordgit.git.trees import Diff
from coordgit.git.worktrees import Worktree, is_beyond_link
from coordgit.store import untracked
from coordgit.store.database import Store
from coordgit.store.writes import Work


def of(store: Store, worktree: Worktree, session: str, written: Diff) -> tuple[Work, ...]:
    """Return which of the ``written`` removals are others': the work tree still has the file, and ``session`` has not named it in
    a removal of its own.

    None if all that is written is theirs: the session commits just that. A removal of the whole tree counts as nobody's, since it
    may have emptied the index.
    """
    removed = [path for path, (_, after) in written.items() if after is None]
    theirs = untracked.of_others(store, session, worktree.id) if removed and worktree.top else []
    if not theirs:
        return ()
    from coordgit.core import pathspec

    own = [pathspec.parse(text) for text in untracked.of(store, session, worktree.id)]
    left = [path for path in removed if is_kept(worktree, path) and not any(pathspec.matches(spec, path) for spec in own)]
    specs = [(other, spec) for other, text in theirs if (spec := pathspec.parse(text)).path.strip("*/")]
    found = dict.fromkeys((path, other) for path in left for other, spec in specs if pathspec.matches(spec, path))
    if written.keys() == {path for path, _ in found}:
        return ()
    where, mode = worktree.id, untracked.REMOVED
    return tuple(
        Work(path=path, before=written[path][0], after=None, epoch=Epoch(other, 0), worktree=where, mode=mode)
        for path, other in found
    )


def is_kept(worktree: Worktree, path: str) -> bool:
    """True if the work tree has the file."""
    full = os.path.join(worktree.top, path)
    return (os.path.islink(full) or os.path.isfile(full)) and not is_beyond_link(worktree, path)
