"""Locks and tasks shared between clones are granted in one transaction in the team's store; its outcome is then known here too.

The steps are those of ``coordinate``, taken on that store instead of the clone's. No lock and no task is granted without it.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from coordgit.coordinate import Caller
from coordgit.core.coordination_records import Lock, Task
from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from coordgit.git import settings as config
from coordgit.git.worktrees import Worktree
from coordgit.store import lock_renewal, locks, mirror, names, sessions, shared_reads
from coordgit.store.database import Store
from coordgit.store.engines.postgresql import TeamStore, Unreachable
from coordgit.store.mirror import Picture, Shift
from coordgit.team import membership
from coordgit.team.membership import Membership

T = TypeVar("T")

SHORTEST = 10.0
"""Seconds that a lock lasts at least: a sync has to start, and to tell the server that its session goes on."""


class Clone(NamedTuple):
    """The clone that asks: its store, and its membership in the team."""

    store: Store
    worktree: Worktree
    membership: Membership
    environ: Mapping[str, str]


def decide(here: Clone, session: str, step: Callable[[Caller], T]) -> T:
    """Run ``step`` for the session in the team's store; return its answer as it reads here. Raises ``CoordgitError``."""
    try:
        return _decide(here, session, step)
    except Unreachable as error:
        what = "whether it was done is not known yet" if error.unknown else "nothing was granted or released"
        raise CoordgitError(f"{error.message}; {what}", error.hint) from None


def _decide(here: Clone, session: str, step: Callable[[Caller], T]) -> T:
    idle = config.of(here.worktree.git(), here.environ).idle
    with membership.connect(here.membership, here.environ) as there:
        since = joined(here, there)

        def once() -> tuple[T, Picture, float]:
            clock, now = there.clock(), time.time()
            attend(here, there, clock - now, clock, idle)
            answer = step(Caller(there, _put(here, there, session, clock - now), clock))
            return answer, mirror.look(there, clock, since, ()), now

        answer, picture, now = there.transact(once)
        shift = Shift(here.membership.clone, now - picture.clock)
        mirror.write(here.store, picture, shift, there.identity)
    here_answer: T = as_here(answer, shift)
    return here_answer


def joined(here: Clone, there: TeamStore) -> int:
    """Return the newest event that this clone has taken over. Raises ``CoordgitError`` if it has not joined the project."""
    since = mirror.cursor(here.store, there.identity)
    if since is None:
        again = f"coordgit init --team {word(here.membership.url)}"
        raise CoordgitError("this clone has not joined the project in coordgit.team", again, 2)
    return since


def attend(here: Clone, there: TeamStore, ahead: float, clock: float, idle: float) -> None:
    """Tell the team's store whether this clone's sessions that hold something are still at work, so that it renews or takes back
    what they hold. Any session that was silent for ``idle`` seconds is gone. ``ahead``: by how many seconds the store's clock is
    ahead of this machine's."""
    for silent in sessions.silent(there, clock - idle):
        if sessions.leave(there, silent, clock):
            lock_renewal.give_up(there, silent.session, f"{names.who(there, silent.session)} was silent for too long", clock)
            shared_reads.drop_session(there, silent.session)
    for session in mirror.holders(there, here.membership.clone):
        known = sessions.get(here.store, session)
        if known is None:
            continue
        name = _put(here, there, session, ahead)
        if known.state == "live":
            lock_renewal.renew(there, name, known.seen_at + ahead)
        elif known.state == "gone":
            lock_renewal.give_up(there, name, f"{names.who(there, name)} is gone", clock)
        else:
            lock_renewal.release_all(there, name, names.who(there, name), clock)
        for held in locks.of_session(there, name, clock):
            if mirror.released(here.store, held.lock_id, held.token):
                locks.release(there, held, clock, "landed" if held.turn else "")


def _put(here: Clone, there: TeamStore, session: str, ahead: float) -> str:
    """Record a session of this clone in the team's store; return its name there."""
    known = sessions.get(here.store, session)
    name = f"{here.membership.clone}/{session}"
    if known is not None:
        mirror.put_session(there, known, name, here.membership.clone, ahead)
    return name


def as_here(answer: Any, shift: Shift) -> Any:
    """Return the answer of a step with sessions and times as they read in this clone."""
    if isinstance(answer, Lock | Task):
        row: Any = shift.row(answer._asdict())
        return answer._replace(**row)
    if isinstance(answer, tuple):
        parts = [as_here(part, shift) for part in answer]
        return type(answer)(*parts) if hasattr(answer, "_fields") else tuple(parts)
    return [as_here(part, shift) for part in answer] if isinstance(answer, list) else answer
