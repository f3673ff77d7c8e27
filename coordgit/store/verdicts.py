"""Verdicts and their conflicts: facts, stored when they were decided, so that explaining asks git nothing."""

from __future__ import annotations

from coordgit.core.model import Conflict, Epoch, Verdict
from coordgit.store.database import key, path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coordgit.core.model import Oid
    from coordgit.store.database import Store


COLUMNS = (
    "verdict, outcome, level, source, session, epoch, ref, old, new, operation, checked, reason, involved, remedy, decided_at"
)


def put(store: Store, verdict: Verdict) -> Verdict:
    """Store a verdict; the same with its number."""
    number = store.add(
        "INSERT INTO verdicts (outcome, level, source, session, epoch, ref, old, new, operation, checked, reason, involved,"
        " remedy, decided_at) VALUES (:outcome, :level, :source, :session, :epoch, :ref, :old, :new, :operation, :checked,"
        " :reason, :involved, :remedy, :now)",
        outcome=verdict.outcome,
        level=verdict.level,
        source=verdict.source,
        session=verdict.epoch.session,
        epoch=verdict.epoch.number,
        ref=verdict.ref,
        old=verdict.old,
        new=verdict.new,
        operation=verdict.operation,
        checked=verdict.checked,
        reason=verdict.reason,
        involved=verdict.involved,
        remedy=verdict.remedy,
        now=verdict.at,
    )
    add_conflicts(store, number, verdict.conflicts)
    return verdict._replace(number=number)


def add_conflicts(store: Store, number: int, conflicts: tuple[Conflict, ...]) -> None:
    for c in conflicts:
        store.do(
            "INSERT INTO conflicts (verdict, n, counts, code, path, first, last, reader, read_id, read, ref, tip, changed_by,"
            " oid, session, author, subject, changed_at, diff, why) VALUES (:verdict, :n, :counts, :code, :path, :first, :last,"
            " :reader, :read_id, :read, :ref, :tip, :changed_by, :oid, :session, :author, :subject, :changed_at, :diff, :why)",
            verdict=number,
            n=c.n,
            counts=int(c.counts),
            code=c.code,
            path=key(c.path),
            first=c.first,
            last=c.last,
            reader=c.reader,
            read_id=c.read_id,
            read=c.read,
            ref=c.ref,
            tip=c.tip,
            changed_by=c.changed_by,
            oid=c.oid,
            session=c.session,
            author=_text(c.author),
            subject=_text(c.subject),
            changed_at=c.changed_at,
            diff=_text(c.diff),
            why=c.why,
        )


def _text(text: str) -> str:
    """What SQLite takes as text; bytes that are no UTF-8 become the replacement character."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _verdict(store: Store, row: tuple[Any, ...], with_conflicts: bool) -> Verdict:
    conflicts = conflicts_of(store, row[0]) if with_conflicts else ()
    number, outcome, level, source = row[:4]
    ref, old, new, operation, checked, reason, involved, remedy, at = row[6:]
    return Verdict(
        number,
        outcome,
        level,
        source,
        Epoch(row[4], row[5]),
        ref,
        old,
        new,
        operation,
        checked,
        reason,
        involved,
        remedy,
        at,
        conflicts,
    )


def conflicts_of(store: Store, number: int) -> tuple[Conflict, ...]:
    rows = store.all(
        "SELECT n, counts, code, path, first, last, reader, read_id, read, ref, tip, changed_by, oid, session, author, subject,"
        " changed_at, diff, why, acked_at, ack_reason FROM conflicts WHERE verdict = :number ORDER BY n",
        number=number,
    )
    return tuple(Conflict(row[0], bool(row[1]), row[2], path_of(row[3]), *row[4:]) for row in rows)


def get(store: Store, number: int) -> Verdict | None:
    row = store.one(f"SELECT {COLUMNS} FROM verdicts WHERE verdict = :number", number=number)
    return None if row is None else _verdict(store, row, True)


def newest_rejection(store: Store, session: str | None) -> Verdict | None:
    """Of the session, or of anybody."""
    row = store.one(
        f"SELECT {COLUMNS} FROM verdicts WHERE outcome = 'rejected' AND (:session IS NULL OR session = :session)"
        " ORDER BY verdict DESC LIMIT 1",
        session=session,
    )
    return None if row is None else _verdict(store, row, True)


def of_commit(store: Store, oid: Oid) -> Verdict | None:
    """The newest verdict about a landing that ended at, or began its way with, this commit (any length of its name)."""
    row = store.one(
        f"SELECT {COLUMNS} FROM verdicts WHERE new = :oid OR (LENGTH(:oid) >= 4 AND new LIKE :oid || '%')"
        " ORDER BY verdict DESC LIMIT 1",
        oid=oid,
    )
    if row is None:
        row = store.one(
            f"SELECT {', '.join('v.' + c.strip() for c in COLUMNS.split(','))} FROM commits c"
            " JOIN landings l ON l.seq = c.seq JOIN verdicts v ON v.verdict = l.verdict"
            " WHERE c.oid = :oid OR (LENGTH(:oid) >= 4 AND c.oid LIKE :oid || '%') ORDER BY v.verdict DESC LIMIT 1",
            oid=oid,
        )
    return None if row is None else _verdict(store, row, True)


def newest(store: Store, count: int) -> list[tuple[Verdict, str | None]]:
    """Landings and rejections with what became of the landing (landed, pending, void, ``None``: none), newest first."""
    rows = store.all(
        f"SELECT {', '.join('v.' + c.strip() for c in COLUMNS.split(','))}, l.state FROM verdicts v"
        " LEFT JOIN landings l ON l.verdict = v.verdict WHERE v.source IN ('gate', 'found', 'push')"
        " ORDER BY v.verdict DESC LIMIT :count",
        count=count,
    )
    return [(_verdict(store, row[:-1], False), row[-1]) for row in rows]


def acknowledge(store: Store, number: int, n: int, reason: str, now: float) -> None:
    store.do(
        "UPDATE conflicts SET acked_at = :now, ack_reason = :reason WHERE verdict = :number AND n = :n",
        now=now,
        reason=reason,
        number=number,
        n=n,
    )
