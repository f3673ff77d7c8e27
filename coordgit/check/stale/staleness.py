"""Which reads of an epoch are stale on a branch: facts for ``core.validation`` from store and git, contents for suspects only."""

from __future__ import annotations

from coordgit.check import branch_changes, renames
from coordgit.check.stale import shown_before
from coordgit.core.grouping import grouped
from coordgit.core.model import (
    CONTENT,
    ITEMS,
    LISTING,
    MATCH,
    OUTDATED,
    Change,
    CheckedBranch,
    Epoch,
    Finding,
    Oid,
    Query,
    Read,
)
from coordgit.core.own_changes import UNKNOWN
from coordgit.core.validation import (
    ELSEWHERE,
    NOT_EVALUATED,
    PHANTOM,
    CheckedRead,
    Delta,
    Suspect,
    concerns,
    foreign,
    is_about,
    needs_hunks,
    suspects,
    wanted_paths,
)
from coordgit.errors import CoordgitError
from coordgit.git import commits, trees, worktrees
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping
from coordgit.store import landings, reads, refreshes, writes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.hunks import Hunk


def stale(
    store: Store,
    git: Git,
    epoch: Epoch,
    branch: CheckedBranch,
    paths: set[str] | None = None,
    *,
    updater: str = "",
    never_had: bool = False,
) -> tuple[list[Suspect], list[tuple[int, Oid | None]]]:
    """Return (an epoch's stale reads on a branch, ranges that the diff does not touch, with the tip's blob).

    Walks the changes, not the reads; ``paths`` limits it to reads of those. Counts what ``updater`` acknowledged for a reader
    that is not at work. ``never_had``: includes reads of versions that the branch never had.
    """
    answered: list[tuple[int, str, Oid]] = []
    if updater and updater != epoch.session:
        from coordgit.store import acknowledgements

        answered = acknowledgements.of_epoch(store, epoch, updater)
    tips = [tip for _, ref, tip in answered if ref == branch.ref]
    bases = [*reads.bases(store, epoch), *refreshes.tips(store, epoch, branch.ref), *tips]
    deltas = branch_changes.deltas(store, git, branch, bases, epoch.session, never_had=never_had)
    if not deltas:
        return [], []
    for base in [base for base, delta in deltas.items() if delta.gone]:
        deltas[base] = _without_base(store, git, epoch, branch, base, delta=deltas[base])
    deltas = renames.follow(git, deltas)
    seen_elsewhere = [delta.never_had for delta in deltas.values() if delta.never_had]
    undone = [delta.undone for delta in deltas.values() if delta.undone]
    seen_elsewhere += [{path: next(iter(its.values())) for path, its in each.items()} for each in undone]
    seen_elsewhere += [{path: one._replace(path=path) for path, one in delta.renamed.items()} for delta in deltas.values()]
    changed = branch_changes.paths_of([*(delta.changes for delta in deltas.values()), *filter(None, seen_elsewhere)])
    if paths is not None:
        older = {path: one.path for delta in deltas.values() for path, one in delta.renamed.items()}
        changed = {path: one for path, one in changed.items() if path in paths or older.get(path) in paths}
    wanted = wanted_paths(changed)
    candidates = reads.of_paths(store, epoch, wanted)
    candidates += reads.predicates(store, epoch)
    refreshed = shown_before.known_now(
        refreshes.of_reads(store, [one.read_id for one in candidates], updater if answered else "")
    )
    asked = [checked for read in candidates if (checked := _asked(git, read, branch, refreshed.get(read.read_id, {})))]
    later = {base for checked in asked for base in checked.later}
    missing = later.union(checked.base for checked in asked) - set(bases)
    if missing:
        deltas.update(branch_changes.deltas(store, git, branch, missing, epoch.session))
    deltas.update(_made_by(store, git, branch, asked, {base: deltas[base] for base in later & deltas.keys()}))
    suspected = suspects(asked, branch, deltas)
    if not suspected:
        return [], []
    from coordgit.check.stale import already_seen

    suspected = shown_before.without(store, git, branch, renames.begun(git, suspected), refreshed)
    attributed = _attributed(store, git, branch, _without_known(git, suspected, deltas))
    if any(suspect.read.query for suspect in attributed):
        from coordgit.check.stale import changed_by_others

        attributed = changed_by_others.only(store, git, branch, attributed)
    attributed = _changed_since_edit(store, git, epoch, attributed)
    found, passed_by = narrowed(git, already_seen.without_in_text(git, attributed))
    return already_seen.without_in_conflict(store, git, epoch, found), passed_by


def stale_since(store: Store, git: Git, epoch: Epoch, branch: CheckedBranch, tips: Mapping[int, Oid]) -> list[Suspect]:
    """Return the listings and searches whose answer on the branch differs from the one at an earlier commit. ``tips``:
    ``read_id`` -> that commit; others are not asked about."""
    asked = [CheckedRead(read, None, tips[read.read_id]) for read in reads.predicates(store, epoch) if read.read_id in tips]
    deltas = branch_changes.deltas(store, git, branch, {one.base for one in asked}, epoch.session) if asked else {}
    return narrowed(git, _attributed(store, git, branch, suspects(asked, branch, deltas)))[0]


def stale_searches(store: Store, worktree: Worktree, epoch: Epoch) -> dict[tuple[str, str, Query], tuple[Change, ...]]:
    """Return the epoch's searches and listings, as (kind, path, query), that have another answer on the branch at work, each with
    the changes that give it."""
    ref, head = worktrees.head(worktree)
    if not ref or not head:
        return {}
    suspects, _ = stale(store, worktree.git(), epoch, CheckedBranch(ref, head), set())
    return {(one.read.kind, one.read.path, one.read.query): one.changes for one in suspects if one.read.query}


def _without_known(git: Git, changed: list[Suspect], deltas: Mapping[Oid, Delta]) -> list[Suspect]:
    """Return the suspects without changes that the listing or search already had in its answer at a later commit.

    A later commit counts if its merge base with the branch is at least as new as that of the read. Of a search, the file has
    there what the branch has now. Of a listing, the name is there as well, or is gone there too, whatever is in the file; or it
    was there at that merge base already.
    """
    kept = []
    for suspect in changed:
        if suspect.read.kind in (MATCH, LISTING) and suspect.merge_base:
            for base in [base for base in suspect.asked.later if base in deltas]:
                if not commits.is_ancestor(git, suspect.merge_base, deltas[base].merge_base or ""):
                    continue
                there = trees.items(git, base, [change.path for change in suspect.changes])
                if suspect.read.kind == LISTING:
                    known = {path for path, one in deltas[base].changes.items() if not concerns(suspect.read, one)}
                    known |= {one.path for one in suspect.changes if (there[one.path] is None) == (one.after is None)}
                else:
                    known = {change.path for change in suspect.changes if there[change.path] == change.after}
                suspect = suspect._replace(changes=tuple(change for change in suspect.changes if change.path not in known))
        if suspect.changes:
            kept.append(suspect)
    return kept


def _changed_since_edit(store: Store, git: Git, epoch: Epoch, changed: list[Suspect]) -> list[Suspect]:
    """Drop suspects whose change their session knows already: the branch has the version that the session's uncommitted edit was
    made from, or it lacks a file that the session knew to be gone before it made and committed it anew."""
    edited = {suspect.read.path for suspect in changed if suspect.read.known != suspect.read.observed}
    made = writes.of_paths(store, epoch.session, sorted(edited)) if edited else []
    taken = {(write.path, write.after, write.origin) for write in made if not write.lost and write.before != write.after}
    changed = [one for one in changed if one.read.query or (one.read.path, one.asked.known, one.changes[0].after) not in taken]
    return [one for one in changed if one.read.query or one.changes[0].after or not _was_gone(store, git, one)]


def _was_gone(store: Store, git: Git, suspect: Suspect) -> bool:
    """True if the session made its version of the file where there was none, and all that the branch has done since is to remove
    the file. With more changes there, a text in between may have held what the session made."""
    path, known, since = suspect.read.path, suspect.asked.known, suspect.merge_base
    if known is None or since is None:
        return False
    made = (suspect.read.epoch.session, None, known)
    if made not in ((version.maker, version.before, version.after) for version in landings.versions(store, path)):
        return False
    its, made_from = (commits.touching(git, since, tip, [path]) for tip in (suspect.branch.tip, suspect.asked.base))
    return len(its) == 1 and any(trees.has(git, commit.oid, path, None) for commit in made_from)


def finding_of(suspect: Suspect, change: Change) -> Finding:
    """Return the finding about a stale read and one change that makes it stale.

    The change starts from what was read if that was uncommitted text. The path of a listing or a search is the changed one.
    """
    read = suspect.read
    change = change._replace(before=read.known) if read.kind == CONTENT and not read.settled else change
    return Finding(
        code=suspect.code,
        path=change.path if read.query is not None else read.path,
        reader=read.epoch,
        branch=suspect.branch,
        read=read,
        merge_base=suspect.merge_base,
        changes=(change,),
        why="" if suspect.evaluated else NOT_EVALUATED,
    )


def _without_base(store: Store, git: Git, epoch: Epoch, branch: CheckedBranch, base: Oid, *, delta: Delta) -> Delta:
    """Return a delta for a pruned base: the blobs that its reads know are compared with the tip."""
    known = {read.path: read.known for read in reads.every(store, epoch) if read.base == base and read.kind in ITEMS}
    now = trees.items(git, branch.tip, known)
    items = {path: Change(path=path, before=before, after=now[path], makers=UNKNOWN) for path, before in known.items()}
    return delta._replace(changes={**delta.changes, **items})


def _made_by(
    store: Store, git: Git, branch: CheckedBranch, asked: list[CheckedRead], deltas: dict[Oid, Delta]
) -> dict[Oid, Delta]:
    """Attribute the changes in deltas since commits of other branches: a change that the session itself made to a version it was
    shown there is not news to it."""
    for base, delta in deltas.items():
        about = [checked.read for checked in asked if base in checked.later]
        paths = [
            path
            for path, change in delta.changes.items()
            if change.makers == UNKNOWN and any(is_about(read, change) for read in about)
        ]
        reader = about[0].epoch.session if about else ""
        made = {}
        if paths:
            made = branch_changes.makers(store, git, delta.merge_base or base, branch.tip, sorted(paths), reader=reader)
        named = {path: delta.changes[path]._replace(makers=makers) for path, makers in made.items()}
        deltas[base] = delta._replace(changes={**delta.changes, **named})
    return deltas


def _asked(git: Git, read: Read, branch: CheckedBranch, refreshed: Mapping[str, refreshes.Refresh]) -> CheckedRead | None:
    """Return the read as it is checked on ``branch``. A listing or a search may have been found true since it was refreshed
    there: its base has the session's own names and lines too."""
    if read.base is None:
        return None
    here = refreshed.get(branch.ref)
    elsewhere = shown_before.on_others(branch, refreshed)
    later = tuple(again.tip for again in elsewhere.values())
    if read.kind not in ITEMS:
        passed = here and commits.is_ancestor(git, here.tip, read.base) and commits.is_ancestor(git, here.tip, branch.tip)
        base = here.tip if here and not passed else read.base
        return CheckedRead(read, None, base, later=later)
    if here and here.older and not commits.is_ancestor(git, here.tip, branch.tip):
        now = trees.items(git, branch.tip, [read.path])[read.path]
        here = here if now != read.known else None  # the branch has given that up, for what was read after it
    known, base = (here.oid, here.tip) if here else (read.known, read.base)
    also = tuple(again.oid for ref, again in refreshed.items() if ref not in elsewhere and ref != OUTDATED)
    return CheckedRead(read=read, known=known, base=base, also=also, later=later)


def _attributed(store: Store, git: Git, branch: CheckedBranch, changed: list[Suspect]) -> list[Suspect]:
    """Return the suspects with the makers of their changes, from history if published write sets do not name them."""
    unknown = grouped(
        (_span(suspect, branch), change.path) for suspect in changed for change in suspect.changes if change.makers == UNKNOWN
    )
    if not unknown:
        return changed
    reader = changed[0].read.epoch.session
    makers = {
        span: branch_changes.makers(store, git, *span, sorted(set(paths)), reader=reader) for span, paths in unknown.items()
    }
    named = []
    for suspect in changed:
        by = makers.get(_span(suspect, branch), {})
        changes = tuple(change._replace(makers=by.get(change.path, change.makers)) for change in suspect.changes)
        named.append(suspect._replace(changes=changes))
    from coordgit.check.stale import own_versions

    kept = []
    for suspect in own_versions.attributed(store, git, named):
        if changes := tuple(change for change in suspect.changes if foreign(change, suspect.read)):
            kept.append(suspect._replace(changes=changes))
    return kept


def _span(suspect: Suspect, branch: CheckedBranch) -> tuple[Oid | None, Oid]:
    """Return the commits between which the change was made; if the branch never had it, up to the commit it was read at, and
    from its beginning where they share no commit."""
    if suspect.code == ELSEWHERE:
        return suspect.merge_base, suspect.asked.base
    return suspect.merge_base or suspect.asked.base, branch.tip


def narrowed(git: Git, suspected: list[Suspect]) -> tuple[list[Suspect], list[tuple[int, Oid | None]]]:
    """Compare contents, for suspects only: ranges that no hunk touches and searches with an unchanged answer are not stale."""
    if not suspected:
        return [], []
    from coordgit.core.stale_ranges import blob_pairs, is_as_known, range_touched
    from coordgit.core.stale_searches import looked_at

    suspected = [one for suspect in suspected if (one := looked_at(suspect)).changes]
    ranges = [suspect for suspect in suspected if needs_hunks(suspect)]
    hunks = trees.hunks(git, (pair for suspect in ranges for pair in blob_pairs(suspect)))

    def between(one: Oid | None, other: Oid | None) -> list[Hunk] | None:
        return [] if one == other else hunks.get((one or "", other or ""))

    kept: list[Suspect] = []
    searches: list[Suspect] = []
    passed_by: list[tuple[int, Oid | None]] = []
    for suspect in suspected:
        if needs_hunks(suspect):
            if range_touched(suspect, between):
                kept.append(suspect)
            elif is_as_known(suspect, between):
                passed_by.append((suspect.read.read_id, suspect.changes[0].after))
        elif suspect.read.kind == MATCH:
            searches.append(suspect)
        else:
            kept.append(suspect)
    if searches:
        from coordgit.git.searches import changed

        kept += changed(git, searches)
    return _otherwise_than_asked(git, kept), passed_by


def _otherwise_than_asked(git: Git, stale: list[Suspect]) -> list[Suspect]:
    """Drop changes that the answer of a listing or a search already had on the session's own branch, as before a squash: the
    branch gives the same answer now."""
    from coordgit.git.searches import changed

    kept = []
    for suspect in stale:
        if suspect.code == PHANTOM and suspect.merge_base not in (None, suspect.asked.base):
            try:
                items = trees.items(git, suspect.asked.base, [change.path for change in suspect.changes])
            except CoordgitError:  # git has pruned the commit, or a clone lacks it
                items = {change.path: change.before for change in suspect.changes}
            since = tuple(change._replace(before=items[change.path]) for change in suspect.changes)
            since = tuple(change for change in since if change.before != change.after)
            if suspect.read.kind == LISTING:
                since = tuple(change for change in since if None in (change.before, change.after))
            else:
                since = tuple(change for asked in changed(git, [suspect._replace(changes=since)]) for change in asked.changes)
            paths = {change.path for change in since}
            suspect = suspect._replace(changes=tuple(change for change in suspect.changes if change.path in paths))
        if suspect.changes:
            kept.append(suspect)
    return kept
