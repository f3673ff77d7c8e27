"""Conflicts → what helps for each, what was denied where: facts, stored with the verdict; ``render.next_steps`` words them."""

import os

from coordgit import processes
from coordgit.check import Request
from coordgit.check.advice import after_merge, left_out, mergeable, steps
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Remedy
from coordgit.core.commit_command import is_commit, not_amending
from coordgit.core.model import Conflict
from coordgit.core.quoting import pathspec, word
from coordgit.core.rules.weights import is_read
from coordgit.core.validation import LOCKED, LOST_UPDATE
from coordgit.git import denied, operation, separate_index, trees
from coordgit.git.refs import short
from coordgit.git.worktrees import Worktree
from coordgit.startup.json import dumps, loads
from coordgit.store import sessions
from coordgit.store.database import Store


def json_advice(
    store: Store, request: Request, update: Update, reasons: tuple[Conflict, ...], later: frozenset[int], *, remote: str
) -> str:
    """Return the facts for the advice as JSON text, for a verdict that is not stored yet.

    ``later``: numbers of the conflicts that only inform now, and reject once their branch is merged in.
    """
    worktree, updater = request.worktree, processes.updater(request.pid).pid
    what, asked, prefix = _denied(store, request, update, updater)
    counting = [conflict for conflict in reasons if conflict.counts]
    apart: tuple[str, ...] = ()
    switch = ""
    if what == operation.SEND:
        there, switch = mergeable.pushed_from(worktree, update.new or "", asked.command)
        worktree, prefix = there, prefix if there == worktree else ""
    if what == operation.AMEND and any(conflict.changed_by == update.old for conflict in counting if is_read(conflict.code)):
        what, asked = advice_facts.AMEND_ANOTHERS, asked._replace(command=not_amending(asked.command))
    if what in advice_facts.MERGEABLE:
        apart = mergeable.apart(update, counting, worktree)
        brought = {conflict.ref for conflict in counting} - {update.ref, *apart}
        counting += [conflict for conflict in reasons if conflict.n in later and conflict.ref in brought]
    leaves = left_out.ways(store, request, update, counting, asked.command)
    instead = _instead(update, worktree, leaves) if update.operation == operation.REBASE else ()
    if instead:
        what, asked = advice_facts.QUIT, denied.of(updater, operation.COMMIT, worktree.git_dir)
    commit, unstaged = _commit(request, update, bool(instead))
    reader = update.epoch.session
    helps = steps.helping(store, update, worktree, counting, leaves)
    shared = what in advice_facts.MERGEABLE and mergeable.is_shared(store, reader, worktree)
    renamed: dict[str, str] = {}
    if what in advice_facts.MERGEABLE and not shared:
        merged = {one.ref: one.tip for one in counting if one.ref not in (update.ref, *apart) and one.tip}
        renamed = after_merge.renamed(update, worktree, merged.values())
        helps = after_merge.staying(update, [one for one in counting if one.ref in merged], helps, renamed)
    facts = Remedy(
        operation=what,
        worktree=worktree.folder,
        prefix=prefix,
        elsewhere=asked.elsewhere or worktree != request.worktree or _is_elsewhere(store, reader, worktree),
        command=asked.command,
        branch=update.ref,
        incoming=update.new or "",
        dropped=update.old or "",
        turn=_is_outrun(store, reader, {conflict.code for conflict in counting}),
        steps=helps,
        remote=remote,
        apart=apart,
        shared=shared,
        renamed=renamed,
        instead=instead,
        commit=commit,
        unstaged=unstaged,
        swept=update.swept_with({conflict.reader for conflict in counting if conflict.swept}),
        left=operation.left(worktree.git_dir) if what == operation.REVERT else 0,
        switch="" if switch and mergeable.is_shared(store, reader, worktree) else switch,
        forward_only=worktree.git(keep=True).setting("merge.ff") == "only",
        by_hand=is_commit(asked.command) and operation.leaves_only_a_message(worktree.git_dir),
    )
    return dumps(advice_facts.document(facts))


def _denied(store: Store, request: Request, update: Update, updater: int) -> tuple[str, denied.Denied, str | None]:
    """Return (operation, command, the folder in which it was typed) of what was denied."""
    worktree = request.worktree
    what = _moving(request, updater) if update.exempt else denied.named(updater, update.operation)
    if what == operation.REBASE and update.new and os.path.isdir(f"{worktree.git_dir}/rebase-apply"):
        what = advice_facts.APPLY
    prefix = _prefix(request, what, updater)
    if what == operation.COMMIT and separate_index.TYPED in request.environ and separate_index.under_way(store.folder):
        folder, moved, *words = loads(request.environ[separate_index.TYPED])
        return advice_facts.PORTION, denied.Denied(tuple(words), moved), _below(worktree, folder)
    named = [pathspec(path, below=prefix != "") for path in sorted(update.touched)] if what == operation.COMMIT else []
    return what, denied.of(updater, what, worktree.git_dir, named), prefix


def _is_outrun(store: Store, session: str, codes: set[str]) -> bool:
    """True if others have landed between the session's rejections in a row, and a turn of its own can help."""
    if LOCKED in codes or not any(code == LOST_UPDATE or is_read(code) for code in codes):
        return False
    return sessions.rejections(store, session) >= advice_facts.TURN_AFTER and sessions.landed_between(store, session)


def _instead(update: Update, worktree: Worktree, leaves: dict[str, str]) -> tuple[str, ...]:
    """Return what takes the place of continuing a rebase over others' edits of tracked files, which stay in the work tree."""
    tracked = any(left_out.before(update, path) is not None or help_ == advice_facts.PORTION for path, help_ in leaves.items())
    stop = operation.rebase_stop(worktree.git_dir) if tracked else None
    if stop is None:
        return ()
    return (
        "rebase --quit",
        *([f"cherry-pick {' '.join(oid[:12] for oid in stop.left)}"] if stop.left else []),
        *([f"checkout -B {word(short(stop.branch))}"] if stop.branch else []),
        *(["stash pop"] if stop.stashed else []),
    )


def _commit(request: Request, update: Update, ended: bool) -> tuple[str, tuple[str, ...]]:
    """Return (the git command, the paths to stage before it) that make the denied commit of a stopped rebase again; ("", ()) if
    continuing it does, or none was denied. What ``git commit -a`` had added is staged no more. ``ended``: the rebase is ended
    first, as continuing it would commit what is staged."""
    worktree = request.worktree
    if update.detached is None or update.operation != operation.REBASE or os.path.isdir(f"{worktree.git_dir}/rebase-apply"):
        return "", ()
    staged = trees.index_diff(worktree.git(), update.old).blobs
    unstaged = tuple(sorted(path for path, change in update.written.items() if staged.get(path) != change))
    picking = operation.is_picking(worktree.git_dir) and not update.amends
    continued = picking or request.environ.get("GIT_REFLOG_ACTION", "") == operation.CONTINUE
    if continued and not (unstaged or ended):
        return "", ()
    again = f"commit {'--amend ' * update.amends}-C {update.detached.oid[:12]}"
    return "commit -C REBASE_HEAD" if picking else again, unstaged


def _moving(request: Request, updater: int) -> str:
    """Return the operation by which git moves a branch back without making a commit."""
    action, command = request.environ.get("GIT_REFLOG_ACTION", ""), operation.running(updater, request.environ)
    return operation.detect(request.worktree.git_dir, action, 0, 0, command)


def _is_elsewhere(store: Store, session: str, worktree: Worktree) -> bool:
    """True if a client's session works in another worktree, or another repository, than its shell ran git in."""
    known = sessions.get(store, session)
    away = known is not None and known.worktree not in ("", worktree.top)
    return known is not None and bool(known.client) and (away or sessions.is_outside(store, session))


def _prefix(request: Request, what: str, updater: int) -> str | None:
    """Return the folder the command was typed in. git runs its hooks at the top and names the folder, except for commands that
    ``git pull`` runs; pre-commit does not pass it on. Outside a hook it is the current folder."""
    if request.environ.get("GIT_REFLOG_ACTION", "").startswith("pull") or request.environ.get("PRE_COMMIT"):
        return None
    if "GIT_PREFIX" in request.environ:
        prefix = request.environ["GIT_PREFIX"]
        return prefix if denied.inherited_prefix(updater) in (None, prefix) else None
    return "" if what == operation.PUSH or not request.worktree.top else _below(request.worktree, request.cwd)


def _below(worktree: Worktree, folder: str) -> str:
    below = os.path.relpath(folder or worktree.top, worktree.top)
    return "" if below == "." else f"{below}/"
