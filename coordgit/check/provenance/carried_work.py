"""Whose work a commit carries besides its own session's: recognised by path and blob, or by the lines that it adds."""

from coordgit.check import RefMove
from coordgit.core.grouping import grouped
from coordgit.core.model import Commit, Epoch, Oid
from coordgit.core.recognised_work import EMPTY, recognised, same_hunks, telling
from coordgit.git import operation, trees
from coordgit.git.commits import is_ancestor, merge_base
from coordgit.git.plumbing import Git, side_by_side
from coordgit.startup.typing import Container, Mapping, NamedTuple, Sequence
from coordgit.store import dropped, known_commits, landings, sessions, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

TEXTS = 200
"""Edits and commits of others that are compared by lines; if there are more, all those of these paths count."""


Merged = Mapping[str, Sequence[Oid | None]]
"""Path -> the blobs that a merge's other parents have: what is in one of them, the merge has from there."""


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
    theirs = _recognised(store, git, blobs, epoch, works=works, worktree=worktree, merged=merged or {})
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
    """True if the session that had removed a file, or renamed it, has put it back itself on the branch where it did so."""
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
    """Return the others' uncommitted edits; in other worktrees not those that only repeat a change which ``refs`` had before, nor
    what a squash has left staged: they did not write that."""
    works = writes.uncommitted(store, paths, epoch.session, worktree=worktree)
    return [work for work in works if work.worktree == worktree or not _repeats(store, work, refs)]


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


def _recognised(
    store: Store, git: Git, blobs: trees.Diff, epoch: Epoch, *, works: list[Work], worktree: str, merged: Merged
) -> list[Work]:
    given = _given(store, works, epoch)
    copies = _copies(git, given)
    works = [work for work in works if work not in copies]
    if not works:
        return []
    from coordgit.check.provenance import weaving
    from coordgit.store import edit_steps

    mine = {(write.path, write.worktree): write for write in writes.of_paths(store, epoch.session, [w.path for w in works])}
    made = {(path, write.after) for (path, _), write in mine.items()}
    both = [w for w in works if w.worktree == worktree and (w.path, worktree) in mine]
    weaves = weaving.of(store, git, worktree, {w.path: blobs[w.path] for w in both if (w.path, w.after) not in made})
    certain, unsure = [], []

    def its_own(work: Work) -> bool:
        """True if the text is its author's own: a command that gives it to another session has then copied it. Otherwise both may
        have run the same formatter."""
        elsewhere = work.worktree != worktree
        return bool(work.commit or (elsewhere and edit_steps.is_typed(store, work.epoch.session, work.path, work.after)))

    for work in works:
        after, who = blobs[work.path][1], work.epoch.session
        if work in both and work.path in weaves and who not in weaves[work.path].makers:
            continue  # no line is the other's: it has taken back all that it had edited, or its lines are left out
        if work.after == after:
            taken = its_own(work) and after and not edit_steps.is_typed(store, epoch.session, work.path, after)
            if (work.path, after) not in made or taken:  # else it is the session's own text as well
                certain.append(work)
        elif work.after is not None and work.before != work.after:
            unsure += [work._replace(before=old, after=new) for old, new in work.stretches or ((work.before, work.after),)]
    if len(unsure) > TEXTS:
        return certain + unsure
    wanted = {oid for w in unsure for oid in (w.before, w.after, *blobs[w.path])}
    own = {w.path: mine[w.path, worktree] for w in unsure if w.worktree != worktree and (w.path, worktree) in mine}
    wanted |= {oid for w in unsure for oid in merged.get(w.path, ())}
    wanted |= {oid for write in own.values() for oid in (write.before, write.after)}
    wanted |= {oid for work in unsure for pair in given.get(work, ()) for oid in pair}
    texts = trees.blobs(git, wanted)

    def text(oid: Oid | None) -> bytes:
        return texts.get(oid or "") or b""

    for work in unsure:
        before, after = blobs[work.path]
        written = own.get(work.path) if work.worktree != worktree else None
        taken = its_own(work) and edit_steps.is_typed(store, epoch.session, work.path, work.after) is False
        mine_alone = given.get(work, [])
        if written is not None and not taken:  # lines that the session wrote itself, as its own edit shows, came from nobody
            mine_alone = [*mine_alone, (written.before, written.after)]
        added = [b"\n".join(set(text(new).split(b"\n")) - set(text(old).split(b"\n"))) for old, new in mine_alone]
        old = b"\n".join(map(text, (before, *merged.get(work.path, ()))))
        if recognised(text(work.before), text(work.after), old, text(after), b"\n".join(added)):
            certain.append(work)
    rest = [w for w in works if w.alone and w.before and w.after and w not in certain and all(blobs[w.path])]
    versions = {path: [after] for path, (_, after) in blobs.items()}
    for (path, there), write in mine.items():
        versions[path] += [write.after] if there == worktree else []
    paths = {work.path for work in rest}
    typed = {path for path in paths for oid in versions[path] if edit_steps.is_typed(store, epoch.session, path, oid)}
    certain += _by_hunk(git, blobs, [work for work in rest if work.path not in typed], merged)
    return list(dict.fromkeys(certain))


def _given(store: Store, works: list[Work], epoch: Epoch) -> dict[Work, list[tuple[Oid | None, Oid | None]]]:
    """Return, for each commit of several sessions in which ``epoch`` has a part, what its own commits have changed in that path
    (before, after): the other has taken that from it."""
    several = [work for work in works if work.commit and not work.alone]
    makers = known_commits.makers(store, [work.commit or "" for work in several]) if several else {}
    return {
        work: [(one.before, one.after) for one in landings.versions(store, work.path) if one.maker == epoch.session]
        for work in several
        if epoch in makers.get(work.commit or "", ())
    }


def _copies(git: Git, given: Mapping[Work, list[tuple[Oid | None, Oid | None]]]) -> set[Work]:
    """Return the works in which the other session has only repeated a change of the session's own, as by ``git am``. What it has
    changed alike elsewhere in the file, between other lines, is its own."""
    if not given:
        return set()
    from coordgit.core.hunks import unplaced

    pairs = [pair for work, some in given.items() for pair in ((work.before, work.after), *some)]
    patches = side_by_side(trees.patches(git, [(old, new) for old, new in pairs if old and new and old != new]))[0]
    made = {pair: unplaced(patch or b"") for pair, patch in patches.items()}
    copies = set()
    for work, own in given.items():
        theirs = (work.before, work.after)
        if theirs in own or (made.get(theirs) and any(made.get(pair) == made[theirs] for pair in own)):
            copies.add(work)
    return copies


def _by_hunk(git: Git, blobs: trees.Diff, works: list[Work], merged: Merged) -> list[Work]:
    """Return the works of which the commit makes a hunk that removes or replaces lines, however small its share is."""
    ours = {w.path: [(old, blobs[w.path][1]) for old in (blobs[w.path][0], *merged.get(w.path, ()))] for w in works}
    pairs = [pair for some in ours.values() for pair in some] + [(work.before, work.after) for work in works]
    made = trees.replaced(git, [(old, new) for old, new in pairs if old and new and old != new])
    found = []
    for work in works:
        common = set(made.get((work.before, work.after), ()))
        for pair in ours[work.path]:
            common &= made.get(pair, set())
        if same_hunks(common):
            found.append(work)
    return found


def _unlanded(store: Store, git: Git, works: list[Work], refs: list[str]) -> list[Work]:
    """Return the works without the commits that have landed on one of ``refs``, however they got there."""
    left = [work for work in works if work.commit and not _has_landed(store, git, work, refs)]
    nowhere = _nowhere(git, left, refs)
    return [work for work in works if not work.commit or work in nowhere]


def _has_landed(store: Store, git: Git, work: Work, refs: list[str]) -> bool:
    """True if one of ``refs`` contains the commit, or what a rebase or a pick has made of it with the same content, and does not
    have the path as it was before it: else it has been taken out again."""
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
    """Return the commits from outside that only repeat one epoch's own commits here, by blob or by the lines they add and remove:
    a forge has squashed or rebased them. ``now``: what the same update brings, as a rebase has put it on top of those."""
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
