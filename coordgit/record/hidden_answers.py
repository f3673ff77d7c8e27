"""Listings and searches over a work tree that is not as HEAD is.

Asked again over uncommitted changes of the session's own, which may hide what others landed, such an answer shows nothing of the
newer one, as with a file (``core.knowledge.hides_newer``), and refreshes nothing. Where the branch has moved under the work tree
(``update-ref``, ``reset --soft``, a push), an answer is the older one.
"""

from coordgit.core.model import LISTING, Change, Oid, Read
from coordgit.core.predicates import hides
from coordgit.core.validation import concerns
from coordgit.git import searches, trees
from coordgit.git.files import Hashing
from coordgit.record.moments import Moments
from coordgit.record.plan import Plan
from coordgit.store import landings, writes

MOST_PATHS = 100
"""Paths by which the commit is found that a work tree has."""


def hides_newer(plan: Plan, moments: Moments, read: Read, known: list[Oid]) -> bool:
    """True if the session's uncommitted changes take back what others have changed of the answer since each of the commits at
    which it is known."""
    batch = moments.batch
    diffs = trees.diffs(batch.git, known, read.base or "")
    changes = [[Change(path, *blobs) for path, blobs in (diff or {}).items()] for diff in diffs.values()]
    items = {change.path: change.after for some in changes for change in some if concerns(read, change)}
    here = Hashing(batch.worktree, batch.git).start(trees.uncommitted(batch.git, read.base or "", items)).oids()
    return all(
        any(change.path in here and _hides(plan, moments, read, change, here[change.path]) for change in some) for some in changes
    )


def base(plan: Plan, moments: Moments, read: Read, differs: trees.Diff) -> Oid:
    """Return the commit that an answer is of, where the index ``differs`` from HEAD's: that one or, if index and files were not
    moved to it, the newest which the branch named before and which has what the index has."""
    batch = moments.batch
    indexed = [(path, blobs[1]) for path, blobs in differs.items() if concerns(read, Change(path, *blobs))]
    edited = {(work.path, work.after) for work in writes.uncommitted(plan.store, [path for path, _ in indexed], "")}
    indexed = [item for item in indexed if item not in edited][:MOST_PATHS]
    files = Hashing(batch.worktree, batch.git).start(path for path, _ in indexed).oids()
    indexed = [(path, oid) for path, oid in indexed if files[path] != differs[path][0]]
    named = landings.named_by(plan.store, [batch.ref or ""], 0, trees.MOST_COMMITS)
    having = trees.having(batch.git, named, indexed)
    return max(having.values(), key=named.index, default=read.base or "")


def _hides(plan: Plan, moments: Moments, read: Read, change: Change, file: Oid | None) -> bool:
    """True if the file takes back what a commit has changed of the answer, and the session has not read that in the file itself.

    The base of an answer passes by the session's own landings: what changed since is others' work.
    """
    before, after, batch = change.before, change.after, moments.batch
    items = plan.knowledge(batch.worktree.id, change.path).items
    if file == after or any(item.knows(after) or item.read.observed == after for item in items):
        return False
    if read.kind == LISTING:
        return (before is None) == (file is None) != (after is None)
    texts = trees.blobs(batch.git, [before, after, file])
    versions = [texts[oid] if oid else b"" for oid in (before, after, file)]
    return None not in versions and searches.within(hides, read.query, *versions) is not False
