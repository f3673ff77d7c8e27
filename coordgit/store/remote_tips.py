"""The commits at which remote branches were seen, in order. No landing records a fetch: these tell which came before a read."""

from coordgit.core.model import Oid
from coordgit.startup.typing import Mapping
from coordgit.store.database import Store


def note(store: Store, tips: Mapping[str, Oid]) -> None:
    """Record the tips of those branches that are a remote's, where they have moved since the last record."""
    upto = newest(store)
    for ref, oid in tips.items():
        if ref.startswith("refs/remotes/") and at(store, ref, upto) != oid:
            store.add("remote_tips", ref=ref, oid=oid)


def newest(store: Store) -> int:
    return store.number("SELECT MAX(tip_id) FROM remote_tips")


def at(store: Store, ref: str, tip_id: int) -> Oid | None:
    """Return the commit that a remote branch was at when ``tip_id`` was the newest record; ``None`` if nobody had looked."""
    sql = "SELECT oid FROM remote_tips WHERE ref = :ref AND tip_id <= :tip_id ORDER BY tip_id DESC LIMIT 1"
    return store.text(sql, ref=ref, tip_id=tip_id)


def first(store: Store, ref: str) -> Oid | None:
    """Return the oldest commit that a remote branch is known to have been at."""
    return store.text("SELECT oid FROM remote_tips WHERE ref = :ref ORDER BY tip_id LIMIT 1", ref=ref)


def before(store: Store, tips: Mapping[str, Oid], tip_id: int) -> dict[str, Oid]:
    """Return the commits at which those of the branches were, when ``tip_id`` was the newest record, that have moved since."""
    if tip_id == newest(store):
        return {}
    there = {ref: at(store, ref, tip_id) for ref in tips}
    return {ref: oid for ref, oid in there.items() if oid is not None and oid != tips[ref]}
