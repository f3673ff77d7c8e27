"""How far the store is: each branch's commit as last known, and the newest landing. Hooks that ask no more load no more."""

from coordgit.core.model import Oid
from coordgit.store.database import Store


def tip_of(store: Store, ref: str) -> Oid | None:
    return store.text("SELECT oid FROM tips WHERE ref = :ref", ref=ref)


def newest_landing(store: Store) -> int:
    return store.number("SELECT MAX(landing_id) FROM landings")
