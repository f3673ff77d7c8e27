"""What a landing does to reads: validated ones move to the branch's old tip, and the session knows what it wrote itself."""

from coordgit.check.update import Update
from coordgit.core.model import LINES, MADE, SEEN, Commit, Epoch, Judgement, Oid, Read, Write
from coordgit.git import operation
from coordgit.git.trees import Diff
from coordgit.startup.typing import Mapping
from coordgit.store import landings, reads, refreshes, writes
from coordgit.store.database import Store
from coordgit.store.reads import LandedBlob, advance
from coordgit.store.refreshes import Refresh

OWN = (operation.COMMIT, operation.AMEND, operation.REVERT)
"""Operations whose result is known to their session if it knew the version before."""


def move(store: Store, update: Update, judgement: Judgement, maker: Mapping[str, str]) -> None:
    """Move the reads of an update's sessions, in the transaction of its landing. ``maker``: path -> who alone changed it."""
    for read, target, commit in judgement.behind:
        refreshes.put(store, read.read_id, target, Refresh(tip=commit, oid=read.known, how="read", at=read.at))
    for read in judgement.carried:
        reads.regroup(store, [read.read_id], reads.base(store, read.epoch, update.new or ""))
        reads.known_as(store, [(read.read_id, read.known)])
    _know_given_back(store, update)
    resolved = {epoch: _resolved_before(store, update, epoch, maker) for epoch in update.epochs} if not update.exempt else {}
    if update.operation not in OWN or update.exempt:
        _know_renamed_away(store, update)
        _know_resolved(store, update)
    if update.exempt:
        return
    for epoch in () if update.private else update.epochs:
        refreshes.forget_replaced(store, epoch, update.written)
    if not update.integrates:
        _refresh(store, update, judgement)
    _know_own(store, update, judgement)
    if update.old and update.new:
        for epoch in update.epochs:
            alone = {path: blobs for path, blobs in update.written.items() if maker.get(path) == epoch.session}
            refreshes.go_on(store, epoch, update.ref, update.new, {**alone, **resolved[epoch]})
            if update.operation not in OWN:  # by hand it may have read the branch's version since it made its own
                texts = {path: LandedBlob(after, frozenset((before,))) for path, (before, after) in alone.items()}
                advance(store, epoch, "", update.new, texts)
                if alone == update.written:  # so it knows the answer with its own names and lines
                    refreshes.move(store, epoch, update.ref, update.new, _pinned(judgement, epoch, [update.ref]), answers=True)
    _know_own_answers(store, update, judgement)


def _refresh(store: Store, update: Update, judgement: Judgement) -> None:
    """Move the base of validated reads to the old tip, never to the new commit: that may hold what their session has not seen.
    Ranges that the diff does not touch move to the new blob. Reads that only inform keep their base, so that they inform or
    reject again."""
    reads.known_as(store, judgement.fresh)
    if update.old is None:
        return
    for epoch in update.epochs:
        answered: set[int] = set()
        if epoch.session != update.epoch.session:  # an acknowledgement by another session is no knowledge of its own
            from coordgit.store import acknowledgements

            answered = {read_id for read_id, _, _ in acknowledgements.of_epoch(store, epoch, update.epoch.session)}
        here = answered | _pinned(judgement, epoch, [update.ref])
        bases = reads.bases(store, epoch)
        led = landings.chains(store, update.ref, bases, update.old)
        older = [base for base in bases if base == update.old or base in led]
        reads.move_bases(store, epoch, older, update.old, sorted(here))
        refs = [branch.ref for branch in update.checked]
        beside = answered | _pinned(judgement, epoch, refs)  # a change that two of them have is one finding
        for branch in update.checked:
            refreshes.move(store, epoch, branch.ref, branch.tip, here if branch.ref == update.ref else beside)


def _pinned(judgement: Judgement, epoch: Epoch, refs: list[str]) -> set[int]:
    """Return the reads of an epoch that are stale on one of the branches and did not reject: there they keep their base."""
    reported = [f.read for f in judgement.findings if f.read is not None and f.branch.ref in refs]
    return {read.read_id for read in (*reported, *judgement.left_out) if read.epoch == epoch}


def _alone(update: Update, commit: Commit) -> bool:
    """True if the session wrote the commit just now, by a command that makes commits."""
    return commit.origin == MADE and len(commit.parents) < 2 and update.epoch in commit.contributors


def _know_own(store: Store, update: Update, judgement: Judgement) -> None:
    """Move a session's items to the new blob after its own commit, if it knew the one before; a merge or a rebase makes nothing
    known. Their base becomes the new commit itself, which has exactly that blob."""
    if update.new is None or update.operation not in OWN or not any(_alone(update, commit) for commit in update.commits):
        return
    others = (update.carried.keys() - update.undone) | update.outside
    written = {path: update.written[path] for path in update.own if path not in others}
    made = _own_blobs(store, update.epoch, written)
    made |= {path: made[path]._replace(theirs=True) for path in update.carried.keys() & made}
    advance(store, update.epoch, update.ref, update.new, made, first=update.old is None, superseded=judgement.superseded)
    _know_renamed(store, update, made)
    forget_given_up(store, update.epoch, written, update.renamed)


def forget_given_up(store: Store, epoch: Epoch, written: Diff, names: Mapping[str, str]) -> None:
    """Forget the new names that the session's own commits had given to files, and that its next one takes back: what comes there
    is another file. ``names``: the files that this one renames."""
    from coordgit.check.renames import RENAMED

    older = [read.path for read in reads.of_paths(store, epoch, sorted(names.values())) if read.via != RENAMED]
    gone = [path for path, (_, after) in written.items() if after is None and names.get(path) in (None, *older)]
    for read in reads.of_paths(store, epoch, gone):
        if read.via == RENAMED:
            reads.remove(store, read)


def _know_renamed(store: Store, update: Update, made: Mapping[str, LandedBlob]) -> None:
    """Record what a session knew of a file that its commit renames as known of the new name, too: git puts there what others
    change under the old one."""
    for read in reads.of_paths(store, update.epoch, sorted(update.renamed)):
        name = update.renamed[read.path]
        if read.known is None and read.base == update.new and name in made:
            _put_renamed(store, read, name, made[name].after)


def know_renamed_in(store: Store, epoch: Epoch, new: Oid, written: Diff, names: Mapping[str, str]) -> None:
    """Record what a session knew of the files that its commit ``new`` on a detached HEAD renames, under their new names:
    the reads of the old ones move only where that lands."""
    for read in reads.of_paths(store, epoch, sorted(names)):
        if read.settled and read.known in written[read.path]:
            _put_renamed(store, read._replace(base=new), names[read.path], written[names[read.path]][1])


def _know_renamed_away(store: Store, update: Update) -> None:
    """Know that the files are gone which commits on a detached HEAD have renamed, where these come to a branch."""
    added = [path for path, (before, _) in update.written.items() if before is None]
    gone = [path for path, (before, after) in update.written.items() if before and after is None] if added else []
    if not gone:
        return
    from coordgit.check.stale.shown_before import sight

    for epoch in update.epochs:
        named = {sight(read) for read in reads.of_paths(store, epoch, added)}
        for read in reads.of_paths(store, epoch, gone):
            if sight(read) in named and read.known == update.written[read.path][0]:
                reads.known(store, read.read_id, None)


def _know_given_back(store: Store, update: Update) -> None:
    """Know files again that the session had removed or renamed, where its update brings them back as they were: it rewrites the
    branch, or takes it back."""
    back = {path: after for path, (before, after) in update.written.items() if before is None} if not update.forward else {}
    known_gone = [read for read in reads.removed(store, update.epoch) if read.path in back] if back else []
    for read in known_gone:
        removals = (one for one in landings.versions(store, read.path) if one.ref == update.ref and one.after is None)
        removal = next(removals, None)
        if removal is not None and removal.maker == update.epoch.session and back[read.path] in (removal.before, read.observed):
            reads.known(store, read.read_id, back[read.path], reads.base(store, update.epoch, update.new or ""))


def _put_renamed(store: Store, read: Read, name: str, blob: Oid | None) -> None:
    from coordgit.check.renames import RENAMED

    known = read._replace(path=name, known=blob, via=RENAMED)
    if read.observed and not any(_says_as_much(one, known) for one in reads.of_path(store, read.epoch, name)):
        reads.put(store, known)


def _says_as_much(read: Read, other: Read) -> bool:
    """True if a read covers another of the same path, known version and agent, and is at least as exact. Lines compare only in
    the same version."""
    from coordgit.core.knowledge import covers

    same = (read.known, read.agent) == (other.known, other.agent) and read.exact >= other.exact
    counted = read.kind != LINES or read.observed == other.observed
    return same and counted and covers(read, other.kind, other.first, other.last)


def _resolved_before(store: Store, update: Update, epoch: Epoch, maker: Mapping[str, str]) -> Diff:
    """Return path -> (old blob, new blob) of the texts in this landing that no session made alone, such as a resolved conflict,
    and that the session knows all the same: one of its own commits in the landing has exactly that text."""
    its = {commit.oid for commit in update.commits if epoch in commit.contributors}
    mixed = {path: blobs for path, blobs in update.written.items() if its and path not in maker}
    known = [read for read in reads.of_paths(store, epoch, sorted(mixed)) if read.base in its] if mixed else []
    return {read.path: mixed[read.path] for read in known if read.known == mixed[read.path][1]}


def know_written(store: Store, epoch: Epoch, new: Oid, written: Diff) -> None:
    """Move a session's items to what it wrote into the commit ``new`` of its newest landing, if it knew the version before."""
    advance(store, epoch, "", new, _own_blobs(store, epoch, written))


def know_resolved_in(store: Store, epoch: Epoch, new: Oid, written: Diff) -> None:
    """Move whole reads of a conflict to what the commit ``new`` has made of it: ``written`` replaces one of its sides."""
    made = {}
    for read in reads.of_paths(store, epoch, list(written)):
        before, after = written[read.path]
        if read.whole and not read.settled and read.read_id in refreshes.on(store, epoch, f"{SEEN}{before}"):
            made[read.path] = LandedBlob(after, frozenset((read.known,)))
    advance(store, epoch, "", new, made)


def _own_blobs(store: Store, epoch: Epoch, written: Diff) -> dict[str, LandedBlob]:
    mine = {write.path: write for write in writes.landed_with(store, epoch.session, list(written))}
    return {path: _made_of(blobs, mine.get(path)) for path, blobs in written.items()}


def _made_of(blobs: tuple[Oid | None, Oid | None], write: Write | None) -> LandedBlob:
    """Return a path's blob after the landing, with the blobs that the session may have known before: old and new, and its own
    edit of a known version."""
    if write is None or write.lost or blobs[0] not in (write.before, write.origin):
        return LandedBlob(blobs[1], frozenset(blobs), blind=write is not None and write.lost)
    return LandedBlob(blobs[1], frozenset((*blobs, write.after)))


def _know_resolved(store: Store, update: Update) -> None:
    """Move reads of exactly the new commit's blob to that commit, and those of the conflict that it resolves: after a stopped
    merge, that is the session's resolution. So is what it changes there of files that the other side has not changed."""
    if update.old is not None and update.new is not None:
        theirs = update.carried.keys() | update.outside
        others = {path for path in theirs if update.resolved.get(path) == update.written[path][0]}  # no conflict
        known = {path: blob for path, blob in update.resolved.items() if path not in others}
        texts = {path: after for path, (_, after) in update.written.items()}
        made = {path: LandedBlob(after, frozenset((after, known.get(path, after)))) for path, after in texts.items()}
        advance(store, update.epoch, "", update.new, made)


def _know_own_answers(store: Store, update: Update, judgement: Judgement) -> None:
    """Move a session's listings and searches to the new commit if the landing is entirely its own: the answer that it knows
    includes its own names and lines. With the old tip as base, the session's own names would count as a change
    as soon as others touch those paths."""
    if update.old is None or update.new is None or update.carried or not update.own.issuperset(update.written):
        return
    if update.operation in OWN and not update.outside and all(_alone(update, commit) for commit in update.commits):
        pinned = _pinned(judgement, update.epoch, [update.ref])
        reads.move_predicates(store, update.epoch, update.ref, update.old, update.new, pinned=pinned)
