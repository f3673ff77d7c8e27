"""Single edits of paths in worktrees, kept while a path has an uncommitted edit: they show who made each line (``whose``)."""

from __future__ import annotations

from coordgit.startup.typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Oid
    from coordgit.core.uncommitted_lines import EditStep
    from coordgit.store.database import Store

MOST = 500
"""How many edits of one path are considered."""


class MadeEdit(NamedTuple):
    """An edit: the blob before and after it, whether nothing else can have changed the file meanwhile, and when."""

    before: Oid | None
    after: Oid | None
    exact: bool
    at: float


def put(store: Store, session: str, worktree: str, path: str, made: MadeEdit) -> None:
    """Record one of the edits that the session's uncommitted row of ``writes`` sums up."""
    sql = (
        "INSERT INTO edits (write_id, worktree, path, before, after, exact, edited_at)"
        " SELECT w.write_id, :worktree, :path, :before, :after, :exact, :at"
        " FROM writes w WHERE w.session = :session AND w.worktree = :worktree AND w.path = :path AND w.landing_id IS NULL"
    )
    store.do(sql, session=session, worktree=worktree, path=path, **made._asdict())


def forget(store: Store, session: str, worktree: str, path: str) -> None:
    """Delete what the session's uncommitted row of ``writes`` sums up."""
    row = "SELECT write_id FROM writes WHERE session = :session AND worktree = :worktree AND path = :path AND landing_id IS NULL"
    store.do(f"DELETE FROM edits WHERE write_id IN ({row})", session=session, worktree=worktree, path=path)


def of_path(store: Store, worktree: str, path: str) -> list[EditStep]:
    """Return a path's edits that can tell whose its uncommitted lines are, oldest first."""
    from coordgit.core.uncommitted_lines import EditStep, recent

    sql = (
        "SELECT w.session, e.before, e.after, w.landing_id, w.newest_edit, e.exact, e.edited_at, e.edit_id FROM edits e"
        " JOIN writes w ON w.write_id = e.write_id WHERE e.worktree = :worktree AND e.path = :path"
        " AND (w.landing_id IS NOT NULL OR COALESCE(w.before, '') <> COALESCE(w.after, ''))"
        " ORDER BY e.edit_id DESC LIMIT :most"
    )
    rows = store.all(sql, worktree=worktree, path=path, most=MOST)
    return recent(
        [
            EditStep(
                session=who,
                before=before,
                after=after,
                landed=None if landing is None else newest,
                exact=bool(exact),
                at=at,
                number=number,
            )
            for who, before, after, landing, newest, exact, at, number in reversed(rows)
        ]
    )


class LastEdit(NamedTuple):
    """The newest recorded edit of a path. ``typed``: by a tool that was given the text."""

    session: str = ""
    before: Oid | None = None
    after: Oid | None = None
    typed: bool = False


def last(store: Store, worktree: str, path: str) -> LastEdit:
    """Return the newest recorded edit of a path, an empty one where no edit was recorded."""
    sql = (
        "SELECT w.session, e.before, e.after, e.exact FROM edits e JOIN writes w ON w.write_id = e.write_id"
        " WHERE e.worktree = :worktree AND e.path = :path ORDER BY e.edit_id DESC LIMIT 1"
    )
    for session, before, after, exact in store.all(sql, worktree=worktree, path=path):
        return LastEdit(session=session, before=before, after=after, typed=bool(exact))
    return LastEdit()


def by_others(store: Store, session: str, worktree: str, path: str, since: float) -> list[Oid | None]:
    """Return the blob that the newest edit of a path by another session has left since then, an empty list without one."""
    sql = (
        "SELECT e.after FROM edits e JOIN writes w ON w.write_id = e.write_id WHERE e.worktree = :worktree AND e.path = :path"
        " AND w.session <> :session AND e.edited_at >= :since ORDER BY e.edit_id DESC LIMIT 1"
    )
    return store.column(sql, session=session, worktree=worktree, path=path, since=since)


def is_typed(store: Store, session: str, path: str, after: Oid | None) -> bool | None:
    """True if the session's newest edit of a path to this blob came from a tool that was given the text, false if from a shell
    command; ``None`` without such an edit."""
    sql = (
        "SELECT e.exact FROM edits e JOIN writes w ON w.write_id = e.write_id"
        " WHERE w.session = :session AND e.path = :path AND e.after = :after ORDER BY e.edit_id DESC LIMIT 1"
    )
    exact = store.value(sql, session=session, path=path, after=after)
    return None if exact is None else bool(exact)


def stretches(store: Store, write_ids: list[int]) -> dict[int, tuple[tuple[Oid | None, Oid | None], ...]]:
    """Return, for each of these rows of ``writes``, the blobs before and after each stretch of its edits: two are separate if
    another session changed the path between them."""
    found: dict[int, list[tuple[Oid | None, Oid | None]]] = {}
    sql = "SELECT write_id, before, after FROM edits WHERE write_id IN (:items) ORDER BY edit_id"
    for write_id, before, after in store.among(sql, write_ids):
        earlier = found.setdefault(write_id, [])
        if earlier and earlier[-1][1] == before:
            before = earlier.pop()[0]
        earlier.append((before, after))
    return {write_id: tuple(pairs) for write_id, pairs in found.items()}


def newest_run(store: Store, write_id: int) -> set[tuple[Oid | None, Oid | None]]:
    """Return, for a row of ``writes``, the blobs before and after each run of its edits that ends with the newest one and has
    nobody else's edit in it."""
    runs: list[tuple[Oid | None, Oid | None]] = []
    sql = "SELECT before, after FROM edits WHERE write_id = :write_id ORDER BY edit_id DESC"
    for before, after in store.all(sql, write_id=write_id):
        if runs and runs[-1][0] != after:
            break
        runs.append((before, runs[-1][1] if runs else after))
    return {*runs}


def typed(store: Store, write_id: int) -> dict[Oid | None, Oid | None]:
    """Return the blobs before and after each run of edits, in a row of ``writes``, whose text a tool was given."""
    runs: dict[Oid | None, Oid | None] = {}
    first = left = None
    going = False
    sql = "SELECT before, after, exact FROM edits WHERE write_id = :write_id ORDER BY edit_id"
    for before, after, exact in store.all(sql, write_id=write_id):
        if not (exact and going and before == left):
            first, going = before, bool(exact)
        if exact:
            runs[first] = left = after
    return runs


def numbers(store: Store, write_id: int) -> list[int]:
    """Return the numbers of the edits that a row of ``writes`` sums up."""
    return store.column("SELECT edit_id FROM edits WHERE write_id = :write_id", write_id=write_id)
