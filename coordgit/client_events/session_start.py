"""What coordgit does when a session starts, or is cleared."""

from __future__ import annotations

import coordgit
from coordgit.check.validate import take_journal
from coordgit.git import remotes
from coordgit.git.targets import checked_in
from coordgit.record import person_edits
from coordgit.store import landings, tellings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.client_events.request import Request
    from coordgit.core.model import Session
    from coordgit.store.database import Store


def note_commits(store: Store, request: Request) -> None:
    """Store the session's commits on a detached HEAD before it is cleared: they depend on what it read until now."""
    try:
        take_journal(store, request.worktree, request.worktree.git(), request.now)
    except Exception as error:  # those commits then count as made after the clearing
        request.log("commits on a detached HEAD were not noted", error)


def begin(store: Store, request: Request, session: Session) -> str:
    """Prepare for the session's work; return what to tell it about hooks that its worktree lacked, "" for nothing."""
    lacking = _guard(request)
    _note_targets(store, request)
    if session.started_at == request.now:
        _note_edits(store, request)
    return lacking


def _guard(request: Request) -> str:
    """Install the git hooks that the worktree lacks; return what was done."""
    try:
        from coordgit.install import later

        done = later.guard(request.worktree, f"{coordgit.__path__[0]}/cli/fast.py")
        return f"coordgit: {done}" if done else ""
    except Exception as error:  # then ``coordgit doctor`` says so
        request.log("git's hooks were not looked for", error)
        return ""


def _note_targets(store: Store, request: Request) -> None:
    """Note the targets of work here, so that later calls see them move without asking git."""
    worktree, event = request.worktree, request.event
    try:
        targets = checked_in(worktree, worktree.git(), request.environ).targets
        with store.writing():
            landings.note_targets(store, targets)
            tellings.moved(store, event.session, event.agent, remotes.tips(worktree, tellings.targets(store)))
    except Exception as error:  # they are noted at the next commit
        request.log("targets were not noted", error)


def _note_edits(store: Store, request: Request) -> None:
    """Note what is uncommitted here before the session has done anything."""
    try:
        person_edits.note(store, request.worktree, request.now)
    except Exception as error:  # then its author is unknown
        request.log("edits of others were not noted", error)
