"""How others' uncommitted work is left out of a commit that sweeps it up."""

from coordgit.check import Request
from coordgit.check.integrity.index_removals import is_kept
from coordgit.check.integrity.stopped import tree_of
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.commit_command import chooses, skips_hooks
from coordgit.core.model import PART, WHOLE, Conflict
from coordgit.core.quoting import MOST
from coordgit.core.validation import SWEPT
from coordgit.git import commit_with_hooks, operation, separate_index, trees
from coordgit.git.plumbing import NOT_INSIDE, literally
from coordgit.git.worktrees import Worktree
from coordgit.store import writes
from coordgit.store.database import Store

STAGED = frozenset([operation.COMMIT, operation.AMEND, operation.SQUASH])
"""Operations whose paths may be unstaged one by one; in the others that would undo what git has staged."""
CONCLUDED = frozenset([operation.MERGE, operation.PULL, operation.PICK, operation.REVERT])
"""Operations that a commit concludes after they have stopped."""


def ways(store: Store, request: Request, update: Update, counting: list[Conflict], command: tuple[str, ...]) -> dict[str, str]:
    """Return path -> how to leave others' work in it out of the commit; empty if nothing of the commit would remain.

    * ``coordgit commit`` leaves out all of it. It is advised if own edits stand beside others' in one path, if a hook may stage
      again what was left out, or if there are too many paths to name. If a rebase has stopped after a commit, it is ended first.
    * Where anything else has stopped, nobody can commit a part of a path. Whole paths are left out, own edits included, if git
      itself has left them as HEAD has them.
    * A commit that names one's own paths leaves the index as it is. It is advised if the denied command named paths, and if
      others' work is a new file, of which only the index knows, or removes a file that the work tree keeps. All that is staged
      stays staged.
    """
    worktree, swept = request.worktree, [conflict for conflict in counting if conflict.code == SWEPT]
    stopped = update.operation == operation.REBASE and update.new is None
    picking = not stopped or operation.is_picking(worktree.git_dir)
    ends = not stopped or operation.rebase_stop(worktree.git_dir) is not None
    alone = update.operation in (operation.COMMIT, operation.AMEND) or not picking
    if alone and ends and any(conflict.cause == PART for conflict in swept):
        return {conflict.path: advice_facts.PORTION for conflict in swept}
    if (stopped or update.operation in CONCLUDED) and swept:
        kept = _left_by_git(update, worktree, swept, picking=picking, continues=not ends)
        return dict.fromkeys(kept, advice_facts.LEAVE_OUT)
    return _beside_own(store, request, update, swept, command)


def _left_by_git(update: Update, worktree: Worktree, swept: list[Conflict], *, picking: bool, continues: bool) -> set[str]:
    """Return the paths that git has left as HEAD has them where it has stopped. ``continues``: git is to go on over the edits."""
    tree, left = tree_of(worktree), {conflict.path: before(update, conflict.path) for conflict in swept}
    if picking:
        left = trees.items(worktree.git(), tree, left) if tree else {}
    kept = {path for path, blob in left.items() if blob == before(update, path)} - update.ended
    # git does not continue over an edit of a tracked file
    return {path for path in kept if left[path] is None} if continues else kept


def _beside_own(
    store: Store, request: Request, update: Update, swept: list[Conflict], command: tuple[str, ...]
) -> dict[str, str]:
    """Return path -> how to leave it out of a commit of one's own paths."""
    worktree = request.worktree
    out = {conflict.path for conflict in swept} - {conflict.path for conflict in swept if conflict.cause != WHOLE}
    own = update.touched - out
    if not (own or update.operation == operation.AMEND) or update.operation not in STAGED:
        return {}
    parts = _own_parts(store, request, update, own)
    many = len(own) > MOST and chooses(command) and parts == own  # too many to name in a command
    if parts and (many or (not skips_hooks(command) and _runs_hook(worktree))):
        return dict.fromkeys(out, advice_facts.PORTION)
    if update.old and 0 < len(own) <= MOST and chooses(command):
        return dict.fromkeys(out, advice_facts.NAME_OWN)
    new = {path for path in out if before(update, path) is None}
    gone = {path for path in out if update.written.get(path, ("", ""))[1] is None and is_kept(worktree, path)}
    if (new or gone) and not (0 < len(own) <= MOST and command and is_as_staged(worktree, own)):
        if gone:
            return dict.fromkeys(out, advice_facts.PORTION) if parts else {}
        new = set()
    new |= gone
    rest = advice_facts.LEAVE_OUT if update.old else advice_facts.PORTION  # ``git restore --staged`` needs a HEAD
    return dict.fromkeys(out, advice_facts.NAME_OWN if new else rest)


def _own_parts(store: Store, request: Request, update: Update, own: frozenset[str]) -> set[str]:
    """Return the paths of ``own`` of which ``coordgit commit`` has something to commit by itself."""
    if update.operation not in (operation.COMMIT, operation.AMEND) or separate_index.TYPED in request.environ:
        return set()
    recorded = writes.here(store, update.epoch.session, request.worktree.id, sorted(own))
    return {path for path, write in recorded.items() if write.before != write.after}


def _runs_hook(worktree: Worktree) -> bool:
    """True if a commit runs a pre-commit hook, which may stage paths."""
    git = worktree.git()
    return commit_with_hooks.has_hooks(git, commit_with_hooks.hooks_folder(git)[0], ("pre-commit",))


def before(update: Update, path: str) -> str | None:
    """Return the path's blob before the update, "" if its content stays."""
    return update.written.get(path, ("", None))[0]


def is_as_staged(worktree: Worktree, paths: frozenset[str]) -> bool:
    """True if the work tree has the paths as the index has them."""
    return worktree.git().code("diff", "--quiet", NOT_INSIDE, "--", *literally(sorted(paths))) == 0
