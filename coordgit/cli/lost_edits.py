"""Report lost uncommitted edits in a client's hook: to their sessions, and to the one whose command ended."""

from __future__ import annotations

import os

from coordgit.cli.answer import program
from coordgit.clients import base
from coordgit.uncommitted import keeping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.clients.base import Event
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


def told(store: Store, worktree: Worktree, event: Event, now: float) -> str:
    """Compare, record what is gone, and return the report; not to a sub-agent, so that its session gets it."""
    ended = event.name == base.AFTER and event.slow
    found = keeping.compare(store, worktree, now, ended=event.session if ended else "")
    if event.agent:
        return ""
    standing = program(store.folder, os.environ), event.cwd or worktree.top
    texts = [keeping.to_the_doer(found, event.session, store, worktree, standing)] if ended else []
    texts.append(keeping.notice(store, event.session, worktree, standing))
    return "\n\n".join(text for text in texts if text)
