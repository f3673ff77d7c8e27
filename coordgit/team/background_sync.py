"""Keep exchanging with the team's store in the background: one process a clone, which ends when nothing happens here any more."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coordgit.errors import CoordgitError
from coordgit.git import settings as config
from coordgit.store import landings, mirror
from coordgit.store.engines.postgresql import Conflicted, Missing, TeamStore
from coordgit.store.shared_reads import Item, SharedVersion
from coordgit.store.text_files import note
from coordgit.team import membership
from coordgit.team.locks_and_tasks import Clone
from coordgit.team.start_sync import BEAT, MARK, turn
from coordgit.team.sync import exchange_with, send_all, share_reads

WAIT = 30.0
"""Seconds that one transaction may take: nobody waits for a sync."""
PACE = 0.5
"""Seconds between two looks at this clone's store."""
POLL = 2.0
"""Seconds between two looks at the team's store unless it says that somebody has written, as it cannot through every pool."""
STILL = 120.0
"""Seconds without anything new in this clone's store after which the sync ends; the next hook starts another."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds to wait after so many failures in a row."""
ROUND = 10.0
"""Seconds after which there is an exchange though nothing seems to have happened, which brings all sessions; and between two
that share what was read."""


@contextmanager
def alone(store: str) -> Iterator[bool]:
    """Yield true, and keep others out, if no other sync runs in this clone."""
    file = turn(store)
    try:
        yield file is not None
    finally:
        if file is not None:
            os.close(file)


class Watch:
    """What one sync knows between two looks: its connection, and the state of both stores at the last exchange."""

    def __init__(self, here: Clone) -> None:
        self.here = here
        self.idle = config.of(here.worktree.git(), here.environ).idle
        self.there: TeamStore | None = None
        self.version: int | None = None
        self.newest: tuple[Any, ...] | None = None
        self.looked = self.listed = 0.0
        self.shared = float("-inf")
        self.read = True
        self.known: dict[Item, SharedVersion] | None = None
        self.heard = False
        self.failures = 0
        self.resume = 0.0

    def look(self, now: float) -> bool:
        """Exchange what is new on either side; return whether something happened in this clone."""
        version = mirror.changes(self.here.store)
        happened = version != self.version or bool(landings.pending_refs(self.here.store))  # git may have finished it by now
        if now >= self.resume:
            try:
                self._exchange(now, happened)
                self.failures = 0
            except (CoordgitError, Conflicted, Missing, sqlite3.Error) as error:
                self._failed(now, error.message if isinstance(error, CoordgitError) else str(error))
        self.version = mirror.changes(self.here.store)
        return happened

    def _exchange(self, now: float, happened: bool) -> None:
        if self.there is None:
            self.there = membership.connect(self.here.membership, self.here.environ)
            self.there.wait = WAIT
            self.there.listen()
            self.heard = True
        self.read |= happened
        due = self.read and now - self.shared > ROUND
        if not (self.heard or happened or due or now - self.looked > POLL):
            return
        self.heard, self.looked = False, now
        self.there.until = now + self.there.wait
        newest = mirror.newest(self.there)
        listing = now - self.listed > ROUND
        if newest != self.newest or listing:
            exchange_with(self.here, self.there, self.idle, listing)
            self.listed = now if listing else self.listed
        elif happened:
            send_all(self.here, self.there, self.idle)
        self.newest = newest
        if due:
            wanted = config.of(self.here.worktree.git(), self.here.environ).team_reads
            self.known = share_reads(self.here, self.there, self.known, wanted)
            self.shared, self.read = now, False

    def _failed(self, now: float, why: str) -> None:
        if not self.failures:
            note(self.here.worktree.store, f"sync: {why}")
        self.resume = now + PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1
        self.newest = self.known = None
        self.close()

    def rest(self) -> None:
        """Wait for the next look."""
        if self.there is None:
            time.sleep(PACE)
        else:
            self.heard = self.there.heard(PACE)

    def close(self) -> None:
        if self.there is not None:
            self.there.close()
        self.there = None


def watch(here: Clone, still: float = STILL) -> None:
    """Exchange as things happen until nothing has for ``still`` seconds."""
    folder, busy = here.worktree.store, time.monotonic()
    watching = Watch(here)
    try:
        while os.path.exists(f"{folder}/{MARK}") and time.monotonic() - busy < still:
            os.utime(f"{folder}/{BEAT}")
            if watching.look(time.monotonic()):
                busy = time.monotonic()
            watching.rest()
    except FileNotFoundError:  # coordgit was taken out of the repository
        pass
    finally:
        watching.close()
