"""What sessions' own commands have taken out of the index and left in the work tree (``git rm --cached``)."""

from coordgit.startup.typing import Iterable
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing

REMOVED = "removed"
"""The ``mode`` of a ``Work`` that is such a removal."""

SINCE = "u.landing_id >= COALESCE((SELECT MAX(l.landing_id) FROM landings l WHERE l.session = u.session), 0)"


def put(store: Store, session: str, worktree: str, specs: Iterable[str]) -> None:
    newest = newest_landing(store)
    for spec in specs:
        store.upsert(
            "untracked_paths", "session, worktree, pathspec", session=session, worktree=worktree, pathspec=spec, landing_id=newest
        )


def of(store: Store, session: str, worktree: str) -> list[str]:
    """Return the pathspecs of a session since its last landing."""
    sql = f"SELECT u.pathspec FROM untracked_paths u WHERE u.session = :session AND u.worktree = :worktree AND {SINCE}"
    return store.column(sql, session=session, worktree=worktree)


def of_others(store: Store, session: str, worktree: str) -> list[tuple[str, str]]:
    """Return (session, pathspec) of the other live sessions, each since its last landing."""
    sql = (
        "SELECT u.session, u.pathspec FROM untracked_paths u JOIN sessions s ON s.session = u.session AND s.state = 'live'"
        f" WHERE u.session <> :session AND u.worktree = :worktree AND {SINCE} ORDER BY u.session, u.pathspec"
    )
    return store.all(sql, session=session, worktree=worktree)
