"""What a session knows of a path, and how a read, an edit, or a shown change alters that.

Values in, values out: object ids, and texts only where ranges have to be compared (``Texts``). Two rules decide most of it.

The base is true: a read records the bytes that were seen and a commit that has them. Where a tool's answer cannot be compared
with a version, the read happened when the call began.

An edit never launders: it moves what the session knows only if the session knew what the edit replaced.
"""

from __future__ import annotations

from coordgit.core.model import ABSENT, CONTENT, LEFT, LINES, NOBODY, READ_AT, SEEN, Epoch, Oid, Read, Write
from coordgit.startup.typing import Callable, Collection, Mapping, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.hunks import Hunk


class Shown(NamedTuple):
    """A version of an item that was shown to the session or acknowledged, on the branch ``ref`` at commit ``tip``."""

    ref: str
    tip: Oid
    oid: Oid | None
    how: str = "shown"


class KnownRead(NamedTuple):
    """A read, and the versions of its item that were shown since."""

    read: Read
    shown: tuple[Shown, ...] = ()

    def knows(self, blob: Oid | None) -> bool:
        """True if the session knows this version of the item."""
        shown = (version.oid for version in self.shown if not version.ref.startswith((LEFT, SEEN)))
        return blob in (self.read.known, *shown)

    def has_seen(self, blob: Oid | None, at: Oid | None = None) -> bool:
        """True if the session knows this version, or has seen it (with HEAD ``at`` a commit) before it read a text of its own."""
        return self.knows(blob) or any(version.oid == blob and at in (None, version.tip) for version in self.shown)


class Knowledge(NamedTuple):
    """What an epoch knows of a path, and its edit in one worktree that has not landed."""

    items: tuple[KnownRead, ...] = ()
    write: Write | None = None

    def knows(self, blob: Oid | None) -> bool:
        """True if the session knows this version of the path, or of a part of it."""
        return any(item.knows(blob) for item in self.items)


class Texts(NamedTuple):
    """How blobs compare, asked only where a decision needs it."""

    hunks: Callable[[Oid, Oid], list[Hunk] | None]
    """The hunks from one blob to another; ``None`` where one is not text."""
    count: Callable[[Oid], int]
    """The number of lines of a blob."""


NOT_NAMED: Mapping[int, float] = {}


# --- reads -----------------------------------------------------------------------------------------------------------


class AtCommit(NamedTuple):
    """A commit that a worktree's HEAD named, and the blob that it has at the path."""

    commit: Oid | None
    item: Oid | None


class Began(NamedTuple):
    """HEAD, and if ``noted`` the file's blob, when a call began."""

    head: AtCommit
    noted: bool = False
    blob: Oid | None = None


class Moment(NamedTuple):
    """A path at the end of a call, and at its beginning as far as that is known."""

    file: Oid | None
    """What the file is now, as git would store it."""
    head: AtCommit
    began: Began | None = None


def covers(read: Read, kind: str, first: int, last: int) -> bool:
    """True if the read covers what another one of this kind and range would."""
    return read.kind != LINES or kind == ABSENT or (kind == LINES and read.first <= first and last <= read.last)


class Sight(NamedTuple):
    """The version that was seen and the commit that it is true at; see ``Read.settled``."""

    blob: Oid | None
    base: Oid | None
    settled: bool = True


def as_it_began(moment: Moment) -> Oid | None:
    """The version of the path when the call began.

    If the file was not noted then, and equals HEAD's version now, it is assumed to have equalled HEAD's version then.
    """
    began = moment.began
    if began is None:
        return moment.file
    if began.noted:
        return began.blob
    moved = began.head.commit != moment.head.commit and began.head.item != moment.head.item
    return began.head.item if moved and moment.file == moment.head.item else moment.file


def sight(moment: Moment, blob: Oid | None, knowledge: Knowledge) -> Sight:
    """The commit that has ``blob``, a version of a path that was seen during a call."""
    head, began = moment.head, moment.began
    first = began.head if began is not None else head
    if blob == first.item:
        return Sight(blob, first.commit)
    if blob == head.item:
        return Sight(blob, head.commit)
    write = knowledge.write
    if write is not None and not write.lost and blob == write.after:
        return _sight_of_own(write, first, head, knowledge)
    return Sight(blob, first.commit, False)


def _sight_of_own(write: Write, first: AtCommit, head: AtCommit, knowledge: Knowledge) -> Sight:
    """The session's own text keeps the base of what it replaced, which may have been shown to it at HEAD."""
    same = [item for item in knowledge.items if item.read.known == write.after]
    newest = max(same, key=lambda item: (item.read.settled, item.read.at), default=None)
    for version in (first, head):
        if version.item == write.origin and (newest is None or any(shown.oid == write.origin for shown in newest.shown)):
            return Sight(write.after, version.commit)
    return Sight(write.after, newest.read.base, newest.read.settled) if newest else Sight(write.after, first.commit, False)


def after_read(
    knowledge: Knowledge,
    read: Read,
    refreshable: Collection[int],
    texts: Texts,
    *,
    coarse: bool = False,
    named: Mapping[int, float] = NOT_NAMED,
) -> Knowledge:
    """Add ``read``; return the same value if it adds nothing.

    ``refreshable`` are the numbers of the reads that this look may refresh or replace; ``named`` those that a rejection has
    named -> when one first did. A ``coarse`` read, of a tool that may have seen less, neither refreshes nor replaces an existing
    one. One of lines that is not exact, as it holds more lines than were seen, replaces only one of the same.
    """
    older = [item for item in knowledge.items if item.read.read_id in refreshable]
    if coarse and any(item.read.known != read.observed or item.read.kind == CONTENT for item in older):
        return knowledge
    same = next((item.read for item in knowledge.items if same_item(item.read, read)), None)
    if same is not None:
        read = read._replace(read_id=same.read_id, declared=read.declared or same.declared)
    dropped = set() if read.kind == LINES else {item.read.read_id for item in older}
    kept = [item for item in knowledge.items if not same_item(item.read, read) and item.read.read_id not in dropped]
    added = [*kept, KnownRead(read)]
    if read.kind == LINES and read.observed is not None:
        added = _superseded(added, read, {item.read.read_id for item in older}, texts, named)
    return knowledge._replace(items=tuple(added))


def same_item(one: Read, other: Read) -> bool:
    """True if two reads of a path, by the same agent, are of the same range or of the whole file."""
    return (one.agent, one.kind, one.first, one.last) == (other.agent, other.kind, other.first, other.last)


def _superseded(
    items: list[KnownRead], read: Read, refreshable: Collection[int], texts: Texts, named: Mapping[int, float]
) -> list[KnownRead]:
    """Refresh reads of another version if the ranges seen of this one cover all that changed in them. What a sub-agent has seen
    counts for its own reads and, of others', for those that a rejection had named before."""
    blob, lines = read.observed, [item.read for item in items if item.read.kind == LINES and item.read.exact]
    parts = [part for part in lines if part.observed == blob == part.known]

    def ranges(older: Read) -> list[tuple[int, int]]:
        since = named.get(older.read_id)
        its = [part for part in parts if part.agent in ("", older.agent) or (since is not None and part.at >= since)]
        return [(part.first, part.last) for part in its]

    return [
        KnownRead(_refreshed(item.read, read))
        if item.read.read_id in refreshable and covered(item.read, blob or "", ranges(item.read), texts)
        else item
        for item in items
    ]


def _refreshed(older: Read, read: Read) -> Read:
    """Return ``older`` as a read that knows the version of which ``read`` has seen a part. If no commit has that version, a
    commit is looked for that has it, not one that has the older version; a range keeps its line numbers of what was seen then."""
    refreshed = older._replace(known=read.observed, base=read.base, settled=read.settled)
    return refreshed if read.settled or older.kind == LINES else refreshed._replace(observed=read.observed, sought=read.sought)


def covered(read: Read, blob: Oid, ranges: list[tuple[int, int]], texts: Texts) -> bool:
    """True if ``ranges`` of ``blob`` show all that changed in what ``read`` covers."""
    if read.known is None or read.known == blob or read.observed is None or read.kind == ABSENT:
        return False
    from coordgit.core.hunks import covers, moved_range, touches

    change = texts.hunks(read.known, blob)
    way = texts.hunks(read.observed, read.known) if read.observed != read.known else []
    if change is None or way is None:
        return False
    if read.kind == LINES:
        span = moved_range(way, read.first, read.last)
        change = [hunk for hunk in change if touches([hunk], *span)]
    count = texts.count(blob) if any(hunk.new_length == 0 for hunk in change) else 0
    return covers(change, ranges, count)


# --- edits -----------------------------------------------------------------------------------------------------------


class Edit(NamedTuple):
    """One change of a path by a session: the file before and after, and what HEAD, or a merge that has stopped, has there."""

    before: Oid | None
    after: Oid | None
    head: AtCommit
    epoch: Epoch = NOBODY
    agent: str = ""
    worktree: str = ""
    path: str = ""
    at: float = 0.0
    via: str = ""
    landing_id: int = 0
    typed: bool = True
    """Was its text given by the session, or may a command have brought what it never saw?"""
    restores: bool = False
    """Is the file after it what HEAD had there when the call began?"""
    merged: bool = False
    """Did git bring another version under an edit that was not committed, as a pull with ``--autostash`` does?"""
    conflicted: Callable[[], bool] = bool
    """Did the text before hold the markers of a merge that stopped?"""
    theirs: Callable[[], Collection[Oid]] = tuple
    """The sides of that conflict that the session has not made itself."""
    conflicts: Callable[[], bool] = bool
    """Does the text after it hold them, where a command put it?"""
    foreign: Callable[[], bool] = bool
    """Is the newest recorded edit of the path another session's?"""
    taken: Callable[[], bool] = bool
    """Has a command put there what another session has committed?"""
    had: Callable[[Read], bool] = lambda _: False
    """Has the commit that a read is true at the text after it, or has that left it behind?"""


def is_edit(knowledge: Knowledge, before: Oid | None, after: Oid | None, exact: bool) -> bool:
    """True if the path changed, or if the session repeated its edit over a newer version, which counts once it has seen that."""
    write = knowledge.write
    return before != after or (exact and write is not None and write.lost and write.after == after)


def after_edit(knowledge: Knowledge, edit: Edit) -> Knowledge:
    """What is known once the session has changed the path."""
    judged = _judged(knowledge, edit)
    moved = judged.moved
    items = [item._replace(read=item.read._replace(known=edit.after)) if item in moved else item for item in knowledge.items]
    if not items and edit.before is None and edit.after is not None and _makes_anew(knowledge.write, edit):
        items.append(KnownRead(_made(edit)))
    write = (knowledge.write or Write(worktree=edit.worktree, path=edit.path, before=edit.before))._replace(
        epoch=edit.epoch,
        after=edit.after,
        origin=judged.origin,
        over=judged.over,
        lost=judged.lost,
        at=edit.at,
        via=edit.via,
    )
    if edit.after == edit.head.item and not edit.merged:  # nothing of it is uncommitted any more
        known = not items or knowledge.knows(edit.after)
        write = write._replace(before=edit.after, origin=edit.after if known else judged.origin, over=None, lost=False)
    return Knowledge(tuple(items), write)


def _makes_anew(write: Write | None, edit: Edit) -> bool:
    """True unless the file comes back as HEAD had it or, if the session had edited it, as a stopped merge brings it."""
    return not edit.restores and (write is None or not (edit.taken() or edit.conflicts()))


def _made(edit: Edit) -> Read:
    """The read of a file that the session created: it knows the content, as far as it was not brought by a command."""
    return Read(
        epoch=edit.epoch,
        agent=edit.agent,
        path=edit.path,
        observed=edit.after,
        known=edit.after,
        base=edit.head.commit,
        at=edit.at,
        exact=edit.typed,
        via=edit.via,
        worktree=edit.worktree,
        landing_id=edit.landing_id,
    )


class _Judged(NamedTuple):
    moved: tuple[KnownRead, ...]
    """What the edit carries forward."""
    origin: Oid | None
    """The blob it was taken from."""
    lost: bool = False
    over: Oid | None = None
    """If ``lost``: the newer content, unseen by the session, that the edit replaced."""


def _judged(knowledge: Knowledge, edit: Edit) -> _Judged:
    items, write = knowledge.items, knowledge.write
    if items and write is not None and not write.lost and write.before == write.after and not knowledge.knows(write.after):
        write = None  # the edit is gone, and the session never saw what a command has put there since
    origin = write.origin if write is not None else edit.before
    tip = edit.head.item
    if not items and write is None:
        return _Judged((), origin)
    if write is not None and write.lost and edit.before == write.after:
        seen = [version for version in (tip, write.over) if knowledge.knows(version)]
        return _Judged(items, seen[0]) if seen else _Judged(moved=(), origin=write.origin, lost=True, over=write.over)
    ours = {item.read.observed for item in items} | ({write.before, write.origin} if write else set())
    knows_tip = knowledge.knows(tip) or tip in ours
    if edit.merged and not knows_tip:
        return _Judged((), origin)
    follows = knowledge.knows(edit.before) or (write is not None and edit.before == write.after)
    if (follows or knows_tip) and edit.taken():  # known to who has seen it, or what came after it
        same = tuple(item for item in items if item.knows(edit.after))
        older = tuple(item for item in items if item not in same and item.read.settled and edit.had(item.read))
        return _Judged((*same, *older), origin if older else edit.after)
    if follows:
        return _Judged(tuple(item for item in items if item.knows(edit.before)), origin)
    theirs = edit.theirs() if items and edit.conflicted() else ()
    resolved = tuple(item for item in items if theirs and all(item.has_seen(side, edit.head.commit) for side in theirs))
    if resolved:  # of a conflict whose sides it knows, the session knows what it makes
        return _Judged(resolved, edit.before)
    if knows_tip:  # nothing landed in between: a formatter, if it was the session's own edit; else git, or whoever else
        mine = write is not None and write.after != tip and not edit.foreign()
        return _Judged(items if mine else (), origin)
    if edit.conflicted():  # the session resolves a conflict: what it did not read of either side stays stale, but is not lost
        return _Judged((), edit.before)
    whole = [item for item in items if item.read.kind != LINES]
    if whole:  # whoever removed the file knew its content
        return _Judged(moved=(), origin=whole[0].read.known or whole[0].read.observed, lost=True, over=edit.before)
    if write is not None and not items:  # it knows what it wrote itself
        return _Judged(moved=(), origin=write.after, lost=True, over=edit.before)
    return _Judged((), items[0].read.known if write is None else origin)  # of a range: what it shows of this version is unknown


# --- what is shown ---------------------------------------------------------------------------------------------------


def read_at(read: Read) -> Shown:
    """Return the version that a read knows, as one that was seen at its commit."""
    return Shown(ref=f"{READ_AT}{read.base}", tip=read.base or "", oid=read.known, how="read")


def after_showing(item: KnownRead, version: Shown) -> KnownRead:
    """Add a version that was shown, read on another branch, or acknowledged."""
    return item._replace(shown=(*(known for known in item.shown if known.ref != version.ref), version))


def after_look(knowledge: Knowledge, read: Read, refreshable: Collection[int]) -> Knowledge:
    """Add a look at a text that hides HEAD's version (``own_text.hides_newer``): if just that lands, the session knows it."""
    seen = Shown(ref=LEFT, tip=read.base or "", oid=read.observed, how="read")
    looked = [
        after_showing(item, seen)
        if item.read.read_id in refreshable and read.exact and (read.kind != LINES or same_item(item.read, read))
        else item
        for item in knowledge.items
    ]
    return knowledge._replace(items=tuple(looked))


def removed(knowledge: Knowledge, refreshable: Collection[int]) -> list[Oid]:
    """The text that the session knew of a file when it removed the file, if the removal is not committed."""
    if knowledge.write is None or knowledge.write.after is not None:
        return []
    some = [item for item in knowledge.items if item.read.read_id in refreshable and item.read.kind == CONTENT]
    texts = [item.read.observed for item in some if item.read.known is None]
    return [oid for oid in texts or [one.oid for item in some for one in item.shown if one.ref == LEFT] if oid][:1]


def refreshes(read: Read, agent: str, named: Collection[int]) -> bool:
    """True if a look by ``agent`` ("" for the session itself) can refresh the read.

    The session's own look refreshes everyone's; a sub-agent's its own, and those that a rejection named (``named``).
    """
    return not agent or read.agent == agent or read.read_id in named
