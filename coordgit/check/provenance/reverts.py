"""What a revert takes back: whose work leaves the branch, where it does nothing else, and what a commit has beside it."""

from coordgit.check.update import MANY, Update
from coordgit.core.model import Oid
from coordgit.core.rules.lost_update import Versions
from coordgit.git import commits, operation, trees, undone_changes
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple
from coordgit.store import known_commits
from coordgit.store.database import Store
from coordgit.store.dropped import Dropped
from coordgit.store.writes import Work


class Reverted(NamedTuple):
    """What a revert takes back."""

    dropped: list[Dropped] = []
    alone: frozenset[str] = frozenset()
    """Paths with another session's text in which it does nothing else."""


def of(store: Store, git: Git, worktree: Worktree, update: Update) -> Reverted:
    """Return what a revert takes back, of a merge what that had brought. Where a revert has changed nothing, git's state files
    still name it at the next commit: only what that one takes back counts."""
    taken, since = operation.reverted(worktree.git_dir)
    oids = [commit.oid for commit in commits.between(git, taken, [since])[:MANY]] if since else [taken]
    whose = dict.fromkeys(epoch for epochs in known_commits.makers(store, oids).values() for epoch in epochs)
    if not whose:
        return Reverted()
    changed = _changed(git, taken, since)
    both = {path: Versions(*changed[path], *blobs) for path, blobs in update.written.items() if path in changed}
    undone = undone_changes.which(git, [*both.values()])
    paths = [path for path, lost in zip(both, undone, strict=True) if lost]
    dropped = [Dropped(Work(path, *update.written[path][::-1], epoch), False) for path in paths for epoch in whose]
    theirs = [path for path in both if path in update.carried]
    alone = undone_changes.alone(git, [both[path] for path in theirs])
    return Reverted(dropped, frozenset(path for path, only in zip(theirs, alone, strict=True) if only))


def beside(store: Store, git: Git, worktree: Worktree, update: Update) -> frozenset[str]:
    """Return the paths that a commit changes beside what git's revert changed.

    While a revert is under way, git may have changed these for further commits (``revert -n A B``), so only those that a client
    typed count. If only the revert's message is left, all of them count: it names the reverted commit (that of ``cherry-pick -n``
    none).
    """
    rest = _rest(git, worktree, update)
    if operation.leaves_only_a_message(worktree.git_dir):
        return rest
    from coordgit.store import edit_steps

    session = update.epoch.session
    return frozenset(path for path in rest if edit_steps.is_typed(store, session, path, update.written[path][1]))


def _rest(git: Git, worktree: Worktree, update: Update) -> frozenset[str]:
    """Return the paths that are changed by the update, but not by the commit that it takes back."""
    taken, since = operation.reverted(worktree.git_dir)
    if not taken or not commits.is_here(git, taken):
        return frozenset(update.written)
    changed = _changed(git, taken, since)
    rest = update.written.keys() - changed
    names = trees.renames(git, taken, update.old) if rest and update.old else {}
    return frozenset(rest - {names.get(path) for path in changed})


def _changed(git: Git, taken: Oid, since: Oid) -> trees.Diff:
    """Return what a commit has changed; of a merge what it had brought to its parent ``since``."""
    return trees.diff(git, since, taken) if since else trees.own_changes(git, [taken])[taken]
