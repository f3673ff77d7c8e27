"""Acquire and release locks on paths, and name those that are in the way or have expired."""

from coordgit.coordinate import Caller, typed_pathspecs
from coordgit.core.advice_facts import TURN_AFTER
from coordgit.core.coordination_records import Lock
from coordgit.core.model import Session
from coordgit.core.pathspec import Paths, matches
from coordgit.core.quoting import in_any_folder, quote, word
from coordgit.errors import UsageError
from coordgit.git.plumbing import literally
from coordgit.git.worktrees import Worktree
from coordgit.render.verdict import clock, held_sentence
from coordgit.startup.typing import Iterable, NamedTuple
from coordgit.store import events, locks, names, reads, sessions, writes
from coordgit.store.database import Store
from coordgit.store.locks import Terms

LISTED = 5
"""How many expired locks are listed one by one."""
TURN = Terms(60.0, why="its turn to land", turn=True)
"""How a turn locks."""


class LockAnswer(NamedTuple):
    """The result of a lock request: all locks, or none and what blocks them as (what was asked for, the lock in its way)."""

    granted: tuple[Lock, ...]
    in_the_way: tuple[tuple[Paths, Lock], ...]


def acquire(caller: Caller, paths: list[Paths], terms: Terms) -> LockAnswer:
    """Grant all of the locks, or none: a session that waits holds none of them, so none can wait for each other."""
    store, session, now = caller
    with store.writing():
        locks.expire_all(store, now)
        clashes = [(asked, other) for asked in paths for other in locks.in_the_way(store, session, asked, terms.shared, now)]
        if clashes:
            _note_refusal(caller, clashes)
            return LockAnswer((), tuple(clashes))
        granted = []
        for asked in paths:
            granted.append(locks.grant(store, session, asked, terms, now))
            locks.retire(store, session, asked)
        return LockAnswer(tuple(granted), ())


def paths_of_turn(store: Store, worktree: Worktree, session: Session) -> list[Paths]:
    """Return what a turn locks: after two rejections in a row a session may lock all that it has read and written, for a short
    time.

    Other landings into that wait, so a session that keeps trying lands. Its next landing gives the turn back. Raises
    ``UsageError`` before that.
    """
    if sessions.rejections(store, session.session) < TURN_AFTER:
        raise UsageError(f"a turn is for a session that was rejected {TURN_AFTER} times in a row", "coordgit lock PATHSPEC")
    paths = {read.path for read in reads.every(store, session.epoch) if read.query is None}
    paths |= {write.path for write in writes.of_session(store, session.session)}
    return typed_pathspecs.parsed(worktree, literally(sorted(paths)), worktree.top)


def _note_refusal(caller: Caller, clashes: list[tuple[Paths, Lock]]) -> None:
    """Record who waits for whom, once for as long as it stays the same."""
    store, session, now = caller
    for paths, other in clashes[: locks.SHOWN]:
        subject, text = f"lock:{other.lock_id}", paths.spec.text
        if not events.refused_already(store, session, subject, text):
            events.note(store, events.REFUSE, session, subject=subject, detail=text, token=other.token, now=now)


def release(caller: Caller, paths: list[Paths] | None) -> tuple[list[Lock], list[Paths]]:
    """Return (locks of the session that were released, those asked for that it does not hold). ``None``: all that it holds.

    A path or folder releases the locks on what is inside it too.
    """
    store, session, now = caller
    with store.writing():
        locks.expire_all(store, now)
        mine = locks.of_session(store, session, now)
        if paths is None:
            chosen, missing = mine, []
        else:
            chosen = [held for held in mine if any(_releases(asked, held) for asked in paths)]
            missing = [asked for asked in paths if not any(_releases(asked, held) for held in mine)]
        for held in chosen:
            locks.release(store, held, now)
        return chosen, missing


def _releases(asked: Paths, held: Lock) -> bool:
    """True if ``asked`` is what the lock names, or a path or folder that holds all of it and does not exclude it."""
    if asked.spec == held.paths.spec:
        return True
    above, anchor = asked.spec._replace(path=asked.spec.path.rstrip("/")), held.paths.anchor
    return not asked.spec.wild and matches(above, anchor) and not any(matches(exclude, anchor) for exclude in asked.excludes)


def held_notice(store: Store, session: str, paths: Iterable[str], now: float) -> str:
    """Return one sentence that names the other session which holds one of ``paths``; "" if none does."""
    held = locks.foreign(store, session, list(paths), now)
    if not held:
        return ""
    path, lock = min(held.items())
    return held_sentence(path, lock, names.of(store))


def expired_notice(store: Store, session: str, now: float) -> str:
    """Return the notice of the session's expired locks, each reported once; "" for none. Call this in a transaction."""
    locks.expire_all(store, now)
    lines = []
    expired = locks.tell(store, session)
    for held in expired[:LISTED]:
        text = f"coordgit: your lock on {quote(held.pathspec)} expired {clock(held.expires_at)}"
        later = locks.successors(store, held)
        if later:
            text += f", {names.who(store, later[0].session)} took it"
        lines.append(f"{text}; before you go on: coordgit lock {word(in_any_folder(held.pathspec))}")
    if len(expired) > LISTED:
        lines.append(f"coordgit: {len(expired) - LISTED} more locks of yours expired: coordgit status")
    return "\n".join(lines)
