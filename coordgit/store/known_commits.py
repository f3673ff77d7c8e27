"""Commits that coordgit knows: whose work is in each, and what part they had in it; and merge bases as git computed them, which
never change, so that git is asked once for each pair of commits."""

from coordgit.core.contributors import PART_BROUGHT, PART_MERGED, PART_UNCLEAR
from coordgit.core.grouping import grouped
from coordgit.core.model import Commit, Epoch, Oid
from coordgit.core.own_changes import is_own
from coordgit.startup.typing import Collection, Iterable
from coordgit.store.database import Store
from coordgit.store.landings import DETACHED


def add_commits(store: Store, landing_id: int, commits: Iterable[tuple[Commit, Epoch, str]], now: float) -> None:
    """Record (commit, contributor, its part) of a landing. One of a detached HEAD moves to the first branch that names it."""
    store.each(
        "INSERT INTO commits (oid, session, epoch, part, author, landing_id, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (oid, session, epoch) DO UPDATE SET landing_id = excluded.landing_id"
        f" WHERE commits.landing_id IN (SELECT landing_id FROM landings WHERE ref = '{DETACHED}')",
        ((c.oid, k.session, k.number, part, c.author, landing_id, now) for c, k, part in commits),
    )


def forget(store: Store, oid: Oid) -> None:
    """Delete what is known of a commit."""
    store.do("DELETE FROM commits WHERE oid = :oid", oid=oid)


def made_detached(store: Store, oids: list[Oid]) -> set[Oid]:
    """Return those of ``oids`` that were made on a detached HEAD and that no branch has named yet."""
    sql = (
        "SELECT c.oid FROM commits c JOIN landings l ON l.landing_id = c.landing_id"
        " WHERE l.ref = :detached AND c.part = 'made' AND c.oid IN (:items)"
    )
    return {oid for (oid,) in store.among(sql, oids, detached=DETACHED)}


def contributions(store: Store, oids: list[Oid]) -> dict[Oid, list[tuple[Epoch, str]]]:
    """Return (epoch, its part) of each commit whose origin is known."""
    sql = "SELECT oid, session, epoch, part FROM commits WHERE part <> 'brought' AND oid IN (:items)"
    return grouped((oid, (Epoch(session, epoch), part)) for oid, session, epoch, part in store.among(sql, oids))


def makers(store: Store, oids: list[Oid]) -> dict[Oid, list[Epoch]]:
    """Return the contributors of each commit whose origin is known; a commit that git made alone may have an empty list."""
    contributed = contributions(store, oids)
    return {oid: [epoch for epoch, part in some if part != PART_MERGED] for oid, some in contributed.items()}


def mergers(store: Store, oids: list[Oid]) -> dict[Oid, set[str]]:
    """Return the sessions that made each known merge, or ran one that git completed alone; "" is among them if it is unclear."""
    contributed = contributions(store, oids)
    return {oid: {"" if part == PART_UNCLEAR else epoch.session for epoch, part in some} for oid, some in contributed.items()}


def first_landings(store: Store, oids: list[Oid]) -> dict[Oid, int]:
    """Return the landing that first named each known commit."""
    return dict(store.among("SELECT oid, landing_id FROM commits WHERE oid IN (:items)", oids))


def first_named_by(store: Store, landing_ids: list[int]) -> list[Oid]:
    """Return the known commits that one of these landings first named."""
    sql = "SELECT DISTINCT oid FROM commits WHERE landing_id IN (:items)"
    return [oid for (oid,) in store.among(sql, landing_ids)]


def judged_on(store: Store, oids: list[Oid]) -> dict[Oid, Oid]:
    """Return what a branch named before the gate let it move to one of ``oids``, by the first landing of each."""
    sql = (
        "SELECT l.new, l.old FROM commits c JOIN landings l ON l.landing_id = c.landing_id AND l.new = c.oid"
        " WHERE l.ref <> :detached AND l.source = 'gate' AND l.old IS NOT NULL AND c.oid IN (:items)"
    )
    return dict(store.among(sql, oids, detached=DETACHED))


def asked(store: Store, oids: list[Oid]) -> set[Oid]:
    """Return those of ``oids`` that the gate let a branch take first, as it moved on: not where a branch was made at them."""
    sql = (
        "SELECT c.oid FROM commits c JOIN landings l ON l.landing_id = c.landing_id"
        " WHERE l.source = 'gate' AND l.old IS NOT NULL AND c.oid IN (:items)"
    )
    return {oid for (oid,) in store.among(sql, oids)}


def made_unasked(store: Store, oid: Oid) -> bool:
    """True if a commit is known that was made here, but that the gate did not let a branch take as it moved on."""
    sql = (
        "SELECT 1 FROM commits c JOIN landings l ON l.landing_id = c.landing_id"
        " WHERE c.oid = :oid AND c.part <> 'brought' AND (l.source <> 'gate' OR l.old IS NULL)"
    )
    return store.has(sql, oid=oid)


def brought(store: Store, oids: list[Oid]) -> set[Oid]:
    """Return those of ``oids`` that a session fetched."""
    return {row[0] for row in store.among("SELECT oid FROM commits WHERE part = 'brought' AND oid IN (:items)", oids)}


def changers(store: Store, touched: Iterable[tuple[Oid, list[str], bool]]) -> dict[tuple[Oid, str], frozenset[str]]:
    """Return, for each known commit and path, the sessions that made its change; "" is among them if that is unclear.

    ``touched``: each commit, its paths, and whether it is a merge. Whoever picks a commit that nobody here made has not made its
    change; whoever merges one combines both sides. If the landing that brought a commit names the maker of a path, that counts: a
    squash of another's branch is that session's alone.
    """
    merges = {oid: merge for oid, _, merge in touched}
    oids = list(merges)
    alone = (
        "SELECT DISTINCT k.oid, c.path, c.maker FROM commits k JOIN landings l ON l.landing_id = k.landing_id AND l.new = k.oid"
        " JOIN changes c ON c.landing_id = l.landing_id WHERE l.forward = 1 AND c.maker IS NOT NULL AND k.oid IN (:items)"
    )
    by_path = {(oid, path): frozenset((maker,)) for oid, path, maker in store.among(alone, oids)}
    makers_of: dict[Oid, set[str]] = {}
    for oid, session, part in store.among("SELECT oid, session, part FROM commits WHERE oid IN (:items)", oids):
        foreign = part == PART_BROUGHT or (part == PART_MERGED and not merges[oid])
        makers_of.setdefault(oid, set()).update(("",) if foreign else (session, "") if part == PART_UNCLEAR else (session,))
    known = {oid: frozenset(sessions) for oid, sessions in makers_of.items()}
    return {(oid, path): by_path.get((oid, path), known[oid]) for oid, paths, _ in touched if oid in known for path in paths}


def made_alone(store: Store, touched: Collection[tuple[Oid, list[str], bool]], session: str) -> bool:
    """True if there are such changes, and a session alone has made each of them."""
    makers = changers(store, touched)
    return bool(touched) and all(is_own(makers.get((oid, path)), session) for oid, paths, _ in touched for path in paths)


def parts(store: Store, oids: list[Oid]) -> dict[Oid, list[tuple[str, str, str, Oid | None]]]:
    """Return, for each known commit, its (session, part, maker, replaced). Maker: who made the landing that first named the
    commit. Replaced: the commit that this landing moved the branch away from; ``None`` if it was a fast-forward."""
    sql = (
        "SELECT c.oid, c.session, c.part, COALESCE(l.session, ''), CASE l.forward WHEN 0 THEN l.old END FROM commits c"
        " JOIN landings l ON l.landing_id = c.landing_id WHERE c.oid IN (:items)"
    )
    return grouped((row[0], row[1:]) for row in store.among(sql, oids))


def of_authors(store: Store, authors: list[str]) -> list[Oid]:
    """Return the known commits with one of these authors, date included."""
    return [row[0] for row in store.among("SELECT DISTINCT oid FROM commits WHERE author IN (:items)", authors)]


def of_same_author(store: Store, oid: Oid) -> list[Oid]:
    """Return the other known commits with the author of this one, date included: what it was rewritten into is among them."""
    sql = (
        "SELECT DISTINCT c.oid FROM commits k JOIN commits c ON c.author = k.author"
        " WHERE k.oid = :oid AND k.author <> '' AND c.oid <> :oid"
    )
    return store.column(sql, oid=oid)


def by_author(store: Store, author: str) -> list[tuple[Oid, Epoch]]:
    """Return the commits with this author, date included, that sessions made, each with an epoch whose work is in it."""
    sql = "SELECT oid, session, epoch FROM commits WHERE author = :author AND part NOT IN ('merged', 'brought')"
    return [(oid, Epoch(session, number)) for oid, session, number in store.all(sql, author=author)]


def abbreviated(store: Store, start: str) -> list[Oid]:
    """Return the known commits whose id begins with ``start``."""
    return store.column("SELECT DISTINCT oid FROM commits WHERE oid >= :start AND oid < :end", start=start, end=start + "g")


def merge_bases(store: Store, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """Return the merge base of each of ``bases`` with ``tip``, for those that are stored."""
    return dict(store.among("SELECT base, oid FROM merge_bases WHERE tip = :tip AND base IN (:items)", bases, tip=tip))


def note_merge_bases(store: Store, tip: Oid, common: dict[Oid, Oid | None]) -> None:
    """Store the merge bases that git found. Where it found none, the clone may be too shallow, and nothing is stored."""
    store.each(
        "INSERT INTO merge_bases (base, tip, oid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(base, tip, oid) for base, oid in common.items() if oid],
    )
