"""Join a team: make the project in its store, if nobody has yet, and take this clone's tasks there."""

import time

from coordgit.errors import CoordgitError
from coordgit.store import locks, mirror, outbox, sessions, tasks
from coordgit.store.engines import libpq
from coordgit.store.engines.postgresql import TeamStore
from coordgit.store.mirror import Shift
from coordgit.team import membership, sync
from coordgit.team.locks_and_tasks import Clone

MAKING = 30.0
"""Seconds that making or joining a project may take."""


def join(here: Clone) -> int:
    """Join the project; return how many tasks were taken there. Raises ``CoordgitError``; nothing is changed here then.

    To join again takes over everything anew, for example after the team's store was put back from a backup.
    """
    libpq.resolve(here.membership.url, here.environ)
    with membership.connect(here.membership, here.environ, create=True, wait=MAKING) as there:
        first = mirror.cursor(here.store, there.identity) is None
        numbers = _give_tasks(here, there) if first else {}
        landed = mirror.counted_landings(here.store)
        with here.store.writing():
            mirror.clear(here.store)
            mirror.set_cursor(here.store, there.identity, 0)
            outbox.begin(here.store, there.identity)
    sync.exchange_once(here)
    known = {entry.task_id for entry in tasks.every(here.store)}
    kept = [(numbers.get(task_id, task_id), landing_id) for task_id, landing_id in landed]
    mirror.count_landings(here.store, [row for row in kept if row[0] in known])
    return len(numbers)


def _give_tasks(here: Clone, there: TeamStore) -> dict[int, int]:
    """Take the tasks that were added in this clone to the team's store; return number here -> number there."""
    if locks.every(here.store, time.time()):
        raise CoordgitError("locks are held in this clone, which only the team's store may grant from now on", "coordgit locks")
    mine = tasks.every(here.store)
    if mirror.counter(here.store, "team seen"):  # of another team, or of this one before its data was lost: others bring theirs
        own = {session.session for session in sessions.every(here.store) if not session.clone}
        mine = [entry for entry in mine if entry.added_by is None or entry.added_by in own]

    def give() -> dict[int, int]:
        ahead = there.clock() - time.time()
        numbers = {}
        for entry in mine:
            owner = entry.session and f"{here.membership.clone}/{entry.session}"
            known = sessions.get(here.store, entry.session) if entry.session else None
            if known is not None and owner:
                mirror.put_session(there, known, owner, here.membership.clone, ahead)
            numbers[entry.task_id] = mirror.give_task(there, entry, Shift(here.membership.clone, ahead), owner)
        return numbers

    return there.transact(give)
