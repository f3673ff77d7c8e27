"""What a session saw of a commit, by ``git show REV:path`` or ``coordgit read --at REV``, and whether that counts as a read.

Sessions look at history all the time. Reading an older version does not remove knowledge of a newer one, and a shell command that
shows a version which the worktree's HEAD has left behind is not a read.
"""

from coordgit.core.knowledge import Knowledge, KnownRead, Shown, covers, read_at, refreshes
from coordgit.core.model import ABSENT, CONTENT, LINES, LISTING, Oid, Read
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git, entries
from coordgit.git.refs import HEADS, REMOTES
from coordgit.record import delivered
from coordgit.record.gather import NAMES, Located
from coordgit.record.plan import Plan
from coordgit.record.seen_versions import Moments
from coordgit.startup.typing import NamedTuple
from coordgit.store import landings, reads
from coordgit.store.tips import newest_landing


class SeenRevision(NamedTuple):
    """What a commit has at a path: ``oid`` is ``None`` for nothing and for a listing."""

    base: Oid
    path: str
    kind: str
    oid: Oid | None
    older: list[Read]
    """The reads of the item that this one may replace."""
    known: bool
    """True if the session knows the item as it is at this commit or later: there is nothing to store."""
    beside: str
    """The ref that was read, if older reads have bases on diverged commits: these keep their bases, refreshed on that ref."""


def seen(plan: Plan, moments: Moments, located: Located) -> SeenRevision | None:
    """Return what the access showed; ``None``: an unknown revision, or a shell command's read of what has changed since."""
    batch = moments.batch
    git, access, path = batch.git, located.access, located.path.rstrip("/")
    store, observer = plan.store, plan.observer
    base = git.commit(access.rev)
    if not base:
        return None
    head = batch.head or base
    landing_id = moments.landing_before()
    if landing_id != newest_landing(store):
        began = _at_the_beginning(moments, located, base, landing_id, observer.output)
        if began is not None:
            base, head = began, (moments.head() if moments.began is not None else None) or began
    what, blob = _entry(git, base, path)
    if (
        not observer.declared
        and base != head
        and _entry(git, head, path) != (what, blob)
        and commits.is_ancestor(git, base, head)
    ):
        return None
    if what == "tree":
        same = [r for r in reads.predicates(store, observer.epoch) if (r.kind, r.path, r.query) == (LISTING, path, NAMES)]
        kind, oid, lost, given_up = LISTING, None, False, []
    else:
        knowledge = plan.knowledge(batch.worktree.id, path)
        same, lost = [item.read for item in knowledge.items if item.read.read_id], bool(knowledge.write and knowledge.write.lost)
        kind, oid = ABSENT if blob is None else LINES if access.first else CONTENT, blob
        given_up = [item.read for item in knowledge.items if item.read.settled and _is_given_up(plan, git, item, head)]
    tips = reads.true_at(store, [read.read_id for read in same])
    kept = [read for read in same if read not in given_up]
    newer = [read for read in kept if any(_older(git, base, path, (what, blob), tip) for tip in tips[read.read_id])]
    known = any(read.agent == observer.agent and covers(read, kind, access.first, access.last) for read in newer)
    older = [read for read in same if read not in newer and refreshes(read, observer.agent, ())]
    apart = any(_apart(git, base, tip) for read in older if read in kept for tip in tips[read.read_id])
    whole = kind in (CONTENT, ABSENT)
    name = git.full_name(access.rev) if whole and (newer or apart) else ""
    # a newer version, of a notice or another branch, does not answer for the branch that is looked at, for what its own text has
    # replaced, or for its work tree
    again = whole and (lost or base == batch.head or observer.declared or name.startswith((HEADS, REMOTES)))
    behind = [read for read in newer if refreshes(read, observer.agent, ())] if again else []
    beside = name if behind or apart else ""
    older += behind
    known = known and not (older and beside)
    return SeenRevision(base=base, path=path, kind=kind, oid=oid, older=older, known=known, beside=beside)


def _is_given_up(plan: Plan, git: Git, item: KnownRead, head: Oid) -> bool:
    """True if all that the session knows of the file is its own work on a detached HEAD that it has left again, and it never
    looked at the version that this work replaced."""
    read = item.read
    if commits.is_ancestor(git, read.base or "", head):
        return False
    made, replaced = {read.known}, set[Oid | None]()
    for one in landings.detached_versions(plan.store, read.path, read.epoch.session):  # the newest first
        if one.after in made | replaced:
            made.add(one.after)
            replaced.add(one.before)
    looked_at = {read.observed, *(version.oid for version in item.shown)}
    if not (replaced - made) or looked_at & (replaced - made):
        return False
    return all(one.after != read.known for one in landings.versions(plan.store, read.path))


def newer(git: Git, knowledge: Knowledge, read: Read) -> list[Shown]:
    """Return the versions of the item that the agent still knows after this read: newer ones, and those of branches that do not
    contain this read's commit. It may have read in a worktree of another branch, or where a rebase has stopped."""
    items = [i for i in knowledge.items if i.read.agent == read.agent and covers(i.read, read.kind, read.first, read.last)]
    known = [read_at(item.read) for item in items if item.read.base]
    known += [version for item in items for version in item.shown]
    entry = ("" if read.observed is None else "blob", read.observed)
    base = read.base or ""
    return [
        one
        for one in known
        if one.oid != read.observed and (_older(git, base, read.path, entry, one.tip) or _is_beside(git, base, one))
    ]


def beside(git: Git, knowledge: Knowledge, read: Read) -> list[Shown]:
    """Return what the agent was shown on branches that are not part of this read's commit, for example before a pick from one of
    them."""
    shown = (version for item in knowledge.items if item.read.agent == read.agent for version in item.shown)
    return [version for version in shown if read.base and _is_beside(git, read.base, version)]


def aside(git: Git, knowledge: Knowledge, read: Read) -> list[Shown]:
    """Return what the agent knew of the branch that a rebase has left for the commit of this read: it may be aborted."""
    known = [item.read for item in knowledge.items if item.read.agent == read.agent and item.read.settled]
    return [read_at(one) for one in known if one.base and read.base and not commits.is_ancestor(git, one.base, read.base)]


def has_stayed(git: Git, knowledge: Knowledge, path: str, tip: Oid, head: Oid | None) -> bool:
    """True if HEAD has had the version ``tip`` of the path ever since the session saw it. Else a look at what was there in
    between is newer than that, and does not show what became of it."""
    seen = [(item.read.known, item.read.base) for item in knowledge.items]
    seen += [(version.oid, version.tip) for item in knowledge.items for version in item.shown]
    return any(oid == tip and not (base and head and commits.touching(git, base, head, [path])) for oid, base in seen)


def _at_the_beginning(moments: Moments, located: Located, now: Oid, landing_id: int, output: str | None) -> Oid | None:
    """Return the commit that the branch which was read named when the call began; ``None`` if it has not moved since, or if the
    answer shows the commit ``now``."""
    git, path = moments.batch.git, located.path.rstrip("/")
    ref = git.full_name(located.access.rev)
    before = landings.named_at(moments.store, ref, landing_id)
    if before is None or before == now:
        return None
    older, newer = _entry(git, before, path)[1], _entry(git, now, path)[1]
    if output is not None and older and newer and older != newer:
        texts = trees.blobs(git, [older, newer])
        shown = [delivered.printed(texts[oid] or b"", located.access, output) for oid in (older, newer)]
        if shown[1] and len(shown[1]) > len(shown[0] or b""):
            return None
    return before


def _entry(git: Git, commit: Oid, path: str) -> tuple[str, Oid | None]:
    """Return (type, object) that a commit has at a path; ("", ``None``) for nothing."""
    if not path:
        return "tree", git.text("rev-parse", f"{commit}^{{tree}}")
    listed = git.run("ls-tree", "-z", "--full-tree", commit, "--", f":(literal){path}")
    return next(((kind, oid) for (_, kind, oid), _ in entries(listed, [path])), ("", None))


def _apart(git: Git, one: Oid, other: Oid) -> bool:
    """True if neither commit is an ancestor of the other."""
    return commits.merge_base(git, one, other) not in (one, other)


def _older(git: Git, base: Oid, path: str, item: tuple[str, Oid | None], tip: Oid) -> bool:
    """True if ``tip`` is newer than ``base``: its descendant, or their merge base has the ``item`` that ``base`` has."""
    meet = commits.merge_base(git, base, tip) if tip != base else None
    return meet is not None and meet != tip and (meet == base or _entry(git, meet, path) == item)


def _is_beside(git: Git, base: Oid, version: Shown) -> bool:
    """True if the branch on which the version was shown still has its commit, and ``base`` does not."""
    tip, ref = version.tip, version.ref
    return ref.startswith("refs/") and not commits.is_ancestor(git, tip, base) and commits.is_ancestor(git, tip, ref)
