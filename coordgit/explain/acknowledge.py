"""Acknowledge a change: the read is true again on that branch, at that tip, for exactly that content.

Only the reading session acknowledges, or a person on its behalf. If the reader is not at work, the updating session may
acknowledge for its own updates only, so that a reader that comes back still finds its read stale.
"""

from typing import NamedTuple

from coordgit.core.model import ABSENT, CONTENT, ITEMS, LINES, WHOLE_CHANGE, Conflict, Epoch, Read, Session, Verdict
from coordgit.core.quoting import word
from coordgit.core.validation import ELSEWHERE, LOCKED, LOST_UPDATE, PHANTOM, PUT_BACK, REWOUND, SWEPT, UNSEEN
from coordgit.errors import CoordgitError, UsageError
from coordgit.explain import explanation
from coordgit.session import presence
from coordgit.store import acknowledgements, names, reads, refreshes, sessions, verdicts, writes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh
from coordgit.store.tips import newest_landing

NOT_READ = {
    REWOUND: "it is kept on a branch, or dropped with a reason (git -c coordgit.bypass)",
    LOCKED: "a lock is waited for, not acknowledged",
    UNSEEN: "it has landed, and whoever read what it changed is checked at their next commit",
}
"""Why a conflict that is not a stale read cannot be acknowledged."""
OWN, ON_BEHALF, ALONE = "own", "on behalf", "alone"
"""Whose read is acknowledged: one's own; another session's, by a person; that of a session not at work, for one's own update."""


class Acknowledgement(NamedTuple):
    """Who acknowledges what, and why. ``names`` are ``v2`` or ``v2#1``."""

    session: Session
    names: tuple[str, ...]
    why: str
    now: float


def acknowledge(store: Store, asked: Acknowledgement) -> list[tuple[int, int]]:
    """Return (verdict, conflict) of all that was acknowledged. Call in a transaction."""
    if not asked.why:
        raise UsageError("an acknowledgement needs its reason", 'coordgit ack VERDICT --why "..."')
    done = []
    refused: list[str] = []
    for name in asked.names:
        verdict, wanted = explanation.of_name(store, name)
        for conflict in wanted:
            if conflict.code in NOT_READ:
                if "#" in name:
                    what = f"{name} is no stale read: {NOT_READ[conflict.code]}"
                    raise UsageError(what, f"coordgit explain {verdict.name}")
                continue
            how = _how(store, verdict, conflict, asked.session)
            if not how:
                refused += [conflict.reader] + ([conflict.session] if conflict.code == SWEPT and conflict.session else [])
                continue
            _note(store, asked, verdict, conflict, how=how, wanted={c.n for c in wanted})
            done.append((verdict.number, conflict.n))
    if refused and not done:
        whose = [names.who(store, session) for session in dict.fromkeys(refused)]
        only = "only their reader acknowledges them" if len(whose) == 1 else "only they acknowledge them"
        raise CoordgitError(
            f"{' '.join(asked.names)} is about {'reads' if len(whose) == 1 else 'work'} of {' and '.join(whose)}: {only}",
            f"coordgit session show {word(refused[0])}",
            1,
        )
    if not done:
        about = asked.names[0].partition("#")[0]
        raise UsageError(f"there is no stale read to acknowledge in {', '.join(asked.names)}", f"coordgit explain {about}")
    return done


def _how(store: Store, verdict: Verdict, conflict: Conflict, session: Session) -> str:
    """Return in which role the session may acknowledge the conflict, "" for none."""
    if session.session == conflict.reader or (conflict.code == SWEPT and session.session == conflict.session):
        return OWN  # for a sweep both sides may: the one that commits the edit, and the one that hands it over
    if session.person:
        return ON_BEHALF
    makes_it = verdict.epoch.session == session.session
    return ALONE if makes_it and not presence.at_work(store, conflict.reader, conflict.read_id) else ""


def _note(store: Store, asked: Acknowledgement, verdict: Verdict, conflict: Conflict, *, how: str, wanted: set[int]) -> None:
    others = {c.n for c in verdict.conflicts if c.read_id == conflict.read_id and not c.acked_at}
    # a search is fresh again only when everything that changed its answer is acknowledged
    if how != ALONE and (conflict.code != PHANTOM or others <= wanted):
        _refresh(store, conflict, asked)
    acknowledgements.put(store, verdict.number, conflict, session=asked.session.session, alone=how == ALONE, now=asked.now)
    verdicts.acknowledge(store, verdict.number, conflict.n, asked.why, asked.now)


def _read_there(store: Store, epoch: Epoch, conflict: Conflict, now: float) -> None:
    """Record the tip's version as known to a session that acknowledges taking back a path that it had not read."""
    read = Read(
        epoch=epoch,
        kind=ABSENT if conflict.oid is None else CONTENT,
        path=conflict.path,
        observed=conflict.oid,
        known=conflict.oid,
        base=conflict.tip,
        landing_id=newest_landing(store),
        at=now,
        via="ack",
    )
    reads.put(store, read)


def _refresh(store: Store, conflict: Conflict, asked: Acknowledgement) -> None:
    if conflict.code == LOST_UPDATE:
        writes.forgive(store, conflict.reader, conflict.path, conflict.oid)
    reader = sessions.get(store, conflict.reader)
    if conflict.code in (LOST_UPDATE, PUT_BACK) and conflict.read_id is None and reader is not None:
        _read_there(store, reader.epoch, conflict, asked.now)
    for read_id, kind in reads.same_item(store, conflict.read_id, conflict.code == LOST_UPDATE):
        oid = conflict.oid if kind in ITEMS else None
        if conflict.code == ELSEWHERE:
            refreshes.keep_seen(store, read_id, asked.now)
        for ref in (conflict.ref, *([WHOLE_CHANGE] if conflict.code == LOST_UPDATE and kind == LINES else ())):
            again = Refresh(tip=conflict.tip or "", oid=oid, how="ack", at=asked.now)
            refreshes.put(store, read_id, ref, again, reason=asked.why)
