"""Report lost uncommitted edits: to the sessions that made them, and to the one whose command ended."""

from __future__ import annotations

from coordgit.client_events.request import join
from coordgit.clients import base
from coordgit.program import program
from coordgit.uncommitted import keeping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.client_events.request import Request
    from coordgit.store.database import Store


def report(store: Store, request: Request) -> str:
    """Compare, record what is gone, and return the report; not to a sub-agent, so that its session gets it."""
    worktree, event = request.worktree, request.event
    ended = event.name == base.AFTER and event.slow
    lost = keeping.compare(store, worktree, request.now, ended=event.session if ended else "")
    if event.agent:
        return ""
    standing = program(store.folder, request.environ), event.cwd or worktree.top
    own = keeping.to_the_doer(lost, event.session, store, worktree, standing) if ended else ""
    return join(own, keeping.notice(store, event.session, worktree, standing))
