"""After a landing, update the reads of its session: it knows the text that it landed, and the new commit is their base."""

from coordgit.core.model import Epoch, Oid
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store import reads, refreshes
from coordgit.store.database import Store, whose
from coordgit.store.sessions import reads_of


class LandedBlob(NamedTuple):
    """A path's blob after a landing, and the blobs that its session may have known before."""

    after: Oid | None
    known: frozenset[Oid | None]


def advance(store: Store, epoch: Epoch, ref: str, commit: Oid, made: Mapping[str, LandedBlob]) -> None:
    """Move item reads that know an earlier blob of a path to its blob after the landing, with ``commit`` as their base.
    A refresh on the branch ``ref`` ("": none) counts as what the read knows, and is deleted."""
    shown = refreshes.on(store, epoch, ref)
    groups: dict[int, set[int]] = {}
    blobs: dict[int, Oid | None] = {}
    unsettled = []
    sql = (
        "SELECT read_id, base_id, path, known, settled, writer FROM reads WHERE session = :session AND epoch = :epoch"
        " AND path IN (:items) AND kind IN ('content', 'lines', 'absent')"
    )
    rows = store.among(sql, _read_paths(store, epoch, list(made)), **whose(epoch))
    for read_id, base_id, path, known, settled, writer in rows:
        one = made[path]
        if known != one.after and writer and not settled:
            continue  # it saw what another session had not committed
        if shown.get(read_id, known) in one.known:
            groups.setdefault(base_id, set()).add(read_id)
            if known != one.after:
                blobs[read_id] = one.after
            if not settled:
                unsettled.append((read_id,))
    reads.known_as(store, ((read_id, blobs[read_id]) for read_id in sorted(blobs)))  # in table order: half the cost
    store.connection.executemany("UPDATE reads SET settled = 1 WHERE read_id = ?", unsettled)
    for base_id, read_ids in groups.items():
        _move(store, epoch, base_id, read_ids, commit)
    if groups and (shown or refreshes.waiting(store, epoch.session)):
        refreshes.forget(store, set().union(*groups.values()), ref)


def _move(store: Store, epoch: Epoch, base_id: int, read_ids: set[int], commit: Oid) -> None:
    """Make ``commit`` the base of some reads of a group. The smaller part of the group moves to another row of bases, as moving a
    read costs several times as much as leaving it."""
    if store.value("SELECT 1 FROM reads WHERE base_id = :base_id LIMIT 1 OFFSET :most", base_id=base_id, most=2 * len(read_ids)):
        reads.regroup(store, read_ids, reads.base(store, epoch, commit))
        return
    rest = store.column("SELECT read_id FROM reads WHERE base_id = :base_id", base_id=base_id)
    before = store.value("SELECT oid FROM bases WHERE base_id = :base_id", base_id=base_id)
    store.do("UPDATE bases SET oid = :commit WHERE base_id = :base_id", commit=commit, base_id=base_id)
    rest = [read_id for read_id in rest if read_id not in read_ids]
    if rest:
        reads.regroup(store, rest, reads.new_base(store, epoch, before))


def _read_paths(store: Store, epoch: Epoch, paths: list[str]) -> list[str]:
    """Return those of ``paths`` that an epoch may have read; walks the shorter of the two, the paths or the reads."""
    if len(paths) <= 2 * reads_of(store, epoch):
        return paths
    read = set(store.column("SELECT DISTINCT path FROM reads WHERE session = :session AND epoch = :epoch", **whose(epoch)))
    return [path for path in paths if path in read]
