"""Tool calls that have begun and not ended: HEAD, the newest landing and the blobs of the paths they name, as each began."""

from coordgit.core.model import THROUGHOUT, Oid
from coordgit.startup.typing import Mapping, NamedTuple, Sequence
from coordgit.store.database import Store

LAST = ""
"""The id of a session's newest hook call, for clients that do not say when a tool call begins."""


class RunningCall(NamedTuple):
    """A tool call of a session in one worktree."""

    session: str
    call: str
    worktree: str
    head: Oid | None
    landing_id: int
    at: float
    tip_id: int = 0
    """The newest record of where remote branches were."""
    over_with: str = THROUGHOUT
    """What it ends with at the latest: the session's turn, its background tasks, or the session itself."""


def begin(store: Store, call: RunningCall, paths: Mapping[str, Oid | None]) -> None:
    """Record that a call begins, with the blobs of the ``paths`` it names."""
    own = {"session": call.session, "call": call.call, "worktree": call.worktree}
    store.upsert(
        "calls",
        ", ".join(own),
        head=call.head,
        landing_id=call.landing_id,
        tip_id=call.tip_id,
        began_at=call.at,
        over_with=call.over_with,
        **own,
    )
    for path, before in paths.items():
        store.upsert("intents", ", ".join((*own, "path")), **own, path=path, before=before, noted_at=call.at)


def began(store: Store, session: str, call: str, worktree: str) -> RunningCall | None:
    """Return how a call began; ``None`` if its client did not report that."""
    sql = (
        "SELECT session, call, worktree, head, landing_id, began_at, tip_id FROM calls"
        " WHERE session = :session AND call = :call AND worktree = :worktree"
    )
    row = store.one(sql, session=session, call=call, worktree=worktree)
    return None if row is None else RunningCall(*row)


def began_after(store: Store, session: str, call: str) -> int | None:
    """Return the newest landing as a call began, in whichever worktree; ``None`` if its client did not report that."""
    sql = "SELECT landing_id FROM calls WHERE session = :session AND call = :call LIMIT 1"
    found: int | None = store.value(sql, session=session, call=call)
    return found


def noted(store: Store, session: str, call: str, worktree: str) -> dict[str, Oid | None]:
    """Return the blobs that the paths named by a call had when it began."""
    sql = "SELECT path, before FROM intents WHERE session = :session AND call = :call AND worktree = :worktree"
    return dict(store.all(sql, session=session, call=call, worktree=worktree))


def paths(store: Store, session: str, call: str) -> list[tuple[str, str]]:
    """Return (git's name of the worktree, path) of what a call named, if its end has not been recorded."""
    return store.all("SELECT worktree, path FROM intents WHERE session = :session AND call = :call", session=session, call=call)


def running(store: Store, worktree: str, path: str) -> list[tuple[str, Oid | None]]:
    """Return (session, blob as the call began) of calls that may be writing the path: their edits come as they end."""
    sql = (
        "SELECT i.session, i.before FROM intents i JOIN sessions s ON s.session = i.session AND s.state = 'live'"
        " WHERE i.worktree = :worktree AND i.path = :path ORDER BY i.noted_at, i.session"
    )
    return store.all(sql, worktree=worktree, path=path)


def made_by_running(store: Store, session: str, worktree: str, changes: Mapping[str, tuple[Oid | None, Oid | None]]) -> set[str]:
    """Return the paths that a running call of the session names, and that had the first of these two blobs when it began."""
    sql = "SELECT path, before FROM intents WHERE session = :session AND worktree = :worktree AND path IN (:items)"
    began = store.among(sql, list(changes), session=session, worktree=worktree)
    return {path for path, before in began if before == changes[path][0]}


def being_written(store: Store, worktree: str, session: str) -> list[str]:
    """Return the paths that running calls of a session may write."""
    sql = "SELECT DISTINCT path FROM intents WHERE session = :session AND worktree = :worktree"
    return store.column(sql, session=session, worktree=worktree)


def end(store: Store, session: str, call: str) -> None:
    """Delete the records of a call that has ended."""
    store.do("DELETE FROM intents WHERE session = :session AND call = :call", session=session, call=call)
    store.do("DELETE FROM calls WHERE session = :session AND call = :call", session=session, call=call)


def end_with(store: Store, session: str, over: Sequence[str]) -> None:
    """Delete the records of the calls that end with what is over now, and whose end has not been reported. Not to be called in a
    transaction."""
    sql = "SELECT DISTINCT call FROM calls WHERE session = :session AND call <> '' AND over_with IN (:items)"
    some = [call for (call,) in store.among(sql, list(over), session=session)]
    if some:
        with store.writing():
            for call in some:
                end(store, session, call)


def in_call(store: Store, session: str, but: str) -> bool:
    """True if a call of the session is running, other than the one that begins now."""
    return store.has("SELECT 1 FROM calls WHERE session = :session AND call NOT IN ('', :but) LIMIT 1", session=session, but=but)


def others_call(store: Store, session: str, worktree: str) -> bool:
    """True if a call of another session is running there."""
    sql = (
        "SELECT 1 FROM calls c JOIN sessions s ON s.session = c.session WHERE c.session <> :session AND c.call <> ''"
        " AND c.worktree = :worktree AND s.state = 'live' LIMIT 1"
    )
    return store.has(sql, session=session, worktree=worktree)
