"""Other live sessions in a worktree: their uncommitted edits, and their reads since their last commit."""

from __future__ import annotations

from coordgit.store import writes
from coordgit.store.database import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Write
    from coordgit.store.database import Store


def edits(store: Store, session: str, worktree: str) -> list[Write]:
    """Return the other live sessions' edits in ``worktree`` that have not landed."""
    columns = ", ".join(f"w.{name}" for name in writes.COLUMNS.split(", "))
    sql = (
        f"SELECT {columns} FROM writes w JOIN sessions s ON s.session = w.session WHERE w.worktree = :worktree"
        " AND w.landing_id IS NULL AND w.session <> :session AND s.state = 'live' ORDER BY w.write_id"
    )
    rows = store.all(sql, worktree=worktree, session=session)
    return [writes.of_row(row) for row in rows]


def readers(store: Store, session: str, worktree: str, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return (session, path) of those of ``paths`` that other live sessions have read there since they last landed."""
    sql = (
        "SELECT DISTINCT r.session, r.path FROM reads r JOIN sessions s ON s.session = r.session AND s.epoch = r.epoch"
        " WHERE r.path IN (:items) AND r.worktree = :worktree AND r.session <> :session AND s.state = 'live'"
        " AND r.kind IN ('content', 'lines', 'absent') AND r.landing_id >= COALESCE((SELECT MAX(l.landing_id) FROM landings l"
        " WHERE l.session = r.session AND l.state <> 'void'), 0) ORDER BY r.session, r.path"
    )
    rows = store.among(sql, sorted(paths), worktree=worktree, session=session)
    return [(row[0], path_of(row[1])) for row in rows]
