"""What a passing update stores: its write set, and what the sessions know from now on."""

from __future__ import annotations

from coordgit.core.model import MADE, OUTSIDE, UNCLEAR, Commit, Epoch
from coordgit.git import operation
from coordgit.store import acknowledgements, dropped, holdings, landed_reads, landings, reads, refreshes, sessions, writes
from coordgit.store import commits as known_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.model import Judgement, Oid, Process, Verdict, Write
    from coordgit.git.trees import Diff
    from coordgit.store.database import Store


def land(
    store: Store, update: Update, worktree: str, judgement: Judgement, verdict: Verdict, *, process: Process, now: float
) -> None:
    """Publish in the validating transaction: another update sees all of it, or came before. ``worktree``: where git runs."""
    landing_id = landings.publish(
        store,
        update.ref,
        update.old,
        update.new,
        epoch=update.epoch,
        state=landings.PENDING,
        source="gate",
        forward=update.forward,
        process=process,
        verdict_id=verdict.number,
        now=now,
    )
    maker = _makers(update) | {path: makers[0].session for path, makers in update.carried.items()}
    maker = {path: session for path, session in maker.items() if path not in update.mixed}
    landings.add_changes(store, landing_id, ((p, b, a, maker.get(p)) for p, (b, a) in update.written.items()))
    known_commits.add_commits(store, landing_id, _whose(update), now)
    if dropped.is_any(store):
        whose = {epoch for commit in update.commits for epoch in commit.contributors}
        dropped.land(store, landing_id, ((path, epoch) for path in update.written for epoch in whose))
    dropped.put(store, update.dropped)
    mine = ((path, update.written[path][1]) for path in update.own if path in update.written)
    writes.land(store, landing_id, mine, update.epoch.session, worktree)
    sessions.count_rejection(store, update.epoch.session, False)
    if holdings.any_of(store, update.epoch.session):
        from coordgit.store import locks, tasks

        locks.end_turn(store, update.epoch.session, now)
        tasks.count_landing(store, landing_id, update.epoch.session)
    if update.operation not in OWN or update.exempt:
        _know_resolved(store, update)
    if update.exempt:
        return
    _refresh(store, update, judgement)
    _know_own(store, update)
    _know_own_answers(store, update, judgement)


def _whose(update: Update) -> list[tuple[Commit, Epoch, str]]:
    """Return (commit, contributor, its part) of each."""
    found = []
    for commit in update.commits:
        own = known_commits.PART_UNCLEAR if commit.origin == UNCLEAR else known_commits.PART_MADE
        for epoch in commit.contributors:
            found.append((commit, epoch, own if commit.made and epoch == update.epoch else known_commits.PART_SOURCE))
        found += [(commit, epoch, known_commits.PART_SOURCE) for epoch in _came_back(update, commit)]
        if commit.origin == MADE and not commit.contributors:
            found.append((commit, update.epoch, known_commits.PART_MERGED))
    outside = [commit for commit in update.commits if commit.origin == OUTSIDE and commit.oid not in update.came_back]
    return found + [(commit, update.epoch, known_commits.PART_BROUGHT) for commit in outside[:BROUGHT]]


BROUGHT = 5000
"""Commits from outside that are remembered for one update."""


def _makers(update: Update) -> dict[str, str]:
    """Return per path the session that alone made the change.

    The author of a commit from outside, or of an unclear one, is unknown: it is foreign to everybody. What an unclear merge took
    over from known commits belongs to their sessions.
    """
    if update.operation == operation.RESET and not update.commits:  # the branch goes back: whoever moves it undoes that
        return dict.fromkeys(update.written, update.epoch.session)
    clear = [commit for commit in update.commits if commit.origin != UNCLEAR]
    commits = [commit for commit in clear if commit.contributors or len(commit.parents) < 2 or commit.origin != MADE]
    whose = [(*commit.contributors, *_came_back(update, commit)) for commit in commits]
    if not all(whose):
        return {}
    involved = update.involved if len(clear) == len(update.commits) else update.involved - update.own
    authors = {epoch.session for epochs in whose for epoch in epochs}
    if len(authors) > 1:
        authors -= {epoch.session for epochs in update.carried.values() for epoch in epochs}
    return dict.fromkeys(involved, authors.pop()) if len(authors) == 1 else {}


def _came_back(update: Update, commit: Commit) -> tuple[Epoch, ...]:
    return (update.came_back[commit.oid],) if commit.oid in update.came_back else ()


def _refresh(store: Store, update: Update, judgement: Judgement) -> None:
    """Move the base of validated reads to the old tip, never to the new commit: that may hold what their session has not seen.
    Ranges that the diff does not touch move to the new blob. Reads that only inform keep their base, so that they inform or
    reject again."""
    reads.known_as(store, judgement.fresh)
    if update.old is None:
        return
    for epoch in update.epochs:
        pinned = _pinned(judgement, epoch)
        if epoch.session != update.epoch.session:  # an acknowledgement by another session is no knowledge of its own
            answered = {read_id for read_id, _, _ in acknowledgements.of_epoch(store, epoch, update.epoch.session)}
            pinned = sorted(answered.union(pinned))
        bases = reads.bases(store, epoch)
        led = landings.chains(store, update.ref, bases, update.old)
        older = [base for base in bases if base == update.old or base in led]
        reads.move_bases(store, epoch, older, update.old, pinned)
        for branch in update.checked:
            refreshes.move(store, epoch, branch.ref, branch.tip, set(pinned))


def _pinned(judgement: Judgement, epoch: Epoch) -> list[int]:
    """Return the stale reads of an epoch that did not reject, each once: they keep their base."""
    told = [f.read for f in judgement.findings if f.read is not None]
    return sorted({read.read_id for read in (*told, *judgement.left_out) if read.epoch == epoch})


OWN = (operation.COMMIT, operation.AMEND, operation.REVERT)
"""Operations whose result is known to their session if it knew the version before."""


def _alone(update: Update, commit: Commit) -> bool:
    """True if the session wrote the commit just now, by a command that makes commits."""
    return commit.origin == MADE and len(commit.parents) < 2 and update.epoch in commit.contributors


def _know_own(store: Store, update: Update) -> None:
    """Move a session's items to the new blob after its own commit, if it knew the one before; a merge or a rebase makes nothing
    known. Their base becomes the new commit itself, which has exactly that blob."""
    if update.new is None or update.operation not in OWN or not any(_alone(update, commit) for commit in update.commits):
        return
    paths = [path for path in update.own if path in update.written and path not in update.carried]
    know_written(store, update.epoch, update.ref, update.new, {path: update.written[path] for path in paths})


def know_written(store: Store, epoch: Epoch, ref: str, new: Oid, written: Diff) -> None:
    """Move a session's items to what it wrote into the commit ``new`` of its newest landing, if it knew the version before."""
    mine = {write.path: write for write in writes.landed_with(store, epoch.session, list(written))}
    made = {path: _made_of(blobs, mine.get(path)) for path, blobs in written.items()}
    landed_reads.carry(store, epoch, ref, new, made)


def _made_of(blobs: tuple[Oid | None, Oid | None], write: Write | None) -> landed_reads.Made:
    """Return a path's version now, and what the session may have known of it: both blobs, or its own edit of a known version."""
    edited = write is not None and not write.lost and blobs[0] in (write.before, write.origin)
    return landed_reads.Made(blobs[1], frozenset((*blobs, write.after)) if write is not None and edited else frozenset(blobs))


def _know_resolved(store: Store, update: Update) -> None:
    """Move reads of exactly the new commit's blob to that commit: after a stopped merge, that is the session's resolution."""
    if update.old is not None and update.new is not None:
        paths = [path for path, (_, after) in update.written.items() if after is not None]
        made = {path: landed_reads.Made(after := update.written[path][1], frozenset((after,))) for path in paths}
        landed_reads.carry(store, update.epoch, "", update.new, made)


def _know_own_answers(store: Store, update: Update, judgement: Judgement) -> None:
    """Move a session's listings and searches to the new commit if the landing is entirely its own: the answer that it knows
    includes its own names and lines. With the old tip as base, the session's own names would count as a change
    as soon as others touch those paths."""
    if update.old is None or update.new is None or update.carried or not update.own.issuperset(update.written):
        return
    if update.operation in OWN and all(_alone(update, commit) for commit in update.commits):
        pinned = _pinned(judgement, update.epoch)
        reads.move_predicates(store, update.epoch, update.ref, update.old, update.new, pinned=set(pinned))
