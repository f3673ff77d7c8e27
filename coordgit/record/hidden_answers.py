"""Listings and searches that are asked again over uncommitted changes of the session's own, which may hide what others landed.

As with a file (``core.knowledge.hides_newer``), such an answer shows nothing of the newer one, and refreshes nothing.
"""

from coordgit.core.model import LISTING, Change, Oid, Read
from coordgit.core.predicates import hides
from coordgit.core.validation import concerns
from coordgit.git import searches, trees
from coordgit.git.files import Hashing
from coordgit.record.moments import Moments
from coordgit.record.plan import Plan


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
