"""What sessions' own commands have taken out of the index and left in the work tree (``git rm --cached``)."""

from coordgit.startup.typing import Iterable
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing


def put(store: Store, session: str, worktree: str, specs: Iterable[str]) -> None:
    newest = newest_landing(store)
    for spec in specs:
        store.upsert(
            "untracked", "session, worktree, pathspec", session=session, worktree=worktree, pathspec=spec, landing_id=newest
        )


def of(store: Store, session: str, worktree: str) -> list[str]:
    """Return the pathspecs of a session since its last landing."""
    sql = (
        "SELECT pathspec FROM untracked WHERE session = :session AND worktree = :worktree AND landing_id >="
        " COALESCE((SELECT MAX(l.landing_id) FROM landings l WHERE l.session = :session), 0)"
    )
    return store.column(sql, session=session, worktree=worktree)
