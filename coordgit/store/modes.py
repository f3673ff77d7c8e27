"""Changes of a file's mode alone, which no blob shows: who made the newest one of each path."""

from coordgit.core.model import Epoch, ModeChange
from coordgit.startup.typing import Mapping
from coordgit.store.database import Store
from coordgit.store.writes import LIVE, Work


def put(store: Store, worktree: str, path: str, change: ModeChange) -> None:
    now = {"session": change.session, "mode": change.mode, "changed_at": change.at}
    store.upsert("modes", "worktree, path", keep="", worktree=worktree, path=path, **now)


def of(store: Store, worktree: str) -> dict[str, ModeChange]:
    """Return path -> its newest change, of all paths of a worktree."""
    return _where(store, "TRUE", worktree=worktree)


def of_others(store: Store, session: str, worktree: str) -> dict[str, ModeChange]:
    """Return path -> its newest change, of those that other live sessions made."""
    return _where(store, f"session <> :session AND {LIVE}", session=session, worktree=worktree)


def _where(store: Store, condition: str, **values: str) -> dict[str, ModeChange]:
    rows = store.all(f"SELECT path, session, mode, changed_at FROM modes WHERE worktree = :worktree AND {condition}", **values)
    return {path: ModeChange(*change) for path, *change in rows}


def works(store: Store, worktree: str, session: str, moded: Mapping[str, str]) -> tuple[Work, ...]:
    """Return the mode changes of an update (``moded``: path -> new mode) that others have made in the worktree."""
    changes = of(store, worktree).items() if moded else ()
    others = [(path, change) for path, change in changes if change.session != session and change.mode == moded.get(path)]
    return tuple(
        Work(
            path=path, before=None, after=None, epoch=Epoch(change.session, 0), worktree=worktree, at=change.at, mode=change.mode
        )
        for path, change in others
    )
