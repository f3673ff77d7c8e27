"""What a client's hook records when a session starts, or is cleared."""

from __future__ import annotations

import os

from coordgit.check.checked_branches import checked_in
from coordgit.check.validate import take_journal
from coordgit.git import remotes
from coordgit.record import person_edits
from coordgit.store import landings, tellings
from coordgit.store.log import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.clients.base import Event
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


def note_commits(store: Store, worktree: Worktree, event: Event, now: float) -> None:
    """Store the session's commits on a detached HEAD before it is cleared: they depend on what it read until now."""
    try:
        take_journal(store, worktree, worktree.git(), now)
    except Exception as error:  # those commits then count as made after the clearing
        note(worktree.store, f"hook {event.client}: commits on a detached HEAD were not noted: {type(error).__name__}: {error}")


def guard(worktree: Worktree, event: Event) -> str:
    """Return what to tell the session about the hooks that its worktree lacked, "" for nothing."""
    try:
        from coordgit.install import later

        fast = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fast.py")
        text = later.guard(worktree, fast)
        return f"coordgit: {text}" if text else ""
    except Exception as error:  # then ``coordgit doctor`` says so
        note(worktree.store, f"hook {event.client}: git's hooks were not looked for: {type(error).__name__}: {error}")
        return ""


def note_targets(store: Store, worktree: Worktree, event: Event) -> None:
    """Note the targets of work here, so that later calls see them move without asking git."""
    try:
        targets = checked_in(worktree, worktree.git(), os.environ).targets
        with store.writing():
            landings.note_targets(store, targets)
            tellings.moved(store, event.session, event.agent, remotes.tips(worktree, tellings.targets(store)))
    except Exception as error:  # they are noted at the next commit
        note(worktree.store, f"hook {event.client}: targets were not noted: {type(error).__name__}: {error}")


def note_edits(store: Store, worktree: Worktree, event: Event, now: float) -> None:
    """Note what is uncommitted here before the session has done anything."""
    try:
        person_edits.note(store, worktree, now)
    except Exception as error:  # then its author is unknown
        note(worktree.store, f"hook {event.client}: edits of others were not noted: {type(error).__name__}: {error}")


def not_set_up(worktree: Worktree, event: Event) -> str:
    """Return, once per session, why a repository with a store that was not set up here is not recorded."""
    from coordgit.core.quoting import quote
    from coordgit.install import repositories

    if not repositories.tell_once(f"{event.session} {worktree.common}"):
        return ""
    return (
        f"coordgit records nothing in {quote(worktree.top)}: it has a store, but you have not set it up where it is now "
        "(it was moved, mounted elsewhere or unpacked). If it is yours, its reads are still there: coordgit init"
    )
