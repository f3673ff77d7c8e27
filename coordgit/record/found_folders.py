"""Folders that a session finds where it had found nothing: who sees what is in one knows that there is something."""

from coordgit.core import knowledge as rules
from coordgit.core.knowledge import Shown
from coordgit.core.model import ABSENT, LISTING, READ, READ_AT
from coordgit.record.gather import Located
from coordgit.record.plan import Plan
from coordgit.record.seen_versions import Moments
from coordgit.startup.typing import Iterator
from coordgit.store import reads


def note(plan: Plan, moments: Moments) -> None:
    """Let the session know of the folders that it has seen a file or the names of, where it had found nothing before."""
    looks = [located for located in moments.batch.accesses if _shows(located)]
    folders = sorted({folder for located in looks for folder in _folders(located)})
    gone = [one for one in reads.of_paths(plan.store, plan.observer.epoch, folders) if one.kind == ABSENT and one.known is None]
    for folder in dict.fromkeys(one.path for one in gone):
        for located in looks:
            if folder in _folders(located):
                _know(plan, moments, located, folder)


def _shows(located: Located) -> bool:
    access = located.access
    return access.exact and not access.missing and (access.act == LISTING or (access.act == READ and "/" in located.path))


def _folders(located: Located) -> Iterator[str]:
    """Yield the folder that a look lists, and the folders around what it shows."""
    path = located.path.rstrip("/")
    if located.access.act == LISTING and path:
        yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _know(plan: Plan, moments: Moments, located: Located, folder: str) -> None:
    """Let the session know what is there at the commit that the look shows, if that is newer than what it knew."""
    from coordgit.git import commits, trees

    batch, observer, rev = moments.batch, plan.observer, located.access.rev
    commit = batch.git.commit(rev) if rev else moments.head()
    listed = trees.below(batch.git, commit, located.path.rstrip("/")) if commit else {}
    if not commit or not listed:
        return
    ref = batch.git.full_name(rev) if rev else batch.ref
    version = Shown(ref=ref or f"{READ_AT}{commit}", tip=commit, oid=next(iter(listed.values())), how="read")
    known = plan.knowledge(batch.worktree.id, folder)
    named = plan.named(folder) if observer.agent else {}
    items = tuple(
        rules.after_showing(item, version)
        if item.read.kind == ABSENT
        and item.read.known is None
        and rules.refreshes(item.read, observer.agent, named)
        and not commits.is_ancestor(batch.git, commit, item.read.base or commit)
        else item
        for item in known.items
    )
    plan.put(batch.worktree.id, folder, known._replace(items=items))
