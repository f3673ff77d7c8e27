"""Where the change is seen that a step is about, if not in the work tree: it may have another text, or the branch itself may."""

import os

from coordgit.check.advice import unseen_parts
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Step
from coordgit.core.grouping import grouped
from coordgit.core.model import Conflict
from coordgit.core.predicates import DECLARED
from coordgit.core.rules.lost_update import Versions
from coordgit.core.rules.weights import is_read
from coordgit.core.validation import APPEARED, LOST_UPDATE, STALE
from coordgit.git import operation, trees, undone_changes, worktrees
from coordgit.git.commits import is_ancestor
from coordgit.git.files import Hashing
from coordgit.git.plumbing import FEW
from coordgit.git.worktrees import Worktree
from coordgit.startup.json import loads
from coordgit.store import landings, reads, writes
from coordgit.store.database import Store


def found(store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], steps: list[Step]) -> tuple[Step, ...]:
    """Return the steps, each with where its change is seen, or with what helps where nothing shows it."""
    there = _at_the_tip(store, update, worktree, conflicts, _readable(worktree, conflicts, steps))
    if update.operation == operation.REBASE and update.detached is None:  # it ends: HEAD has what it made of the file
        return tuple(_on_branch(update, step, conflict) for step, conflict in zip(there, conflicts, strict=True))
    return unseen_parts.named(store, update, worktree, conflicts, _where_it_is(store, update, worktree, conflicts, there))


def _on_branch(update: Update, step: Step, conflict: Conflict) -> Step:
    """Return the step with the place to read at, if a path is to be written anew: the branch that has the change or, if the
    branch is only about to get it, the commit that brings it. A path that the rebase removes is only read."""
    if step.help != advice_facts.WRITE or (step.branch and conflict.code != LOST_UPDATE):
        return step
    incoming = conflict.ref == update.ref and conflict.tip not in (None, update.old)
    goes = update.written.get(conflict.path, ("", ""))[1] is None
    place = (conflict.tip or "")[:12] if incoming or conflict.ref == conflict.tip else conflict.ref
    return step._replace(help=advice_facts.READ if goes else advice_facts.PUT_IN, branch=place)


def _where_it_is(
    store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], steps: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return the steps; a change that the session's own commits have taken back unseen is read in the commit that made it. Nobody
    asks about it where a rebase or a merge stops, or on a detached HEAD."""
    session = update.epoch.session
    asked = {
        step.n: one
        for step, one in zip(steps, conflicts, strict=True)
        if (step.help, one.code, step.branch) == (advice_facts.READ, STALE, "")
        and one.changed_by
        and _is_text_of(store, session, one)
    }
    if not asked:
        return steps
    git = worktree.git(keep=True)
    changes = trees.own_changes(git, [one.changed_by for one in asked.values() if one.changed_by])
    made = {n: changes.get(one.changed_by or "", {}).get(one.path) for n, one in asked.items()}
    texts = {n: Versions(*change, change[1], asked[n].oid) for n, change in made.items() if change is not None and change[1]}
    hides = undone_changes.which(git, list(texts.values()))
    commits = {n: (asked[n].changed_by or "")[:12] for n, hidden in zip(texts, hides, strict=True) if hidden}
    return tuple(step._replace(help=advice_facts.PUT_IN, branch=commits[step.n]) if step.n in commits else step for step in steps)


def _is_text_of(store: Store, session: str, conflict: Conflict) -> bool:
    """True if the session itself has committed what the branch has in the path, or a merge has made it, perhaps its own."""
    path = conflict.path
    versions = (*landings.versions(store, path), *landings.detached_versions(store, path, session))
    return any(one.after == conflict.oid and one.maker in (session, None) for one in versions)


def _at_the_tip(
    store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], steps: list[Step]
) -> tuple[Step, ...]:
    """Return the steps; those that the work tree cannot answer are answered at the branch's tip.

    * A search or a listing: if the work tree has another version of the path that made it stale, it may hide the new answer. A
      declared one can be asked at the tip, any other has to be acknowledged.
    * A file: if the work tree still has the version that was seen, perhaps with edits. A version that a merge made, and that is
      pushed, can be read here.
    """
    asked = [
        (step, conflict)
        for step, conflict in zip(steps, conflicts, strict=True)
        if not step.branch
        and (step.help == advice_facts.SEARCH or (step.help == advice_facts.READ and conflict.code in (STALE, APPEARED)))
    ]
    tip = next((conflict.tip for _, conflict in asked if worktree.top), None)
    if tip is None:
        return tuple(steps)
    git, items = worktree.git(), {conflict.path: conflict.oid for _, conflict in asked}
    files = Hashing(worktree, git).start(trees.uncommitted(git, tip, items)).oids()
    pushed = trees.items(git, update.new or "", {one.path for _, one in asked if is_brought(update, worktree, one)})
    own = {(write.path, write.after): write.before for write in writes.of_paths(store, update.epoch.session, list(items))}
    known = {one.read_id: own.get((one.path, one.known), one.known) for one in reads.of_paths(store, update.epoch, list(items))}
    instead: dict[int, str] = {}
    texts: dict[int, Versions] = {}
    for step, conflict in asked:
        file = files.get(conflict.path, conflict.oid)
        if step.help == advice_facts.SEARCH and file != conflict.oid:
            instead[step.n] = advice_facts.SEARCH_TIP if loads(conflict.read)["via"] == DECLARED else advice_facts.ACKNOWLEDGE
        elif step.help == advice_facts.READ and file not in (None, conflict.oid, pushed.get(conflict.path)):
            texts[step.n] = Versions(known=known.get(conflict.read_id or 0), theirs=conflict.oid, tip=conflict.oid, ours=file)
    hides = undone_changes.which(git, list(texts.values()))
    instead |= {n: advice_facts.WRITE for n, hidden in zip(texts, hides, strict=True) if hidden}
    return tuple(step._replace(help=instead.get(step.n, step.help)) for step in steps)


def _readable(worktree: Worktree, conflicts: list[Conflict], steps: list[Step]) -> list[Step]:
    """Return the steps without reads of what cannot be read: a folder, perhaps a submodule, where a file was, is looked at, and a
    file that the branch has under another name is acknowledged."""
    read = [
        (step, conflict)
        for step, conflict in zip(steps, conflicts, strict=True)
        if step.help in (advice_facts.READ, advice_facts.WRITE, advice_facts.PUT_IN) and is_read(conflict.code) and conflict.tip
    ]
    place = {step.n: "" if worktree.top and not step.branch else conflict.tip or "" for step, conflict in read}
    folders, renamed = set(), set()
    for tip, paths in grouped((place[step.n], conflict.path) for step, conflict in read).items():
        kinds = trees.kinds(worktree.git(), tip, paths[:FEW]) if tip else {}
        here = [path for path in paths if not tip and os.path.isdir(f"{worktree.top}/{path}")]
        folders |= {(tip, path) for path in (*here, *(path for path, kind in kinds.items() if kind != "blob"))}
        renamed |= {(tip, path) for path in paths[:FEW] if tip and path not in kinds}
    helps = {step.n: advice_facts.FOLDER for step, conflict in read if (place[step.n], conflict.path) in folders}
    helps |= {step.n: advice_facts.ACKNOWLEDGE for step, one in read if one.oid and (place[step.n], one.path) in renamed}
    return [step._replace(help=helps.get(step.n, step.help)) for step in steps]


def is_brought(update: Update, worktree: Worktree, conflict: Conflict) -> bool:
    """True if what is pushed, or was noted elsewhere, contains what the remote has, and is checked out where it is to be read."""
    pushed = update.operation == operation.SEND and worktrees.head(worktree)[1] == update.new
    asked = conflict.tip is not None and (pushed or update.operation == operation.NOTED)
    return asked and is_ancestor(worktree.git(keep=True), conflict.tip or "", update.new or "")
