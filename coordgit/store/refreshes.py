"""Refreshes: what made reads true again (shown, acknowledged, read), and from when on it counts."""

from coordgit.core.model import LEFT, OUTDATED, READ_AT, REPLACED_SIDE, SEEN, WHOLE_CHANGE, Epoch, Oid, Read
from coordgit.startup.typing import Any, Collection, Iterable, Mapping, NamedTuple
from coordgit.store.database import Store, whose


class Refresh(NamedTuple):
    """A read made true again on a branch: at commit ``tip``, where its item is ``oid``."""

    tip: Oid
    oid: Oid | None
    how: str
    at: float
    earlier: tuple[tuple[Oid, Oid | None], ...] = ()
    """(commit, blob) of the versions that its session was shown there before, or acknowledged."""
    older: bool = False
    """True if its session has read the item again since."""

    @property
    def versions(self) -> list[Oid | None]:
        """Return the blobs that its session knows from there, the newest first."""
        return [self.oid, *(oid for _, oid in self.earlier[::-1])]


COLUMNS = "tip, oid, how, refreshed_at, earlier, older"
"""In the order of a refresh's fields."""


def _refresh(tip: Oid, oid: Oid | None, how: str, at: float, *row: Any) -> Refresh:
    pairs = (version.partition(":") for version in row[0].split())
    earlier = tuple((commit, blob or None) for commit, _, blob in pairs)
    return Refresh(tip=tip, oid=oid, how=how, at=at, earlier=earlier, older=bool(row[1]))


def of_reads(store: Store, read_ids: list[int], updater: str = "") -> dict[int, dict[str, Refresh]]:
    """Return, by read and branch, the refresh that counts by now; in an update of ``updater``, what that session acknowledged for
    readers that are not at work counts, too."""
    found: dict[int, dict[str, Refresh]] = {}
    sql = f"SELECT read_id, ref, {COLUMNS} FROM refreshes WHERE counts = 1 AND read_id IN (:items)"
    for read_id, ref, *row in store.among(sql, read_ids):
        found.setdefault(read_id, {})[ref] = _refresh(*row)
    if not updater or not store.has("SELECT 1 FROM answers WHERE alone = 1 LIMIT 1"):  # seldom has anybody answered so
        return found
    from coordgit.store import acknowledgements

    for read_id, ref, tip, oid, when in acknowledgements.of_reads(store, read_ids, updater):
        known = found.setdefault(read_id, {})
        if ref not in known or when >= known[ref].at:
            earlier = (*known[ref].earlier, (known[ref].tip, known[ref].oid)) if ref in known else ()
            known[ref] = Refresh(tip=tip, oid=oid, how="ack", at=when, earlier=earlier)
    return found


def put(
    store: Store,
    read_id: int,
    ref: str,
    refresh: Refresh,
    *,
    reason: str = "",
    call: str = "",
    sealed: bool = True,
    counts: bool = True,
) -> None:
    """Make a read true again on a branch: at once, or (``counts`` false) from the session's next call on. The version that it
    had there stays an earlier one."""
    sql = (
        "INSERT INTO refreshes"
        " (read_id, session, epoch, ref, tip, oid, how, reason, call, sealed, counts, refreshed_at, earlier, older)"
        " SELECT read_id, session, epoch, :ref, :tip, :oid, :how, :reason, :call, :sealed, :counts, :at, :earlier, :older"
        " FROM reads WHERE read_id = :read_id"
        " ON CONFLICT (read_id, ref, counts) DO UPDATE SET tip = :tip, oid = :oid, how = :how,"
        " reason = :reason, call = :call, sealed = :sealed, refreshed_at = :at, older = :older, earlier = refreshes.earlier"
        " || CASE WHEN COALESCE(refreshes.oid, '') = COALESCE(:oid, '') THEN ''"
        " ELSE ' ' || refreshes.tip || ':' || COALESCE(refreshes.oid, '') END || :earlier"
    )
    about = {"read_id": read_id, "ref": ref, "reason": reason, "call": call, "sealed": sealed, "counts": counts}
    earlier = "".join(f" {tip}:{oid or ''}" for tip, oid in refresh.earlier)
    store.do(sql, **about, **(refresh._asdict() | {"earlier": earlier}))


def keep_seen(store: Store, read_id: int, at: float) -> None:
    """Keep what a read saw on another branch as a version that its session has seen, whatever it learns of this branch."""
    sql = (
        "INSERT INTO refreshes (read_id, session, epoch, ref, tip, oid, how, refreshed_at)"
        " SELECT r.read_id, r.session, r.epoch, :ref, b.oid, r.known, 'read', :at FROM reads r JOIN bases b"
        " ON b.base_id = r.base_id WHERE r.read_id = :read_id AND r.query = '' ON CONFLICT DO NOTHING"
    )
    store.do(sql, read_id=read_id, ref=LEFT, at=at)


def keep_known(store: Store, read_ids: list[int], ref: str) -> None:
    """Keep what reads of lines know of a branch as versions that their session has seen: its own change replaces them there."""
    rows = [(read_id,) for read_id in read_ids]
    store.each(f"DELETE FROM refreshes WHERE read_id = ? AND ref = '{LEFT}' AND counts = 1", rows)
    left = ((LEFT, read_id, ref) for read_id in read_ids)
    store.each("UPDATE refreshes SET ref = ? WHERE read_id = ? AND ref = ? AND counts = 1", left)


def shown(store: Store, read: Read, ref: str, tip: Oid, oid: Oid | None) -> bool:
    """True if this change (for a predicate: this tip) was already shown to the session, whether it counts yet or not."""
    sql = (
        "SELECT 1 FROM refreshes WHERE read_id = :read_id AND ref = :ref"
        " AND (tip = :tip OR :item = 1 AND COALESCE(oid, '') = COALESCE(:oid, ''))"
    )
    return store.has(sql, read_id=read.read_id, ref=ref, tip=tip, item=read.query is None, oid=oid)


def waiting(store: Store, session: str) -> bool:
    """True if something was shown to the session that does not count yet."""
    return store.has("SELECT 1 FROM refreshes WHERE counts = 0 AND session = :session LIMIT 1", session=session)


class Waiting(NamedTuple):
    """A refresh that does not count yet: one of a set of parallel calls shows the change."""

    read_id: int
    ref: str
    refresh: Refresh
    call: str


def waiting_for(store: Store, read_ids: list[int]) -> list[Waiting]:
    """Return the refreshes of these reads from parallel calls that are not over."""
    sql = f"SELECT read_id, ref, call, {COLUMNS} FROM refreshes WHERE counts = 0 AND sealed = 0 AND read_id IN (:items)"
    return [
        Waiting(read_id=read_id, ref=ref, refresh=_refresh(*row), call=call)
        for read_id, ref, call, *row in store.among(sql, read_ids)
    ]


def not_yet(store: Store, epoch: Epoch, ref: str) -> dict[int, tuple[Oid, Oid | None]]:
    """Return read -> (tip, blob there) of what was shown on a branch and does not count yet."""
    sql = "SELECT read_id, tip, oid FROM refreshes WHERE session = :session AND epoch = :epoch AND ref = :ref AND counts = 0"
    return {read_id: (tip, oid) for read_id, tip, oid in store.all(sql, **whose(epoch), ref=ref)}


def seal(store: Store, session: str) -> None:
    """Record that a set of parallel calls is over: what was shown in it counts from the next call on."""
    store.do("UPDATE refreshes SET sealed = 1 WHERE counts = 0 AND sealed = 0 AND session = :session", session=session)


def promote(store: Store, session: str, call: str, need_seal: bool) -> None:
    """Record that a call has begun: what an earlier call's answer showed counts from now on."""
    sql = (
        f"SELECT read_id, ref, call, {COLUMNS} FROM refreshes"
        " WHERE counts = 0 AND session = :session AND call <> :call AND (:need = 0 OR sealed = 1)"
    )
    for read_id, ref, shown_in, *row in store.all(sql, session=session, call=call, need=need_seal):
        store.do("DELETE FROM refreshes WHERE read_id = :read_id AND ref = :ref AND counts = 0", read_id=read_id, ref=ref)
        put(store, read_id, ref, _refresh(*row), call=shown_in)


def tips_of(store: Store, read_id: int) -> list[tuple[str, Oid]]:
    """Return (branch, commit) of where a read was refreshed, whether that counts yet or not."""
    return store.all("SELECT ref, tip FROM refreshes WHERE read_id = :read_id", read_id=read_id)


def on(store: Store, epoch: Epoch, ref: str) -> dict[int, tuple[Oid | None, str]]:
    """Return, for each read of an epoch that was refreshed on a branch, the blob that it knows there, and how it learned it."""
    sql = "SELECT read_id, oid, how FROM refreshes WHERE session = :session AND epoch = :epoch AND ref = :ref AND counts = 1"
    return {read_id: (oid, how) for read_id, oid, how in store.all(sql, **whose(epoch), ref=ref)}


def read_at(store: Store, read_id: int, blobs: Collection[Oid | None], *, sides: bool) -> tuple[Oid | None, str] | None:
    """Return which of the blobs a read knows from an earlier look at another version or, with ``sides``, from the markers of a
    conflict, and how it learned it."""
    refs = " OR ".join(f"ref LIKE '{kind}%'" for kind in (READ_AT, *((SEEN,) if sides else ())))
    sql = f"SELECT oid, how FROM refreshes WHERE read_id = :read_id AND ({refs}) AND counts = 1"
    return next(((oid, how) for oid, how in store.all(sql, read_id=read_id) if oid in blobs), None)


def beside(store: Store, epoch: Epoch, ref: str) -> list[tuple[str, int, str, Oid, Oid]]:
    """Return (path, read, other branch, tip there, tip on ``ref``) of an epoch's reads that were refreshed on both."""
    if not tips(store, epoch, ref):
        return []
    sql = (
        "SELECT r.path, o.read_id, o.ref, o.tip, h.tip FROM refreshes h"
        " JOIN refreshes o ON o.read_id = h.read_id AND o.ref <> h.ref JOIN reads r ON r.read_id = h.read_id"
        " WHERE h.session = :session AND h.epoch = :epoch AND h.ref = :ref AND h.counts = 1 AND o.counts = 1"
        f" AND o.ref NOT IN (:left, :outdated, :whole) AND o.ref NOT LIKE '{SEEN}%'"
    )
    return store.all(sql, **whose(epoch), ref=ref, left=LEFT, outdated=OUTDATED, whole=WHOLE_CHANGE)


def forget(store: Store, where: Iterable[tuple[int, str]]) -> None:
    """Delete the refreshes of these (read, branch)."""
    store.each("DELETE FROM refreshes WHERE read_id = ? AND ref = ?", where)


def forget_replaced(store: Store, epoch: Epoch, paths: Collection[str]) -> None:
    """Delete what an epoch had read of these paths before it put its own text there unasked: that has landed, and the same
    version is news if it comes back."""
    sql = (
        "SELECT f.read_id, f.ref, r.path FROM refreshes f JOIN reads r ON r.read_id = f.read_id WHERE f.session = :session"
        " AND f.epoch = :epoch AND f.ref >= :first AND f.ref < :end AND f.counts = 1"
    )
    rows = store.all(sql, **whose(epoch), first=REPLACED_SIDE, end=f"{REPLACED_SIDE}g")
    forget(store, [(read_id, ref) for read_id, ref, path in rows if path in paths])


def tips(store: Store, epoch: Epoch, ref: str) -> list[Oid]:
    """Return the commits of a branch at which an epoch's reads were refreshed: undoing what was shown there is a change too."""
    sql = "SELECT DISTINCT tip FROM refreshes WHERE session = :session AND epoch = :epoch AND ref = :ref AND counts = 1"
    return store.column(sql, ref=ref, **whose(epoch))


def move(store: Store, epoch: Epoch, ref: str, to: Oid, pinned: Collection[int], *, answers: bool = False) -> None:
    """Move the refreshes on a branch to ``to``, except those of ``pinned`` reads, which were not true there; ``answers``: only
    those of listings and searches."""
    theirs = "session = :session AND epoch = :epoch AND ref = :ref AND counts = 1 AND tip <> :to"
    theirs += " AND read_id IN (SELECT read_id FROM reads WHERE session = :session AND epoch = :epoch AND query <> '')" * answers
    values = whose(epoch) | {"ref": ref, "to": to}
    if not pinned:
        store.do(f"UPDATE refreshes SET tip = :to WHERE {theirs}", **values)
        return
    rows = store.all(f"SELECT read_id FROM refreshes WHERE {theirs}", **values)
    store.each(
        "UPDATE refreshes SET tip = ? WHERE read_id = ? AND ref = ? AND counts = 1",
        ((to, read_id, ref) for (read_id,) in rows if read_id not in pinned),
    )


def go_on(store: Store, epoch: Epoch, ref: str, to: Oid, changed: Mapping[str, tuple[Oid | None, Oid | None]]) -> None:
    """Move the refreshes of whole files from the version that the session was shown to what its landing made of that version,
    which stays an earlier one. ``changed``: the paths that the session alone has changed."""
    sql = (
        "SELECT f.read_id, r.path, f.oid FROM refreshes f JOIN reads r ON r.read_id = f.read_id WHERE f.session = :session"
        " AND f.epoch = :epoch AND f.ref = :ref AND f.counts = 1 AND r.kind = 'content'"
    )
    rows = store.all(sql, **whose(epoch), ref=ref) if changed and tips(store, epoch, ref) else []
    sql = (
        "UPDATE refreshes SET earlier = earlier || ' ' || tip || ':' || COALESCE(oid, ''), tip = :to, oid = :oid"
        " WHERE read_id = :read_id AND ref = :ref AND counts = 1"
    )
    for read_id, path, oid in rows:
        if path in changed and changed[path][0] == oid:
            store.do(sql, read_id=read_id, ref=ref, to=to, oid=changed[path][1])
