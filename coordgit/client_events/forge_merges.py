"""Judge a shell command by which a client has a forge merge a pull request."""

import os

from coordgit.check.remote import forge
from coordgit.client_events.request import NOTHING, Answer, EventRequest, join
from coordgit.core.model import REJECTED, Epoch
from coordgit.explain.committer_text import Invocation, answer
from coordgit.git import worktrees
from coordgit.shell.forge_commands import merges
from coordgit.store import begun_calls
from coordgit.store.database import Store


def ask(store: Store, request: EventRequest, epoch: Epoch) -> Answer:
    """Validate as a push what a forge is about to merge."""
    event = request.event
    judged = request.attempt(lambda: _judge(store, request, epoch), NOTHING, "a merge by a forge was not checked")
    if judged.denied:
        with store.writing():
            begun_calls.end(store, event.session, event.call)
    return judged


def _judge(store: Store, request: EventRequest, epoch: Epoch) -> Answer:
    common, folder = request.worktree.common, request.event.cwd or request.worktree.top
    notes: list[str] = []
    denied: list[str] = []
    for merge in merges(request.event.merges):
        cwd = os.path.realpath(os.path.join(folder, merge.directory or ""))
        worktree = worktrees.nearest(cwd, common)
        if merge.directory is None or worktree is None or worktree.common != common:
            continue
        verdict, unknown = forge.ask(store, worktree, epoch, merge, dict(request.environ), now=request.now, cwd=cwd)
        notes += [unknown] if unknown else []
        if verdict is not None:
            (denied if verdict.outcome == REJECTED else notes).append(
                answer(verdict, store, Invocation(request.environ, ".", os.getpid()), request.now).rstrip("\n")
            )
    return Answer(join(*notes), join(*denied))
