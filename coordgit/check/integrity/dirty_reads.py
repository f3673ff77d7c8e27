"""Reads of other sessions' uncommitted edits: what became of each edit, in git and in the work tree it was read in."""

from coordgit.check import branch_changes
from coordgit.check.provenance import weaving
from coordgit.check.update import Update, landing
from coordgit.core.grouping import grouped
from coordgit.core.hunks import touches
from coordgit.core.model import DROPPED, EDITED, LINES, MUTUAL, REPLACED, Change, CheckedBranch, Epoch, Finding, Oid, Read, Write
from coordgit.core.own_changes import is_own, makers_of
from coordgit.core.rules.dirty_read import DirtyItem, altered, became, stands
from coordgit.core.uncommitted_lines import NOBODY, Weave
from coordgit.core.validation import DIRTY
from coordgit.errors import CoordgitError
from coordgit.git import files, refs, trees, undone_changes, worktrees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Collection
from coordgit.store import reads, refreshes, sessions, writes
from coordgit.store.database import Store


def of(store: Store, git: Git, update: Update, seen: list[Read], swept: frozenset[str]) -> list[Finding]:
    """Return a finding for each of the reads ``seen`` whose edit did not become what was read.

    ``swept``: paths in which the update carries edits of others. The advice is to leave these out, so the reads are judged as if
    they were left out already.
    """
    assert update.old is not None
    whose = _landing(git, update)
    seen = [read for read in seen if read.epoch in whose]
    tips = trees.items(git, update.old, {read.path for read in seen})
    again = refreshes.of_reads(store, [read.read_id for read in seen])
    known = {
        read.read_id: {read.observed, read.known, *(refresh.oid for refresh in again.get(read.read_id, {}).values())}
        for read in seen
    }
    seen = [read for read in seen if tips[read.path] not in known[read.read_id]]
    seen = _touched(git, seen, tips)
    if not seen:
        return []
    there = _files(git, seen)
    bases = at_base(git, seen)
    findings = []
    for read in seen:
        tip = tips[read.path]
        item = DirtyItem(
            known=known[read.read_id],
            base=bases.get((read.base, read.path)),
            tip=tip,
            new=update.written[read.path][1] if read.path in update.written.keys() - swept else tip,
            file=there[read.worktree, read.path],
            mutual=read.epoch == update.epoch and _is_read_by(store, update, read.writer),
        )
        cause = became(item)
        if cause == REPLACED and (_by_reader_alone(store, git, update.old, read) or _was_read(git, item, read)):
            cause = became(item._replace(base=tip))
        if cause == EDITED and _stands(store, git, read, item, item.file):
            cause = MUTUAL if item.mutual else ""  # only other edits of the file have changed
        if cause == EDITED:
            read = _of_changed(store, git, read, item)
            cause = DROPPED if _is_undone(store, git, read, item) else EDITED
        if cause == DROPPED and item.file == item.new != item.tip and _stands(store, git, read, item, item.new):
            cause = ""
        if cause and not _is_its_own(store, git, read, tip) and not (tip is item.new is None and _never_lands(git, read)):
            findings.append(_finding(update, read, tip, cause))
    return findings


def _landing(git: Git, update: Update) -> Collection[Epoch]:
    """Return whose work the update lands. What another target has, has landed already: the reads behind it were validated there.
    Everything that is sent to a remote lands there."""
    if update.private or update.new is None or not update.ref.startswith(refs.HEADS):
        return update.epochs
    return {epoch for commit in landing(git, update) for epoch in commit.contributors}


def _of_changed(store: Store, git: Git, read: Read, item: DirtyItem) -> Read:
    """Return the read with the writer of one of the edits that it saw: one that is gone or, if none is, one that has changed."""
    seen, now = _weaves(store, git, read, item, item.file)
    if seen is None or now is None:
        return read
    whose = sorted(altered(seen, now, read.epoch.session, _range(read)), key=lambda writer: (writer in now.makers, writer))
    return read._replace(writer=whose[0]) if whose else read


def _is_undone(store: Store, git: Git, read: Read, item: DirtyItem) -> bool:
    """True if nothing is left of the edit that was read: what differs from the branch's version is known to be others'."""
    write = writes.pending(store, read.writer, read.worktree, read.path)
    if write is None or write.before == write.after:
        return write is not None
    weave = weaving.of(store, git, read.worktree, {read.path: (item.tip, item.file)}).get(read.path)
    return weave is not None and weave.makers.isdisjoint((read.writer, NOBODY))


def _stands(store: Store, git: Git, read: Read, item: DirtyItem, text: Oid | None) -> bool:
    """True if a text, the file's or the update's, still has the uncommitted edit that was read, though it is not the text that
    was seen."""
    seen, now = _weaves(store, git, read, item, text)
    return seen is not None and now is not None and stands(seen, now, read.epoch.session, _range(read))


def _weaves(store: Store, git: Git, read: Read, item: DirtyItem, text: Oid | None) -> list[Weave | None]:
    """Return what leads from the branch's version to the text that was read, and to ``text``."""
    return [weaving.of(store, git, read.worktree, {read.path: (item.tip, oid)}).get(read.path) for oid in (read.observed, text)]


def _range(read: Read) -> tuple[int, int] | None:
    return (read.first, read.last) if read.kind == LINES else None


def _is_its_own(store: Store, git: Git, read: Read, tip: Oid | None) -> bool:
    """True if the reader alone made what differs between the branch and what it saw: the other took its lines back."""
    weaves = weaving.of(store, git, read.worktree, {read.path: (tip, read.observed)})
    return read.path in weaves and weaves[read.path].makers == {read.epoch.session}


def _never_lands(git: Git, read: Read) -> bool:
    """True if git ignores the file that was read: its edit was never to be committed."""
    worktree = worktrees.named(worktrees.of(git), read.worktree)
    return worktree is not None and bool(worktree.top) and files.never_lands(worktree.git(), read.path)


def _touched(git: Git, seen: list[Read], tips: dict[str, Oid | None]) -> list[Read]:
    """Return the reads without ranges that equal the branch's version: the edit is elsewhere in that file."""
    pairs = {read.read_id: (read.observed or "", tips[read.path] or "") for read in seen if read.kind == LINES}
    hunks = trees.hunks(git, [pair for pair in pairs.values() if all(pair)])
    kept = []
    for read in seen:
        changed = hunks.get(pairs[read.read_id]) if read.read_id in pairs else None
        if changed is None or touches(changed, read.first, read.last):
            kept.append(read)
    return kept


def _files(git: Git, seen: list[Read]) -> dict[tuple[str, str], Oid | None]:
    """Return (worktree, path) -> the file's blob now; ``None`` if the worktree is gone."""
    here = worktrees.of(git)
    there: dict[tuple[str, str], Oid | None] = {(read.worktree, read.path): None for read in seen}
    for name, paths in grouped((read.worktree, read.path) for read in seen).items():
        worktree = worktrees.named(here, name)
        if worktree is not None and worktree.top:
            oids = files.Hashing(worktree, worktree.git()).start(paths).oids()
            there |= {(name, path): oid for path, oid in oids.items()}
    return there


def at_base(git: Git, seen: list[Read]) -> dict[tuple[Oid | None, str], Oid | None]:
    """Return (commit, path) -> what the branch had when it was read, without commits that git has pruned."""
    bases: dict[tuple[Oid | None, str], Oid | None] = {}
    for base, paths in grouped((read.base, read.path) for read in seen if read.base).items():
        try:
            items = trees.items(git, base, paths)
        except CoordgitError:
            continue
        bases |= {(base, path): oid for path, oid in items.items()}
    return bases


def _by_reader_alone(store: Store, git: Git, tip: Oid, read: Read) -> bool:
    """True if the reader alone has changed the branch's version since it read: it has committed its own edits of the path."""
    return is_own(branch_changes.makers(store, git, read.base, tip, [read.path])[read.path], read.epoch.session)


def _was_read(git: Git, item: DirtyItem, read: Read) -> bool:
    """True if what was read has all that the branch has gained since: a part of the edit was committed as it was read."""
    if item.base is None or item.tip is None:
        return False
    known = [oid for oid in dict.fromkeys((read.observed, read.known)) if oid]
    return not all(undone_changes.lacking(git, [(item.base, item.tip, oid) for oid in known]))


def _is_read_by(store: Store, update: Update, writer: str) -> bool:
    """True if the session ``writer`` read a path that the update lands, as an uncommitted edit of this session."""
    other = sessions.get(store, writer)
    if other is None or other.state != "live":
        return False
    mine = update.epoch.session
    return any(read.writer == mine and read.path in update.written for read in reads.uncommitted(store, other.epoch))


def _finding(update: Update, read: Read, tip: Oid | None, cause: str) -> Finding:
    return update.finding(DIRTY, read.path)._replace(
        reader=read.epoch,
        branch=CheckedBranch(update.ref, update.old or ""),
        read=read,
        changes=(Change(path=read.path, before=read.observed, after=tip, makers=makers_of(read.writer)),),
        write=Write(epoch=Epoch(read.writer, 0), path=read.path, after=tip),
        cause=cause,
    )
