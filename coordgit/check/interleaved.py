"""Ask the sessions of a landing about the commits that it puts below theirs.

A commit is asked against its branch when it is made. One that was rebased onto commits which are on no target, or made on a
detached HEAD, was not: what lies below it now lands together with it, so the target alone says nothing of that.
"""

from __future__ import annotations

from coordgit.check.staleness import stale
from coordgit.core.model import ITEMS, CheckedBranch
from coordgit.core.provenance import below
from coordgit.git import commits as history
from coordgit.store import commits as known_commits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.validation import Suspect
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store


def suspects(store: Store, git: Git, gathered: Update) -> list[Suspect]:
    """The reads that are stale where their session's newest commit stands, as far as they were made before it.

    Of listings and searches only those that the session declared: what lands would always be tied to what changed with it.
    """
    if gathered.old is None or gathered.new is None:
        return []
    commits = gathered.commits
    others = [ref for ref in gathered.targets if ref != gathered.ref]
    if others:  # bringing another target in is no landing: what that has changed is asked at the next commit, or at the push
        free = {commit.oid for commit in history.between(git, gathered.new, [gathered.old, *others])}
        commits = tuple(commit for commit in commits if commit.oid in free)
    wanted = below(commits, gathered.old)
    landed = known_commits.first_landings(store, [one.commit for one in wanted])
    found = []
    for one in wanted:
        branch = CheckedBranch(gathered.ref, one.parent)
        some, _ = stale(store, git, one.epoch, branch, updater=gathered.epoch.session)
        made = landed.get(one.commit)
        found += [
            suspect
            for suspect in some
            if (made is None or suspect.read.landing_id < made) and (suspect.read.kind in ITEMS or suspect.read.declared)
        ]
    return found
