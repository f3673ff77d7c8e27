"""What other clones of the team landed and locked, as this clone knows it, and what of it was told to whom."""

from coordgit.core.grouping import grouped
from coordgit.core.model import REJECTED, Epoch, Oid, Verdict
from coordgit.startup.typing import NamedTuple
from coordgit.store.database import ITEMS, Store, whose


class LandedElsewhere(NamedTuple):
    """A landing in another clone, or a verdict there without one."""

    remote_id: int
    """The landing's number; negative for a verdict."""
    clone: str
    ref: str
    old: Oid | None
    new: Oid | None
    session: str | None
    outcome: str
    reason: str
    landed_at: float


COLUMNS = ", ".join(LandedElsewhere._fields)


def newest(store: Store, count: int) -> list[tuple[Verdict, str | None]]:
    """Return the newest landings and rejections in other clones as ``verdicts.newest`` does; their source is the clone."""
    sql = f"SELECT {COLUMNS} FROM remote_landings ORDER BY landed_at DESC, remote_id DESC LIMIT :count"
    entries: list[tuple[Verdict, str | None]] = []
    for remote_id, clone, ref, old, new, session, outcome, reason, at in store.all(sql, count=count):
        epoch = Epoch(session or "", 0)
        verdict = Verdict(
            number=0,
            outcome=outcome,
            level="",
            source=clone,
            epoch=epoch,
            ref=ref,
            old=old,
            new=new,
            operation="",
            checked=None,
            at=at,
            reason=reason,
        )
        entries.append((verdict, "landed" if remote_id > 0 else None))
    return entries


def blocked(store: Store, since: float) -> dict[str, tuple[str, str]]:
    """Return (verdict, its reasons) by live session of another clone: its newest rejection, unless it has landed there since.
    Older ones than ``since`` are left out."""
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for session, clone, ref, outcome, reason in store.all(
        "SELECT s.session, s.clone, r.ref, r.outcome, r.reason FROM remote_landings r JOIN sessions s ON s.session = r.session"
        " WHERE s.state = 'live' AND r.landed_at > :since AND r.ref LIKE 'refs/heads/%' ORDER BY r.landed_at, ABS(r.remote_id)",
        since=since,
    ):
        name, _, reasons = reason.partition(": ")
        newest[session, ref] = (f"{clone}/{name}" if outcome == REJECTED else "", reasons)
    return {session: told for (session, _), told in newest.items() if told[0]}


def branches_at_work(store: Store) -> dict[tuple[str, str], list[str]]:
    """Return (clone, branch) -> the sessions of other clones that are at work there."""
    rows = store.all(
        "SELECT clone, branch, session FROM sessions WHERE clone <> '' AND state = 'live' AND branch <> ''"
        " ORDER BY clone, branch, seen_at DESC"
    )
    return grouped(((clone, branch), session) for clone, branch, session in rows)


def landed_on(store: Store, clone: str, ref: str) -> list[tuple[int, Oid | None]]:
    """Return (landing, commit) of what a clone landed on one of its branches, newest first."""
    sql = "SELECT remote_id, new FROM remote_landings WHERE clone = :clone AND ref = :ref AND remote_id > 0 ORDER BY 1 DESC"
    return store.all(sql, clone=clone, ref=ref)


def changed_by(store: Store, landings: list[int]) -> dict[str, Oid | None]:
    """Return the paths that these landings changed -> the blob after the last of them."""
    sql = "SELECT path, after FROM remote_changes WHERE remote_id IN (:items) ORDER BY remote_id"
    return dict(store.among(sql, landings))


class Upto(NamedTuple):
    """The newest landing, and the newest lock by its token."""

    remote_id: int
    token: int


def untold(store: Store, session: str, agent: str) -> tuple[Upto, Upto] | None:
    """Return (up to where an audience was informed, up to where there is news); ``None`` if it knows everything. A new audience
    is informed of what comes from now on."""
    now = Upto(
        store.number("SELECT MAX(remote_id) FROM remote_landings"),
        store.number("SELECT MAX(token) FROM locks"),
    )
    sql = "SELECT remote_id, token FROM remote_tellings WHERE session = :session AND agent = :agent"
    known = store.one(sql, session=session, agent=agent)
    if known is None:
        note_told(store, session, agent, now)
        return None
    before = Upto(*known)
    return None if before == now else (before, now)


def note_told(store: Store, session: str, agent: str, upto: Upto) -> None:
    store.upsert("remote_tellings", "session, agent", session=session, agent=agent, remote_id=upto.remote_id, token=upto.token)


def under_reads(
    store: Store, epoch: Epoch, agent: str, since: int, refs: list[str]
) -> list[tuple[LandedElsewhere, str, Oid | None]]:
    """Return (landing, path, blob after it) of the newest landings in other clones, on branches of these names, that changed what
    the session read; oldest first."""
    columns = ", ".join(f"l.{name}" for name in COLUMNS.split(", "))
    sql = (
        f"SELECT DISTINCT {columns}, c.path, c.after FROM remote_landings l JOIN remote_changes c ON c.remote_id = l.remote_id"
        " JOIN reads r ON r.path = c.path WHERE l.remote_id > :since AND r.session = :session AND r.epoch = :epoch"
        f" AND (:agent = '' OR r.agent = :agent) AND r.{ITEMS}"
        " AND COALESCE(c.after, '') <> COALESCE(r.known, '') AND COALESCE(c.after, '') <> COALESCE(r.observed, '')"
        " AND NOT EXISTS (SELECT 1 FROM remote_changes d JOIN remote_landings m ON m.remote_id = d.remote_id"
        " WHERE d.path = c.path AND m.ref = l.ref AND d.remote_id > c.remote_id) AND l.ref IN (:items)"
    )
    rows = store.among(sql, refs, since=since, agent=agent, **whose(epoch))
    found = [(LandedElsewhere(*row[:-2]), row[-2], row[-1]) for row in rows]
    return sorted(found, key=lambda one: (one[0].remote_id, one[1]))


def branches(store: Store) -> list[str]:
    """Return the names that the target branches have in other clones."""
    refs = store.column("SELECT ref FROM targets")
    names = (ref.split("/", 3)[3] if ref.startswith("refs/remotes/") else ref.removeprefix("refs/heads/") for ref in refs)
    return list(dict.fromkeys(f"refs/heads/{name}" for name in names))


def touched(store: Store, epoch: Epoch) -> list[str]:
    """Return the paths that the session has read in this epoch, or edited and not committed."""
    sql = (
        f"SELECT path FROM reads WHERE session = :session AND epoch = :epoch AND {ITEMS}"
        " UNION SELECT path FROM writes WHERE session = :session AND landing_id IS NULL"
    )
    return store.column(sql, **whose(epoch))


def is_elsewhere(store: Store, session: str) -> bool:
    return store.has("SELECT 1 FROM sessions WHERE session = :session AND clone <> ''", session=session)
