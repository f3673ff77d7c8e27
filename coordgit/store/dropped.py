"""Work that a branch held and holds no more, by path, until it lands again or its epoch ends."""

from __future__ import annotations

from coordgit.core.model import Epoch
from coordgit.store.database import key, marks, named, path_of, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.store.database import Store


def put(store: Store, work: Iterable[tuple[str, Epoch]]) -> None:
    """Remember (path, contributor)."""
    store.connection.executemany(
        "INSERT INTO dropped (path, session, epoch) VALUES (?, ?, ?) ON CONFLICT (path, session, epoch)"
        " DO UPDATE SET landing_id = NULL",
        ((key(path), epoch.session, epoch.number) for path, epoch in work),
    )


def is_any(store: Store) -> bool:
    """Is anything remembered?"""
    return bool(store.value("SELECT 1 FROM dropped LIMIT 1"))


def of_paths(store: Store, paths: list[str], but: str) -> dict[str, list[Epoch]]:
    """Per path, the other sessions whose work on it a branch has dropped and that still know what they read for it."""
    found: dict[str, list[Epoch]] = {}
    for piece in pieces(paths):
        rows = store.all(
            "SELECT d.path, d.session, d.epoch FROM dropped d JOIN sessions s ON s.session = d.session AND s.epoch = d.epoch"
            f" WHERE d.path IN ({marks(len(piece))}) AND d.session <> :but"
            " AND (d.landing_id IS NULL OR (SELECT l.state FROM landings l WHERE l.landing_id = d.landing_id) = 'void')",
            but=but,
            **named([key(path) for path in piece]),
        )
        for path, session, epoch in rows:
            found.setdefault(path_of(path), []).append(Epoch(session, epoch))
    return found


def land(store: Store, landing_id: int, work: Iterable[tuple[str, Epoch]]) -> None:
    """The landing ``landing_id`` has brought (path, contributor) back."""
    store.connection.executemany(
        "UPDATE dropped SET landing_id = ? WHERE path = ? AND session = ? AND epoch = ? AND landing_id IS NULL",
        ((landing_id, key(path), epoch.session, epoch.number) for path, epoch in work),
    )


def prune(store: Store) -> int:
    """What has landed again, and that of epochs that are over; how many rows."""
    return store.do(
        "DELETE FROM dropped WHERE EXISTS (SELECT 1 FROM landings l WHERE l.landing_id = dropped.landing_id"
        " AND l.state = 'landed')"
        " OR NOT EXISTS (SELECT 1 FROM sessions s WHERE s.session = dropped.session AND s.epoch = dropped.epoch)"
    )
