"""Acknowledge a change: the read is true again on that branch, at that tip, for exactly that content."""

from __future__ import annotations

from coordgit.core.model import ABSENT, CONTENT, ITEMS, Conflict, Epoch, Read, Session
from coordgit.core.validation import LOCKED, LOST_UPDATE, PHANTOM, UNSEEN
from coordgit.errors import UsageError
from coordgit.explain.explain import number_of
from coordgit.store import landings, reads, refreshes, sessions, verdicts, writes
from coordgit.store.database import Store

NOT_READ = {
    LOCKED: "a lock is waited for, not acknowledged",
    UNSEEN: "it has landed, and whoever read what it changed is asked at their next commit",
}
"""What a conflict that is no stale read comes to."""


def acknowledge(store: Store, session: Session, names: tuple[str, ...], why: str, now: float) -> list[tuple[int, int]]:
    """(verdict, conflict) of all that was acknowledged. To be called in a transaction."""
    if not why:
        raise UsageError("an acknowledgement needs its reason", 'coordgit ack VERDICT --why "..."')
    done = []
    for name in names:
        head, _, tail = name.partition("#")
        number = number_of(head)
        verdict = verdicts.get(store, number) if number is not None else None
        if verdict is None or (tail and not (tail.isascii() and tail.isdigit() and len(tail) < 18)):
            raise UsageError(f"there is no verdict {name}", "coordgit explain")
        wanted = [c for c in verdict.conflicts if not tail or c.n == int(tail)]
        if not wanted:
            raise UsageError(f"{head} has no conflict {tail or 'at all'}", f"coordgit explain {head}")
        for conflict in wanted:
            if conflict.code in NOT_READ:
                if tail:
                    raise UsageError(f"{name} is no stale read: {NOT_READ[conflict.code]}", f"coordgit explain {head}")
                continue
            others = {c.n for c in verdict.conflicts if c.read_id == conflict.read_id and not c.acked_at}
            if conflict.code != PHANTOM or others <= {c.n for c in wanted}:
                _one(store, conflict, why, now)
            verdicts.acknowledge(store, verdict.number, conflict.n, why, now)
            done.append((verdict.number, conflict.n))
    if not done:
        about = names[0].partition("#")[0]
        raise UsageError(f"there is no stale read to acknowledge in {', '.join(names)}", f"coordgit explain {about}")
    return done


def _read_there(store: Store, epoch: Epoch, conflict: Conflict, now: float) -> None:
    """Who acknowledges what is lost of a path that it had not read knows the tip's version from now on."""
    read = Read(
        epoch=epoch,
        kind=ABSENT if conflict.oid is None else CONTENT,
        path=conflict.path,
        observed=conflict.oid,
        known=conflict.oid,
        base=conflict.tip,
        landing_id=landings.newest(store),
        at=now,
        via="ack",
    )
    reads.put(store, read)


def _one(store: Store, conflict: Conflict, why: str, now: float) -> None:
    if conflict.code == LOST_UPDATE:
        writes.forgive(store, conflict.reader, conflict.path, conflict.oid)
    reader = sessions.get(store, conflict.reader)
    if conflict.code == LOST_UPDATE and conflict.read_id is None and reader is not None:
        _read_there(store, reader.epoch, conflict, now)
    for read_id, kind in reads.same_item(store, conflict.read_id, conflict.code == LOST_UPDATE):
        oid = conflict.oid if kind in ITEMS else None
        refreshes.put(store, read_id, conflict.ref, conflict.tip or "", oid, now, "ack", reason=why)
