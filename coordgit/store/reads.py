"""Reads and their bases."""

from coordgit.core.grouping import grouped
from coordgit.core.model import CONTENT, LEFT, LINES, LISTING, OUTDATED, Epoch, Oid, Query, Read
from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, Collection, Iterable, Mapping, NamedTuple
from coordgit.store import refreshes
from coordgit.store.database import ITEMS, SAME_ITEM, SAME_PATH, Store, marks, named, whose
from coordgit.store.sessions import reads_of

COLUMNS = (
    "r.read_id, r.session, r.epoch, r.agent, r.kind, r.path, r.first, r.last, r.query, r.observed, r.known, b.oid,"
    " r.read_at, r.via, r.exact, r.declared, r.worktree, r.tracked, r.settled, r.sought, r.landing_id,"
    " r.writer, r.tip_id"
)
"""In the order of a read's fields."""
FLAGS = ("exact", "declared", "tracked", "settled")
ITEM = ("path", "kind", "agent", "first", "last")
SEEN = ("observed", "known", "landing_id", "tip_id", "via", "exact", "tracked", "settled", "sought", "worktree", "writer")
"""What was read, and what was seen: columns that are called as their fields."""
FROM = "FROM reads r JOIN bases b ON b.base_id = r.base_id"
OF = "r.session = :session AND r.epoch = :epoch"
SAME = (
    f"SELECT read_id FROM reads r WHERE {OF} AND path = :path AND kind = :kind AND agent = :agent"
    " AND first = :first AND last = :last AND query = :query"
)


def _read(row: tuple[Any, ...]) -> Read:
    fields = dict(zip(Read._fields, (row[0], Epoch(row[1], row[2]), *row[3:]), strict=True))
    flags = {name: bool(fields[name]) for name in FLAGS}
    return Read(**fields | flags | {"query": _query(fields["query"])})


def _query(text: str) -> Query | None:
    if not text:
        return None
    fields = loads(text)
    if "pathspecs" in fields:
        fields["pathspecs"] = tuple(fields["pathspecs"])
    return Query(**fields)


def query_text(query: Query | None) -> str:
    """Return a query as canonical JSON: fields that have their default are left out."""
    if query is None:
        return ""
    default = Query()
    return dumps({name: value for name, value in zip(Query._fields, query, strict=True) if value != getattr(default, name)})


def base(store: Store, epoch: Epoch, oid: Oid) -> int:
    """Return the group of reads with the base ``oid``, a new one where no read has that base yet."""
    sql = "SELECT base_id FROM bases WHERE session = :session AND epoch = :epoch AND oid = :oid LIMIT 1"
    return store.number(sql, **whose(epoch), oid=oid) or new_base(store, epoch, oid)


def new_base(store: Store, epoch: Epoch, oid: Oid) -> int:
    return store.add("bases", oid=oid, **whose(epoch))


def bases(store: Store, epoch: Epoch) -> list[Oid]:
    """Return the different bases of an epoch's reads, without groups that newer reads have emptied."""
    sql = (
        "SELECT DISTINCT oid FROM bases b WHERE session = :session AND epoch = :epoch"
        " AND EXISTS (SELECT 1 FROM reads r WHERE r.base_id = b.base_id)"
    )
    return store.column(sql, **whose(epoch))


def _item(read: Read) -> dict[str, Any]:
    return whose(read.epoch) | {name: getattr(read, name) for name in ITEM} | {"query": query_text(read.query)}


def asked_before(store: Store, read: Read) -> list[Read]:
    """Return the epoch's listings or searches, by any agent, whose answer this one may show too: those with the same query, and
    listings of the same folder or of one below it."""
    if read.kind == LISTING and read.query and read.query.recursive:
        return _of(store, read.epoch, "AND r.kind = 'listing'")
    same = "" if read.kind == LISTING else " AND r.query = :query"
    asked = f"AND r.path = :path AND r.kind = :kind{same}"
    return _of(store, read.epoch, asked, path=read.path, kind=read.kind, query=query_text(read.query))


def put(store: Store, read: Read, *, kept: Collection[str] = ()) -> int:
    """Record a read, which replaces the older one of its item, and that one's refreshes but on the ``kept`` branches; return its
    number."""
    epoch, item = read.epoch, _item(read)
    values = {name: getattr(read, name) for name in SEEN}
    values |= {"base_id": base(store, epoch, read.base or ""), "read_at": read.at}
    if read.writer:
        from coordgit.store import tellings

        tellings.read_edit(store, read)
    found = store.value(SAME, **item)
    if found:
        values |= {"declared": 1} if read.declared else {}
        store.update("reads", "read_id = :read_id", values, read_id=found)
        but = f" AND ref NOT IN ({marks(len(kept))})" if kept else ""
        store.do(f"DELETE FROM refreshes WHERE read_id = :read_id{but}", read_id=found, **named([*kept]))
        return int(found)
    store.do("UPDATE epochs SET reads = reads + 1 WHERE session = :session AND epoch = :epoch", **whose(epoch))
    return store.add("reads", declared=read.declared, **item, **values)


def remove(store: Store, read: Read) -> None:
    store.do("DELETE FROM reads WHERE read_id = :read_id", read_id=read.read_id)
    store.do("UPDATE epochs SET reads = reads - 1 WHERE session = :session AND epoch = :epoch", **whose(read.epoch))


def of_path(store: Store, epoch: Epoch, path: str) -> list[Read]:
    """Return every item read of one path in an epoch."""
    return _of(store, epoch, f"AND r.path = :path AND r.{ITEMS}", path=path)


def of_paths(store: Store, epoch: Epoch, paths: list[str]) -> list[Read]:
    """Return the item reads of an epoch among ``paths``; walks the shorter of the two, the paths or the reads."""
    if not paths:
        return []
    if len(paths) > 2 * reads_of(store, epoch):
        wanted = set(paths)
        return [read for read in every(store, epoch) if read.query is None and read.path in wanted]
    sql = f"SELECT {COLUMNS} {FROM} WHERE {OF} AND r.path IN (:items) AND r.{ITEMS}"
    return [_read(row) for row in store.among(sql, paths, **whose(epoch))]


def removed(store: Store, epoch: Epoch) -> list[Read]:
    """Return the epoch's reads of files that it saw, and of which it knows by now that they are gone: removed, or renamed."""
    return _of(store, epoch, "AND r.known IS NULL AND r.observed IS NOT NULL")


def predicates(store: Store, epoch: Epoch) -> list[Read]:
    return _of(store, epoch, "AND r.kind IN ('listing', 'match')")


def every(store: Store, epoch: Epoch) -> list[Read]:
    """Return all reads of an epoch, oldest first."""
    return _of(store, epoch, "ORDER BY r.read_at, r.read_id")


def count_tracked(store: Store, epoch: Epoch) -> int:
    """Return how many reads an epoch has of paths that git tracked where they were read."""
    return store.number(f"SELECT COUNT(*) FROM reads r WHERE {OF} AND r.tracked = 1", **whose(epoch))


def _of(store: Store, epoch: Epoch, which: str, **values: Any) -> list[Read]:
    sql = f"SELECT {COLUMNS} {FROM} WHERE {OF} {which}"
    return [_read(row) for row in store.all(sql, **whose(epoch), **values)]


def true_at(store: Store, read_ids: list[int]) -> dict[int, list[Oid]]:
    """Return, by read, the commits at which its session knows its item: its base, and where it was shown or acknowledged."""
    found: dict[int, list[Oid]] = {read_id: [] for read_id in read_ids}
    sql = (
        f"SELECT r.read_id, b.oid {FROM} WHERE r.read_id IN (:items)"
        " UNION SELECT read_id, tip FROM refreshes WHERE read_id IN (:items)"
    )
    for read_id, oid in store.among(sql, read_ids):
        found[read_id] += [oid] if oid else []
    return found


def before(store: Store, ref: str, wanted: list[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return those of (read, path) whose path no landing on the branch ``ref`` has changed since the read."""
    found = set()
    for read_id, path in dict.fromkeys(wanted):
        read_after = store.value("SELECT landing_id FROM reads WHERE read_id = :read_id", read_id=read_id)
        sql = (
            "SELECT MAX(c.landing_id) FROM changes c JOIN landings l ON l.landing_id = c.landing_id"
            " WHERE c.path = :path AND l.ref = :ref AND l.state <> 'void'"
        )
        if read_after is not None and store.number(sql, path=path, ref=ref) <= read_after:
            found.add((read_id, path))
    return found


def known(store: Store, read_id: int, oid: Oid | None, base_id: int | None = None, *, settled: bool = True) -> None:
    """Move what a read knows to the blob ``oid``; ``base_id`` also gives it a new base, and says whether that is ``settled``."""
    moved = {} if base_id is None else {"base_id": base_id, "settled": settled}
    store.update("reads", "read_id = :read_id", {"known": oid, **moved}, read_id=read_id)


def unsettled(store: Store, epoch: Epoch, newest: int) -> dict[int, list[Read]]:
    """Return the reads whose bytes no known commit has, by the landing up to which they were searched for (-1: never), except
    those already searched for up to ``newest``."""
    sought_before = "AND r.settled = 0 AND r.sought < :newest"
    some = _of(store, epoch, sought_before, newest=newest) if _any_unsettled(store, epoch) else []
    return grouped((read.sought, read) for read in some)


def uncommitted(store: Store, epoch: Epoch) -> list[Read]:
    """Return the reads that saw another session's edit that no known commit has."""
    return _of(store, epoch, "AND r.settled = 0 AND r.writer <> ''") if _any_unsettled(store, epoch) else []


def _any_unsettled(store: Store, epoch: Epoch) -> bool:
    return store.has(f"SELECT 1 FROM reads r WHERE {OF} AND r.settled = 0 LIMIT 1", **whose(epoch))


def sought(store: Store, searched: Iterable[Read], newest: int) -> None:
    """Record that no landing up to ``newest`` has the bytes of these reads."""
    store.each("UPDATE reads SET sought = ? WHERE read_id = ? AND settled = 0", ((newest, read.read_id) for read in searched))


def settle(store: Store, read: Read, oid: Oid) -> None:
    """Make the commit ``oid``, which has the bytes that were read, the base of a read, unless the read has changed meanwhile.

    What was read is an older version then, and no edit: a newer version that was noted as ``LEFT`` becomes ``OUTDATED``.
    """
    sql = (
        "UPDATE reads SET base_id = :base_id, settled = 1"
        " WHERE read_id = :read_id AND settled = 0 AND COALESCE(observed, '') = COALESCE(:observed, '')"
    )
    store.do(sql, base_id=base(store, read.epoch, oid), read_id=read.read_id, observed=read.observed)
    sql = (
        "UPDATE refreshes SET ref = :outdated WHERE ref = :ref"
        " AND read_id IN (SELECT read_id FROM reads WHERE read_id = :read_id AND settled = 1)"
    )
    store.do("DELETE FROM refreshes WHERE ref = :ref AND read_id = :read_id", ref=OUTDATED, read_id=read.read_id)
    store.do(sql, ref=LEFT, outdated=OUTDATED, read_id=read.read_id)


def known_as(store: Store, blobs: Iterable[tuple[int, Oid | None]]) -> None:
    """Set the blob that each read knows: (read, blob)."""
    store.each("UPDATE reads SET known = ? WHERE read_id = ?", ((oid, read_id) for read_id, oid in blobs))


def move_bases(store: Store, epoch: Epoch, from_oids: list[Oid], to: Oid, pinned: list[int]) -> None:
    """Move the reads with a base in ``from_oids`` to the base ``to``, except the ``pinned`` ones, which were not true there."""
    older = [oid for oid in from_oids if oid != to]
    staying: dict[Oid, list[int]] = grouped(store.among(f"SELECT b.oid, r.read_id {FROM} WHERE r.read_id IN (:items)", pinned))
    sql = "UPDATE bases SET oid = :to WHERE session = :session AND epoch = :epoch AND oid IN (:items)"
    store.among(sql, older, to=to, **whose(epoch))
    for oid in older:
        if oid in staying:
            regroup(store, staying[oid], base(store, epoch, oid))
    _join_bases(store, epoch, to)


def regroup(store: Store, read_ids: Iterable[int], base_id: int) -> None:
    """Put reads into another group."""
    store.each("UPDATE reads SET base_id = ? WHERE read_id = ?", ((base_id, read_id) for read_id in read_ids))


def based_on(store: Store, oids: list[Oid]) -> list[Read]:
    """Return every read, of any session, whose base is one of these commits."""
    rows = store.among(f"SELECT {COLUMNS} {FROM} WHERE r.settled = 1 AND b.oid IN (:items)", oids)
    return [_read(row) for row in rows]


def move_predicates(store: Store, epoch: Epoch, ref: str, old: Oid, new: Oid, *, pinned: Collection[int]) -> None:
    """Move the listings and searches that are true on ``ref`` at ``old`` to ``new``, except the ``pinned`` ones."""
    sql = f"SELECT r.read_id, b.oid {FROM} WHERE {OF} AND r.kind IN ('listing', 'match')"
    rows = store.all(sql, **whose(epoch))
    moving = [row for row in rows if row[0] not in pinned]
    if moving:
        regroup(store, (read_id for read_id, oid in moving if oid == old), base(store, epoch, new))
        store.each(
            "UPDATE refreshes SET tip = ? WHERE read_id = ? AND ref = ? AND tip = ? AND counts = 1",
            ((new, read_id, ref, old) for read_id, _ in moving),
        )


def _join_bases(store: Store, epoch: Epoch, oid: Oid) -> None:
    """Join small groups of reads that have the same base: every landing would leave one more."""
    sql = "SELECT base_id FROM bases WHERE session = :session AND epoch = :epoch AND oid = :oid ORDER BY base_id"
    rows = store.all(sql, **whose(epoch), oid=oid)
    for (base_id,) in rows[1:]:
        if not store.value("SELECT 1 FROM reads WHERE base_id = :base_id LIMIT 1 OFFSET :few", base_id=base_id, few=50):
            store.do("UPDATE reads SET base_id = :first WHERE base_id = :base_id", first=rows[0][0], base_id=base_id)
            store.do("DELETE FROM bases WHERE base_id = :base_id", base_id=base_id)


def same_item(store: Store, read_id: int | None, whole: bool = False) -> list[tuple[int, str]]:
    """Return (number, kind) of the reads of the same item in the same epoch, by any sub-agent; ``whole``: of its path."""
    same = f"{SAME_PATH} AND ({SAME_ITEM} OR :whole = 1)"
    sql = f"SELECT o.read_id, o.kind FROM reads r JOIN reads o ON {same} WHERE r.read_id = :read_id"
    return store.all(sql, read_id=read_id, whole=whole)


def by_others(store: Store, session: str, worktree: str, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return (session, path) of those of ``paths`` that other live sessions have read in ``worktree`` since they last landed."""
    sql = (
        "SELECT DISTINCT r.session, r.path FROM reads r JOIN sessions s ON s.session = r.session AND s.epoch = r.epoch"
        " WHERE r.path IN (:items) AND r.worktree = :worktree AND r.session <> :session AND s.state = 'live'"
        f" AND r.{ITEMS} AND r.landing_id >= COALESCE((SELECT MAX(l.landing_id) FROM landings l"
        " WHERE l.session = r.session AND l.state <> 'void'), 0) ORDER BY r.session, r.path"
    )
    return store.among(sql, sorted(paths), worktree=worktree, session=session)


class LandedBlob(NamedTuple):
    """A path's blob after a landing."""

    after: Oid | None
    known: frozenset[Oid | None]
    """The blobs that its session may have known before."""
    blind: bool = False
    """True if it was written over something that the session had not seen."""
    theirs: bool = False
    """True if it is another session's text, which the session has put back."""


def advance(
    store: Store,
    epoch: Epoch,
    ref: str,
    commit: Oid,
    made: Mapping[str, LandedBlob],
    *,
    first: bool = False,
    superseded: Collection[tuple[int, str]] = (),
) -> None:
    """Move item reads that know an earlier blob of a path to its blob after the landing, with ``commit`` as their base.

    * A refresh on the branch ``ref`` ("": none) counts as what the read knows. It is deleted, and so are the ``superseded``
      refreshes (read, branch) that it makes needless. What was read before this read (``READ_AT``), or in a conflict of which it
      is about the text, counts as well, and stays.
    * What was acknowledged, shown or put back, and is replaced by the session's own text now, stays known: a read of the whole
      file becomes one of that version.
    * ``first``: the commit is the first of its history. It moves only what was read before there was one.
    """
    shown, seen = refreshes.on(store, epoch, ref), refreshes.on(store, epoch, LEFT)
    groups: dict[int, set[int]] = {}
    blobs: dict[int, Oid | None] = {}
    unsettled, replaced, in_part = [], [], []
    sql = (
        "SELECT read_id, base_id, path, kind, known, settled, writer FROM reads WHERE session = :session AND epoch = :epoch"
        f" AND path IN (:items) AND {ITEMS}"
    ) + (" AND base_id IN (SELECT base_id FROM bases WHERE oid = '')" if first else "")
    rows = store.among(sql, _read_paths(store, epoch, list(made)), **whose(epoch))
    for read_id, base_id, path, kind, known, settled, writer in rows:
        one = made[path]
        oid, how = shown.get(read_id, (known, ""))
        here = oid in one.known
        if not here and read_id in seen:
            oid, how = seen[read_id]
        if oid not in one.known and kind == CONTENT:
            oid, how = refreshes.read_at(store, read_id, one.known - {one.after}, sides=not settled) or (oid, how)
        if known != one.after and writer and not settled:
            continue  # it saw what another session had not committed
        if oid in one.known:
            if one.theirs and one.after:
                replaced.append((one.after, read_id))
            elif oid and how and (how != "shown" or not one.blind):
                replaced.append((oid, read_id))
                if here and kind == LINES:
                    in_part.append(read_id)
            groups.setdefault(base_id, set()).add(read_id)
            if known != one.after:
                blobs[read_id] = one.after
            if not settled:
                unsettled.append((read_id,))
    known_as(store, ((read_id, blobs[read_id]) for read_id in sorted(blobs)))  # in table order: half the cost
    store.each("UPDATE reads SET settled = 1 WHERE read_id = ?", unsettled)
    store.each("UPDATE reads SET observed = ? WHERE read_id = ? AND kind = 'content'", replaced)
    for base_id, read_ids in groups.items():
        _move(store, epoch, base_id, read_ids, commit)
    refreshes.keep_known(store, in_part, ref)
    if groups and (shown or refreshes.waiting(store, epoch.session)):
        known_here = {read_id for _, read_id in replaced}
        refreshes.forget(store, [(read_id, ref) for read_id in set().union(*groups.values())])
        refreshes.forget(store, [one for one in superseded if one[0] in known_here])


def _move(store: Store, epoch: Epoch, base_id: int, read_ids: set[int], commit: Oid) -> None:
    """Make ``commit`` the base of some reads of a group. The smaller part of the group moves to another row of bases, as moving a
    read costs several times as much as leaving it."""
    if store.value("SELECT 1 FROM reads WHERE base_id = :base_id LIMIT 1 OFFSET :most", base_id=base_id, most=2 * len(read_ids)):
        regroup(store, read_ids, base(store, epoch, commit))
        return
    rest = store.column("SELECT read_id FROM reads WHERE base_id = :base_id", base_id=base_id)
    before = store.value("SELECT oid FROM bases WHERE base_id = :base_id", base_id=base_id)
    store.do("UPDATE bases SET oid = :commit WHERE base_id = :base_id", commit=commit, base_id=base_id)
    rest = [read_id for read_id in rest if read_id not in read_ids]
    if rest:
        regroup(store, rest, new_base(store, epoch, before))


def _read_paths(store: Store, epoch: Epoch, paths: list[str]) -> list[str]:
    """Return those of ``paths`` that an epoch may have read; walks the shorter of the two, the paths or the reads."""
    if len(paths) <= 2 * reads_of(store, epoch):
        return paths
    read = set(store.column("SELECT DISTINCT path FROM reads WHERE session = :session AND epoch = :epoch", **whose(epoch)))
    return [path for path in paths if path in read]
