"""One exchange with the team's store: send what happened here, receive what happened elsewhere.

Sent first and acknowledged here afterwards: killed in between, a clone sends again, and the store takes it once. What is received
is stored in the same transaction as the number up to which it was.
"""

import time
from functools import partial
from typing import NamedTuple

from coordgit.check import reconcile
from coordgit.core.durations import DAY
from coordgit.git import settings as config
from coordgit.store import landings, mirror, outbox, shared_reads
from coordgit.store.engines.postgresql import TeamStore
from coordgit.store.mirror import Picture, Shift
from coordgit.store.outbox import MOST, News
from coordgit.store.shared_reads import Item, SharedVersion
from coordgit.team import locks_and_tasks, membership
from coordgit.team.locks_and_tasks import Clone

READS = 2000
"""Reads that are sent in one transaction, for which locks have to wait."""


class Moved(NamedTuple):
    """How many reports, verdicts and landings were sent and received."""

    sent: int
    received: int


def exchange_with(here: Clone, there: TeamStore, idle: float, listing: bool = True) -> Moved:
    """Send and receive all there is; ``listing``: all sessions too, not only those of the news. Raises ``CoordgitError``."""
    sent, received, count = send_all(here, there, idle), 0, MOST
    while count >= MOST:
        count = receive(here, there, listing)
        received += count
    return Moved(sent, received)


def send_all(here: Clone, there: TeamStore, idle: float) -> int:
    """Send all there is; return how many rows there were."""
    locks_and_tasks.joined(here, there)
    if landings.pending_refs(here.store):  # whether git finished it is known by now
        reconcile.settle_all(here.store, here.worktree.git(), time.time())
    sent = 0
    while count := send(here, there, idle):
        sent += count
    return sent


def share_reads(
    here: Clone, there: TeamStore, known: dict[Item, SharedVersion] | None, wanted: bool
) -> dict[Item, SharedVersion]:
    """Send the team's store the reads of this clone's sessions at work or, if not ``wanted``, delete there what it has of them;
    return what it has then. ``known``: what it had, if that is known."""
    clone = here.membership.clone
    there.until = time.monotonic() + there.wait
    known = shared_reads.known(there, clone) if known is None else known
    mine = shared_reads.here(here.store) if wanted else {}
    names = shared_reads.sessions_of(there, clone) if mine else set()
    fresh = [(item, read) for item, read in mine.items() if known.get(item) != read.seen and item.session in names]
    gone = known.keys() - mine.keys()
    if gone:
        there.transact(lambda: shared_reads.drop(there, clone, gone))
    for first in range(0, len(fresh), READS):
        some = dict(fresh[first : first + READS])
        there.transact(partial(shared_reads.put, there, clone, some, there.clock() - time.time()))
    if fresh:
        shared_reads.put_targets(here.store, there)
    left = {item: seen for item, seen in known.items() if item not in gone}
    return left | {item: read.seen for item, read in fresh}


def exchange_once(here: Clone, wait: float = 0.0, reads: bool | None = None) -> Moved:
    """Connect, send and receive all there is; ``wait``: another limit in seconds; ``reads``: whether to share them, ``None``: as
    last time. Raises ``CoordgitError``."""
    with membership.connect(here.membership, here.environ, wait=wait) as there:
        moved = exchange_with(here, there, config.of(here.worktree.git(), here.environ).idle)
        if reads is not None:
            share_reads(here, there, None, reads)
        return moved


def forget(here: Clone, days: float) -> int:
    """Delete what this clone sent more than ``days`` days ago; return how many rows. Raises ``CoordgitError``."""
    with membership.connect(here.membership, here.environ, wait=60.0) as there:
        return there.transact(lambda: outbox.forget(there, here.membership.clone, there.clock() - days * DAY))


def send(here: Clone, there: TeamStore, idle: float) -> int:
    """Send the next rows, and how this clone's sessions fare; return how many rows there were."""
    there.until = time.monotonic() + there.wait
    outgoing = outbox.unsent(here.store, there.identity)
    changed = outbox.changed_sessions(here.store, there, here.membership.clone, there.clock() - time.time())
    if outgoing.total or changed:

        def step() -> None:
            clock = there.clock()
            ahead = clock - time.time()
            for session in changed:
                mirror.put_session(there, session, f"{here.membership.clone}/{session.session}", here.membership.clone, ahead)
            outbox.take(there, outgoing, here.membership.clone, ahead)
            locks_and_tasks.attend(here, there, ahead, clock, idle)

        there.transact(step)
    with here.store.writing():
        outbox.sent(here.store, there.identity, outgoing)
    return outgoing.total


def receive(here: Clone, there: TeamStore, listing: bool) -> int:
    """Receive the next rows, and what is held and claimed; return how many rows there were."""
    since = locks_and_tasks.joined(here, there)
    known = outbox.received(here.store, there.identity)

    def look() -> tuple[Picture, News, float]:
        clock, now = there.clock(), time.time()
        news = outbox.news(there, here.membership.clone, known)
        return mirror.look(there, clock, since, None if listing else news.sessions), news, now

    picture, news, now = there.snapshot(look)
    shift = Shift(here.membership.clone, now - picture.clock)
    with here.store.writing():
        mirror.write(here.store, picture, shift, there.identity)
        outbox.write(here.store, there.identity, news, shift)
    return news.most
