"""What a session had seen of a path before it put a text of its own in its place: reading that text shows nothing of it."""

from coordgit.core.knowledge import Shown
from coordgit.core.model import LEFT, REPLACED_SIDE, SEEN, Oid, Read
from coordgit.git import trees
from coordgit.git.commits import is_ancestor, is_here
from coordgit.git.plumbing import Git, content
from coordgit.record.gather import Batch
from coordgit.record.plan import Plan
from coordgit.startup.typing import Sequence
from coordgit.store import known_commits, landings, writes
from coordgit.store.text_files import JOURNAL, OLD_JOURNAL


def seen(plan: Plan, batch: Batch, read: Read, *, older: Sequence[Read], shown: Sequence[Shown]) -> list[Shown]:
    """Return the versions that stay seen after this ``read``. ``older``: the reads that it may replace; ``shown``: what was shown
    of them."""
    return [*_of_branches(plan, batch.git, read, shown), *_read_before(plan, batch, read, older, shown)]


def _of_branches(plan: Plan, git: Git, read: Read, shown: Sequence[Shown]) -> list[Shown]:
    """Return what was shown of branches that the read's commit contains, if that has a text of the session's own: as what it has
    made of a conflict, the text shows nothing of them."""
    of_branches = [one for one in shown if one.ref.startswith("refs/")]
    others = [one for one in of_branches if one.oid not in (None, read.observed)] if read.settled else []
    if not others or not _is_written(plan, read, read.observed):
        return []
    merged = [one for one in others if is_ancestor(git, one.tip, read.base or "")]
    return [Shown(ref=f"{SEEN}{one.oid}", tip=read.base or "", oid=one.oid, how="read") for one in merged]


def _read_before(plan: Plan, batch: Batch, read: Read, older: Sequence[Read], shown: Sequence[Shown]) -> list[Shown]:
    """Return the versions that were read before this one, if the gate is not asked about this read's commit: one on a detached
    HEAD, or where a rebase had stopped. If that commit has a text of the session's own, no landing replaces what the session knew
    by that text. Of the session's own texts, which may be many, one is kept, and only if there is no other version."""
    older = [one for one in older if one.settled and one.whole and one.base and one.agent in ("", read.agent)]
    changed = [one for one in older if {one.observed, one.known} - {read.observed, None}]
    left = {one.oid: one.tip for one in shown if one.ref == LEFT}
    if not ((changed or left) and read.settled and read.whole and read.base):
        return []
    if not _is_unasked(plan, batch, read):
        changed, left = _before_a_stop(plan, read, changed), {}
    versions = left | {_replaced(plan, batch, read, one): one.base for one in changed if one.base}
    before = [
        Shown(ref=f"{REPLACED_SIDE}{oid}", tip=commit, oid=oid, how="read")
        for oid, commit in versions.items()
        if oid not in (None, read.observed)
    ]
    others = [one for one in before if not _is_written(plan, read, one.oid)]
    return others if others or any(one.ref.startswith(SEEN) for one in shown) else before[:1]


def _is_unasked(plan: Plan, batch: Batch, read: Read) -> bool:
    """True if the text is in a commit that was made here unasked, or will be, as HEAD is detached. The gate may not have stored
    such a commit yet. Commits from outside are others'."""
    if read.observed != batch.items.get(read.path):
        return not batch.ref
    if known_commits.made_unasked(plan.store, read.base or ""):
        return True
    journals = () if batch.ref else (OLD_JOURNAL, JOURNAL)
    return any((read.base or "").encode() in content(f"{batch.worktree.store}/{name}") for name in journals)


def _before_a_stop(plan: Plan, read: Read, older: Sequence[Read]) -> list[Read]:
    """Return the older reads since which the session has put its own text there where a rebase had stopped. The rebase may have
    ended since: the branch moves then, but not from what the session replaced."""
    made = landings.detached_versions(plan.store, read.path, plan.observer.epoch.session) if older else []
    own = bool(made) and _is_written(plan, read, read.observed)
    return [one for one in older if any(own or it.after == read.observed for it in made if it.landing_id > one.landing_id)]


def _replaced(plan: Plan, batch: Batch, read: Read, older: Read) -> Oid | None:
    """Return the version that an older read knew before the session put its own text there. Its commit may have moved the read on
    to that text; a version that has come back since it was read is news."""
    if older.known == read.observed:
        there = (one.landing_id for one in landings.versions(plan.store, read.path) if one.after == older.observed)
        return older.observed if next(there, 0) <= older.landing_id else None
    commit, path = older.base or "", read.path
    if commit == batch.head:
        return batch.items.get(path)
    return trees.items(batch.git, commit, [path])[path] if is_here(batch.git, commit) else None


def _is_written(plan: Plan, read: Read, blob: Oid | None) -> bool:
    """True if an edit or a commit of the session left this content."""
    session = plan.observer.epoch.session
    if writes.has_written(plan.store, session, read.path, blob or ""):
        return True
    return any((one.maker, one.after) == (session, blob) for one in landings.versions(plan.store, read.path))
