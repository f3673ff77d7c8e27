"""Inform a session once of others' uncommitted edits that it has read and that have changed or are gone."""

from coordgit.core.model import Epoch
from coordgit.core.quoting import quote
from coordgit.git import files
from coordgit.git.worktrees import Worktree
from coordgit.render.verdict import clock
from coordgit.store import tellings
from coordgit.store.database import Store
from coordgit.store.names import who

MOST_EDITS = 5
"""How many paths a notice of uncommitted edits names."""


def tell_edits(store: Store, worktree: Worktree, epoch: Epoch, agent: str, edits: list[tellings.Edited]) -> str:
    """Return the notice, given once to an audience, of uncommitted edits that it has read and that have changed since. Files that
    git ignores are left out: they are never committed, and may change all the time."""
    with store.writing():
        tellings.put_edits(store, epoch, agent, edits)
    git = worktree.git()
    edits = [one for one in edits if not files.never_lands(git, one.path)]
    if not edits:
        return ""
    notice = [
        f"{quote(one.path)}, which you read {clock(one.at)}: the uncommitted edit of {who(store, one.writer)} in it"
        f" {'is gone' if one.gone else 'has changed'}"
        for one in edits[:MOST_EDITS]
    ]
    more = [f"and {len(edits) - MOST_EDITS} more edits"] if len(edits) > MOST_EDITS else []
    return f"coordgit: {'; '.join([*notice, *more])}. Read again what you rely on."
