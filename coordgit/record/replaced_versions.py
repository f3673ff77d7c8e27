"""What a session had seen of a path before it put a text of its own in its place: reading that text shows nothing of it."""

from coordgit.core.knowledge import Shown
from coordgit.core.model import REPLACED_SIDE, SEEN, Oid, Read
from coordgit.git import trees
from coordgit.git.commits import is_ancestor, is_here
from coordgit.git.plumbing import Git
from coordgit.record.plan import Plan
from coordgit.startup.typing import Sequence
from coordgit.store import known_commits, landings, writes


def seen(plan: Plan, git: Git, read: Read, *, older: Sequence[Read], shown: Sequence[Shown]) -> list[Shown]:
    """Return the versions that stay seen after this ``read``. ``older``: the reads that it may replace; ``shown``: what was shown
    of them."""
    return [*_of_branches(plan, git, read, shown), *_read_before(plan, git, read, older, shown)]


def _of_branches(plan: Plan, git: Git, read: Read, shown: Sequence[Shown]) -> list[Shown]:
    """Return what was shown of branches that the read's commit contains, if that has a text of the session's own: as what it has
    made of a conflict, the text shows nothing of them."""
    of_branches = [one for one in shown if one.ref.startswith("refs/")]
    others = [one for one in of_branches if one.oid not in (None, read.observed)] if read.settled else []
    if not others or not _is_written(plan, read, read.observed):
        return []
    merged = [one for one in others if is_ancestor(git, one.tip, read.base or "")]
    return [Shown(f"{SEEN}{one.oid}", read.base or "", one.oid, "read") for one in merged]


def _read_before(plan: Plan, git: Git, read: Read, older: Sequence[Read], shown: Sequence[Shown]) -> list[Shown]:
    """Return the versions that were read before, if the gate was not asked about the commit of this read, as on a detached HEAD:
    if it has a text of the session's own, nothing has moved on to that what the session knew. Of the session's own texts, which
    may be many, only one is kept, and only beside no other version."""
    older = [one for one in older if one.settled and one.whole and one.base and one.agent in ("", read.agent)]
    changed = [one for one in older if {one.observed, one.known} - {read.observed, None}]
    if not (changed and read.settled and read.whole and read.base) or known_commits.asked(plan.store, [read.base]):
        return []
    bases = [one.base for one in changed if one.base and is_here(git, one.base)]
    versions = {trees.items(git, base, [read.path])[read.path]: base for base in bases}
    before = [
        Shown(f"{REPLACED_SIDE}{oid}", commit, oid, "read")
        for oid, commit in versions.items()
        if oid not in (None, read.observed)
    ]
    others = [one for one in before if not _is_written(plan, read, one.oid)]
    return others if others or any(one.ref.startswith(SEEN) for one in shown) else before[:1]


def _is_written(plan: Plan, read: Read, blob: Oid | None) -> bool:
    """True if an edit or a commit of the session left this content."""
    session = plan.observer.epoch.session
    if writes.has_written(plan.store, session, read.path, blob or ""):
        return True
    return any((one.maker, one.after) == (session, blob) for one in landings.versions(plan.store, read.path))
