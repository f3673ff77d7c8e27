"""Judge a shell command by which a client has a forge merge a pull request."""

from __future__ import annotations

import os

from coordgit.check.remote import forge
from coordgit.cli.answer import answer
from coordgit.core.model import REJECTED
from coordgit.git import worktrees
from coordgit.shell.forge import merges
from coordgit.store import calls
from coordgit.store.log import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.clients.base import Event
    from coordgit.core.model import Epoch
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


def ask(store: Store, worktree: Worktree, event: Event, epoch: Epoch) -> tuple[str, str]:
    """Validate as a push what a forge is about to merge; return (what to put before the model, why the call is denied)."""
    try:
        notice, denied = _asked(store, worktree, epoch, event.merges, event.cwd or worktree.top)
    except Exception as error:  # it runs: clients' hooks fail open
        note(worktree.store, f"hook {event.client}: a merge by a forge was not checked: {type(error).__name__}: {error}")
        return "", ""
    if denied:
        with store.writing():
            calls.end(store, event.session, event.call)
    return notice, denied


def _asked(store: Store, worktree: Worktree, epoch: Epoch, command: str, folder: str) -> tuple[str, str]:
    notes: list[str] = []
    denied: list[str] = []
    for merge in merges(command):
        place = worktrees.nearest(os.path.join(folder, merge.directory or ""), worktree.common)
        if merge.directory is None or place is None or place.common != worktree.common:
            continue
        os.chdir(os.path.join(folder, merge.directory))  # the advice is spelt for where the command runs
        told = forge.ask(store, place, epoch, [merge], dict(os.environ))
        notes += told.notes
        for verdict in told.verdicts:
            text = answer(verdict, store).rstrip("\n")
            (denied if verdict.outcome == REJECTED else notes).append(text)
    return "\n\n".join(notes), "\n\n".join(denied)
