"""What a look at a target shows of HEAD's version of a file, where that was made of what the session knew and what it sees."""

from coordgit.core.knowledge import KnownRead, Shown, after_showing, read_at
from coordgit.core.model import CONTENT, Oid, Read
from coordgit.git import commits, files, trees, undone_changes
from coordgit.record.gather import Batch
from coordgit.record.plan import Plan
from coordgit.store import tellings


def after_look(plan: Plan, batch: Batch, item: KnownRead, look: Read, ref: str) -> KnownRead:
    """Return what is known of a file after a ``look`` at the version of another branch, ``ref``. If that shows all of HEAD's
    version too, as after a squash of what has landed on ``ref``, the session counts as having read HEAD's version as well."""
    seen = Shown(ref=ref, tip=look.base or "", oid=look.observed, how="read")
    known = next((one for one in item.shown if one.ref == batch.ref), read_at(item.read))
    if item.read.kind == CONTENT and item.read.settled and ref in tellings.targets(plan.store, "refs/"):
        text = _merged(batch, look.path, known, seen)
        if text is not None:
            read = look._replace(read_id=item.read.read_id, agent=item.read.agent, observed=text, known=text, base=batch.head)
            item = KnownRead(read, tuple(one for one in item.shown if one.ref != batch.ref))
    return after_showing(item, seen)


def _merged(batch: Batch, path: str, known: Shown, seen: Shown) -> Oid | None:
    """Return HEAD's version of a file if it only joins what the session knows with what it has seen, else ``None``. All that
    HEAD's version has gained since the ``known`` one must be in the ``seen`` one, of the other branch; all that the known one had
    gained since the two branches parted must be in HEAD's. The file on disk must be HEAD's version: an edited text does not show
    it."""
    git, head = batch.git, batch.head
    if not (batch.ref and head and known.oid and seen.oid):
        return None
    text = trees.items(git, head, [path])[path]
    if text in (None, known.oid, seen.oid) or not commits.is_ancestor(git, known.tip, head):
        return None
    fork = commits.merge_base(git, known.tip, seen.tip)
    if fork is None:
        return None
    theirs, own = (known.oid, text, seen.oid), (trees.items(git, fork, [path])[path], known.oid, text)
    stands = len(undone_changes.standing(git, [("theirs", theirs), ("own", own)])) == 2
    return text if stands and not files.uncommitted(batch.worktree.top, [path]) else None
