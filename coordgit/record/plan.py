"""What a call changes in its session's knowledge, before it is stored, and who makes that call."""

from __future__ import annotations

from coordgit.core.knowledge import Knowledge, KnownRead, Shown, read_at
from coordgit.core.model import LINES, NOBODY, READ_AT, Epoch, ModeChange, Oid, Query, Read, Write
from coordgit.startup.typing import NamedTuple
from coordgit.store import begun_calls, reads, refreshes, writes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.edit_steps import MadeEdit

Key = tuple[str, str]
"""A worktree and a path in it."""


class Observer(NamedTuple):
    """One call of a session's tool, or of ``coordgit read``."""

    epoch: Epoch = NOBODY
    agent: str = ""
    """The sub-agent, "" for the session itself."""
    call: str = ""
    via: str = ""
    """The tool."""
    at: float = 0.0
    declared: bool = False
    """True if the session declared the read itself."""
    output: str | None = None
    """What the call printed, if known."""
    slow: bool = False
    """True if the tool may run for minutes, and its client does not report when a call begins."""


class Plan:
    """The changes that a call makes to its session's knowledge."""

    def __init__(self, store: Store, observer: Observer) -> None:
        self.store = store
        self.observer = observer
        self.before: dict[Key, Knowledge] = {}
        self.after: dict[Key, Knowledge] = {}
        self.answers: list[Read] = []
        """Listings and searches."""
        self.kept: dict[tuple[str, Query | None], set[str]] = {}
        """(folder, query) of an answer -> branches on which the older answer was refreshed by a newer version than this."""
        self.merging: dict[str, list[Oid]] = {}
        """Worktree -> the commits that a stopped merge brings in there: the answers show those, too."""
        self.behind = False
        """True if an answer shows an older version: what was reported to the session before has to be reported again."""
        self.overtaken = False
        """True if an answer shows the commit that HEAD named before this call moved it: what was shown before is shown again."""
        self.edits: list[tuple[Key, MadeEdit]] = []
        self.modes: list[tuple[str, str, str]] = []
        """Worktree, path and mode of each file that became executable or stopped being so."""
        self.moved: list[Write] = []
        """Other sessions' uncommitted edits of files that a command has moved, each with its new path."""
        self.count = 0
        """How many accesses were recorded."""
        self._others: dict[str, list[Write]] = {}

    def knowledge(self, worktree: str, path: str) -> Knowledge:
        """Return what the session knows of a path at this point of the call."""
        if (worktree, path) not in self.after:
            found = load_knowledge(self.store, self.observer.epoch, worktree, path)
            self.before[worktree, path] = self.after[worktree, path] = found
        return self.after[worktree, path]

    def edits_of_others(self, worktree: str) -> list[Write]:
        """Return the uncommitted edits of other sessions in a worktree, which the store is asked for once."""
        if worktree not in self._others:
            self._others[worktree] = writes.of_others(self.store, self.observer.epoch.session, worktree)
        return self._others[worktree]

    def named(self, path: str) -> dict[int, float]:
        """Return the reads of a path that a rejection has named -> when: a sub-agent's look refreshes those of others too."""
        from coordgit.store import verdicts

        return verdicts.naming(self.store, self.observer.epoch.session, path)

    def put(self, worktree: str, path: str, knowledge: Knowledge) -> None:
        """Set what the session knows of a path from here on."""
        self.after[worktree, path] = knowledge

    def holds(self) -> bool:
        """True if the store still has what the plan was made from."""
        epoch = self.observer.epoch
        return all(load_knowledge(self.store, epoch, *at) == before for at, before in self.before.items())

    def save(self) -> None:
        """Store the plan, in the caller's transaction."""
        for at, before in self.before.items():
            save_knowledge(self.store, before, self.after[at], self.observer.at)
        if self.edits:
            from coordgit.store import edit_steps

            for at in {at for at, _ in self.edits if _is_gone(self.before[at].write)}:
                edit_steps.forget(self.store, self.observer.epoch.session, *at)
            for (worktree, path), made in self.edits:
                edit_steps.put(self.store, self.observer.epoch.session, worktree, path, made)
        for write in self.moved:
            _follow(self.store, write)
        if self.modes:
            from coordgit.store import modes

            for worktree, path, mode in self.modes:
                modes.put(self.store, worktree, path, ModeChange(self.observer.epoch.session, mode, self.observer.at))
        for read in self.answers:
            read_id = reads.put(self.store, read, kept=self.kept.get((read.path, read.query), ()))
            for n, oid in enumerate(self.merging.get(read.worktree, ())):
                refreshes.put(self.store, read_id, f"merge {n}", Refresh(tip=oid, oid=None, how="read", at=self.observer.at))
        if self.behind or self.overtaken:
            from coordgit.store import tellings

            tellings.forget(self.store, self.observer.epoch, whole=not self.behind)
        if self.observer.call:
            begun_calls.end(self.store, self.observer.epoch.session, self.observer.call)


def _is_gone(write: Write | None) -> bool:
    """True if nothing of an edit is uncommitted any more: it was taken back, or its file has become what HEAD has."""
    return write is not None and not write.lost and write.before == write.after


def _follow(store: Store, write: Write) -> None:
    """Record another session's edit under the new name of its file, unless that session has edited a file of this name too."""
    if writes.pending(store, write.epoch.session, write.worktree, write.path) is None:
        writes.put_whole(store, write)


def load_knowledge(store: Store, epoch: Epoch, worktree: str, path: str) -> Knowledge:
    """Load what the epoch knows of ``path``, and the session's edit of it in ``worktree`` that has not landed."""
    found = reads.of_path(store, epoch, path)
    return Knowledge(with_shown(store, found), writes.pending(store, epoch.session, worktree, path))


def with_shown(store: Store, known: list[Read]) -> tuple[KnownRead, ...]:
    """Return the reads, each with the refreshes of its item that already count."""
    shown = refreshes.of_reads(store, [read.read_id for read in known]) if known else {}
    return tuple(
        KnownRead(
            read,
            tuple(
                Shown(ref=ref, tip=again.tip, oid=again.oid, how=again.how) for ref, again in shown.get(read.read_id, {}).items()
            ),
        )
        for read in known
    )


def save_knowledge(store: Store, before: Knowledge, after: Knowledge, now: float) -> None:
    """Store what has changed between two states of knowledge."""
    old = {item.read.read_id: item for item in before.items}
    kept = {item.read.read_id for item in after.items}
    waiting = refreshes.waiting_for(store, list(old)) if before.items and before.items != after.items else []
    keeps = before.items != after.items and any(item.shown for item in after.items)
    seen_at = _seen_at(store, before.items) if keeps else {}
    for read_id, item in old.items():
        if read_id not in kept:
            reads.remove(store, item.read)
    for item in after.items:
        was = old.get(item.read.read_id)
        if item == was:
            continue
        read_id, again = item.read.read_id, False
        read = item.read
        if was is None or was.read._replace(known=read.known, base=read.base, settled=read.settled) != read:  # it was read again
            read_id = reads.put(store, read)
            was, again = None, True
            for one in waiting:
                if _sees_the_same(old[one.read_id].read, read):
                    refreshes.put(store, read_id, one.ref, one.refresh, call=one.call, sealed=False, counts=False)
        elif was.read != read:
            moved = (was.read.base, was.read.settled) != (read.base, read.settled)
            base_id = reads.base(store, read.epoch, read.base or "") if moved else None
            reads.known(store, read_id, read.known, base_id, settled=read.settled)
        for version in was.shown if was is not None else ():
            if version not in item.shown:
                refreshes.forget(store, [(read_id, version.ref)])
        for version in [version for version in item.shown if was is None or version not in was.shown]:
            seen = seen_at.get((version.ref, version.tip, version.oid))
            older = again and seen is not None
            refresh = Refresh(tip=version.tip, oid=version.oid, how=version.how, at=seen or now, older=older)
            refreshes.put(store, read_id, version.ref, refresh)
    if after.write is not None and after.write != before.write:
        writes.put(store, after.write)


def _seen_at(store: Store, items: tuple[KnownRead, ...]) -> dict[tuple[str, Oid, Oid | None], float]:
    """Return when the versions of branches were seen: a look at another version leaves them known, as they were seen before."""
    seen_at = {}
    for shown in refreshes.of_reads(store, [item.read.read_id for item in items]).values():
        seen_at.update({(ref, one.tip, one.oid): one.at for ref, one in shown.items() if ref.startswith(("refs/", READ_AT))})
    for item in items:
        version = read_at(item.read)
        seen_at[version.ref, version.tip, version.oid] = item.read.at
    return seen_at


def _sees_the_same(older: Read, read: Read) -> bool:
    """True if a read has seen what an older one of the agent knew, or some of its lines. A change that was shown to the session
    meanwhile, in the answer of a parallel call, then refreshes this read as well."""
    inside = older.kind != LINES or (read.kind == LINES and older.first <= read.first and read.last <= older.last)
    return inside and (older.agent, older.known) == (read.agent, read.known)
