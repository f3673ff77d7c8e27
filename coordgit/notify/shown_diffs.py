"""What counts as shown: a diff, printed by the session's own shell, that leads from what it knows to what a branch has.

(What ``notices`` told whole counts too, from the next call on.)

The output is the evidence: each patch is applied to the text that the session knows, and has to give the text at the tip. The
output of ``coordgit explain`` is compared with the stored diffs. A truncated diff gives another text, and does not count.
"""

from coordgit.check import conflict_diffs
from coordgit.check.stale import on_siblings, staleness
from coordgit.core.model import ABSENT, ITEMS, LINES, WHOLE_CHANGE, Change, CheckedBranch, Conflict, Oid, Read, Session, Verdict
from coordgit.core.validation import DIRTY, ELSEWHERE, LOST_UPDATE, Suspect
from coordgit.explain import explanation
from coordgit.git import trees
from coordgit.git.checked_branches import checked_in
from coordgit.git.plumbing import Git, decode
from coordgit.git.worktrees import Worktree
from coordgit.notify import notices
from coordgit.session import presence
from coordgit.shell import printed_patches
from coordgit.shell.printed_patches import Patch
from coordgit.startup.json import loads
from coordgit.startup.typing import Collection, Mapping, NamedTuple, Sequence
from coordgit.store import acknowledgements, reads, refreshes, verdicts, writes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh
from coordgit.store.tips import newest_landing

LIMIT = 1 << 20
"""The most bytes of a text to which patches are applied; a longer one is not printed whole either."""
MOST_VERDICTS = 20
"""The most explanations that are looked for in one output."""


def note(
    store: Store, worktree: Worktree, session: Session, output: str, *, call: str = "", now: float, environ: Mapping[str, str]
) -> None:
    """Refresh the stale reads whose changes the ``output`` of the session's shell shows whole. They count from its
    next ``call`` on, or at once if it has no calls. Not to be called in a transaction."""
    printed = _printed(store, output)
    _answer(store, session, printed, now)
    patches, told = printed_patches.parse(output), [conflict for _, conflict in printed if conflict.reader == session.session]
    if not patches and not printed:
        return
    git = worktree.git()
    at = checked_in(worktree, git, environ)
    explained = _explained(store, told)
    seen = [
        shown
        for branch in at.checked
        for shown in _seen(store, git, session, branch, patches, explained=explained, never_had=branch.ref == at.ref)
    ]
    here = [branch for branch in at.checked if branch.ref == at.ref]
    tips = _tips(store, git, session, here, patches=patches, told=told)
    others = [
        *_whole_changes(store, git, session, at.checked, patches=patches, told=told),
        *_on_siblings(store, told, {branch.ref for branch in at.checked}),
        *(_shown_on_siblings(store, git, session, at.checked, patches) if patches else ()),
    ]
    if not seen and not others and not tips:
        return
    moved = _renamed(git, [one.read for one in seen if one.branch.ref == at.ref], here, patches)
    with store.writing():
        for read in tips:
            reads.put(store, read._replace(at=now, landing_id=newest_landing(store)))
        for other in others:
            _refresh(store, other.read_id, other.ref, Refresh(tip=other.tip, oid=other.oid, how="read", at=now), call)
        current = {read.read_id: read for read in reads.of_paths(store, session.epoch, [one.read.path for one in seen])}
        current.update((read.read_id, read) for read in reads.predicates(store, session.epoch))
        for read, branch, oid, elsewhere in seen:
            if current.get(read.read_id) == read:  # it was not read again meanwhile
                if elsewhere:
                    refreshes.keep_seen(store, read.read_id, now)
                _refresh(store, read.read_id, branch.ref, Refresh(tip=branch.tip, oid=oid, how="read", at=now), call)
        for read, new, tip in moved:
            notices.go_along(store, read, new, tip, newest_landing(store))


class Seen(NamedTuple):
    """A read that is stale on a branch, all of whose changes there were shown."""

    read: Read
    branch: CheckedBranch
    oid: Oid | None
    """The blob of the item at the tip."""
    elsewhere: bool
    """It was read on another branch, and this one never had that version."""


class SeenOf(NamedTuple):
    """What was shown for a read on a branch that is not checked here, or (``WHOLE_CHANGE``) of the whole file."""

    read_id: int
    ref: str
    tip: Oid
    oid: Oid | None


def _seen(
    store: Store,
    git: Git,
    session: Session,
    branch: CheckedBranch,
    patches: list[Patch],
    *,
    explained: Collection[tuple[int, str, str, Oid | None]],
    never_had: bool,
) -> list[Seen]:
    """Return the stale reads of which the ``patches``, or the explanations, show all changes on a branch."""
    suspects, _ = staleness.stale(store, git, session.epoch, branch, never_had=never_had)
    again = refreshes.of_reads(store, [suspect.read.read_id for suspect in suspects])
    by_path = printed_patches.by_path(patches, {change.path for suspect in suspects for change in suspect.changes})
    printed_of = [(one, change) for one in suspects for change in one.changes if change.path in by_path]
    wanted = [oid for one, change in printed_of for oid in (*_known(one, change, again), change.after)]
    texts = trees.blobs(git, wanted, LIMIT) if wanted else {}

    def is_shown(suspect: Suspect, change: Change) -> bool:
        if (suspect.read.read_id, branch.ref, _named(suspect.read, change), change.after) in explained:
            return True
        return _leads(by_path.get(change.path, []), texts, _known(suspect, change, again), change.after)

    return [
        Seen(
            read=one.read,
            branch=branch,
            oid=one.changes[0].after if one.read.kind in ITEMS else None,
            elsewhere=one.code == ELSEWHERE,
        )
        for one in suspects
        if all(is_shown(one, change) for change in one.changes)
    ]


def _renamed(git: Git, gone: list[Read], branches: list[CheckedBranch], patches: list[Patch]) -> list[tuple[Read, str, Oid]]:
    """Return (read, new name, tip) of the files that were shown to be renamed, and are what was read but for the name."""
    moved = [patch for patch in patches if patch.moved]
    by_path = printed_patches.by_path(moved, {read.path for read in gone if read.kind in ITEMS})
    pairs = [(read, patch.moved) for read in gone for patch in by_path.get(read.path, [])]
    found = []
    for branch in branches if pairs else ():
        items = trees.items(git, branch.tip, [new for _, new in pairs])
        found += [(read, new, branch.tip) for read, new in pairs if items[new] == read.known]
    return found


def _refresh(store: Store, read_id: int, ref: str, refresh: Refresh, call: str) -> None:
    done = not call
    refreshes.put(store, read_id, ref, refresh, call=call, sealed=done, counts=done)


def _whole_changes(
    store: Store, git: Git, session: Session, branches: list[CheckedBranch], *, patches: list[Patch], told: list[Conflict]
) -> list[SeenOf]:
    """Return the reads whose session was shown all that changed in the file. The change need not touch the
    lines that were read, and a notice may have told it already: that does not answer for what was written over it unseen."""
    lost = [one for one in told if one.code == LOST_UPDATE and one.tip]
    every = [read for read in reads.every(store, session.epoch) if read.kind in ITEMS] if patches or lost else []
    found = [
        SeenOf(read_id=read.read_id, ref=WHOLE_CHANGE, tip=one.tip or "", oid=one.oid)
        for one in lost
        for read in every
        if read.path == one.path
    ]
    goes = any(not patch.new for patch in patches)
    blind = {write.path for write in writes.of_session(store, session.session) if write.lost} if patches else set()
    some = [read for read in every if read.kind == LINES or goes or read.path in blind]
    by_path = printed_patches.by_path(patches, {read.path for read in some})
    for branch in branches if by_path else ():
        items = trees.items(git, branch.tip, by_path)
        of_path = [
            read
            for read in some
            if read.path in by_path
            and items.get(read.path) not in (read.known, read.observed)
            and (read.kind == LINES or read.path in blind) == (items.get(read.path) is not None)
        ]
        texts = trees.blobs(git, (oid for read in of_path for oid in (read.known, read.observed, items[read.path])), LIMIT)
        for read in of_path:
            oid = items[read.path]
            if _leads(by_path[read.path], texts, [read.known, read.observed], oid):
                found.append(SeenOf(read_id=read.read_id, ref=WHOLE_CHANGE, tip=branch.tip, oid=oid))
    return found


def _tips(
    store: Store, git: Git, session: Session, branches: list[CheckedBranch], *, patches: list[Patch], told: list[Conflict]
) -> list[Read]:
    """Return reads of the branch's version for files that the session put into its work tree, for example from an older commit,
    without having read another version: a diff showed it all that the branch has instead."""
    made = [write for write in writes.of_session(store, session.session) if write.worktree == git.worktree and write.after]
    explained = {one.path: one.oid for one in told if one.code == LOST_UPDATE}
    by_path = printed_patches.by_path(patches, {write.path for write in made})
    made = [write for write in made if write.path in by_path.keys() | explained.keys()]
    known = reads.of_paths(store, session.epoch, [write.path for write in made])
    others = {read.path for read in known for write in made if read.path == write.path and read.known != write.after}
    found = []
    for branch in branches if made else ():
        items = trees.items(git, branch.tip, [write.path for write in made])
        texts = trees.blobs(git, (oid for write in made for oid in (write.after, items[write.path])), LIMIT)
        for write in made:
            path, oid = write.path, items[write.path]
            if oid in (None, write.after) or path in others:
                continue
            if explained.get(path) == oid or _leads(by_path.get(path, []), texts, [write.after], oid):
                read = Read(epoch=session.epoch, path=path, observed=oid, known=oid, base=branch.tip, via=write.via)
                found.append(read._replace(worktree=git.worktree))
    return found


def _on_siblings(store: Store, told: list[Conflict], checked: set[str]) -> list[SeenOf]:
    """Return what was explained to its reader about branches that are not checked here, and about uncommitted
    edits that were not committed as they were read: for these no branch need have changed."""
    return [
        SeenOf(read_id=read_id, ref=conflict.ref, tip=conflict.tip or "", oid=conflict.oid)
        for conflict in told
        if conflict.ref not in checked or conflict.code == DIRTY
        for read_id, kind in reads.same_item(store, conflict.read_id)
        if kind in ITEMS
    ]


def _shown_on_siblings(
    store: Store, git: Git, session: Session, checked: Sequence[CheckedBranch], patches: list[Patch]
) -> list[SeenOf]:
    """Return what the patches show of branches that are not checked here."""
    known = [branch.ref for branch in checked]
    found = [
        (one.read, one.branch, one.changes[0].after)
        for one in on_siblings.changed_there(store, git, session.epoch, checked, known, since=0)
        if one.read
    ]
    by_path = printed_patches.by_path(patches, {read.path for read, _, _ in found})
    found = [(read, branch, oid) for read, branch, oid in found if read.path in by_path]
    again = refreshes.of_reads(store, [read.read_id for read, _, _ in found]) if found else {}
    starts = {read.read_id: _versions(read, again) for read, _, _ in found}
    texts = trees.blobs(git, (each for read, _, oid in found for each in (*starts[read.read_id], oid)), LIMIT) if found else {}
    return [
        SeenOf(read_id=read.read_id, ref=branch.ref, tip=branch.tip, oid=oid)
        for read, branch, oid in found
        if _leads(by_path[read.path], texts, starts[read.read_id], oid)
    ]


def _known(suspect: Suspect, change: Change, again: Mapping[int, Mapping[str, Refresh]]) -> list[Oid | None]:
    """Return the versions from which a diff may start: what the session saw, with its own edits or without, or was shown since;
    for a search or a listing, and for a folder that appeared, what the path was before."""
    read = suspect.read
    if read.kind not in ITEMS or change.path != read.path:
        return [change.before]
    return _versions(read, again)


def _versions(read: Read, again: Mapping[int, Mapping[str, Refresh]]) -> list[Oid | None]:
    """Return the versions of an item that its session knows."""
    shown = [one.oid for one in again.get(read.read_id, {}).values()]
    return [None] if read.kind == ABSENT and read.known is None else [read.known, read.observed, *shown]


def _named(read: Read, change: Change) -> str:
    """Return the path that an explanation names: of a folder that has appeared, what was not there."""
    return read.path if change.path.startswith(f"{read.path}/") and read.kind == ABSENT else change.path


def _leads(patches: list[Patch], texts: Mapping[Oid, bytes | None], starts: list[Oid | None], goal: Oid | None) -> bool:
    """True if the patches lead from one of the versions to the other. (Never for a text that is not here.)"""
    if not patches or (goal is not None and texts.get(goal) is None):
        return False
    end = _text(texts, goal)
    return any(
        printed_patches.leads(patches, _text(texts, start), end)
        for start in starts
        if start is None or texts.get(start) is not None
    )


def _text(texts: Mapping[Oid, bytes | None], oid: Oid | None) -> str | None:
    return None if oid is None else decode(texts[oid] or b"")


def _printed(store: Store, output: str) -> list[tuple[Verdict, Conflict]]:
    """Return the conflicts whose whole diff an explanation in ``output`` shows."""
    found: list[tuple[Verdict, Conflict]] = []
    heads = (line.partition(": ")[0] for line in output.split("\n"))
    names = [head for head in heads if explanation.number_of(head) is not None]
    for name in list(dict.fromkeys(names))[:MOST_VERDICTS]:
        verdict = verdicts.get(store, explanation.number_of(name) or 0)
        for conflict in verdict.conflicts if verdict else ():
            if verdict and conflict.diff and _shows_all(conflict) and "\n".join(explanation.diff_lines(conflict)) in output:
                found.append((verdict, conflict))
    return found


def _shows_all(conflict: Conflict) -> bool:
    read = loads(conflict.read) if conflict.read else {}
    return conflict_diffs.shows_all(conflict.diff, bool(read.get("exact")) and read["kind"] in ITEMS)


def _explained(store: Store, told: list[Conflict]) -> set[tuple[int, str, str, Oid | None]]:
    """Return (read, ref, path, blob there) of what was explained to its reader."""
    return {
        (read_id, conflict.ref, conflict.path, conflict.oid)
        for conflict in told
        for read_id, _ in reads.same_item(store, conflict.read_id)
    }


def _answer(store: Store, session: Session, printed: list[tuple[Verdict, Conflict]], now: float) -> None:
    """Record that the session has seen the changes that rejected its update, in place of readers that are not at work. It counts
    at once: what was shown counts from the next call on, and the call that committed is over."""
    asked = [
        (verdict, conflict)
        for verdict, conflict in printed
        if conflict.reader != session.session
        and verdict.epoch.session == session.session
        and not presence.at_work(store, conflict.reader, conflict.read_id)
    ]
    if asked:
        with store.writing():
            for verdict, conflict in asked:
                acknowledgements.put(store, verdict.number, conflict, session=session.session, alone=True, now=now)
