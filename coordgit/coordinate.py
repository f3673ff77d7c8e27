"""Locks, tasks and reports: who holds which paths, who does what, how far each is.

Sessions that share nothing need none of this. Each step is one transaction: it sees what others did before, decides, and is
stored completely or not at all.
"""

from __future__ import annotations

import os

from coordgit.core.pathspec import Paths, group, matches, parse
from coordgit.core.quoting import quote, word
from coordgit.core.remedy import TURN_AFTER
from coordgit.errors import UsageError
from coordgit.render.verdict import clock, held_sentence
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import coordination, events, locks, names, reads, sessions, tasks, writes
from coordgit.store.locks import Terms
from coordgit.store.names import who

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Lock, Session
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store
    from coordgit.store.locks import Held
    from coordgit.store.tasks import Entry, Outcome


SAID = 5
"""How many expired locks are listed one by one."""
TURN = Terms(60.0, why="its turn to land", turn=True)
"""How a turn locks."""


class Desk(NamedTuple):
    """Where a step is decided: a store, what the session is called there, and the time by that store's clock."""

    store: Store
    session: str
    now: float


class Answer(NamedTuple):
    """The result of a lock request: all locks asked for, or none and what blocks them as (what was asked for, the lock it clashes
    with)."""

    granted: tuple[Held, ...]
    in_the_way: tuple[tuple[Paths, Lock], ...]


def wanted(worktree: Worktree, texts: Iterable[str], folder: str) -> list[Paths]:
    """Return what pathspecs given in ``folder`` name. Raises ``ValueError`` for one that git would refuse."""
    prefix = os.path.relpath(os.path.realpath(folder), worktree.top) if worktree.top else "."
    prefix = "" if prefix == "." or prefix.startswith("..") else prefix
    found = []
    for spec, excludes in group([parse(text, prefix, worktree.top) for text in texts], prefix):
        plain = not spec.wild and not spec.icase and bool(spec.path) and not spec.path.endswith("/")
        path = os.path.join(worktree.top, spec.path)
        leaf = plain and bool(worktree.top) and os.path.lexists(path) and (os.path.islink(path) or not os.path.isdir(path))
        found.append(Paths(spec, excludes, leaf))
    return found


def beyond_a_link(worktree: Worktree, paths: Iterable[Paths]) -> Paths | None:
    """Return the first of ``paths`` that lies beyond a symbolic link of this work tree. Git accepts none of these: what is there
    is known, and locked, under another name."""
    for one in paths:
        parts = one.spec.path.split("/")
        above = (os.path.join(worktree.top, *parts[:n]) for n in range(1, len(parts)))
        if worktree.top and any(os.path.islink(folder) for folder in above):
            return one
    return None


def lock(store: Store, session: str, paths: list[Paths], terms: Terms, now: float) -> Answer:
    """Grant all of the locks, or none: a session that waits holds none of them, so none can wait for each other."""
    with store.writing():
        locks.sweep(store, now)
        clashes = [(one, other) for one in paths for other in locks.in_the_way(store, session, one, terms.shared, now)]
        if clashes:
            _refused(store, session, clashes, now)
            return Answer((), tuple(clashes))
        granted = []
        for one in paths:
            granted.append(locks.grant(store, session, one, terms, now))
            locks.retire(store, session, one)
        return Answer(tuple(granted), ())


def of_turn(store: Store, worktree: Worktree, session: Session) -> list[Paths]:
    """Return what a turn locks: after two rejections in a row a session may lock all that it has read and written, for a short
    time.

    Other landings into that wait, so a session that keeps trying lands. Its next landing gives the turn back. Raises
    ``UsageError`` before that.
    """
    if sessions.rejections(store, session.session) < TURN_AFTER:
        raise UsageError(f"a turn is for a session that was rejected {TURN_AFTER} times in a row", "coordgit lock PATHSPEC")
    paths = {read.path for read in reads.every(store, session.epoch) if read.query is None}
    paths |= {write.path for write in writes.of_session(store, session.session)}
    return wanted(worktree, [f":(top,literal){path}" for path in sorted(paths)], ".")


def _refused(store: Store, session: str, clashes: list[tuple[Paths, Lock]], now: float) -> None:
    """Record who waits for whom, once for as long as it stays the same."""
    for paths, other in clashes[: locks.SHOWN]:
        subject, text = f"lock:{other.lock_id}", paths.spec.text
        if not events.refused_already(store, session, subject, text):
            events.note(store, events.REFUSE, session, subject=subject, detail=text, token=other.token, now=now)


def unlock(store: Store, session: str, paths: list[Paths] | None, now: float) -> tuple[list[Held], list[Paths]]:
    """Return (locks of the session that were released, those asked for that it does not hold). ``None``: all that it holds.

    A path or folder releases the locks on what is inside it too.
    """
    with store.writing():
        locks.sweep(store, now)
        mine = locks.of_session(store, session, now)
        if paths is None:
            chosen, missing = mine, []
        else:
            chosen = [held for held in mine if any(_released_by(one, held) for one in paths)]
            missing = [one for one in paths if not any(_released_by(one, held) for held in mine)]
        for held in chosen:
            locks.release(store, held, now)
        return chosen, missing


def _released_by(asked: Paths, held: Held) -> bool:
    inside = not asked.spec.wild and not held.paths.spec.icase and bool(held.paths.anchor)
    return asked.spec == held.paths.spec or (inside and matches(asked.spec, held.paths.anchor))


def arrive(store: Store, session: str, now: float) -> str:
    """Extend the session's locks and claims, because it is active; return what to tell it: each expired lock once."""
    with store.writing():
        return expired_notice(store, session, now) if coordination.renew(store, session, now) else ""


def held_notice(store: Store, session: str, paths: Iterable[str], now: float) -> str:
    """Return one sentence that names the other session which holds one of ``paths``; "" if none does."""
    held = locks.foreign(store, session, list(paths), now)
    if not held:
        return ""
    path, lock = sorted(held.items())[0]
    return held_sentence(path, lock, names.of(store))


def expired_notice(store: Store, session: str, now: float) -> str:
    """Return the notice of the session's expired locks, each reported once; "" for none. Call this in a transaction."""
    locks.sweep(store, now)
    lines = []
    expired = locks.tell(store, session)
    for held in expired[:SAID]:
        text = f"coordgit: your lock on {quote(held.lock.pathspec)} expired {clock(held.lock.expires_at)}"
        later = locks.successors(store, held)
        if later:
            text += f", {who(store, later[0].session)} took it"
        text += "; before you go on: coordgit lock " + word(held.lock.pathspec)
        lines.append(text)
    if len(expired) > SAID:
        lines.append(f"coordgit: {len(expired) - SAID} more locks of yours expired: coordgit status")
    return "\n".join(lines)


def reap(store: Store, now: float) -> list[Entry]:
    """Reopen tasks whose claim has expired, or whose owner has ended or is gone."""
    with store.writing():
        back = []
        for claim in tasks.claims(store):
            if claim.expires_at is not None and claim.expires_at <= now:
                why = f"the claim of {who(store, claim.session)} expired"
            elif claim.state != "live":
                why = f"{who(store, claim.session)} {'is gone' if claim.state == 'gone' else claim.state}"
            else:
                continue
            back.append(tasks.reopen(store, claim.task_id, events.REOPEN, why, now))
        return back


def claim(store: Store, task_id: int | None, session: str, span: float | None, now: float) -> Entry | None:
    """Claim a task; ``None``: no task is open, or the one asked for is not."""
    with store.writing():
        reap(store, now)
        return tasks.claim(store, task_id, session, span, now)


def finish(store: Store, task_id: int, session: str, outcome: Outcome, now: float) -> Entry | None:
    """End the session's own task; ``None``: it does not (or no longer) hold it."""
    with store.writing():
        reap(store, now)
        return tasks.finish(store, task_id, session, outcome, now)


def give_back(store: Store, task_id: int, session: str, now: float) -> Entry | None:
    """Reopen the session's own task; ``None``: it does not (or no longer) hold it."""
    with store.writing():
        reap(store, now)
        entry = tasks.get(store, task_id)
        if entry is None or entry.task.state != tasks.CLAIMED or entry.task.session != session:
            return None
        return tasks.reopen(store, task_id, events.RELEASE, "", now)


def not_yours(store: Store, task_id: int, session: str) -> str:
    """Return why a session cannot end a task: who holds it, and what happened to its own claim."""
    entry = tasks.get(store, task_id)
    if entry is None:
        return f"there is no task {task_id}"
    task = entry.task
    held = f"{who(store, task.session)} has claimed it" if task.state == tasks.CLAIMED else f"it is {task.state}"
    word = tasks.last_word(store, task_id, session)
    if word and word[0] == events.REOPEN:
        return f"task {task_id} is not yours any more: {word[1]} ({clock(word[2])}), {held}"
    return f"task {task_id} is not yours: {held}"
