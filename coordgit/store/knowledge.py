"""Load and save what an epoch knows of a path."""

from coordgit.core.knowledge import Knowledge, Known, Shown
from coordgit.core.model import Epoch, Read
from coordgit.store import reads, refreshes, writes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh


def load(store: Store, epoch: Epoch, worktree: str, path: str) -> Knowledge:
    """Load what the epoch knows of ``path``, and the session's edit of it in ``worktree`` that has not landed."""
    found = reads.of_path(store, epoch, path)
    return Knowledge(with_shown(store, found), writes.pending(store, epoch.session, worktree, path))


def with_shown(store: Store, found: list[Read]) -> tuple[Known, ...]:
    """Return the reads, each with the refreshes of its item that already count."""
    shown = refreshes.of_reads(store, [read.read_id for read in found]) if found else {}
    return tuple(
        Known(read, tuple(Shown(ref, again.tip, again.oid, again.how) for ref, again in shown.get(read.read_id, {}).items()))
        for read in found
    )


def save(store: Store, before: Knowledge, after: Knowledge, now: float) -> None:
    """Store what has changed between two states of knowledge."""
    old = {item.read.read_id: item for item in before.items}
    kept = {item.read.read_id for item in after.items}
    for read_id, item in old.items():
        if read_id not in kept:
            reads.remove(store, item.read)
    for item in after.items:
        was = old.get(item.read.read_id)
        if item == was:
            continue
        read_id = item.read.read_id
        if was is None or _is_anew(was.read, item.read):
            read_id = reads.put(store, item.read)
            was = None
        elif was.read != item.read:
            moved = (was.read.base, was.read.settled) != (item.read.base, item.read.settled)
            reads.known(
                store, read_id, item.read.known, reads.base(store, item.read.epoch, item.read.base or "") if moved else None
            )
        for version in was.shown if was is not None else ():
            if version not in item.shown:
                refreshes.forget(store, [read_id], version.ref)
        for version in item.shown:
            if was is None or version not in was.shown:
                refreshes.put(store, read_id, version.ref, Refresh(version.tip, version.oid, version.how, now))
    if after.write is not None and after.write != before.write:
        writes.put(store, after.write)


def _is_anew(was: Read, read: Read) -> bool:
    """True if the item was read again, not only moved on."""
    return was._replace(known=read.known, base=read.base, settled=read.settled) != read
