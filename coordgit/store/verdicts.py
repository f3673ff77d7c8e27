"""Verdicts and their conflicts: facts, stored when they were decided, so that explaining needs no git. ``log`` lists them."""

from coordgit.core.model import Conflict, Epoch, Oid, Read, Verdict
from coordgit.startup.json import loads
from coordgit.startup.typing import Any, Iterable
from coordgit.store.database import Store, whose

FACTS = ("outcome", "level", "source", "ref", "old", "new", "operation", "checked", "reason", "involved", "remedy")
"""Columns of a verdict that are called as its fields are."""
COLUMNS = ", ".join((*FACTS, "verdict_id", "session", "epoch", "decided_at"))
OF_V = ", ".join(f"v.{column}" for column in COLUMNS.split(", "))
DECIDED = [name for name in Conflict._fields if name not in ("acked_at", "ack_reason")]
"""Columns of a conflict, all called as its fields are, that are known when it is decided."""


def put(store: Store, verdict: Verdict) -> Verdict:
    """Store a verdict; return it with its number."""
    facts = {name: getattr(verdict, name) for name in FACTS}
    number = store.add("verdicts", **facts, **whose(verdict.epoch), decided_at=verdict.at)
    add_conflicts(store, number, verdict.conflicts)
    return verdict._replace(number=number)


def add_conflicts(store: Store, number: int, conflicts: tuple[Conflict, ...]) -> None:
    for c in conflicts:
        raw = {name: getattr(c, name).encode("utf-8", "surrogateescape") for name in ("author", "subject", "diff", "line")}
        texts = {name: text.decode("utf-8", "replace") for name, text in raw.items()}  # SQLite takes no surrogates
        store.insert("conflicts", verdict_id=number, **{name: getattr(c, name) for name in DECIDED} | texts)


def _verdict(store: Store, row: tuple[Any, ...], with_conflicts: bool) -> Verdict:
    number, session, epoch, at = row[len(FACTS) :]
    conflicts = _conflicts(store, number) if with_conflicts else ()
    facts = dict(zip(FACTS, row, strict=False))
    return Verdict(number=number, epoch=Epoch(session, epoch), at=at, conflicts=conflicts, **facts)


def _conflicts(store: Store, number: int) -> tuple[Conflict, ...]:
    rows = store.all(f"SELECT {', '.join(Conflict._fields)} FROM conflicts WHERE verdict_id = :number ORDER BY n", number=number)
    found = (Conflict(*row) for row in rows)
    return tuple(c._replace(counts=bool(c.counts)) for c in found)


def _one(store: Store, sql: str, **values: Any) -> Verdict | None:
    row = store.one(sql, **values)
    return None if row is None else _verdict(store, row, True)


def get(store: Store, number: int) -> Verdict | None:
    return _one(store, f"SELECT {COLUMNS} FROM verdicts WHERE verdict_id = :number", number=number)


def is_first(store: Store, verdict: Verdict) -> bool:
    """True if the gate has judged no earlier update of the verdict's session."""
    sql = "SELECT 1 FROM verdicts WHERE session = :session AND source = 'gate' AND verdict_id < :number LIMIT 1"
    return not store.has(sql, session=verdict.epoch.session, number=verdict.number)


def newest_rejection(store: Store, session: str | None) -> Verdict | None:
    """Return the newest rejection, of the session or of anybody."""
    theirs = "" if session is None else " AND session = :session"
    sql = f"SELECT {COLUMNS} FROM verdicts WHERE outcome = 'rejected'{theirs} ORDER BY verdict_id DESC LIMIT 1"
    return _one(store, sql, session=session)


def of_commit(store: Store, oid: Oid) -> Verdict | None:
    """Return the newest verdict on an update to this commit, or on the landing that first named it (its id may be short);
    without one, that of ``coordgit verify``."""
    last = oid + "g" if len(oid) >= 4 else oid  # sorts after every longer id, which goes on with hex digits
    of_update = (
        f"SELECT {COLUMNS} FROM verdicts WHERE new BETWEEN :oid AND :last AND (source = 'verify') = :verified"
        " ORDER BY verdict_id DESC LIMIT 1"
    )
    of_landing = (
        f"SELECT {OF_V} FROM commits c JOIN landings l ON l.landing_id = c.landing_id"
        " JOIN verdicts v ON v.verdict_id = l.verdict_id"
        " WHERE c.oid BETWEEN :oid AND :last ORDER BY v.verdict_id DESC LIMIT 1"
    )
    asked = {"oid": oid, "last": last}
    made = _one(store, of_update, verified=False, **asked) or _one(store, of_landing, **asked)
    return made or _one(store, of_update, verified=True, **asked)


def newest(store: Store, count: int) -> list[tuple[Verdict, str | None]]:
    """Return landings and rejections with the landing's state (landed, pending, void, ``None``: none), newest first."""
    sql = (
        f"SELECT {OF_V}, l.state FROM verdicts v LEFT JOIN landings l ON l.verdict_id = v.verdict_id"
        " WHERE v.source IN ('gate', 'found', 'push') ORDER BY v.verdict_id DESC LIMIT :count"
    )
    rows = store.all(sql, count=count)
    return [(_verdict(store, row[:-1], False), row[-1]) for row in rows]


def of_outcome(store: Store, outcome: str, count: int) -> list[Verdict]:
    """Return the newest verdicts with this outcome about updates that were made here, newest first, without their conflicts."""
    which = "outcome = :outcome AND source IN ('gate', 'found') ORDER BY verdict_id DESC LIMIT :count"
    rows = store.all(f"SELECT {COLUMNS} FROM verdicts WHERE {which}", outcome=outcome, count=count)
    return [_verdict(store, row, False) for row in rows]


NAMED = (
    "AND c.counts = 1 AND v.outcome = 'rejected' AND v.decided_at >= r.read_at"
    " AND NOT EXISTS (SELECT 1 FROM verdicts p WHERE p.session = v.session AND p.verdict_id > v.verdict_id"
    " AND p.outcome = 'passed' AND p.operation IN ('commit', 'amend'))"
)
"""A rejection since the read was recorded; whoever was rejected has committed nothing since."""


def naming(store: Store, session: str, path: str) -> dict[int, float]:
    """Return the session's reads of ``path`` that a rejection has named -> when one first did."""
    sql = (
        "SELECT r.read_id, MIN(v.decided_at) FROM reads r JOIN conflicts c ON c.path = r.path AND c.reader = r.session"
        f" JOIN verdicts v ON v.verdict_id = c.verdict_id WHERE r.path = :path AND r.session = :session {NAMED}"
        " GROUP BY r.read_id"
    )
    return dict(store.all(sql, path=path, session=session))


def named(store: Store, read_ids: list[int]) -> set[int]:
    """Return those of the listings and searches that a rejection has named: its conflicts have the paths that changed."""
    sql = (
        "SELECT r.read_id FROM reads r WHERE r.read_id IN (:items) AND EXISTS"
        f" (SELECT 1 FROM verdicts v JOIN conflicts c ON c.verdict_id = v.verdict_id WHERE c.read_id = r.read_id {NAMED})"
    )
    return {read_id for (read_id,) in store.among(sql, read_ids)}


def reported(store: Store, code: str, ref: str, asked: Iterable[Read]) -> set[int]:
    """Return the numbers of the reads about which a verdict on ``ref`` has reported a conflict of this code since."""
    told_reads = set()
    for read in asked:
        sql = "SELECT read FROM conflicts WHERE code IN ('CG104', 'CG105') AND code = :code AND read_id = :read_id AND ref = :ref"
        rows = store.all(sql, code=code, read_id=read.read_id, ref=ref)
        if any(loads(row[0])["at"] == read.at for row in rows):
            told_reads.add(read.read_id)
    return told_reads


def noted(store: Store, session: str) -> set[tuple[int, str, str, str | None]]:
    """Return (read, branch, path, blob) of what the session's updates that passed have told it."""
    sql = (
        "SELECT c.read_id, c.ref, c.path, c.oid FROM verdicts v JOIN conflicts c ON c.verdict_id = v.verdict_id"
        " WHERE v.source = 'gate' AND v.session = :session AND v.outcome = 'passed' AND c.read_id IS NOT NULL"
    )
    return set(store.all(sql, session=session))


def let_pass(store: Store, landing_id: int) -> bool:
    """True if the gate let a branch take this commit as it moved on, with nothing to say against it: not by a bypass, nor where
    the level only records."""
    sql = (
        "SELECT 1 FROM landings l LEFT JOIN verdicts v ON v.verdict_id = l.verdict_id WHERE l.landing_id = :landing_id"
        " AND l.source = 'gate' AND l.old IS NOT NULL AND COALESCE(v.outcome, 'passed') = 'passed'"
        " AND COALESCE(v.level, '') <> 'record' AND COALESCE(v.operation, 'commit') IN ('commit', 'amend', 'revert')"
    )
    return store.has(sql, landing_id=landing_id)


def waved_through(store: Store, landing_ids: list[int]) -> set[int]:
    """Return the landings that a bypass let through, or the level ``record``."""
    sql = (
        "SELECT l.landing_id FROM landings l JOIN verdicts v ON v.verdict_id = l.verdict_id"
        " WHERE (v.outcome = 'bypassed' OR v.level = 'record') AND l.landing_id IN (:items)"
    )
    return {row[0] for row in store.among(sql, landing_ids)}


def acknowledge(store: Store, number: int, n: int, reason: str, now: float) -> None:
    sql = "UPDATE conflicts SET acked_at = :now, ack_reason = :reason WHERE verdict_id = :number AND n = :n"
    store.do(sql, now=now, reason=reason, number=number, n=n)
