"""Merge bases as git computed them: they never change, so git is asked once for each pair of commits."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.store.database import Store


def known(store: Store, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """Return the merge base of each of ``bases`` with ``tip``, for those that are stored."""
    return dict(store.among("SELECT base, oid FROM merge_bases WHERE tip = :tip AND base IN (:items)", bases, tip=tip))


def note(store: Store, tip: Oid, told: dict[Oid, Oid | None]) -> None:
    """Store the merge bases that git found. Where it found none, the clone may be too shallow, and nothing is stored."""
    store.connection.executemany(
        "INSERT INTO merge_bases (base, tip, oid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(base, tip, oid) for base, oid in told.items() if oid],
    )
