"""Whose work a commit carries besides its own session's: recognised by path and blob, or by the lines that it adds."""

from __future__ import annotations

from coordgit.check import RefMove
from coordgit.core.grouping import grouped
from coordgit.core.model import Commit, Epoch, Oid
from coordgit.core.recognised_work import EMPTY, telling
from coordgit.git import operation, trees
from coordgit.git.commits import is_ancestor, merge_base
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Container, Mapping, NamedTuple, Sequence
from coordgit.store import dropped, known_commits, landings, sessions, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.provenance.recognised_texts import Merged


class Carried(NamedTuple):
    """Who else's work is in the paths of a commit."""

    by_text: dict[str, list[Epoch]]
    """Path -> other sessions whose text is there."""
    mixed: frozenset[str]
    """Those whose text is not theirs alone, as far as is known."""
    dropped: dict[str, list[Epoch]]
    """Path -> other sessions whose work on it a branch once held and no longer holds, and that may still be there."""
    swept: dict[Epoch, str]
    """Epochs of which only an uncommitted edit is there -> its first path."""
    edits: tuple[Work, ...]
    """Other sessions' uncommitted edits of the paths in this worktree, whether they are in the commit or not."""
    earlier: tuple[Epoch, ...]
    """The session's own, from before it was cleared, that have uncommitted edits of the paths."""

    @property
    def epochs(self) -> list[Epoch]:
        others = (epoch for some in (self.by_text, self.dropped) for epochs in some.values() for epoch in epochs)
        return list(dict.fromkeys((*others, *self.earlier)))


def of(
    store: Store, git: Git, blobs: trees.Diff, epoch: Epoch, *, refs: list[str], worktree: str, merged: Merged | None = None
) -> Carried:
    """Return what a commit of ``epoch``, made in ``worktree``, carries; ``blobs`` gives (before, after) for each path, ``refs``
    hold what has landed."""
    uncommitted = _uncommitted(store, list(blobs), epoch, refs=refs, worktree=worktree)
    uncommitted = _without_committed(uncommitted, {path: before for path, (before, _) in blobs.items()})
    committed = landings.unlanded(store, {path: after for path, (_, after) in blobs.items()}, epoch.session, refs)
    gone = dropped.of_paths(store, list(blobs), epoch.session)
    here = [work for work, kept in gone if kept and work.worktree in ("", worktree)]
    works = [
        *(work for work in uncommitted if blobs[work.path][1]),
        *committed,
        *_nowhere(git, [work._replace(worktree="") for work, _ in gone if work not in here], refs),
    ]
    works = [work for work in works if blobs[work.path][1] or blobs[work.path] == (work.before, work.after)]  # the same deletion
    works = [work for work in works if work.worktree or blobs[work.path][1] or not _is_given_back(store, work)]
    works = _without_moved(works, blobs)
    works = [work for work in works if work.worktree == worktree or work.after not in EMPTY or _empties(work, blobs)]
    theirs: list[Work] = []
    if works:
        from coordgit.check.provenance import recognised_texts

        theirs = recognised_texts.of(store, git, blobs, epoch, works=works, worktree=worktree, merged=merged or {})
    theirs = _unlanded(store, git, theirs, refs)
    renamed = _renamed(store, git, blobs, epoch, refs=refs, worktree=worktree)
    theirs += renamed
    by_text = grouped(dict.fromkeys((work.path, work.epoch) for work in theirs))
    whole = {work.path for work in theirs if (work.alone or not work.commit) and work.after == blobs[work.path][1]}
    mixed = frozenset(by_text.keys() - whole)
    again = grouped((work.path, work.epoch) for work in here)
    elsewhere = {work.epoch for work in theirs if not work.worktree} | {who for epochs in again.values() for who in epochs}
    swept: dict[Epoch, str] = {}
    for work in theirs:
        if work.epoch not in elsewhere:
            swept.setdefault(work.epoch, work.path)
    edits = writes.of_paths(store, epoch.session, list(blobs)) if epoch.number > 1 else []
    earlier = {write.epoch for write in edits if write.after != blobs[write.path][0]} - {epoch}
    beside = _with_moved([work for work in uncommitted if work.worktree == worktree], blobs, renamed)
    return Carried(by_text=by_text, mixed=mixed, dropped=again, swept=swept, edits=beside, earlier=tuple(earlier))


def _is_given_back(store: Store, work: Work) -> bool:
    """True if the session that removed or renamed the file also made the next change of it on that branch: it has put the file
    back itself."""
    session = work.epoch.session
    versions = landings.versions(store, work.path)
    removed = next((one for one in versions if one.maker == session and one.after is None), None)
    return removed is not None and landings.next_is_by(store, session, removed.ref, work.path, removed.landing_id)


def _without_moved(works: list[Work], blobs: trees.Diff) -> list[Work]:
    """Return the works without removals of files that the commit gives another name than their session has."""
    moved = {blob: path for path, (before, blob) in blobs.items() if before is None and blob not in EMPTY}
    named = {(work.epoch, work.path) for work in works}
    return [
        work for work in works if blobs[work.path][1] or work.before not in moved or (work.epoch, moved[work.before]) in named
    ]


def _empties(work: Work, blobs: trees.Diff) -> bool:
    """True if a commit empties the same text as an edit does. (A new empty file may be anybody's.)"""
    return work.before is not None and blobs[work.path] == (work.before, work.after)


def _nowhere(git: Git, works: list[Work], refs: list[str]) -> list[Work]:
    """Return the works without those that stand on one of ``refs``, beside changes of others or not."""
    if not works:
        return []
    from coordgit.git import undone_changes

    items = [trees.items(git, ref, {work.path for work in works}) for ref in _existing(git, refs)]
    asked = [(work, (work.before, work.after, there[work.path])) for work in works for there in items]
    standing = {*undone_changes.standing(git, asked)}
    return [work for work in works if work not in standing]


def _existing(git: Git, refs: list[str]) -> list[str]:
    """Return the refs that exist: the branch that an update is about to make does not."""
    return [ref for ref in refs if git.commit(ref)]


def _uncommitted(store: Store, paths: list[str], epoch: Epoch, *, refs: list[str], worktree: str) -> list[Work]:
    """Return others' uncommitted edits of the paths. Of edits in other worktrees, those are left out that only repeat a change
    which ``refs`` had before, and what a squash has left staged: nobody wrote that there."""
    works = writes.uncommitted(store, paths, epoch.session, worktree=worktree)
    return [work for work in works if work.worktree == worktree or not _repeats(store, work, refs)]


def _without_committed(works: list[Work], had: Mapping[str, Oid | None]) -> list[Work]:
    """Return the edits without those that made what the branch had, as where a reset has brought back their commit."""
    return [work for work in works if work.before == work.after or work.after is None or work.after != had.get(work.path)]


def _repeats(store: Store, work: Work, refs: list[str]) -> bool:
    """True if an edit leads from one version of ``refs`` to a later one."""
    versions = [version for version in landings.versions(store, work.path) if version.ref in refs]
    later = next((n for n, version in enumerate(versions) if version.after == work.after), len(versions))
    return any(version.before == work.before for version in versions[later:])


def _with_moved(here: list[Work], blobs: trees.Diff, renamed: list[Work]) -> tuple[Work, ...]:
    """Return the uncommitted edits of this worktree; one whose file the commit renames is there under both names."""
    gone = {(work.epoch, work.after) for work in here if blobs[work.path][1] is None}
    moved = [work._replace(moved=True) for work in renamed if not work.commit and (work.epoch, work.after) in gone]
    both = {(work.epoch, work.after) for work in moved}
    return (*(work._replace(moved=(work.epoch, work.after) in both) for work in here), *moved)


def _unlanded(store: Store, git: Git, works: list[Work], refs: list[str]) -> list[Work]:
    """Return the works without the commits that have landed on one of ``refs``, however they got there."""
    left = [work for work in works if work.commit and not _has_landed(store, git, work, refs)]
    nowhere = _nowhere(git, left, refs)
    return [work for work in works if not work.commit or work in nowhere]


def _has_landed(store: Store, git: Git, work: Work, refs: list[str]) -> bool:
    """True if the work is on one of ``refs`` and still stands there: the ref contains its commit, or a copy with the same content
    that a rebase or a pick has made, and the path is not again what it was before."""
    commit = work.commit or ""
    return any(
        is_ancestor(git, oid, ref)
        and (oid == commit or trees.items(git, oid, [work.path])[work.path] == work.after)
        and trees.items(git, ref, [work.path])[work.path] != work.before
        for oid in [commit, *known_commits.of_same_author(store, commit)]
        for ref in refs
    )


def _renamed(store: Store, git: Git, blobs: trees.Diff, epoch: Epoch, *, refs: list[str], worktree: str) -> list[Work]:
    """Return others' work that a commit adds under another name."""
    added: dict[Oid | None, str] = {after: path for path, (before, after) in blobs.items() if after and not before}
    there = landings.names_of(store, [blob for blob in added if blob], epoch.session) if added else {}
    there = {path: blob for path, blob in there.items() if path != added[blob]}
    if not there:
        return []
    from coordgit.store import edit_steps

    edits = _uncommitted(store, list(there), epoch, refs=refs, worktree=worktree)
    for ref in _existing(git, refs[:1]) if edits else ():
        edits = _without_committed(edits, trees.items(git, ref, there))
    gone = [work._replace(worktree="") for work, _ in dropped.of_paths(store, list(there), epoch.session)]
    left = [*landings.unlanded(store, there, epoch.session, refs), *gone]
    here = {item for ref in _existing(git, refs) for item in trees.items(git, ref, there).items()} if left else set()
    makers = {(one.maker, blob) for path, blob in here for one in landings.versions(store, path) if one.after == blob}
    works = [*edits, *(work for work in left if (work.epoch.session, work.after) not in makers)]  # whatever its name is
    works = _unlanded(store, git, [work for work in works if work.after == there[work.path]], refs)
    works = [work._replace(path=added[work.after]) for work in works]
    texts = trees.blobs(git, {work.after for work in works if work.after})
    return [
        work
        for work in works
        if telling(texts.get(work.after or "") or b"") and not edit_steps.is_typed(store, epoch.session, work.path, work.after)
    ]


def from_outside(
    store: Store, git: Git, move: RefMove, blobs: trees.Diff, epoch: Epoch, *, targets: Sequence[Oid]
) -> frozenset[str]:
    """Return the paths to which a checkout, a squash or a pick gave a version that ``epoch`` did not make.

    Either the newest fetch brought that version, nobody here has landed it, and ``epoch`` had read the path; or others landed it
    on one of the ``targets``, and a client reports what the session types. A version that the branch had before was not brought.
    """
    targets = targets if sessions.has_client(store, epoch.session) else ()
    tips = [*operation.fetched(move.worktree.git_dir)[: operation.COMPARED], *targets]
    if not tips or move.old is None:
        return frozenset()
    from coordgit.git import files
    from coordgit.store import edit_steps, reads

    versions = {path: after for path, (_, after) in blobs.items() if after}
    read = {one.path for one in reads.of_paths(store, epoch, list(versions))}
    asked = [path for path in versions if path in read or (targets and len(versions) <= landings.MANY)]
    makers = {path: {one.maker for one in landings.versions(store, path) if one.after == versions[path]} for path in asked}
    paths = [path for path in asked if epoch.session not in makers[path] and (path in read or makers[path])]
    paths = [path for path in paths if not edit_steps.is_typed(store, epoch.session, path, versions[path])]
    brought: set[str] = set()
    for tip in tips if paths else ():
        some = [path for path in paths if tip in targets or not makers[path]]
        there, before = (files.in_tree(git, oid, some) for oid in (tip, merge_base(git, move.old, tip)))
        brought |= {path for path, oid in there.items() if oid == versions[path] != before.get(path)}
    return frozenset(brought)


def come_back(store: Store, git: Git, commits: Sequence[Commit], refs: list[str], *, now: Container[Oid]) -> dict[Oid, Epoch]:
    """Return commit -> epoch for the commits from outside that only repeat one epoch's own commits here, as a forge makes them by
    a squash or a rebase: they give the path the same blob, or add and remove the same lines. ``now``: commits that the same
    update brings, which do not count as the epoch's older ones."""
    from collections import Counter

    changes = trees.own_changes(git, [commit.oid for commit in commits])
    newest: dict[str, Oid | None] = {}
    for changed in changes.values():
        newest.update((path, after) for path, (_, after) in changed.items() if after)
    by_path = grouped((work.path, work) for work in landings.unlanded(store, newest, "", refs) if work.commit not in now)
    if not by_path:
        return {}
    pairs = {pair for changed in changes.values() for path, pair in changed.items() if path in by_path}
    pairs |= {(work.before, work.after) for works in by_path.values() for work in works}
    texts = trees.blobs(git, {oid for pair in pairs for oid in pair})

    def lines(oid: Oid | None) -> Counter[bytes]:
        return Counter((texts.get(oid or "") or b"").split(b"\n"))

    def patch(before: Oid | None, after: Oid | None) -> tuple[Counter[bytes], Counter[bytes]]:
        return lines(after) - lines(before), lines(before) - lines(after)

    repeats = {}
    for oid, changed in changes.items():
        whose: set[Epoch] | None = None
        for path, pair in changed.items():
            same = {w.epoch for w in by_path.get(path, ()) if w.after == pair[1] or patch(w.before, w.after) == patch(*pair)}
            whose = same if whose is None else whose & same
        if whose and len(whose) == 1:
            repeats[oid] = whose.pop()
    return repeats
