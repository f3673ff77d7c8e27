"""Listings and searches over a work tree that differs from HEAD.

If a session repeats one over its own uncommitted changes, the answer may lack what others landed. Then it refreshes nothing, as
with a file (``core.own_text.hides_newer``). If the branch moved without the work tree (``update-ref``, ``reset``, a push), the
answer shows the older commit.
"""

from coordgit.core.model import LISTING, Change, Oid, Read
from coordgit.core.predicates import hides
from coordgit.core.validation import concerns
from coordgit.git import attributes, commits, reflogs, searches, trees
from coordgit.git.files import Hashing
from coordgit.record.plan import Plan
from coordgit.record.seen_versions import Moments
from coordgit.store import known_commits, landings, writes

MOVES = 8
"""Moves of a branch that its work tree may have missed, where HEAD has no log."""


def hides_newer(plan: Plan, moments: Moments, read: Read, known: list[Oid]) -> bool:
    """True if the session's own uncommitted changes take back what others changed of the answer since each known commit.

    Only what HEAD has changed since its merge base with that commit counts: the rest is the other branch's own. What the session
    has committed there itself, after a reset, is nobody else's.
    """
    batch = moments.batch
    diffs = trees.diffs(batch.git, known, read.base or "")
    met = {oid: commits.merge_base(batch.git, oid, read.base or "") or oid for oid in diffs}
    since = trees.diffs(batch.git, list(dict.fromkeys(met.values())), read.base or "")
    changes = [
        [Change(path, *blobs) for path, blobs in (diff or {}).items() if path in (since[met[oid]] or {})]
        for oid, diff in diffs.items()
    ]
    items = {change.path: change.after for some in changes for change in some if concerns(read, change)}
    here = Hashing(batch.worktree, batch.git).start(trees.uncommitted(batch.git, read.base or "", items)).oids()

    def hidden(change: Change, since: Oid) -> bool:
        path = change.path
        return (
            path in here
            and _hides(plan, moments, read, change, here[path])
            and not known_commits.made_alone(plan.store, commits.touching(batch.git, since, read.base or "", [path]), session)
        )

    session = plan.observer.epoch.session
    return all(any(hidden(change, met[oid]) for change in some) for oid, some in zip(diffs, changes, strict=True))


def base(plan: Plan, moments: Moments, read: Read) -> Oid:
    """Return the commit whose content an answer shows: HEAD or, if HEAD moved without the files (or without index and files), the
    commit at which these were left."""
    batch, head = moments.batch, read.base or ""
    differs = trees.index_diff(batch.git, head).blobs
    dirty = set() if differs else trees.dirty(batch.git, head)
    edited = {write.path for write in writes.standing(plan.store, batch.worktree.id, {*differs, *dirty})}
    changes = [Change(path, *blobs) for path, blobs in differs.items() if path not in edited]
    if not dirty - edited and not any(concerns(read, change) for change in changes):
        return head
    left = reflogs.left_at(batch.git) or landings.named_by(plan.store, [batch.ref or ""], 0, MOVES)
    diffs = trees.diffs(batch.git, [oid for oid in left if oid != head], head)
    for oid, diff in reversed(diffs.items()):
        moved = {path: blobs for path, blobs in (diff or {}).items() if path not in edited}
        if not moved:
            continue
        if differs:
            index = {path: differs[path][1] if path in differs else after for path, (_, after) in moved.items()}
            if any(index[path] != before for path, (before, _) in moved.items()):
                continue
            files = Hashing(batch.worktree, batch.git).start(moved).oids()
            if all(files[path] != after and (files[path] is None) == (before is None) for path, (before, after) in moved.items()):
                return oid
        elif all(after is None or path in dirty for path, (_, after) in moved.items()):
            files = Hashing(batch.worktree, batch.git).start(moved).oids()
            if all(files[path] == before for path, (before, _) in moved.items()) and commits.is_ancestor(batch.git, oid, head):
                return oid
    # something else may be staged beside that, such as what a denied merge has left: some of the answer is an older one even so
    for oid, diff in diffs.items():
        since = diff or {}
        older = [one for one in changes if one.path in since and since[one.path][0] == one.after and concerns(read, one)]
        files = Hashing(batch.worktree, batch.git).start([one.path for one in older]).oids()
        if any(files[one.path] != one.before for one in older):
            return oid
    return head


def under_edits(plan: Plan, moments: Moments, read: Read, replaced: list[tuple[str, Oid | None, Oid]]) -> Oid | None:
    """Return the commit whose content an answer shows: HEAD or, if a file with an uncommitted edit lacks what landed since, the
    commit before that landing. ``replaced``: (path, the blob that was edited, the last commit that had it)."""
    batch = moments.batch
    heads = trees.items(batch.git, read.base or "", {path for path, _, _ in replaced})
    older = [(Change(path, before, heads[path]), oid) for path, before, oid in replaced if before != heads[path]]
    older = [(change, oid) for change, oid in older if concerns(read, change)]
    files = Hashing(batch.worktree, batch.git).start([change.path for change, _ in older]).oids()
    return next((oid for change, oid in older if _hides(plan, moments, read, change, files[change.path])), read.base)


def _hides(plan: Plan, moments: Moments, read: Read, change: Change, file: Oid | None) -> bool:
    """True if the file takes back what a commit has changed of the answer, and the session has not read that in the file itself.

    The base of an answer moves on with the session's own landings, so what changed since is others' work.
    """
    before, after, batch = change.before, change.after, moments.batch
    items = plan.knowledge(batch.worktree.id, change.path).items
    if file == after or any(item.knows(after) or item.read.observed == after for item in items):
        return False
    if read.kind == LISTING:
        hidden = (before is None) == (file is None) != (after is None)
    else:
        texts = trees.blobs(batch.git, [before, after, file])
        versions = [texts[oid] if oid else b"" for oid in (before, after, file)]
        hidden = None not in versions and searches.within(hides, read.query, *versions) is not False
    return hidden and attributes.of_commits(batch.git, [read.base or ""], [change.path]).get(change.path) not in LEFT_ALONE


LEFT_ALONE = ("ignore", "inform")
"""Values of the attribute for which no read of the path is ever asked."""
