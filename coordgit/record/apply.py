"""Walk 1: access → read → stored. What a client's hook, or ``coordgit read``, says a session saw or wrote.

Recording never decides anything: it stores what was seen, at which base, and carries what the session knows forward through
its own edits. An edit made over content that the session did not know is stored as just that.
"""

from __future__ import annotations

import os

from coordgit.clients.base import LISTING as LISTS
from coordgit.clients.base import MATCH as SEARCHES
from coordgit.clients.base import WRITE, Access
from coordgit.core.hunks import carry, covers, touches
from coordgit.core.model import ABSENT, CONTENT, LINES, LISTING, MATCH, Epoch, Query, Read
from coordgit.errors import CoordgitError
from coordgit.git import files, trees
from coordgit.record import delivered, edits
from coordgit.store import landings, reads, refreshes, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.record.gather import Batch, Found
    from coordgit.store.database import Store


def record(
    store: Store,
    epoch: Epoch,
    agent: str,
    batches: list[Batch],
    now: float,
    via: str,
    declared: bool = False,
    call: str = "",
) -> int:
    """Store what the (finished) batches hold; how many accesses were recorded. To be called in a transaction."""
    count = 0
    seq = landings.newest(store)
    for batch in batches:
        base_id = None
        for n, one in enumerate(batch.found):
            if one.access.act == WRITE:
                count += edits.write(store, epoch, agent, batch, one, now, via, call)
                continue
            if one.access.rev:
                count += _read_at(store, epoch, agent, batch, one, now, via, declared, seq)
                continue
            if base_id is None:
                base_id = reads.base(store, epoch, batch.head or "")
            if one.access.act in (LISTS, SEARCHES):
                kind = LISTING if one.access.act == LISTS else MATCH
                reads.put(
                    store,
                    epoch,
                    agent,
                    kind,
                    one.path,
                    base_id,
                    seq,
                    now,
                    via,
                    query=one.access.query or Query(),
                    exact=one.access.exact,
                    declared=declared,
                    worktree=batch.place.top,
                )
                count += 1
            else:
                written = any(other.path == one.path and other.access.act == WRITE for other in batch.found[n + 1 :])
                before = writes.noted(store, epoch.session, call, batch.place.top, one.path) if written else None
                count += _read(store, epoch, agent, batch, one, base_id, now, via, declared, seq, before)
    return count


def _read(
    store: Store,
    epoch: Epoch,
    agent: str,
    batch: Batch,
    one: Found,
    base_id: int,
    now: float,
    via: str,
    declared: bool,
    seq: int,
    before: tuple[Oid | None] | None,
) -> int:
    """``before``: what the file was as the call began, for a call that went on to write what it had read."""
    access, path = one
    full = os.path.join(batch.place.top, path)
    if not path or (os.path.isdir(full) and not os.path.islink(full)):
        return 0
    oid = before[0] if before else batch.blobs.get(path)
    if oid is not None and access.missing:
        return 0  # it has come into being since the tool looked
    if oid is None and not access.missing and not access.exact:
        return 0  # it may not have been looked for at all
    if oid is None and not access.missing and os.path.lexists(full):
        return 0  # a device, a pipe
    moved = path in batch.away
    if access.text is not None and oid and access.first == 0 and (moved or delivered.differs(full, access.text)):
        oid = files.hash_text(batch.git, path, access.text)
    older = reads.of_path(store, epoch, path)
    if oid is not None and _own_text_over_newer(store, epoch, batch, path, oid, older):
        return 0
    tracked = path in batch.tracked
    exact = access.exact and not moved
    kind = ABSENT if oid is None else LINES if access.first else CONTENT
    if kind == LINES:
        access = access._replace(first=delivered.within(access.first, delivered.lines_of(full, access.first)))
    mine = [read for read in older if not agent or read.agent == agent]
    if not access.exact and _says_nothing_new(mine, oid):
        return 0
    _put(
        store,
        epoch,
        agent,
        batch,
        access,
        path,
        kind,
        oid,
        base_id,
        mine,
        now,
        via,
        declared,
        seq,
        exact,
        tracked or oid is None,
    )
    return 1


def _says_nothing_new(mine: list[Read], oid: Oid | None) -> bool:
    """A look at perhaps less refreshes nothing, and adds nothing to a look at all of it."""
    return any(read.known != oid or read.kind == CONTENT for read in mine)


def _put(
    store: Store,
    epoch: Epoch,
    agent: str,
    batch: Batch,
    access: Access,
    path: str,
    kind: str,
    oid: Oid | None,
    base_id: int,
    older: list[Read],
    now: float,
    via: str,
    declared: bool,
    seq: int,
    exact: bool,
    tracked: bool,
) -> None:
    """Store an item read in the place of ``older`` ones: all of a file tells what its ranges told, and more."""
    first, last = (access.first, max(access.last, access.first)) if kind == LINES else (0, 0)
    if kind != LINES:
        reads.remove(store, epoch, [r.read_id for r in older if (r.kind, r.first, r.agent) != (kind, 0, agent)])
    top = batch.place.top
    known = (oid, oid, first, last, None, exact, declared, tracked, top)
    reads.put(store, epoch, agent, kind, path, base_id, seq, now, via, *known)
    if kind == LINES and oid is not None:
        _supersede(store, epoch, batch, older, path, oid, base_id)


def _own_text_over_newer(store: Store, epoch: Epoch, batch: Batch, path: str, oid: Oid, older: list[Read]) -> bool:
    """Is this a look at one's own text, that stands over a newer version? It shows nothing of that, and takes away nothing of
    what its session has seen of that since.

    Told by the write, or by the tip: the file differs from it, what the session knows differs from it, and no other session is
    known to have written just this content.
    """
    behind = [read for read in older if read.known != oid]
    if not behind or batch.head is None:
        return False
    written = writes.pending(store, epoch.session, batch.place.top, path)
    if written is not None and written.lost and written.after == oid:
        return True
    tip = trees.items(batch.git, batch.head, [path])[path]
    if tip == oid or any(tip in (read.known, read.observed) for read in older):
        return False
    refreshed = refreshes.of_reads(store, [read.read_id for read in older])
    if any(again.oid == tip for some in refreshed.values() for again in some.values()):
        return False
    base = {read.base for read in behind if read.base}
    if base and all(_has(batch.git, b, path, tip) for b in base):
        return False
    return path not in writes.authors(store, {path: oid}, epoch.session)


def _has(git: Git, commit: Oid, path: str, oid: Oid | None) -> bool:
    """Is the blob of ``path`` in ``commit`` this one? No, where the commit was pruned."""
    try:
        return trees.items(git, commit, [path])[path] == oid
    except CoordgitError:
        return False


def _supersede(store: Store, epoch: Epoch, batch: Batch, older: list[Read], path: str, oid: Oid, base_id: int) -> None:
    """Reads of another version of the file are true again when the ranges seen of this one cover all that changed in them."""
    ranges = [
        (r.first, r.last) for r in reads.of_path(store, epoch, path) if r.kind == LINES and r.observed == oid and r.known == oid
    ]
    for read in older:
        if read.known is None or read.known == oid or read.observed is None or read.kind == ABSENT:
            continue
        pair = (read.known, oid)
        hunks = trees.hunks(batch.git, [pair, (read.observed, read.known)])
        change, way = hunks[pair], hunks.get((read.observed, read.known), [])
        if change is None or way is None:
            continue
        if read.kind == LINES:
            span = carry(way, read.first, read.last)
            change = [hunk for hunk in change if touches([hunk], *span)]
        gone = any(hunk.new_length == 0 for hunk in change)
        count = delivered.count(trees.blobs(batch.git, [oid])[oid] or b"") if gone else 0
        if covers(change, ranges, count):
            reads.known(store, read.read_id, oid, base_id)
            for ref in refreshes.of_reads(store, [read.read_id]).get(read.read_id, {}):
                refreshes.forget(store, [read.read_id], ref)


def _read_at(
    store: Store, epoch: Epoch, agent: str, batch: Batch, one: Found, now: float, via: str, declared: bool, seq: int
) -> int:
    """A read from a commit: it is the base, and what it has is what was seen."""
    from coordgit.record import revisions

    access = one.access
    seen = revisions.seen(store, epoch, agent, batch, one, declared)
    if seen is None:
        return 0
    if seen.known:
        return 1
    _, path, kind, oid, older, _, beside = seen
    if kind != LISTING and not access.exact and _says_nothing_new(older, oid):
        return 0
    if beside:
        for read in older:
            refreshes.put(store, read.read_id, beside, seen.base, oid, now, "read")
        return 1
    base_id = reads.base(store, epoch, seen.base)
    if kind == LISTING:
        exact, top = access.exact and not access.first, batch.place.top
        known = (None, None, 0, 0, revisions.NAMES, exact, declared, True, top)
        reads.put(store, epoch, agent, kind, path, base_id, seq, now, via, *known)
    else:
        text = trees.blobs(batch.git, [oid])[oid] if kind == LINES and oid else None
        if text is not None:
            access = access._replace(first=delivered.within(access.first, delivered.count(text)))
        _put(store, epoch, agent, batch, access, path, kind, oid, base_id, older, now, via, declared, seq, access.exact, True)
    return 1
