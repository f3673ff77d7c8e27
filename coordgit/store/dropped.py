"""Work, by path, that a branch held and no longer holds, until it lands again or its epoch ends."""

from coordgit.core.model import Epoch, Oid
from coordgit.startup.typing import Iterable, Mapping, NamedTuple
from coordgit.store.database import Store, key
from coordgit.store.writes import Work


class Dropped(NamedTuple):
    """An epoch's change of a path. ``kept``: the work tree or the index of its ``worktree`` ("": unknown) may still have had it
    when it was dropped."""

    work: Work
    kept: bool


def of_commits(
    changes: Mapping[Oid, Mapping[str, tuple[Oid | None, Oid | None]]],
    whose: Mapping[Oid, Iterable[Epoch]],
    worktree: str,
    kept: bool,
) -> list[Dropped]:
    """Return what dropped commits changed, for each epoch whose work is in them."""
    return [
        Dropped(Work(path=path, before=before, after=after, epoch=epoch, worktree=worktree), kept)
        for oid, paths in changes.items()
        for path, (before, after) in paths.items()
        for epoch in whose[oid]
    ]


def put(store: Store, some: Iterable[Dropped]) -> None:
    """Record dropped work."""
    store.each(
        "INSERT INTO dropped_changes (path, session, epoch, before, after, kept, worktree) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (path, session, epoch, after)"
        " DO UPDATE SET landing_id = NULL, kept = excluded.kept, worktree = excluded.worktree",
        ((key(w.path), w.epoch.session, w.epoch.number, w.before, w.after or "", int(kept), w.worktree) for w, kept in some),
    )


def is_any(store: Store) -> bool:
    return store.has("SELECT 1 FROM dropped_changes LIMIT 1")


def of_paths(store: Store, paths: list[str], but: str) -> list[Dropped]:
    """Return other sessions' dropped work on these paths, for sessions that are still in the same epoch."""
    if not is_any(store):
        return []
    sql = (
        "SELECT d.path, d.before, d.after, d.session, d.epoch, d.worktree, d.kept FROM dropped_changes d"
        " JOIN sessions s ON s.session = d.session AND s.epoch = d.epoch WHERE d.path IN (:items) AND d.session <> :but"
        " AND (d.landing_id IS NULL OR (SELECT l.state FROM landings l WHERE l.landing_id = d.landing_id) = 'void')"
    )
    found = store.among(sql, paths, but=but)
    return [
        Dropped(Work(path=r[0], before=r[1], after=r[2] or None, epoch=Epoch(r[3], r[4]), worktree=r[5]), bool(r[6]))
        for r in found
    ]


def land(store: Store, landing_id: int, work: Iterable[tuple[str, Epoch]]) -> None:
    """Record that the landing ``landing_id`` brought dropped work back: (path, epoch)."""
    store.each(
        "UPDATE dropped_changes SET landing_id = ? WHERE path = ? AND session = ? AND epoch = ? AND landing_id IS NULL",
        ((landing_id, key(path), epoch.session, epoch.number) for path, epoch in work),
    )


def prune(store: Store) -> int:
    """Delete work that has landed again or whose epoch is over; return the number of rows."""
    return store.do(
        "DELETE FROM dropped_changes WHERE EXISTS (SELECT 1 FROM landings l WHERE l.landing_id = dropped_changes.landing_id"
        " AND l.state = 'landed')"
        " OR NOT EXISTS (SELECT 1 FROM sessions s WHERE s.session = dropped_changes.session AND s.epoch = dropped_changes.epoch)"
    )
