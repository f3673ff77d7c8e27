"""Walk 2: update → gather → validate → verdict stored. What git's hook and ``coordgit check`` ask.

An update is gathered and judged while the store is not locked, so nobody's hook waits for a validation; then, in one ``BEGIN
IMMEDIATE``, its write set is published if nothing relevant was published since the beginning, so that no other update can
validate without seeing it. Otherwise what has landed meanwhile is gathered and judged too; only after ``ROUNDS`` attempts is
that done under the lock, and the others wait. A rejection publishes nothing; its details are looked up without the lock.
"""

from __future__ import annotations

import os

from coordgit import processes
from coordgit.check import RefMove, Request, branch_changes, find_bases, gather_move, reconcile
from coordgit.check.integrity import stopped
from coordgit.check.judge import judge
from coordgit.check.landing import carried_reads, publish_landing
from coordgit.check.update import Update, json_paths, may_empty, of_index
from coordgit.core.model import PASSED, RECORD, REJECTED, CheckedBranch, Epoch, Judgement, Oid, Read, Session, Verdict, Write
from coordgit.core.validation import EMPTIED
from coordgit.git import commits, operation, trees, worktrees
from coordgit.git.checked_branches import Refs, existing_targets, find_targets, may_be_target
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.session import identity
from coordgit.startup.typing import Callable, NamedTuple
from coordgit.store import glance, landings, remote_tips, sessions, verdicts, writes
from coordgit.store.database import Store
from coordgit.store.text_files import JOURNAL, OLD_JOURNAL
from coordgit.store.tips import newest_landing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.bypasses import GatherBy

ROUNDS = 5
"""How often an update is judged again because others landed meanwhile, before it makes them wait."""


class MoveRequest(NamedTuple):
    """A move of a branch about which git asks. ``targets``: those of the branch; ``queries``: what git was asked about the move
    while the store was opened; ``dry``: nothing is published, as before a push is accepted."""

    request: Request
    move: RefMove
    session: Epoch
    targets: list[CheckedBranch]
    deleted: list[CheckedBranch]
    """The branch at its last tip, if it is a deleted target that is created anew."""
    queries: gather_move.Queries | None
    dry: bool


class Attempt(NamedTuple):
    """An update that was judged and, if it passed, published; not if it is ``outdated``: others landed meanwhile."""

    update: Update
    tips: list[CheckedBranch]
    judgement: Judgement
    verdict: Verdict
    outdated: bool = False


def gate(
    store: Store, request: Request, ref: str, new: Oid, *, defaults: Callable[[], Refs], dry: bool = False
) -> Verdict | None:
    """Judge one line of git's transaction and publish it unless ``dry``. ``None``: nothing to judge.

    ``defaults`` is what ``start_defaults`` returned.
    """
    git = request.worktree.git(keep=True)
    current, targets = find_targets(git, ref, request.settings.targets_of(ref), defaults())
    if current == new:
        return None
    queries = gather_move.ask(git, ref, current, new, targets) if current is not None else None
    session = _arrive_at(store, git, request, ref, current=current, targets=targets, ours=not dry)
    deleted = reconcile.left(store, git, ref, request.settings.targets_of(ref)) if current is None else None
    old = current or deleted
    here = [CheckedBranch(ref, deleted)] if deleted is not None else []
    command = operation.running(processes.updater(request.pid).pid, request.environ)
    move = RefMove(worktree=request.worktree, ref=ref, old=old, new=new, command=command, environ=request.environ)
    asked = MoveRequest(
        request=request,
        move=move,
        session=session.epoch,
        targets=[*here, *targets],
        deleted=here,
        queries=queries,
        dry=dry,
    )
    attempt = _attempt(store, git, asked, None)
    for _ in range(ROUNDS - 1):
        attempt = _attempt(store, git, asked, attempt) if attempt.outdated else attempt
    if attempt.outdated:
        with store.writing():  # others kept landing: this time they wait
            attempt = _attempt(store, git, asked, attempt)
    return _answer(store, git, request, attempt, dry)


def _attempt(store: Store, git: Git, asked: MoveRequest, before: Attempt | None) -> Attempt:
    """Judge the current state, and publish if it passes and nothing relevant was published meanwhile."""
    request, move = asked.request, asked.move
    newest = newest_landing(store)
    tips = reconcile.effective(store, git, asked.targets, move.ref, request.now)
    if before is not None and before.tips == tips:
        update = before.update
    else:
        queries = asked.queries if before is None else None
        update = gather_move.gather(store, git, move, asked.session, tips, asked=queries)

    def gather_by(settings: Config) -> Update:
        configured = settings.targets_of(move.ref)
        others = existing_targets(git, move.ref, configured)
        deleted = asked.deleted if may_be_target(configured, move.ref) else []
        return gather_move.gather(store, git, move, asked.session, [*deleted, *others])

    find_bases.settle(store, git, [move.ref, *(branch.ref for branch in asked.targets)], update.epochs)
    acts = sessions.acts(store, update.epochs)
    judgement, verdict = _judged(store, git, request, update, gather_by)
    if verdict.outcome != REJECTED and not asked.dry:
        branch_changes.ask_ahead(store, git, update)
        update = update._replace(renamed=carried_reads.renamed(store, git, update))
        judgement = judgement._replace(
            carried=carried_reads.carried(store, git, update, judgement),
            superseded=carried_reads.superseded(store, git, update),
            behind=_behind(store, git, update, tips),
        )
        updater = processes.updater(request.pid)
        staged = _left_staged(store, request, move.ref, move.old, move.new)
        with store.writing():
            if newest != newest_landing(store) or acts != sessions.acts(store, update.epochs):
                return Attempt(update=update, tips=tips, judgement=judgement, verdict=verdict, outdated=True)
            verdict = verdicts.put(store, verdict)
            branch_changes.keep(store, git, update)
            publish_landing.publish(store, update, request.worktree.id, judgement, verdict, process=updater, now=request.now)
            for write in staged:
                writes.put_whole(store, write)
    return Attempt(update=update, tips=tips, judgement=judgement, verdict=verdict)


def _behind(store: Store, git: Git, update: Update, targets: list[CheckedBranch]) -> tuple[tuple[Read, str, Oid], ...]:
    """Return the reads that stay behind on a target: only a merge or a rebase can bring one in and leave its changes out."""
    if update.forward and all(len(commit.parents) < 2 for commit in update.commits):
        return ()
    from coordgit.check.landing import reads_behind

    return tuple(reads_behind.of(store, git, update, targets))


def _judged(store: Store, git: Git, request: Request, update: Update, gather_by: GatherBy) -> tuple[Judgement, Verdict]:
    """Return the judgement of an update and its verdict, which is neither stored nor explained yet."""
    judgement = judge(store, git, update, request.settings, request.now)
    outcome, why = PASSED, ""
    if judgement.counting or request.settings.bypass:
        from coordgit.check import bypasses

        outcome, why = bypasses.outcome_of(store, request, update, judgement, gather_by)
    return judgement, verdict_of(store, request, update, outcome, source="gate", reason=why)


def _answer(store: Store, git: Git, request: Request, attempt: Attempt, dry: bool) -> Verdict | None:
    """Return the verdict with its details, which are looked up after the lock is released."""
    rejected = attempt.verdict.outcome == REJECTED
    judgement = attempt.judgement
    if attempt.verdict.outcome == PASSED and attempt.verdict.level != RECORD and judgement.findings:  # that level says all
        from coordgit.check.weigh_findings import not_noted

        judgement = judgement._replace(findings=not_noted(store, attempt.update, judgement.findings))
    if not rejected and not judgement.findings:
        return attempt.verdict
    verdict = explained(store, request, attempt.update, judgement, attempt.verdict, git=git)
    if not rejected and dry:
        return verdict
    with store.writing():
        if not rejected:
            verdicts.add_conflicts(store, verdict.number, verdict.conflicts)
            return verdict
        sessions.count_rejection(store, verdict.epoch.session, True)
        return verdicts.put(store, verdict)


def check(store: Store, request: Request, *, committing: bool = False) -> Verdict:
    """Judge a commit of the index on this branch as if made now. Refreshes no read and publishes nothing; the verdict is stored.

    ``committing``: called for a commit, before git calls the gate. A rejection then replaces the gate's, which no longer runs;
    the verdict of a commit that passes is not stored here, but by the gate.
    """
    git = request.worktree.git(keep=True)
    ref, old = worktrees.head(request.worktree)
    targets = existing_targets(git, ref, request.settings.targets_of(ref))
    session = _arrive(store, git, request, ref)
    if ref:
        reconcile.settle(store, git, ref, current=old, ours=False, now=request.now)
    tips = reconcile.effective(store, git, targets, ref, request.now)
    update = of_index(store, git, ref or "HEAD", old=old, epoch=session.epoch, targets=tips, worktree=request.worktree)

    def gather_by(settings: Config) -> Update:
        others = existing_targets(git, ref, settings.targets_of(ref))
        return of_index(store, git, ref or "HEAD", old=old, epoch=session.epoch, targets=others, worktree=request.worktree)

    find_bases.settle(store, git, [ref or "HEAD", *(branch.ref for branch in targets)], update.epochs)
    judgement, verdict = _judged(store, git, request, update, gather_by)
    verdict = verdict if committing else verdict._replace(source="check")
    verdict = explained(store, request, update, judgement, verdict, git=git)
    if committing and verdict.outcome != REJECTED:
        return verdict
    with store.writing():
        if committing:
            sessions.count_rejection(store, session.session, True)
        return verdicts.put(store, verdict)


def _left_staged(store: Store, request: Request, ref: str, old: Oid | None, new: Oid | None) -> tuple[Write, ...]:
    if new is None or stopped.noted(store, request.worktree) is None:
        return ()
    from coordgit.check.integrity import left_staged

    return left_staged.of(store, request.worktree, ref, old, new)


def detached(store: Store, request: Request, new: Oid) -> Verdict | None:
    """Judge a commit on a detached HEAD, which may be where a rebase or the like has stopped. Return ``None`` if no such
    operation is another session's, the commit has no uncommitted edit of another session in it, and its index is not emptied."""
    git = request.worktree.git(keep=True)
    session = _arrive(store, git, request, None)
    _, old = worktrees.head(request.worktree)
    written = trees.diff(git, old, new) if old else {}
    edits = stopped.of(store, git, request.worktree, session.session, written)
    edits = edits or stopped.beside(store, git, request.worktree, session.session, written)
    if not edits and not may_empty(written, written):
        if staged := _left_staged(store, request, "", old, new):
            with store.writing():
                for write in staged:
                    writes.put_whole(store, write)
        return None
    what = operation.detect(request.worktree.git_dir, request.environ.get("GIT_REFLOG_ACTION", ""), 1, 1, "commit")
    update = Update(
        ref="HEAD",
        old=old,
        new=None,
        epoch=session.epoch,
        operation=what,
        private=True,
        written=written,
        own=frozenset(written),
        involved=frozenset(written),
        touched=frozenset(written),
        edits=edits,
        only=() if edits else (EMPTIED,),
        detached=commits.of(git, [new])[new],
    )
    update = update._replace(operation=operation.AMEND) if what == operation.COMMIT and update.amends else update
    judgement, verdict = _judged(store, git, request, update, lambda _: update)  # no target is asked
    if not edits and not judgement.findings:
        return None
    verdict = explained(store, request, update, judgement, verdict, git=git)
    with store.writing():
        return verdicts.put(store, verdict)


def explained(
    store: Store, request: Request, update: Update, judgement: Judgement, verdict: Verdict, *, git: Git, remote: str = ""
) -> Verdict:
    """Return the verdict with its conflicts and, if it rejects, with what helps. ``remote``: where a push goes."""
    from coordgit.check import conflict_facts

    if verdict.outcome != REJECTED:
        return verdict._replace(conflicts=conflict_facts.of(store, git, judgement.findings))
    from coordgit.check import tie_texts
    from coordgit.check.advice import gather_advice

    conflicts = conflict_facts.of(store, git, tie_texts.pointed(git, update, judgement.findings))
    update = update.as_advised(request.worktree.git_dir)
    remedy = gather_advice.json_advice(store, request, update, conflicts, judgement.later, remote=remote)
    return verdict._replace(conflicts=conflicts, remedy=remedy)


def verdict_of(store: Store, request: Request, update: Update, outcome: str, *, source: str, reason: str = "") -> Verdict:
    """Return a verdict that is not stored yet."""
    return Verdict(
        number=0,
        outcome=outcome,
        level=request.settings.level,
        source=source,
        epoch=update.epoch,
        ref=update.ref,
        old=update.old,
        new=update.new,
        operation=update.operation,
        checked=sum(sessions.reads_of(store, epoch) for epoch in update.epochs),
        at=request.now,
        reason=reason,
        involved=json_paths(update.involved),
    )


def _arrive(store: Store, git: Git, request: Request, branch: str | None) -> Session:
    """Note that the session is at work, on the branch that HEAD names."""
    who = _identify(store, git, request)
    with store.writing():
        return identity.seen_here(store, who, request.now, request.worktree, branch)


def _arrive_at(
    store: Store, git: Git, request: Request, ref: str, *, current: Oid | None, targets: list[CheckedBranch], ours: bool
) -> Session:
    """Note in one transaction that the session is at work, and what git says of the branch ``ref`` and its targets."""
    who = _identify(store, git, request)
    at_work = worktrees.head(request.worktree)[0] == ref
    state = reconcile.observe(store, git, ref, current, ours)
    with store.writing():
        session = identity.seen_here(store, who, request.now, request.worktree, ref if at_work else None)
        if glance.any_of(store, session.session):
            from coordgit.store import lock_renewal

            lock_renewal.renew(store, session.session, request.now)
        settled = reconcile.apply(store, state, request.now)
        landings.note_targets(store, [branch.ref for branch in targets])
        remote_tips.note(store, {branch.ref: branch.tip for branch in targets})
    if not settled:
        reconcile.settle(store, git, ref, current=current, ours=ours, now=request.now)
    return session


def _identify(store: Store, git: Git, request: Request) -> identity.Identity:
    """Return who asks; release the locks of sessions that are gone, take in what detached HEADs did."""
    who = identity.current(request.worktree, request.environ, store, request.pid)
    if glance.any_foreign(store, who.session, request.now):
        from coordgit.session.presence import note_gone

        note_gone(store, request.settings.idle, request.now, holders=True)
    take_journal(store, request, git)
    return who


def take_journal(store: Store, request: Request, git: Git) -> None:
    """Store commits of detached HEADs; usually that loads nothing."""
    if any(os.path.exists(f"{request.worktree.store}/{name}") for name in (JOURNAL, OLD_JOURNAL)):
        from coordgit.check.provenance import detached_heads

        detached_heads.take(store, request.worktree, git, request.environ, request.now)
