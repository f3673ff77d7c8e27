"""Edits in worktrees that have not landed, and who made them."""

from coordgit.core.model import Epoch, Oid, Write
from coordgit.startup.typing import Any, Iterable, Mapping, NamedTuple
from coordgit.store.database import Store, key
from coordgit.store.sights import EDITS, STANDING

LIVE = "session IN (SELECT s.session FROM sessions s WHERE s.state = 'live')"
"""SQL condition: what a live session made."""
COLUMNS = ", ".join(Write._fields).replace("epoch", "session, epoch").replace(", at,", ", wrote_at,")


def _write(row: tuple[Any, ...]) -> Write:
    write_id, session, epoch, *rest = row
    write = Write(write_id, Epoch(session, epoch), *rest)
    return write._replace(lost=bool(write.lost))


def where(store: Store, condition: str, **values: Any) -> list[Write]:
    """Return the edits for which a SQL condition holds."""
    return [_write(row) for row in store.all(f"SELECT {COLUMNS} FROM writes WHERE {condition}", **values)]


def pending(store: Store, session: str, worktree: str, path: str) -> Write | None:
    """Return the session's edit of ``path`` in ``worktree`` that has not landed."""
    return next(iter(where(store, STANDING, session=session, worktree=worktree, path=path)), None)


def of_session(store: Store, session: str) -> list[Write]:
    """Return all edits of the session that have not landed, oldest first."""
    return where(store, "session = :session AND landing_id IS NULL ORDER BY wrote_at, write_id", session=session)


def paths(store: Store, worktree: str, session: str = "") -> list[str]:
    """Return the paths with uncommitted edits in a worktree: of one session or, by default, of all."""
    mine = " AND session = :session" if session else ""
    sql = f"SELECT DISTINCT path FROM writes WHERE worktree = :worktree AND landing_id IS NULL{mine} ORDER BY path"
    return store.column(sql, worktree=worktree, session=session)


def of_others(store: Store, session: str, worktree: str) -> list[Write]:
    """Return the other live sessions' edits in ``worktree`` that have not landed."""
    condition = f"worktree = :worktree AND landing_id IS NULL AND session <> :session AND {LIVE} ORDER BY write_id"
    return where(store, condition, session=session, worktree=worktree)


def standing(store: Store, worktree: str, paths: Iterable[str]) -> list[Write]:
    """Return the edits of ``paths`` in ``worktree``, by any session, that have not landed and were not undone, oldest first."""
    condition = f"worktree = :worktree AND landing_id IS NULL AND path IN (:items) AND {EDITS} ORDER BY wrote_at, write_id"
    return _among(store, sorted(paths), condition, worktree=worktree)


def replaced(store: Store, worktree: str, ref: str) -> list[tuple[str, Oid | None, Oid]]:
    """Return (path, blob, commit) of ``standing`` edits in ``worktree``, where the branch has replaced the blob that they were
    made from: the commit is the one before it last did that, the oldest first."""
    sql = (
        "SELECT w.path, w.before, l.old FROM writes w JOIN changes c ON c.path = w.path AND c.before = w.before"
        " JOIN landings l ON l.landing_id = c.landing_id AND l.ref = :ref AND l.state <> 'void'"
        " WHERE w.worktree = :worktree AND w.landing_id IS NULL AND w.before <> COALESCE(w.after, '') ORDER BY c.landing_id DESC"
    )
    newest: dict[str, tuple[str, Oid | None, Oid]] = {}
    for row in store.all(sql, worktree=worktree, ref=ref):
        newest.setdefault(row[0], row)
    return [*newest.values()][::-1]


def of_paths(store: Store, session: str, paths: list[str]) -> list[Write]:
    """Return the session's edits among ``paths`` that have not landed."""
    return _among(store, paths, "session = :session AND path IN (:items) AND landing_id IS NULL", session=session)


def here(store: Store, session: str, worktree: str, paths: Iterable[str]) -> dict[str, Write]:
    """Return path -> the session's edit of it in ``worktree`` that has not landed, of those among ``paths``."""
    return {write.path: write for write in of_paths(store, session, list(paths)) if write.worktree == worktree}


def has_made(store: Store, session: str, worktree: str, changes: Mapping[str, tuple[Oid | None, Oid | None]]) -> bool:
    """True if the session's edits in a worktree that have not landed made each of the changes, and nobody else a part of one."""
    from coordgit.store import edit_steps

    own = here(store, session, worktree, changes)
    made = {(path, change) for path, one in own.items() for change in edit_steps.newest_run(store, one.write_id)}
    return {*changes.items()} <= made


def makers(store: Store, changes: Mapping[str, tuple[Oid | None, Oid | None]]) -> dict[str, str]:
    """Return for each path the session whose edit that has not landed is just that change, if there is one alone."""
    found: dict[str, set[str]] = {}
    for one in _among(store, [*changes], f"path IN (:items) AND landing_id IS NULL AND {EDITS}"):
        if (one.before, one.after) == changes[one.path]:
            found.setdefault(one.path, set()).add(one.epoch.session)
    return {path: names.pop() for path, names in found.items() if len(names) == 1}


def has_written(store: Store, session: str, path: str, blob: Oid) -> bool:
    """True if an edit of the session, one that has landed included, left this content."""
    sql = "SELECT 1 FROM writes WHERE path = :path AND after = :blob AND session = :session"
    return store.has(sql, path=path, blob=blob, session=session)


def landed_with(store: Store, session: str, paths: list[str]) -> list[Write]:
    """Return the session's edits among ``paths`` that its newest landing carried."""
    newest = "(SELECT MAX(landing_id) FROM landings WHERE session = :session)"
    condition = f"session = :session AND path IN (:items) AND landing_id = {newest} ORDER BY write_id"
    return _among(store, paths, condition, session=session)


def landed_at(store: Store, path: str, landing_ids: list[int]) -> list[Write]:
    """Return the edits of ``path`` that these landings carried."""
    sql = f"SELECT {COLUMNS} FROM writes WHERE path = :path AND landing_id IN (:items)"
    return [_write(row) for row in store.among(sql, landing_ids, path=path)]


def _among(store: Store, paths: list[str], condition: str, **values: Any) -> list[Write]:
    return [_write(row) for row in store.among(f"SELECT {COLUMNS} FROM writes WHERE {condition}", paths, **values)]


def put(store: Store, write: Write) -> None:
    """Record an edit: it extends the session's edit of that path since the last landing, or starts one."""
    item = {"session": write.epoch.session, "worktree": write.worktree, "path": write.path}
    values = {name: getattr(write, name) for name in ("before", "after", "origin", "over", "lost", "via")}
    values |= {"epoch": write.epoch.number, "wrote_at": write.at}
    if not store.update("writes", STANDING, values, **item):
        store.insert("writes", **item, **values)


def put_whole(store: Store, write: Write) -> None:
    """Record an edit that is a single one: what a command has moved or left there."""
    from coordgit.store import edit_steps

    put(store, write)
    made = edit_steps.MadeEdit(before=write.before, after=write.after, exact=False, at=write.at)
    edit_steps.put(store, write.epoch.session, write.worktree, write.path, made)


FOUND = "found"
"""Marks a person's edit that was in the work tree when a client's session began there."""


def forget_found(store: Store, session: str, worktree: str, but: list[str]) -> None:
    """Delete the edits that were recorded as found, except of the paths ``but``."""
    sql = (
        "SELECT write_id, path FROM writes WHERE session = :session AND worktree = :worktree AND via = :via"
        " AND landing_id IS NULL"
    )
    rows = store.all(sql, session=session, worktree=worktree, via=FOUND)
    gone = [(write_id,) for write_id, path in rows if path not in but]
    store.each("DELETE FROM writes WHERE write_id = ?", gone)


def forget(store: Store, some: Iterable[Write]) -> None:
    """Delete edits."""
    store.each("DELETE FROM writes WHERE write_id = ?", [(write.write_id,) for write in some])


def origins(store: Store, path: str, blob: Oid | None) -> list[Oid | None]:
    """Return the versions from which uncommitted edits, by any session in any worktree, made this content."""
    sql = "SELECT origin, before, lost FROM writes WHERE path = :path AND after = :blob AND landing_id IS NULL"
    rows = store.all(sql, path=path, blob=blob)
    return list(dict.fromkeys(row[0] if row[2] else row[1] for row in rows))


def forgive(store: Store, session: str, path: str, tip: Oid | None) -> None:
    """Record that the session acknowledged, as it stands at the tip, the content that its edit of ``path`` was made over."""
    theirs = "session = :session AND path = :path AND landing_id IS NULL"
    store.update("writes", theirs, {"lost": 0, "origin": tip, "over": None}, session=session, path=path)


def land(store: Store, landing_id: int, carried: Iterable[tuple[str, Oid | None]], session: str, worktree: str) -> None:
    """Mark the edits that the landing ``landing_id``, made in ``worktree``, carries: the updating session's edits of these paths
    there, and any session's edit anywhere that has exactly the landed blob. Other text of the session in other worktrees stays
    unmarked."""
    values = {"landing_id": landing_id, "session": session, "worktree": key(worktree)}
    store.each(
        "UPDATE writes SET landing_id = :landing_id, newest_edit = (SELECT COALESCE(MAX(edit_id), 0) FROM edits)"
        " WHERE landing_id IS NULL AND path = :path"
        " AND (session = :session AND worktree = :worktree OR COALESCE(after, '') = COALESCE(:after, ''))",
        (values | {"path": key(path), "after": after} for path, after in carried),
    )


def stay(store: Store, write: Write, numbers: list[int]) -> None:
    """Keep the edits of these numbers as uncommitted: a commit of the session has left lines of its own in the file."""
    if pending(store, write.epoch.session, write.worktree, write.path) is None:
        put(store, write)
    store.each(
        f"UPDATE edits SET write_id = (SELECT write_id FROM writes WHERE {STANDING}) WHERE edit_id = :number",
        (
            {"session": write.epoch.session, "worktree": key(write.worktree), "path": key(write.path), "number": number}
            for number in numbers
        ),
    )


def take_back(store: Store, landing_id: int, of: "Work | None" = None) -> None:
    """Make uncommitted again what a landing carried that did not happen, or only its session's edit ``of`` one path. A newer edit
    of the same text is merged with it: it begins where that one began."""
    own = " AND session = :session AND worktree = :worktree AND path = :path" if of else ""
    named = {"session": of.epoch.session, "worktree": of.worktree, "path": of.path} if of else {}
    values = {"landing_id": landing_id, **named}
    since = (
        "(SELECT {} FROM writes AS w WHERE w.landing_id = :landing_id AND w.session = writes.session"
        " AND w.worktree = writes.worktree AND w.path = writes.path)"
    )
    sql = (
        f"UPDATE writes SET before = {since.format('w.before')}, origin = CASE WHEN lost = 1 THEN origin"
        f" ELSE {since.format('w.origin')} END WHERE landing_id IS NULL{own} AND EXISTS {since.format('1')}"
    )
    store.do(sql, **values)
    newer = (
        "(SELECT n.write_id FROM writes AS o JOIN writes AS n ON n.session = o.session AND n.worktree = o.worktree"
        " AND n.path = o.path AND n.landing_id IS NULL WHERE o.write_id = edits.write_id)"
    )
    store.do(
        f"UPDATE edits SET write_id = {newer} WHERE write_id IN (SELECT write_id FROM writes WHERE landing_id = :landing_id{own})"
        f" AND {newer} IS NOT NULL",
        **values,
    )
    store.do(
        f"DELETE FROM writes WHERE landing_id = :landing_id{own} AND EXISTS (SELECT 1 FROM writes AS w WHERE w.landing_id IS NULL"
        " AND w.session = writes.session AND w.worktree = writes.worktree AND w.path = writes.path)",
        **values,
    )
    store.do(f"UPDATE writes SET landing_id = NULL WHERE landing_id = :landing_id{own}", **values)


def landed_chain(store: Store, session: str, worktree: str, path: str, blobs: "tuple[Oid | None, Oid | None]") -> list[int]:
    """Return the landings, newest first, that carried the session's edits of a path and lead from the second blob to the first;
    none if these alone do not."""
    sql = (
        "SELECT w.landing_id, c.before, c.after FROM writes w JOIN changes c ON c.landing_id = w.landing_id AND c.path = w.path"
        " WHERE w.session = :session AND w.path = :path AND w.worktree = :worktree ORDER BY w.landing_id DESC"
    )
    chain, (current, oldest) = [], blobs
    for landing_id, before, after in store.all(sql, session=session, worktree=worktree, path=path):
        if after != current:
            break
        chain.append(landing_id)
        if before == oldest:
            return chain
        current = before
    return []


class Work(NamedTuple):
    """An epoch's unlanded change of a path, by an edit or a commit. ``worktree`` is "" for a commit."""

    path: str
    before: Oid | None
    after: Oid | None
    epoch: Epoch
    worktree: str = ""
    commit: Oid | None = None
    """For a commit: where its branch was with it."""
    alone: bool = False
    """For a commit: true if nobody else has changed the path with it."""
    at: float = 0.0
    """When the edit was last made."""
    stretches: tuple[tuple[Oid | None, Oid | None], ...] = ()
    """For an edit: what the session itself has changed, apart from what others did to the path in between."""
    mode: str = ""
    """For a change of the index entry alone: its new mode, or that it is removed."""
    ends: bool = False
    """True for what the session's merge, rebase or the like has stopped at: a commit would end that."""
    moved: bool = False
    """True for an edit whose file the commit has under another name."""


def uncommitted(store: Store, paths: list[str], but: str, *, worktree: str | None = None) -> list[Work]:
    """Return the other sessions' uncommitted edits of these paths, except what its session has undone. Two edits of a session are
    separate if somebody else changed the path between them. ``worktree``: of what a squash has left staged, that there alone."""
    sql = (
        "SELECT path, before, after, session, epoch, worktree, wrote_at, write_id FROM writes WHERE landing_id IS NULL"
        " AND session <> :but AND path IN (:items) AND (via <> 'squash' OR worktree = COALESCE(:worktree, worktree))"
    )
    rows = store.among(sql, paths, but=but, worktree=worktree)
    if not rows:
        return []
    from coordgit.store import edit_steps

    parts = edit_steps.stretches(store, [row[-1] for row in rows])
    return [
        Work(
            path=path,
            before=before,
            after=after,
            epoch=Epoch(session, epoch),
            worktree=worktree,
            at=at,
            stretches=parts.get(write_id, ()),
        )
        for path, before, after, session, epoch, worktree, at, write_id in rows
        if before != after or len(parts.get(write_id, ())) > 1
    ]
