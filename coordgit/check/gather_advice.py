"""Conflicts → what helps for each, what was denied where: facts, stored with the verdict; ``render.next_steps`` words them."""

import os

from coordgit import processes
from coordgit.check import Request, mergeable, where_to_look
from coordgit.check.integrity.index_removals import is_kept
from coordgit.check.integrity.stopped import tree_of
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Remedy, Step
from coordgit.core.commit_command import chooses, skips_hooks
from coordgit.core.model import MATCH, MUTUAL, PART, TAKEN, WHOLE, Conflict, Query
from coordgit.core.predicates import can_be_asked
from coordgit.core.quoting import MOST, pathspec, word
from coordgit.core.rules import is_read
from coordgit.core.validation import (
    APPEARED,
    EMPTIED,
    LOCKED,
    LOST_UPDATE,
    PHANTOM,
    PUT_BACK,
    REWOUND,
    STALE,
    SWEPT,
    UNKNOWN_READS,
)
from coordgit.git import commit_with_hooks, denied, operation, separate_index, trees, worktrees
from coordgit.git.commits import merge_base
from coordgit.git.plumbing import NOT_INSIDE, literally
from coordgit.git.refs import short
from coordgit.git.worktrees import Worktree
from coordgit.session import presence
from coordgit.startup.json import dumps, loads
from coordgit.store import landings, sessions, writes
from coordgit.store.database import Store

HELP = {LOST_UPDATE: advice_facts.WRITE, PUT_BACK: advice_facts.RESTORE, EMPTIED: advice_facts.REFILL, REWOUND: advice_facts.KEEP}


def json_advice(
    store: Store, request: Request, update: Update, reasons: tuple[Conflict, ...], later: frozenset[int], *, remote: str
) -> str:
    """Return the facts for the advice as JSON text, for a verdict that is not stored yet.

    ``later``: numbers of the conflicts that only inform now, and reject once their branch is merged in.
    """
    worktree, updater = request.worktree, processes.updater(request.pid).pid
    what = _moving(request, updater) if update.exempt else denied.named(updater, update.operation)
    if what == operation.REBASE and update.new and os.path.isdir(f"{worktree.git_dir}/rebase-apply"):
        what = advice_facts.APPLY
    prefix = _prefix(request, what, updater)
    named = [pathspec(path, below=prefix != "") for path in sorted(update.touched)] if what == operation.COMMIT else []
    asked = denied.of(updater, what, worktree.git_dir, named)
    if what == operation.COMMIT and separate_index.TYPED in request.environ and separate_index.under_way(store.folder):
        folder, moved, *words = loads(request.environ[separate_index.TYPED])
        what, asked, prefix = advice_facts.PORTION, denied.Denied(tuple(words), moved), _below(worktree, folder)
    counting = [conflict for conflict in reasons if conflict.counts]
    apart: tuple[str, ...] = ()
    if what == operation.AMEND and any(conflict.changed_by == update.old for conflict in counting if is_read(conflict.code)):
        what, asked = advice_facts.AMEND_ANOTHERS, asked._replace(command=())
    if what in advice_facts.MERGEABLE:
        apart = mergeable.apart(update, counting, worktree)
        brought = {conflict.ref for conflict in counting} - {update.ref, *apart}
        counting += [conflict for conflict in reasons if conflict.n in later and conflict.ref in brought]
    leaves = _left_out(store, request, update, counting, asked.command)
    instead = _instead(update, worktree, leaves) if update.operation == operation.REBASE else ()
    if instead:
        what, asked = advice_facts.QUIT, denied.of(updater, operation.COMMIT, worktree.git_dir)
    commit, unstaged = _commit(request, update, bool(instead))
    codes = {conflict.code for conflict in counting}
    outrun = LOCKED not in codes and any(code == LOST_UPDATE or is_read(code) for code in codes)  # else a turn cannot help
    reader = update.epoch.session
    steps = [_step(store, update, worktree, conflict, leaves) for conflict in counting]
    here = ((advice_facts.WRITE, ""), (advice_facts.READ, update.ref))
    blind = _untouched(store, update, worktree, counting) & {one.n for one in steps if (one.help, one.branch) in here}
    kept = {one.n for one in counting if one.n in blind and _is_kept(update, worktree, one.path)}
    steps = [one._replace(help=advice_facts.TAKE, branch="") if one.n in blind else one for one in steps]
    steps = [one._replace(help=advice_facts.RESTORE) if one.n in kept else one for one in steps]
    seen = tuple(Step(advice_facts.READ, one.n, "") for one in counting if one.n in blind - kept and one.read)  # once it is here
    facts = Remedy(
        operation=what,
        worktree=worktree.folder,
        prefix=prefix,
        elsewhere=asked.elsewhere or _is_elsewhere(store, reader, worktree),
        command=asked.command,
        branch=update.ref,
        incoming=update.new or "",
        dropped=update.old or "",
        turn=outrun and sessions.rejections(store, reader) >= advice_facts.TURN_AFTER and sessions.landed_between(store, reader),
        steps=where_to_look.found(store, update, worktree, counting, steps) + seen,
        remote=remote,
        apart=apart,
        shared=what in advice_facts.MERGEABLE and mergeable.is_shared(store, reader, worktree),
        instead=instead,
        commit=commit,
        unstaged=unstaged,
        swept=update.swept_with({conflict.reader for conflict in counting if conflict.swept}),
        left=operation.left(worktree.git_dir) if what == operation.REVERT else 0,
        by_hand=asked.command[:1] == ("commit",) and operation.leaves_only_a_message(worktree.git_dir),
    )
    return dumps(advice_facts.document(facts))


STAGED = frozenset([operation.COMMIT, operation.AMEND, operation.SQUASH])
"""Operations whose paths may be unstaged one by one; in the others that would undo what git has staged."""
CONCLUDED = frozenset([operation.MERGE, operation.PULL, operation.PICK, operation.REVERT])
"""Operations that a commit concludes after they have stopped."""


def _left_out(
    store: Store, request: Request, update: Update, counting: list[Conflict], command: tuple[str, ...]
) -> dict[str, str]:
    """Return path -> how to leave others' work in it out of the commit; nothing if nothing of the commit would remain.

    * If own edits stand beside others' in a path, a hook may stage again what was left out, or too many paths are to be named,
      ``coordgit commit`` leaves out all: once the rebase is ended, if that has stopped after a commit.
    * Where anything else has stopped, whole paths are left out, also with own edits, if git itself has left them as HEAD has
      them: nobody can commit a part of it.
    * A commit that names one's own paths leaves the index alone. It helps if the commit chose paths already, and if others' work
      is a new file, which nothing else names to git, or the removal of a file that the work tree keeps: these, and all else, stay
      staged.
    """
    worktree, swept = request.worktree, [conflict for conflict in counting if conflict.code == SWEPT]
    stopped = update.operation == operation.REBASE and update.new is None
    picking = not stopped or operation.is_picking(worktree.git_dir)
    ends = not stopped or operation.rebase_stop(worktree.git_dir) is not None
    alone = update.operation in (operation.COMMIT, operation.AMEND) or not picking
    if alone and ends and any(conflict.cause == PART for conflict in swept):
        return {conflict.path: advice_facts.PORTION for conflict in swept}
    if (stopped or update.operation in CONCLUDED) and swept:
        tree, left = tree_of(worktree), {conflict.path: _before(update, conflict.path) for conflict in swept}
        if picking:
            left = trees.items(worktree.git(), tree, left) if tree else {}
        kept = {path for path, blob in left.items() if blob == _before(update, path)} - update.ended
        if not ends:
            kept = {path for path in kept if left[path] is None}  # git does not continue over an edit of a tracked file
        return dict.fromkeys(kept, advice_facts.LEAVE_OUT)
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
    new = {path for path in out if _before(update, path) is None}
    gone = {path for path in out if update.written.get(path, ("", ""))[1] is None and is_kept(worktree, path)}
    if (new or gone) and not (0 < len(own) <= MOST and command and _is_as_staged(worktree, own)):
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


def _instead(update: Update, worktree: Worktree, leaves: dict[str, str]) -> tuple[str, ...]:
    """Return what takes the place of continuing a rebase over others' edits of tracked files, which stay in the work tree."""
    tracked = any(_before(update, path) is not None or help_ == advice_facts.PORTION for path, help_ in leaves.items())
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
    """Return what makes the commit again at which a rebase has stopped, as it was denied, and the paths that are to be staged
    before: what ``git commit -a`` adds is gone. ``ended``: the rebase is not continued, which would make it of what is staged."""
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


def _before(update: Update, path: str) -> str | None:
    """Return the path's blob before the update, "" if its content stays."""
    return update.written.get(path, ("", None))[0]


def _is_as_staged(worktree: Worktree, paths: frozenset[str]) -> bool:
    """True if the work tree has the paths as the index has them."""
    return worktree.git().code("diff", "--quiet", NOT_INSIDE, "--", *literally(sorted(paths))) == 0


def _step(store: Store, update: Update, worktree: Worktree, conflict: Conflict, leaves: dict[str, str]) -> Step:
    """Return what helps. At a push the reads are validated where they were made, whoever pushes."""
    pushed = update.operation in (operation.PUSH, operation.NOTED)
    elsewhere = pushed or not worktree.top or update.operation in (operation.SEND, operation.FORGE)
    here = () if elsewhere else _here(update, worktree)
    brought = where_to_look.is_brought(update, worktree, conflict)
    branch = "" if conflict.ref in here or brought else conflict.ref
    mine = pushed or conflict.reader == update.epoch.session
    if conflict.code == SWEPT:
        return Step(leaves.get(conflict.path) or _of_owner(update, conflict), conflict.n, branch)
    if conflict.code == LOCKED:
        return Step(advice_facts.LOCK if conflict.cause == TAKEN else advice_facts.WAIT, conflict.n, branch)
    if conflict.code == UNKNOWN_READS:
        return Step(advice_facts.PUBLISH, conflict.n, branch)
    if conflict.code == REWOUND and update.operation == operation.SEND:
        return Step(advice_facts.BRING, conflict.n, branch)  # a branch here would keep it in this clone only
    if not mine:
        person = sessions.is_person(store, update.epoch.session)
        answers_for = person or not presence.at_work(store, conflict.reader, conflict.read_id)
        return Step(advice_facts.ANSWER if answers_for else advice_facts.READER, conflict.n, branch)
    helps = _help(conflict, worktree, branch)
    if helps == advice_facts.WRITE and not branch and _only_goes(update, conflict):
        return Step(advice_facts.READ, conflict.n, update.ref)
    if helps == advice_facts.WRITE and brought:
        return Step(advice_facts.PUT_IN, conflict.n, conflict.ref)
    if helps == advice_facts.WRITE and not branch and (conflict.first or not conflict.read):
        # whoever reads all of it here is asked what the others have made of it
        newer = _newer(update, worktree, conflict)
        return Step(advice_facts.READ if newer else helps, conflict.n, newer)
    return Step(helps, conflict.n, branch)


def _only_goes(update: Update, conflict: Conflict) -> bool:
    """True if the commit removes a path, or renames what its branch has: there is nothing to put a change into."""
    goes = update.operation in STAGED and update.written.get(conflict.path, ("", ""))[1] is None
    return goes and (conflict.code != LOST_UPDATE or all(before is not None for before, _ in update.written.values()))


def _untouched(store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict]) -> set[int]:
    """Return the numbers of the lost updates whose file its session has not edited, as work tree and index were left behind when
    the branch moved, or put it back.

    Both have an older version: the one that was read, if any was, or no file if it was added since. A text that is not older has
    changes of its own, and whoever removes or renames what it read means to. A file that the branch has under another name is
    left out: taken from the branch, it would be gone.
    """
    lost = [one for one in conflicts if one.code == LOST_UPDATE and one.ref == update.ref]
    as_read = [one for one in lost if not one.read or loads(one.read).get("oid") == update.written[one.path][1]]
    gone = any(update.written[one.path][0] is None for one in as_read)
    named = {*trees.renamed(worktree.git(keep=True), update.old or "", update.new).values()} if gone else ()
    blind = {one.path: one.n for one in as_read if update.written[one.path][1] not in named or update.written[one.path][0]}
    if not blind or update.operation not in STAGED or worktrees.head(worktree)[0] != update.ref:
        return set()
    edited = {write.path for write in writes.of_paths(store, update.epoch.session, list(blind))}
    older = {(path, one.before) for path in blind for one in landings.versions(store, path)}
    paths = [path for path in blind if path not in edited and (path, update.written[path][1]) in older]
    recorded = sessions.has_client(store, update.epoch.session)  # else nobody knows what it has edited
    return {blind[path] for path in paths} if recorded and _is_as_staged(worktree, frozenset(paths)) else set()


def _is_kept(update: Update, worktree: Worktree, path: str) -> bool:
    """True if the commit lacks a file of which the work tree has a text all the same: an ignored one, which git would replace."""
    return update.written[path][1] is None and os.path.lexists(f"{worktree.top}/{path}")


def _newer(update: Update, worktree: Worktree, conflict: Conflict) -> str:
    """Return another checked branch that has changed the path since it parted from the updated one, "" for none."""
    git, path = worktree.git(keep=True), conflict.path
    for branch in update.checked:
        meet = merge_base(git, update.old or "", branch.tip) if branch.ref != update.ref else None
        if meet and trees.items(git, branch.tip, [path])[path] not in (trees.items(git, meet, [path])[path], conflict.oid):
            return branch.ref
    return ""


def _of_owner(update: Update, conflict: Conflict) -> str:
    """Return what helps where another session's edit cannot be left out."""
    ends = any(work.ends for work in update.edits if (work.path, work.epoch.session) == (conflict.path, conflict.session))
    return advice_facts.CONCLUDE if ends and update.operation not in STAGED else advice_facts.OWNER


def _here(update: Update, worktree: Worktree) -> tuple[str, ...]:
    """Return the refs whose files are in the work tree: the updated branch as well, unless a command moves it from elsewhere."""
    out = update.operation == operation.REBASE or worktrees.head(worktree)[0] == update.ref
    return (update.ref, "HEAD", "") if out else ("HEAD", "")


def _help(conflict: Conflict, worktree: Worktree, branch: str) -> str:
    if conflict.code in (PUT_BACK, LOST_UPDATE) and os.path.isdir(os.path.join(worktree.top, conflict.path)):
        # a submodule, which cannot be read as a file
        return advice_facts.SUBMODULE if conflict.code == PUT_BACK else advice_facts.ACKNOWLEDGE
    git_dir, read = worktree.git_dir, loads(conflict.read or "{}")
    asks = conflict.code == PHANTOM or "pattern" in read
    evaluates = read.get("kind") != MATCH or can_be_asked(Query(pattern=read["pattern"]))  # a listing always does
    if conflict.cause == MUTUAL or not evaluates:
        return advice_facts.ACKNOWLEDGE
    if conflict.code == EMPTIED and operation.is_picking(git_dir) and worktrees.state_ref(git_dir, "AUTO_MERGE"):
        return advice_facts.REMERGE
    # a sparse checkout leaves it out once it is brought in, too
    here = not branch or os.path.exists(f"{git_dir}/info/sparse-checkout")
    shows = (conflict.oid is not None) == os.path.lexists(f"{worktree.top}/{conflict.path}")
    if conflict.code in (STALE, APPEARED) and here and worktree.top and not shows and (not branch or conflict.oid):
        return advice_facts.WRITE  # what is here is not what the branch has: reading it again would show nothing of that
    return advice_facts.SEARCH if asks else HELP.get(conflict.code, advice_facts.READ)


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
