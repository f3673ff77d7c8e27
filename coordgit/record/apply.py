"""Record what a session saw or wrote, as reported by a client's hook or ``coordgit read``.

All answers of git and all file contents are gathered into a ``Plan`` before the store is locked. The plan is then stored in one
short transaction if the store still holds what it was made from. Else it is made again; after ``ROUNDS`` attempts, under the
lock.
"""

from coordgit.core.model import Epoch
from coordgit.record.gather import Batch
from coordgit.record.plan import Observer
from coordgit.record.planned_reads import planned
from coordgit.startup.typing import Callable, Sequence
from coordgit.store.database import Store

ROUNDS = 5
"""How often a plan is made with the store unlocked; after that others wait for it."""


def record(store: Store, observer: Observer, batches: Sequence[Batch], enter: Callable[[], Epoch] | None = None) -> int:
    """Store what the (finished) batches hold; return how many accesses were recorded.

    ``enter`` is called at the beginning of the transaction and gives the epoch that the reads belong to by then.
    """
    for last in (*[False] * ROUNDS, True):
        plan = None if last else planned(store, observer, batches)
        with store.writing():
            if enter is not None:
                observer = observer._replace(epoch=enter())
            plan = plan or planned(store, observer, batches)
            if plan.observer.epoch == observer.epoch and plan.holds():
                plan.save()
                return plan.count
    raise AssertionError("a plan made in the transaction that stores it holds")
