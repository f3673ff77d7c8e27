"""Published updates of branches with their write sets, the commits they brought, and each branch's tip as last known."""

from coordgit.core.model import NO_PROCESS, Epoch, Oid, Process
from coordgit.startup.typing import Any, Iterable, NamedTuple
from coordgit.store.database import Store, columns_of, key, marks, named, pieces
from coordgit.store.tips import newest_landing
from coordgit.store.writes import Work, take_back

PENDING, LANDED, VOID = "pending", "landed", "void"


class Landing(NamedTuple):
    """One published update of a branch, by its columns."""

    landing_id: int
    ref: str
    old: Oid | None
    new: Oid | None
    pid: int
    pid_started: str
    pid_space: str

    @property
    def process(self) -> Process:
        """git's own, while it may not have finished."""
        return Process(self.pid, self.pid_started, self.pid_space)


def _where(store: Store, condition: str, **values: Any) -> list[Landing]:
    """Return the landings that are not void and meet the condition, oldest first."""
    columns = ", ".join(Landing._fields)
    sql = f"SELECT {columns} FROM landings WHERE {condition} AND state <> 'void' ORDER BY landing_id"
    return [Landing(*row) for row in store.all(sql, **values)]


DETACHED = "detached"
"""The ref of a landing on a detached HEAD."""


def publish(
    store: Store,
    ref: str,
    old: Oid | None,
    new: Oid | None,
    *,
    epoch: Epoch | None,
    source: str,
    forward: bool,
    now: float,
    state: str = LANDED,
    process: Process = NO_PROCESS,
    verdict_id: int | None = None,
) -> int:
    """Insert a landing; return its number."""
    landing_id = store.add(
        "landings",
        ref=ref,
        old=old,
        new=new,
        session=epoch.session if epoch else None,
        epoch=epoch.number if epoch else None,
        state=state,
        source=source,
        forward=forward,
        verdict_id=verdict_id,
        landed_at=now,
        **columns_of(process),
    )
    if ref != DETACHED:
        set_tip(store, ref, new)
    return landing_id


def add_changes(store: Store, landing_id: int, rows: Iterable[tuple[str, Oid | None, Oid | None, str | None]]) -> None:
    """Record (path, blob before, blob after, maker) of a landing."""
    store.each(
        "INSERT INTO changes (landing_id, path, before, after, maker) VALUES (?, ?, ?, ?, ?)",
        ((landing_id, key(path), before, after, maker) for path, before, after, maker in rows),
    )


RECENT = 200
"""How many of a path's newest changes are searched for others' work by its lines."""
MANY = 400
"""The most paths of a commit for which that is done; with more, others' work is searched for by its blobs alone."""


def _paired(blobs: dict[str, Oid | None], paths: list[str]) -> tuple[str, dict[str, Any]]:
    """Return the rows (path, blob) of these paths for ``VALUES``, and the values in them."""
    rows = ", ".join(f"(:p{n}, :b{n})" for n in range(len(paths)))
    return rows, named(paths) | named([blobs[path] for path in paths], "b")


def unlanded(store: Store, blobs: dict[str, Oid | None], but: str, refs: list[str]) -> list[Work]:
    """Return other sessions' changes of these paths on branches other than ``refs``: those with the same blob, and the recent
    ones. A change that one of ``refs`` had at any time counts as landed, unless just that has been undone there since."""
    # m.ref <> l.ref is true of all: it keeps SQLite from asking what has landed (d) of every change before it knows its branch. d
    # is looked up by its blob, and before m: a file that everybody changes has as many changes as its branch has landings.
    wanted = (
        " FROM {} c JOIN landings l ON l.landing_id = c.landing_id"
        f" JOIN commits k ON k.landing_id = l.landing_id OR l.ref = '{DETACHED}' AND k.oid = l.new"
        " WHERE l.state <> 'void' AND k.session <> :but AND k.part NOT IN ('merged', 'brought')"
        " AND (c.maker IS NULL OR c.maker = k.session)"
        f" AND l.ref NOT IN ({marks(len(refs), 'l')})"
        " AND NOT EXISTS (SELECT 1 FROM changes d CROSS JOIN landings m"
        " WHERE (d.path = c.path AND d.after = c.after OR d.path = c.path AND d.after IS NULL AND c.after IS NULL)"
        f" AND m.landing_id = d.landing_id AND m.state <> 'void' AND m.ref IN ({marks(len(refs), 'l')})"
        " AND m.ref <> l.ref"
        " AND NOT EXISTS (SELECT 1 FROM changes e JOIN landings n ON n.landing_id = e.landing_id WHERE e.path = c.path"
        " AND e.landing_id > m.landing_id AND n.state <> 'void' AND n.ref = m.ref"
        " AND COALESCE(e.before, '') = COALESCE(c.after, '') AND COALESCE(e.after, '') = COALESCE(c.before, '')))"
    )
    columns = "SELECT DISTINCT c.path, c.before, c.after, k.session, k.epoch, l.new, c.maker IS NOT NULL"
    rows = []
    for piece in pieces(list(blobs)):
        pairs, values = _paired(blobs, piece)
        same = f"(c.path, c.after) IN (VALUES {pairs})"
        if store.has(f"SELECT 1 FROM changes c WHERE {same} LIMIT 1", **values):  # for most, nobody has had it before
            rows += store.all(f"{columns}{wanted.format('changes')} AND {same}", but=but, **named(refs, "l"), **values)
    elsewhere = f"SELECT 1 FROM tips WHERE ref NOT IN ({marks(len(refs), 'l')}) UNION ALL SELECT 1 FROM landings WHERE ref = :d"
    if len(blobs) <= MANY and store.value(f"{elsewhere} LIMIT 1", d=DETACHED, **named(refs, "l")):
        newest = f"(SELECT * FROM changes WHERE path = :path ORDER BY landing_id DESC LIMIT {RECENT})"
        for path in blobs:
            rows += store.all(columns + wanted.format(newest), but=but, path=path, **named(refs, "l"))
    return [
        Work(path=path, before=before, after=after, epoch=Epoch(session, epoch), commit=commit, alone=bool(alone))
        for path, before, after, session, epoch, commit, alone in dict.fromkeys(rows)
    ]


def names_of(store: Store, blobs: list[Oid], but: str) -> dict[str, Oid | None]:
    """Return the paths at which an uncommitted edit of another session, or a recent landing, has put one of these blobs."""
    since = newest_landing(store) - RECENT
    sql = (
        "SELECT path, after FROM writes WHERE landing_id IS NULL AND session <> :but AND after IN (:items)"
        " UNION SELECT path, after FROM changes WHERE landing_id > :since AND after IN (:items)"
    )
    return dict(store.among(sql, blobs, but=but, since=since))


def chains(store: Store, ref: str, bases: list[Oid], tip: Oid) -> dict[Oid, tuple[int, int]]:
    """Return, for each of ``bases`` from which ``ref`` was only fast-forwarded to ``tip``, the first and the last landing in
    between. About the others git has to be asked."""
    sql = "SELECT MAX(landing_id), old FROM landings WHERE ref = :ref AND state <> 'void' AND old IN (:items) GROUP BY old"
    starts: dict[int, Oid] = dict(store.among(sql, bases, ref=ref))
    if not starts:
        return {}
    found: dict[Oid, tuple[int, int]] = {}
    last, next_old = 0, None  # of the chain that begins with this landing; 0: it does not lead to the tip
    for landing_id, old, new, forward in store.connection.execute(
        "SELECT landing_id, old, new, forward FROM landings WHERE ref = :ref AND landing_id >= :start AND state <> 'void'"
        " ORDER BY landing_id DESC",
        {"ref": ref, "start": min(starts)},
    ):
        if new == tip:
            last = landing_id
        elif new != next_old:
            last = 0
        if not forward or new is None:
            last = 0
        next_old = old
        if last and landing_id in starts:
            found[starts[landing_id]] = (landing_id, last)
    return found


def changes_on(store: Store, ref: str, first: int, last: int) -> list[tuple[int, str, Oid | None, Oid | None, str | None]]:
    """Return (landing, path, before, after, maker) of a branch's landings, oldest first."""
    sql = (
        "SELECT c.landing_id, c.path, c.before, c.after, c.maker FROM landings l JOIN changes c ON c.landing_id = l.landing_id"
        " WHERE l.ref = :ref AND l.state <> 'void' AND l.landing_id BETWEEN :first AND :last ORDER BY l.landing_id"
    )
    return store.all(sql, ref=ref, first=first, last=last)


def changes(store: Store, landing_ids: list[int]) -> list[tuple[int, str, Oid | None, Oid | None, str | None]]:
    """Return (landing, path, before, after, maker) of landings given in ascending order."""
    if not landing_ids:
        return []
    wanted = set(landing_ids)
    sql = (
        "SELECT landing_id, path, before, after, maker FROM changes WHERE landing_id >= :low AND landing_id <= :high"
        " ORDER BY landing_id"
    )
    return [row for row in store.all(sql, low=landing_ids[0], high=landing_ids[-1]) if row[0] in wanted]


class Version(NamedTuple):
    """A landing's change of a path's blob. ``maker`` ``None``: nobody known, or several."""

    before: Oid | None
    after: Oid | None
    maker: str | None
    ref: str
    landing_id: int = 0
    begins: bool = False
    """True if the branch began with it, and has not had the version before it."""


VERSIONS = 64
"""Changes of a path that are examined, the newest."""
VERSION = (
    "SELECT c.before, c.after, c.maker, l.ref, c.landing_id, l.old IS NULL AND c.before IS NOT NULL"
    " FROM changes c JOIN landings l ON l.landing_id = c.landing_id"
)
"""The beginning of a query whose rows are those of ``Version``."""


def versions(store: Store, path: str) -> list[Version]:
    """Return the newest changes of a path on any branch, newest first, without those of moves that only took a branch back."""
    sql = (
        f"{VERSION} WHERE c.path = :path AND l.state <> 'void' AND l.ref <> 'detached'"
        " AND (l.forward = 1 OR EXISTS (SELECT 1 FROM commits k WHERE k.landing_id = l.landing_id))"
        " ORDER BY c.landing_id DESC LIMIT :limit"
    )
    return [Version(*row) for row in store.all(sql, path=path, limit=VERSIONS)]


def next_is_by(store: Store, session: str, ref: str, path: str, landing_id: int) -> bool:
    """True if the session made the first change of a path on a branch after a landing: by a commit, or by a move that rewrote the
    branch or took it back, so that no commit there has made the change."""
    sql = (
        "SELECT COALESCE(c.maker = :session, l.session = :session AND l.forward = 0)"
        " FROM changes c JOIN landings l ON l.landing_id = c.landing_id"
        " WHERE c.path = :path AND l.ref = :ref AND l.state <> 'void' AND c.landing_id > :landing_id"
        " ORDER BY c.landing_id LIMIT 1"
    )
    return any(found for (found,) in store.all(sql, session=session, path=path, ref=ref, landing_id=landing_id))


def detached_versions(store: Store, path: str, session: str) -> list[Version]:
    """Return the newest changes of a path that a session alone has committed on a detached HEAD, newest first. The branch that
    these came to has them joined with what a rebase brought."""
    sql = f"{VERSION} WHERE c.path = :path AND l.ref = 'detached' AND c.maker = :session ORDER BY c.landing_id DESC LIMIT :limit"
    return [Version(*row) for row in store.all(sql, path=path, session=session, limit=VERSIONS)]


def before(store: Store, ref: str, path: str, blob: Oid | None) -> Oid | None:
    """Return the commit that the branch named before it last replaced this version of a path."""
    sql = (
        "SELECT l.old FROM changes c JOIN landings l ON l.landing_id = c.landing_id WHERE c.path = :path AND l.ref = :ref"
        " AND COALESCE(c.before, '') = COALESCE(:blob, '') AND l.state <> 'void' ORDER BY c.landing_id DESC LIMIT 1"
    )
    return store.text(sql, ref=ref, path=path, blob=blob)


def had_before(store: Store, blobs: dict[str, Oid | None]) -> list[str]:
    """Return those of the paths whose blob given here (``None``: no file) some landing has replaced."""
    found = []
    kept, gone = ([path for path, blob in blobs.items() if (blob is None) == removed] for removed in (False, True))
    for piece in pieces(kept):
        pairs, values = _paired(blobs, piece)
        sql = (
            f"SELECT a.column1 FROM (VALUES {pairs}) a"
            " WHERE EXISTS (SELECT 1 FROM changes c WHERE c.path = a.column1 AND c.before = a.column2)"
        )
        found += store.column(sql, **values)
    sql = "SELECT DISTINCT path FROM changes WHERE path IN (:items) AND before IS NULL"
    return [*found, *(path for (path,) in store.among(sql, gone))]


def named_before(store: Store, ref: str, oid: Oid) -> bool:
    """True if the branch has named this commit at any time."""
    sql = "SELECT 1 FROM landings WHERE ref = :ref AND {} = :oid AND state <> 'void'"
    return store.has(f"{sql.format('new')} UNION ALL {sql.format('old')} LIMIT 1", ref=ref, oid=oid)


def named_at(store: Store, ref: str, landing_id: int) -> Oid | None:
    """Return the commit that the branch named at the landing ``landing_id`` (0: before the first), if it has moved since."""
    sql = "SELECT old FROM landings WHERE ref = :ref AND landing_id > :landing_id AND state <> 'void' ORDER BY landing_id LIMIT 1"
    return store.text(sql, ref=ref, landing_id=landing_id)


class BackwardMove(NamedTuple):
    """A move of a branch that dropped commits: what it named before and after, who moved it, and when."""

    old: Oid
    new: Oid | None
    session: str | None
    at: float


def backward(store: Store, ref: str, limit: int) -> list[BackwardMove]:
    """Return the branch's newest moves that dropped commits, newest first."""
    sql = (
        "SELECT old, new, session, landed_at FROM landings WHERE ref = :ref AND forward = 0 AND old IS NOT NULL"
        " AND state <> 'void' ORDER BY landing_id DESC LIMIT :limit"
    )
    return [BackwardMove(*row) for row in store.all(sql, ref=ref, limit=limit)]


def named_by(store: Store, refs: list[str], after: int, count: int) -> list[Oid]:
    """Return the commits that branches named by their newest landings after landing ``after``, newest first."""
    sql = (
        f"SELECT new, old FROM landings WHERE ref IN ({marks(len(refs))}) AND landing_id > :after AND state <> 'void'"
        " ORDER BY landing_id DESC LIMIT :count"
    )
    rows = store.all(sql, after=after, count=count, **named(refs))
    return list(dict.fromkeys(oid for row in rows for oid in row if oid))


def went_back(store: Store, session: str, since: int) -> bool:
    """True if the session has moved a branch off commits after the landing ``since``."""
    sql = "SELECT 1 FROM landings WHERE landing_id > :since AND session = :session AND forward = 0 AND state <> 'void' LIMIT 1"
    return store.has(sql, since=since, session=session)


def pending(store: Store, ref: str) -> list[Landing]:
    """Return the landings of a branch that git may not have finished, oldest first."""
    return _where(store, "ref = :ref AND state = 'pending'", ref=ref)


def pending_refs(store: Store) -> list[str]:
    return store.column("SELECT DISTINCT ref FROM landings WHERE state = 'pending' ORDER BY ref")


def settle(store: Store, landing_id: int, state: str) -> None:
    """Set a pending landing to ``landed`` or ``void``. A void one gives up its tip, its edits are uncommitted again, and its
    session's listings and searches get the base back that they had before it.

    A gate that outlives its git can publish after another update has landed: the tip of the newest landing that is not void
    counts.
    """
    if state == VOID:
        sql = "SELECT ref, old, new, session, epoch FROM landings WHERE landing_id = :landing_id"
        ((ref, old, new, session, epoch),) = store.all(sql, landing_id=landing_id)
        set_tip(store, ref, tip_without(store, ref, {landing_id}))
        take_back(store, landing_id)
        if session is not None and old is not None and new is not None:
            from coordgit.store import reads

            reads.move_predicates(store, Epoch(session, epoch), ref, new, old, pinned=())
    store.do("UPDATE landings SET state = :state WHERE landing_id = :landing_id", state=state, landing_id=landing_id)


def tip_without(store: Store, ref: str, void: set[int]) -> Oid | None:
    """Return the branch's tip without the landings ``void``."""
    sql = "SELECT landing_id, old, new FROM landings WHERE ref = :ref AND state <> 'void' ORDER BY landing_id DESC LIMIT :limit"
    before: Oid | None = None
    for landing_id, old, new in store.all(sql, ref=ref, limit=len(void) + 1):
        if landing_id not in void:
            named: Oid | None = new
            return named
        before = old
    return before


def tips(store: Store) -> dict[str, Oid]:
    return dict(store.all("SELECT ref, oid FROM tips"))


def set_tip(store: Store, ref: str, oid: Oid | None) -> None:
    if oid is None:
        store.do("DELETE FROM tips WHERE ref = :ref", ref=ref)
    else:
        store.upsert("tips", "ref", ref=ref, oid=oid)


def leave(store: Store, ref: str, last: Oid) -> None:
    """Record the commit that a deleted target named last."""
    store.do("UPDATE targets SET last = :last WHERE ref = :ref", ref=ref, last=last)


def left(store: Store, ref: str) -> Oid | None:
    """Return the commit that a deleted branch named last, if it was a target."""
    return store.text("SELECT last FROM targets WHERE ref = :ref", ref=ref)


def is_known(store: Store, oid: Oid) -> bool:
    """True if a branch names this commit or was moved to it; void moves count, as of a branch that was deleted right after."""
    sql = "SELECT 1 FROM tips WHERE oid = :oid UNION ALL SELECT 1 FROM landings WHERE new = :oid LIMIT 1"
    return store.has(sql, oid=oid)


def note_targets(store: Store, refs: list[str]) -> None:
    """Record the target branches, for the views."""
    store.each("INSERT INTO targets (ref) VALUES (?) ON CONFLICT DO NOTHING", ((ref,) for ref in refs))


def get(store: Store, landing_id: int) -> Landing | None:
    return next(iter(_where(store, "landing_id = :landing_id", landing_id=landing_id)), None)


def since(store: Store, landing_id: int) -> list[Landing]:
    return _where(store, "landing_id > :landing_id", landing_id=landing_id)


def last_of(store: Store, session: str) -> int:
    """Return the session's newest landing, 0 before its first."""
    return store.number("SELECT MAX(landing_id) FROM landings WHERE session = :session", session=session)


def landed_at(store: Store, oid: Oid) -> float | None:
    """Return when a branch first named the commit, as far as coordgit saw it."""
    sql = "SELECT MIN(l.landed_at) FROM commits c JOIN landings l ON l.landing_id = c.landing_id WHERE c.oid = :oid"
    landed: float | None = store.value(sql, oid=oid)
    return landed
