"""What a clone sends to its team, and what it receives: sessions, reports, verdicts, and landings with their write sets.

The tables themselves are the outbox: their numbers only grow, so what has a greater number than the last row that was sent is to
be sent. It is there as soon as the transaction that made it has ended, at no cost to hooks. What is sent twice is taken once.
"""

from typing import Any, NamedTuple

from coordgit.core.model import REJECTED, Session
from coordgit.core.quoting import quote
from coordgit.store import mirror, other_clones, sessions
from coordgit.store.database import Store, insertion
from coordgit.store.mirror import Row, Shift

REPORT, VERDICT, LANDING = "report", "verdict", "landing"
REPORTS = "session, state, text, reported_at"
VERDICTS = "outcome, level, source, session, epoch, ref, old, new, operation, reason, decided_at"
LANDINGS = "ref, old, new, session, epoch, state, source, forward, landed_at"
TABLES = {
    REPORT: ("report_id", REPORTS, "reports", "session IN (SELECT s.session FROM sessions s WHERE s.clone = '')"),
    VERDICT: ("verdict_id", VERDICTS, "verdicts", "source IN ('gate', 'found', 'push')"),
    LANDING: ("landing_id", f"{LANDINGS}, verdict_id", "landings", "source IN ('gate', 'found')"),
}
"""What is sent -> its number, its columns, its table, and which rows."""
MOST = 200
"""Rows of a kind that are sent, or received, in one transaction."""
PATHS = 5000
"""Paths of a landing, and of all landings in one transaction but the last of them, that are sent at most."""
REASONS = 8
"""Reasons of a rejection that are sent at most."""
QUIET = 10.0
"""After how many seconds the team is told that a session was seen again; at the latest after a third of the time for which its
shortest lock or claim lasts."""


class Outgoing(NamedTuple):
    """Rows that were not sent yet, oldest first, by kind, with their numbers; the write sets of the landings; and the numbers up
    to which each kind is sent with them."""

    rows: dict[str, list[tuple[int, Row]]]
    changes: list[Row]
    upto: dict[str, int]

    @property
    def total(self) -> int:
        return sum(map(len, self.rows.values()))


def begin(store: Store, project: str) -> None:
    """Send what happens from now on, and receive everything: call this where a clone joins, or joins again."""
    store.do("DELETE FROM remote_tellings")
    store.do("DELETE FROM remote_landings")
    store.do("DELETE FROM reports WHERE session IN (SELECT s.session FROM sessions s WHERE s.clone <> '')")
    for what in TABLES:
        mirror.set_counter(store, f"received {what} {project}", 0)
    for what, (number, _, table, _) in TABLES.items():
        if mirror.counter(store, f"sent {what} {project}") is None:
            mirror.set_counter(store, f"sent {what} {project}", store.number(f"SELECT MAX({number}) FROM {table}"))


def unsent(store: Store, project: str) -> Outgoing:
    """Return what the clone has to send next."""
    rows: dict[str, list[tuple[int, Row]]] = {}
    upto: dict[str, int] = {}
    first = store.value("SELECT MIN(landing_id) FROM landings WHERE state = 'pending'")
    for what, (number, columns, table, which) in TABLES.items():
        since = mirror.counter(store, f"sent {what} {project}") or 0
        bound = f" AND {number} < {int(first)}" if what == LANDING and first is not None else ""
        rest = f"FROM {table} WHERE {number} > :since AND {which}{bound} ORDER BY {number} LIMIT {MOST}"
        found = store.rows(f"{number}, {columns}", rest, since=since)
        upto[what] = found[-1][number] if found else since
        rows[what] = [(row.pop(number), row) for row in found if row.get("state") != "void"]
    for number_here, row in rows[VERDICT]:
        if row["outcome"] == REJECTED:
            row["reason"] = _reason(store, number_here)
    changes: list[Row] = []
    for n, (landing_id, _) in enumerate(rows[LANDING]):
        if len(changes) >= PATHS:
            rows[LANDING], upto[LANDING] = rows[LANDING][:n], landing_id - 1
            break
        rest = "FROM changes WHERE landing_id = :id ORDER BY path LIMIT :paths"
        changes += store.rows("landing_id, path, before, after, maker", rest, id=landing_id, paths=PATHS)
    return Outgoing(rows, changes, upto)


def _reason(store: Store, verdict_id: int) -> str:
    """Return what a rejection is called here, and the codes and paths behind it."""
    sql = (
        "SELECT DISTINCT code, path FROM conflicts WHERE verdict_id = :verdict_id AND counts = 1 ORDER BY code, path LIMIT :most"
    )
    named = [f"{code} {quote(path)}".rstrip() for code, path in store.all(sql, verdict_id=verdict_id, most=REASONS)]
    return f"v{verdict_id}: {', '.join(named)}"


def sent(store: Store, project: str, outgoing: Outgoing) -> None:
    for what, number in outgoing.upto.items():
        before = mirror.counter(store, f"sent {what} {project}") or 0
        mirror.set_counter(store, f"sent {what} {project}", max(number, before))


def take(there: Store, outgoing: Outgoing, clone: str, ahead: float) -> None:
    """Take what a clone sent into the team's store. ``ahead``: seconds that its clock is before the clone's."""
    back = Shift("", ahead)
    ids: dict[str, dict[int, int]] = {}
    for what, found in outgoing.rows.items():
        numbers = [number for number, _ in found]
        sql = "SELECT number, row_id FROM origins WHERE what = :what AND clone = :clone AND number IN (:items)"
        known: dict[int, int] = dict(there.among(sql, numbers, what=what, clone=clone))
        fresh = []
        for number, row in found:
            if number in known:
                continue
            values = back.row(row)
            if row.get("session"):
                values["session"] = f"{clone}/{row['session']}"
            if what == LANDING:
                values["verdict_id"] = _row_id(there, ids[VERDICT], clone, row["verdict_id"])
            known[number] = there.add(TABLES[what][2], **values)
            fresh.append({"what": what, "clone": clone, "number": number, "row_id": known[number]})
        there.many(insertion("origins", ("what", "clone", "number", "row_id")), fresh)
        ids[what] = known
    there.many(
        insertion("changes", ("landing_id", "path", "before", "after", "maker")) + " ON CONFLICT DO NOTHING",
        [
            row | {"landing_id": ids[LANDING][row["landing_id"]], "maker": row["maker"] and f"{clone}/{row['maker']}"}
            for row in outgoing.changes
        ],
    )


def _row_id(there: Store, ids: dict[int, int], clone: str, number: int | None) -> int | None:
    """Return the number in the team's store of a clone's verdict, sent now or before."""
    if number is None or number in ids:
        return ids.get(number or 0)
    sql = "SELECT row_id FROM origins WHERE what = 'verdict' AND clone = :clone AND number = :number"
    found: int | None = there.value(sql, clone=clone, number=number)
    return found


def forget(there: Store, clone: str, limit: float) -> int:
    """Delete what the clone sent to the team's store before ``limit``, by that store's clock; return how many rows."""
    gone = 0
    for what, (number, _, table, _) in reversed(TABLES.items()):
        at = {REPORT: "reported_at", VERDICT: "decided_at", LANDING: "landed_at"}[what]
        sql = (
            f"DELETE FROM {table} WHERE {at} < :limit AND {number} IN"
            " (SELECT o.row_id FROM origins o WHERE o.what = :what AND o.clone = :clone)"
        )
        gone += there.do(sql, limit=limit, what=what, clone=clone)
        here = f"EXISTS (SELECT 1 FROM {table} WHERE {number} = row_id)"
        sql = f"DELETE FROM origins WHERE what = :what AND clone = :clone AND NOT {here}"
        there.do(sql, what=what, clone=clone)
    return gone


def changed_sessions(store: Store, there: Store, clone: str, ahead: float) -> list[Session]:
    """Return the clone's sessions of which the team's store does not know the state, the branch or a recent sight."""
    sql = "SELECT session, state, branch, name, seen_at FROM sessions WHERE clone = :clone AND state = 'live'"
    rows = there.all(sql, clone=clone)
    known = {row[0].removeprefix(f"{clone}/"): row[1:] for row in rows}
    spans = mirror.spans(there, clone)
    found = []
    for one in sessions.every(store):
        before = known.get(one.session)
        if one.clone or (before is None and one.state != "live"):
            continue
        if (
            before is None
            or before[:3] != (one.state, one.branch, one.name)
            or one.seen_at + ahead - before[3] > min(QUIET, spans.get(one.session, QUIET * 3) / 3)
        ):
            found.append(one)
    return found


class News(NamedTuple):
    """What other clones reported, landed, and decided without a landing; ``upto``: the newest of each kind there."""

    reports: list[Row]
    landings: list[Row]
    verdicts: list[Row]
    changes: list[tuple[Any, ...]]
    upto: dict[str, int]

    @property
    def sessions(self) -> set[str]:
        return {row["session"] for row in (*self.reports, *self.landings, *self.verdicts) if row["session"]}

    @property
    def most(self) -> int:
        """How many rows the largest kind has: after ``MOST`` there may be more."""
        return max(map(len, (self.reports, self.landings, self.verdicts)))


OF_LANDINGS = (
    "SELECT l.landing_id AS remote_id, o.clone AS clone, l.ref AS ref, l.old AS old, l.new AS new, l.session AS session,"
    " COALESCE(v.outcome, 'unverified') AS outcome, COALESCE(v.reason, '') AS reason, l.landed_at AS landed_at"
    " FROM landings l JOIN origins o ON o.what = 'landing' AND o.row_id = l.landing_id"
    " LEFT JOIN verdicts v ON v.verdict_id = l.verdict_id WHERE l.landing_id > :since AND o.clone <> :clone"
)
OF_VERDICTS = (
    "SELECT -v.verdict_id AS remote_id, o.clone AS clone, v.ref AS ref, v.old AS old, v.new AS new, v.session AS session,"
    " v.outcome AS outcome, v.reason AS reason, v.decided_at AS landed_at"
    " FROM verdicts v JOIN origins o ON o.what = 'verdict' AND o.row_id = v.verdict_id"
    " WHERE v.verdict_id > :since AND o.clone <> :clone AND (v.outcome = 'rejected' OR v.operation IN ('send', 'forge'))"
)
"""Rejections, and what was checked before a push."""


def news(there: Store, clone: str, since: dict[str, int]) -> News:
    """Return what the clone has not received yet, oldest first."""
    rest = f"FROM reports WHERE report_id > :since AND session NOT LIKE :own ORDER BY report_id LIMIT {MOST}"
    reports = there.rows(f"report_id, {REPORTS}", rest, since=since[REPORT], own=f"{clone}/%")
    first = f"ORDER BY ABS(remote_id) LIMIT {MOST}"
    landed, decided = (
        there.rows(other_clones.COLUMNS, f"FROM ({which}) AS x {first}", since=since[what], clone=clone)
        for what, which in ((LANDING, OF_LANDINGS), (VERDICT, OF_VERDICTS))
    )
    sql = "SELECT landing_id, path, after FROM changes WHERE landing_id IN (:items)"
    changes = there.among(sql, [row["remote_id"] for row in landed])
    upto = {}
    for what, found, number in ((REPORT, reports, "report_id"), (LANDING, landed, "remote_id"), (VERDICT, decided, "remote_id")):
        full = len(found) == MOST
        upto[what] = abs(found[-1][number]) if full else _newest(there, what, since[what])
    return News(reports=reports, landings=landed, verdicts=decided, changes=changes, upto=upto)


def _newest(there: Store, what: str, since: int) -> int:
    number, _, table, _ = TABLES[what]
    return max(there.number(f"SELECT MAX({number}) FROM {table}"), since)


def received(store: Store, project: str) -> dict[str, int]:
    return {what: mirror.counter(store, f"received {what} {project}") or 0 for what in TABLES}


def write(store: Store, project: str, news: News, shift: Shift) -> None:
    """Store what other clones reported, landed and decided. Call this in a transaction."""
    before = received(store, project)
    for row in map(shift.row, news.reports):
        if row.pop("report_id") > before[REPORT]:
            store.insert("reports", **row)
    for row in map(shift.row, news.landings + news.verdicts):
        store.ensure("remote_landings", **row)
    store.many(
        insertion("remote_changes", ("remote_id", "path", "after")) + " ON CONFLICT DO NOTHING",
        [dict(zip(("remote_id", "path", "after"), row, strict=True)) for row in news.changes],
    )
    for what, number in news.upto.items():
        mirror.set_counter(store, f"received {what} {project}", max(number, before[what]))
