"""Generate many rows to measure how cost grows: made-up reads, sessions and landings."""

from collections.abc import Iterator

from coordgit.core.model import CONTENT, LINES, Epoch, Oid
from coordgit.store import landings as published
from coordgit.store import reads as real
from coordgit.store import sessions as known
from coordgit.store.database import Store, whose


def reads(store: Store, session: str, head: Oid, *, files: dict[str, Oid], count: int, now: float) -> None:
    """Bring a session to ``count`` reads with the base ``head``: every file as a whole, then range after range of each."""
    with store.writing():
        epoch = known.seen(store, session, now).epoch
        base = real.base(store, epoch, head)
        there = known.reads_of(store, epoch)
        rows = _ranges(epoch, files, base, there=there, count=count, now=now)
        store.each(
            "INSERT INTO reads (session, epoch, kind, path, first, last, observed, known, base_id, via, read_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'bench', ?)",
            rows,
        )
        sql = "UPDATE epochs SET reads = :count WHERE session = :session AND epoch = :epoch"
        store.do(sql, count=max(count, there), **whose(epoch))


def _ranges(
    epoch: Epoch, files: dict[str, Oid], base: int, *, there: int, count: int, now: float
) -> Iterator[tuple[object, ...]]:
    names = list(files)
    for n in range(there, count):
        lap, path = n // len(names), names[n % len(names)]
        kind = LINES if lap else CONTENT
        yield epoch.session, epoch.number, kind, path, lap, lap, files[path], files[path], base, now


def sessions(store: Store, head: Oid, files: dict[str, Oid], *, count: int, each: int, now: float) -> None:
    """Bring the number of sessions to ``count``, each new one with ``each`` reads."""
    there: int = store.value("SELECT COUNT(*) FROM sessions")
    for n in range(there, count):
        reads(store, f"session {n}", head, files=files, count=each, now=now)


def landings(store: Store, ref: str, paths: list[str], *, count: int, each: int, now: float) -> None:
    """Add ``count`` landings on ``ref`` that changed ``each`` paths, by fifty sessions, to a store without landings."""
    with store.writing():
        for n in range(count):
            old, new, who = f"{n:040x}", f"{n + 1:040x}", Epoch(f"session {n % 50}", 1)
            landing_id = published.publish(store, ref, old, new, epoch=who, source="gate", forward=True, now=now)
            some = (paths[(n * each + m) % len(paths)] for m in range(each))
            published.add_changes(store, landing_id, ((path, old, new, who.session) for path in some))
            store.insert("commits", oid=new, author=new, landing_id=landing_id, made_at=now, **whose(who))


def refreshes(store: Store, but: str, ref: str, *, tip: Oid, count: int, now: float) -> None:
    """Make ``count`` reads of sessions other than ``but`` true again on ``ref``."""
    with store.writing():
        sql = (
            "INSERT INTO refreshes (read_id, session, epoch, ref, tip, oid, how, refreshed_at)"
            " SELECT read_id, session, epoch, :ref, :tip, known, 'shown', :now FROM reads WHERE session <> :but"
            " ORDER BY read_id LIMIT :count ON CONFLICT DO NOTHING"
        )
        store.do(sql, but=but, ref=ref, tip=tip, count=count, now=now)
