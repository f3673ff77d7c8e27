"""Which reads a pull, merge, rebase or reset makes stale for the session that runs it: printed at once.

This never rejects: the next commit validates these reads, by the same rule.
"""

from coordgit import processes
from coordgit.check import Request
from coordgit.check.stale.staleness import stale
from coordgit.core.model import CheckedBranch, Verdict
from coordgit.core.quoting import few, quote, word
from coordgit.core.rules.levels import ignores
from coordgit.git import attributes, denied, trees
from coordgit.git.operation import BRINGING, REBASE, RESET, running
from coordgit.git.plumbing import first_line
from coordgit.program import program
from coordgit.store.database import Store
from coordgit.store.text_files import note

SHOWN = 8
"""Paths that the line names at most."""


def line(store: Store, request: Request, verdict: Verdict) -> str:
    """Return the line about an update that has passed, "" if it changes nothing that its session has read.

    ``GIT_REFLOG_ACTION`` is set by merge and pull, and names a pull that rebases; ``git branch -f`` does not set it.
    """
    if "GIT_REFLOG_ACTION" not in request.environ and verdict.operation != REBASE:
        return ""
    rebased = first_line(f"{request.worktree.git_dir}/rebase-merge/head-name")
    if verdict.operation == REBASE and rebased not in ("", verdict.ref):
        return ""  # another branch of the stack (--update-refs): the rebased one has all that it has
    try:
        brought = _paths(store, request, verdict)
    except Exception as error:  # the update has passed
        note(request.worktree.store, f"gate: the incoming changes were not reported: {error!r}")
        return ""
    if not brought:
        return ""
    named = few(map(quote, brought), SHOWN)
    updater = processes.updater(request.pid).pid
    what = "pull" if request.environ.get("GIT_REFLOG_ACTION", "").startswith("pull") else BRINGING[verdict.operation]
    if running(updater, request.environ) == RESET:  # to a target's tip: its work was left, as in a rebase
        what = RESET
    away = denied.is_elsewhere(updater)
    where = f" -C {word(request.worktree.folder)}" if away else ""
    command = f"{program(store.folder, request.environ)}{where} check"
    return f"coordgit: this {what} changes what you have read: {named}; see it before you go on ({command})"


def _paths(store: Store, request: Request, verdict: Verdict) -> list[str]:
    """Return the paths that the session has read and that its update makes stale on its branch."""
    if verdict.old is None or verdict.new is None:
        return []
    git = request.worktree.git(keep=True)
    changed = set(trees.diff(git, verdict.old, verdict.new))
    suspects = stale(store, git, verdict.epoch, CheckedBranch(verdict.ref, verdict.new), changed)[0]
    named = [change.path for suspect in suspects for change in suspect.changes if change.path in changed]
    reported = {conflict.path for conflict in verdict.conflicts}
    values = attributes.of_commits(git, [verdict.new], named)
    return sorted({path for path in named if path not in reported and not ignores(values.get(path))})
