"""Validate the reads of a landing's sessions against other commits that land together with theirs, below them.

A commit is validated against its branch when it is made, but not if it was rebased onto commits that are on no target, or made
on a detached HEAD: the commits below it now land together with it, so validating against the target alone would miss them.
"""

from coordgit.check.staleness import stale
from coordgit.check.update import Update
from coordgit.core.contributors import below
from coordgit.core.model import ITEMS, CheckedBranch, Oid
from coordgit.core.validation import Suspect
from coordgit.git import commits as history
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.store import known_commits
from coordgit.store.database import Store


def suspects(store: Store, git: Git, update: Update) -> list[Suspect]:
    """Return the reads, made before their session's newest commit, that are stale on that commit's parent.

    Of listings and searches only declared ones count: others would always be tied to what changed with the landing.
    """
    if update.old is None or update.new is None:
        return []
    commits = update.commits
    others = [ref for ref in update.targets if ref != update.ref]
    if others:  # merging another target in is no landing: the next commit, or the push, validates its changes
        free = {commit.oid for commit in history.between(git, update.new, [update.old, *others])}
        commits = tuple(commit for commit in commits if commit.oid in free)
    wanted = below(commits, update.old)
    landed = known_commits.first_landings(store, [topmost.commit for topmost in wanted])
    stale_below = []
    for topmost in wanted:
        branch = CheckedBranch(update.ref, topmost.parent)
        stale_there, _ = stale(store, git, topmost.epoch, branch, updater=update.epoch.session)
        made = landed.get(topmost.commit)
        stale_below += [
            suspect
            for suspect in stale_there
            if (made is None or suspect.read.landing_id < made) and (suspect.read.kind in ITEMS or suspect.read.declared)
        ]
    return _without_later(git, update.new, stale_below)


def _without_later(git: Git, new: Oid, suspects: list[Suspect]) -> list[Suspect]:
    """Leave out what was seen in a commit that a rebase has put above the session's own again: the branch has it in the end."""
    gone = [suspect.read.path for suspect in suspects if suspect.dropped and suspect.read.query is None]
    now = trees.items(git, new, gone)
    return [suspect for suspect in suspects if not suspect.dropped or now.get(suspect.read.path, "") != suspect.asked.known]
