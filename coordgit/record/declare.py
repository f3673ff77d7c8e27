"""What a session itself declares that it has read (``coordgit read``): gathered, compared with what it knew, recorded."""

import os

from coordgit.core.model import READ, Access, Epoch
from coordgit.core.predicates import DECLARED
from coordgit.git import refs, trees, worktrees
from coordgit.git.checked_branches import checked_in
from coordgit.git.worktrees import Worktree
from coordgit.record import changes_since_read, gather
from coordgit.record.apply import record
from coordgit.record.changes_since_read import ChangeSince
from coordgit.record.gather import Batch
from coordgit.record.plan import Observer
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store import remote_tips
from coordgit.store.database import Store


class DeclaredReads(NamedTuple):
    """The outcome: how many reads were recorded, of how many existing and readable paths."""

    recorded: int
    wanted: int
    unread: list[str]
    """Existing paths for which git does not say what it would store."""
    outside: list[Access]
    """Declared accesses outside this repository."""
    changed: list[ChangeSince]
    """What has changed since the session knew it."""


class DeclareRequest(NamedTuple):
    """The reads that a session declares in a worktree. Their paths are relative to ``cwd``."""

    worktree: Worktree
    epoch: Epoch
    accesses: list[Access]
    cwd: str
    environ: Mapping[str, str]
    now: float


def declare(store: Store, request: DeclareRequest) -> DeclaredReads:
    """Record the declared reads."""
    worktree, epoch = request.worktree, request.epoch
    batches = gather.locate(worktree.common, request.cwd, request.accesses)
    for batch in batches:
        batch.start(request.environ)
        batch.finish()
    unread = _unread(batches)
    changed = changes_since_read.changes(store, worktree.git(), epoch, _versions(batches))
    tips = refs.remote_tips(worktree, checked_in(worktree, worktree.git(), request.environ).targets)
    with store.writing():
        remote_tips.note(store, tips)
    observer = Observer(epoch=epoch, via=DECLARED, at=request.now, declared=True)
    return DeclaredReads(
        recorded=record(store, observer, batches),
        wanted=sum(len(batch.accesses) for batch in batches) - len(unread),
        unread=unread,
        outside=_outside(request, batches),
        changed=changed,
    )


def _versions(batches: list[Batch]) -> dict[str, str | None]:
    """Return path -> the blob that is about to be read."""
    versions: dict[str, str | None] = {}
    for batch in batches:
        for item in batch.accesses:
            if item.access.act == READ and item.access.rev:
                versions.update(trees.items(batch.git, item.access.rev, [item.path]))
            elif item.access.act == READ:
                versions[item.path] = batch.blobs.get(item.path)
    return versions


def _outside(request: DeclareRequest, batches: list[Batch]) -> list[Access]:
    """Return the declared accesses outside this repository. A link in it that leads out counts as inside."""
    found = {id(item.access) for batch in batches for item in batch.accesses}
    others = [access for access in request.accesses if id(access) not in found]
    inside = {os.path.join(batch.worktree.top, item.path) for batch in batches for item in batch.accesses} if others else set()
    return [access for access in others if worktrees.absolute(os.path.join(request.cwd, access.path)) not in inside]


def _unread(batches: list[Batch]) -> list[str]:
    """Return existing paths for which git does not say what it would store."""
    unread = [
        os.path.join(batch.worktree.top, item.path)
        for batch in batches
        for item in batch.accesses
        if item.access.act == READ and not item.access.rev and batch.blobs.get(item.path) is None
    ]
    return [full for full in unread if os.path.lexists(full)]
