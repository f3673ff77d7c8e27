"""Validate the reads of a landing's sessions against other commits that land together with theirs, below them.

A commit is validated against its branch when it is made, but not if it was rebased onto commits that are on no target, or made
on a detached HEAD: the commits below it now land together with it, so validating against the target alone would miss them. The
same holds for a side of a merge that no branch was validated with, and for the later sides of an octopus.
"""

from coordgit.check import branch_changes
from coordgit.check.stale.staleness import stale
from coordgit.check.update import Update, landing
from coordgit.core.interleaved_commits import Below, below, beside
from coordgit.core.model import ITEMS, CheckedBranch, Commit, Oid
from coordgit.core.own_changes import is_own
from coordgit.core.validation import Suspect
from coordgit.git import commits as history
from coordgit.git import trees
from coordgit.git.operation import REBASE
from coordgit.git.plumbing import Git
from coordgit.store import known_commits
from coordgit.store.database import Store


def suspects(store: Store, git: Git, update: Update) -> list[Suspect]:
    """Return the reads that are stale on the parent of their session's newest commit, or on a parent of a merge that comes before
    that commit, and were made before it.

    What was dropped on a side of a merge is left to the check on the branch itself, as the merge may have it from another side.
    Of listings and searches only declared ones count: any other would always be tied to what changed with the landing.
    """
    if update.old is None or update.new is None:
        return []
    commits = landing(git, update)  # without commits of a target that is merged in: the next commit, or the push, validates those
    commits = tuple(_without_standing(update, commit) for commit in commits)
    stale_below = _stale(store, git, update, below(commits, update.old))
    stale_below = _without_later(git, update, _without_targets(git, update, commits, stale_below))
    merges = [commit.oid for commit in commits if len(commit.parents) > 1]
    if not merges:
        return stale_below
    sides = _stale(store, git, update, beside(commits, known_commits.judged_on(store, merges)))
    known = {(suspect.read.read_id, suspect.branch) for suspect in stale_below}
    return stale_below + [one for one in sides if not one.dropped and (one.read.read_id, one.branch) not in known]


def _without_standing(update: Update, commit: Commit) -> Commit:
    """Return the commit without the others whose work in it the branch has already."""
    its = commit.contributors if commit.oid not in update.standing else (update.epoch,)
    left = tuple(one for one in commit.contributors if one in its and (commit.oid, one) not in update.standing_parts)
    return commit._replace(contributors=left)


def _stale(store: Store, git: Git, update: Update, wanted: list[Below]) -> list[Suspect]:
    landed = known_commits.first_landings(store, [topmost.commit for topmost in wanted])
    stale_there = []
    for topmost in wanted:
        branch = CheckedBranch(update.ref, topmost.parent)
        suspects, _ = stale(store, git, topmost.epoch, branch, updater=update.epoch.session)
        made = landed.get(topmost.commit)
        stale_there += [
            suspect
            for suspect in suspects
            if (made is None or suspect.read.landing_id < made)
            and (suspect.read.kind in ITEMS or suspect.read.declared)
            and not _knows_below(store, git, suspect)
        ]
    return stale_there


def _knows_below(store: Store, git: Git, suspect: Suspect) -> bool:
    """True if the session knows the version below its own commit: it has read it, or is the only one to have changed it since. A
    version that it was shown on the branch itself counts as not known only if the commits below contain it and others have
    changed it there, other than by git's merges."""
    read, base, below, shown = suspect.read, suspect.read.base, suspect.branch.tip, suspect.asked.base
    if read.query is not None or base in (None, shown) or not history.is_ancestor(git, base, below):
        return False
    if trees.items(git, base, [read.path])[read.path] != read.known:
        return False
    session, has_shown = read.epoch.session, history.is_ancestor(git, shown, below)
    if has_shown and not branch_changes.only_merged(store, git, shown, below, read.path, session=session):
        return False
    if trees.items(git, below, [read.path])[read.path] == read.known:
        return True
    makers = branch_changes.makers(store, git, base, below, [read.path], reader=session)
    return is_own(makers[read.path], session)


def _without_targets(git: Git, update: Update, commits: tuple[Commit, ...], suspects: list[Suspect]) -> list[Suspect]:
    """Leave out changes in the commits that this rebase put all of the landing on, such as the tip of another target: they are
    brought in. If another branch was rebased, they are validated when that branch lands."""
    if update.operation != REBASE:
        return suspects
    bottom = {parent for commit in commits for parent in commit.parents} - {commit.oid for commit in commits}
    paths = [one.read.path for one in suspects if one.read.query is None and not one.dropped]
    if not paths or len(bottom) != 1 or history.is_ancestor(git, oid := bottom.pop(), update.old or ""):
        return suspects
    there = trees.items(git, oid, paths)
    return [one for one in suspects if one.dropped or one.read.query or there[one.read.path] != one.changes[0].after]


def _without_later(git: Git, update: Update, suspects: list[Suspect]) -> list[Suspect]:
    """Drop items that the branch has in the end exactly as they were seen: a rebase has put the commit that was read above the
    session's own again, or this update replaces that commit, for example to reword its message."""
    later = [one for one in suspects if one.read.query is None and (one.dropped or _replaces(git, update, one.asked.base))]
    now = trees.items(git, update.new or "", [suspect.read.path for suspect in later])
    return [one for one in suspects if one not in later or now.get(one.read.path, "") != one.asked.known]


def _replaces(git: Git, update: Update, base: Oid | None) -> bool:
    old, new = update.old or "", update.new or ""
    return base is not None and history.is_ancestor(git, base, old) and not history.is_ancestor(git, base, new)
