"""What coordgit does when a session starts, or is cleared."""

from coordgit.check.validate import take_journal
from coordgit.client_events.request import EventRequest
from coordgit.core.model import Session
from coordgit.git import refs
from coordgit.git.targets import checked_in
from coordgit.install import later
from coordgit.record import person_edits
from coordgit.store import landings, tellings
from coordgit.store.database import Store


def note_commits(store: Store, request: EventRequest) -> None:
    """Store the session's commits on a detached HEAD before it is cleared: they depend on what it read until now. If that fails
    they count as made after the clearing."""
    request.attempt(
        lambda: take_journal(store, request.worktree, request.worktree.git(), request.now),
        None,
        "commits on a detached HEAD were not noted",
    )


def begin(store: Store, request: EventRequest, session: Session) -> str:
    """Prepare for the session's work; return what to tell it about hooks that its worktree lacked, "" for nothing."""
    lacking = request.attempt(lambda: _guard(request), "", "git's hooks were not looked for")  # coordgit doctor says so
    request.attempt(lambda: _note_targets(store, request), None, "targets were not noted")  # they are at the next commit
    if session.started_at == request.now:
        request.attempt(  # then their author is unknown
            lambda: person_edits.note(store, request.worktree, request.now), None, "edits of others were not noted"
        )
    return lacking


def _guard(request: EventRequest) -> str:
    """Install the git hooks that the worktree lacks; return what was done."""
    done = later.guard(request.worktree)
    return f"coordgit: {done}" if done else ""


def _note_targets(store: Store, request: EventRequest) -> None:
    """Note the targets of work here, so that later calls see them move without asking git."""
    worktree, event = request.worktree, request.event
    targets = checked_in(worktree, worktree.git(), request.environ).targets
    with store.writing():
        landings.note_targets(store, targets)
        tellings.moved(store, event.session, event.agent, refs.remote_tips(worktree, tellings.targets(store)))
