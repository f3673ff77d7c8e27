"""What helps for each conflict of a rejection."""

import os

from coordgit.check.advice import where_to_look
from coordgit.check.advice.left_out import STAGED, is_as_staged
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Step
from coordgit.core.model import MATCH, MUTUAL, TAKEN, Conflict, Query
from coordgit.core.predicates import can_be_asked
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
from coordgit.git import operation, trees, worktrees
from coordgit.git.commits import merge_base
from coordgit.git.worktrees import Worktree
from coordgit.session import presence
from coordgit.startup.json import loads
from coordgit.store import landings, sessions, writes
from coordgit.store.database import Store

HELP = {LOST_UPDATE: advice_facts.WRITE, PUT_BACK: advice_facts.RESTORE, EMPTIED: advice_facts.REFILL, REWOUND: advice_facts.KEEP}


def helping(
    store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], leaves: dict[str, str]
) -> tuple[Step, ...]:
    """Return what helps for each conflict. ``leaves``: how another's work in a path is left out (``left_out``)."""
    found = [_step(store, update, worktree, conflict, leaves) for conflict in conflicts]
    here = ((advice_facts.WRITE, ""), (advice_facts.READ, update.ref))
    blind = _untouched(store, update, worktree, conflicts) & {one.n for one in found if (one.help, one.branch) in here}
    kept = {one.n for one in conflicts if one.n in blind and _is_kept(update, worktree, one.path)}
    found = [one._replace(help=advice_facts.TAKE, branch="") if one.n in blind else one for one in found]
    found = [one._replace(help=advice_facts.RESTORE) if one.n in kept else one for one in found]
    then = [one.n for one in conflicts if one.n in blind - kept and one.read]  # to be read once it is here
    return (
        *where_to_look.found(store, update, worktree, conflicts, found),
        *(Step(help=advice_facts.READ, n=n, branch="") for n in then),
    )


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
    return {blind[path] for path in paths} if recorded and is_as_staged(worktree, frozenset(paths)) else set()


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
