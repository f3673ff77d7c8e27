"""Merge bases that git has told: of two commits there is always the same, so nobody is asked twice."""

from __future__ import annotations

from coordgit.store.database import marks, named, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.store.database import Store


def known(store: Store, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """The merge base of each with ``tip``, where it is known."""
    found: dict[Oid, Oid | None] = {}
    for piece in pieces(bases):
        rows = store.all(
            f"SELECT base, oid FROM merge_bases WHERE tip = :tip AND base IN ({marks(len(piece))})", tip=tip, **named(piece)
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def note(store: Store, tip: Oid, told: dict[Oid, Oid | None]) -> None:
    """Keep what git said. That it found none may be a clone that is too shallow."""
    store.connection.executemany(
        "INSERT INTO merge_bases (base, tip, oid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(base, tip, oid) for base, oid in told.items() if oid],
    )
