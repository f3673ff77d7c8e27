"""What a session wrote: compared before and after, and what it knows carried forward. An edit never launders a stale read."""

from __future__ import annotations

from coordgit.clients.base import WRITE
from coordgit.core.model import CONTENT, LINES, Epoch, Read
from coordgit.git import files, trees
from coordgit.store import landings, reads, refreshes, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.record.gather import Batch, Found
    from coordgit.store.database import Store


def intend(store: Store, epoch: Epoch, batches: list[Batch], call: str, now: float) -> None:
    """Before a call that may write: what the paths are now."""
    for batch in batches:
        for one in batch.found:
            if one.access.act == WRITE:
                writes.intend(store, epoch.session, call, batch.place.worktree, one.path, batch.blobs.get(one.path), now)


def write(store: Store, epoch: Epoch, agent: str, batch: Batch, one: Found, now: float, via: str, call: str) -> int:
    """After a call that may have written: compare, and carry what the session knows forward."""
    access, path = one
    after = batch.blobs.get(path)
    noted = writes.intended(store, epoch.session, call, batch.place.worktree, path)
    if noted is not None:
        before = noted[0]
    elif access.created:
        before = None
    elif access.before is not None:
        before = files.hash_text(batch.git, path, access.before)
    else:
        return 0
    if before == after and not (access.exact and _overwrote(store, epoch, batch, path, after)):
        return 0
    edit(store, epoch, agent, batch, path, before, after, now, via)
    return 1


def _overwrote(store: Store, epoch: Epoch, batch: Batch, path: str, blob: Oid | None) -> bool:
    """Is this the text that the session wrote over a newer version? To write it again, having seen that, is an answer."""
    pending = writes.pending(store, epoch.session, batch.place.worktree, path)
    return pending is not None and pending.lost and pending.after == blob


def edit(
    store: Store,
    epoch: Epoch,
    agent: str,
    batch: Batch,
    path: str,
    before: Oid | None,
    after: Oid | None,
    now: float,
    via: str,
) -> None:
    """An edit never launders: what the session knows moves to ``after`` only if it knew ``before``."""
    items = reads.of_path(store, epoch, path)
    pending = writes.pending(store, epoch.session, batch.place.worktree, path)
    refreshed = refreshes.of_reads(store, [read.read_id for read in items])
    known = {read.known for read in items} | {again.oid for some in refreshed.values() for again in some.values()}
    origin, over, lost = before, None, False
    if pending is not None:
        origin = pending.origin
    whole = [read for read in items if read.kind != LINES]
    moved: list[Read] = []
    if not items and pending is None:
        if before is None and after is not None:
            base_id = reads.base(store, epoch, batch.head or "")
            reads.put(
                store,
                epoch,
                agent,
                CONTENT,
                path,
                base_id,
                landings.newest(store),
                now,
                via,
                after,
                after,
                worktree=batch.place.worktree,
            )
    elif pending is not None and pending.lost and before == pending.after:
        tip = trees.items(batch.git, batch.head, [path])[path] if batch.head else None
        lost = not (pending.over in known or tip in known)
        origin, over = (pending.origin, pending.over) if lost else (tip, None)
        moved = [] if lost else items
    elif before in known or (pending is not None and before == pending.after):
        moved = [read for read in items if read.known == before or _again(refreshed, read, before)]
    else:
        tip = trees.items(batch.git, batch.head, [path])[path] if batch.head else None
        ours = known | {read.observed for read in items} | ({pending.before, pending.origin} if pending else set())
        if tip in ours:  # nothing landed in between: a formatter, or work that is not committed
            moved = items
        elif whole:
            origin, over, lost = whole[0].known, before, True
        elif not items and pending is not None:  # it knows what it wrote itself
            origin, over, lost = pending.after, before, True
    writes.put(store, epoch, agent, batch.place.worktree, path, before, after, origin, over, lost, now, via)
    for read in moved:
        reads.known(store, read.read_id, after)


def _again(refreshed: dict[int, dict[str, refreshes.Refresh]], read: Read, blob: Oid | None) -> bool:
    return any(again.oid == blob for again in refreshed.get(read.read_id, {}).values())
