"""Walk 2: update → gather → validate → verdict stored. What git's hook and ``coordgit check`` ask.

Nothing is computed while the store is locked for writing, so nobody's hook waits for a validation. An update is gathered and
judged outside; then, in one ``BEGIN IMMEDIATE``, its write set is published if nothing relevant was published since the
beginning, so that no other update can validate without seeing it. Otherwise what has landed meanwhile is gathered and judged
too; after ``ROUNDS`` attempts the others wait. A rejection publishes nothing; its details are looked up without the lock.
"""

from __future__ import annotations

import os
import time

from coordgit import processes
from coordgit.check import branch_changes, branch_tips, bypass, landing, unsettled_reads, update
from coordgit.check.judge import judge, pointed
from coordgit.core.model import BYPASSED, REJECTED, CheckedBranch, Judgement, Verdict
from coordgit.git import refs
from coordgit.git import settings as config
from coordgit.git.targets import find_targets, may_be_target, start_defaults
from coordgit.session import identity
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import holdings, landings, sessions, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.check.update import Update
    from coordgit.core.model import Conflict, Oid, Session
    from coordgit.git.plumbing import Child, Git
    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


TYPE_CHECKING = False


def gate(
    store: Store,
    worktree: Worktree,
    *,
    ref: str,
    new: Oid,
    pid: int,
    environ: Mapping[str, str],
    settings: Config,
    defaults: Child,
    dry: bool = False,
) -> Verdict | None:
    """Judge one line of git's transaction and publish it unless ``dry`` (before a push is accepted). ``None``: nothing to judge.

    ``defaults`` is the running child of ``start_defaults``.
    """
    git = worktree.git(keep=True)
    now = time.time()
    current, targets = find_targets(git, ref, settings.targets_of(ref), defaults)
    if current == new:
        return None
    old = current
    asked = update.ask(git, ref, old, new, targets)
    who = identity.current(worktree, environ, store, pid)
    here, updater = _branch(worktree, ref), processes.updater(pid)
    _note_gone(store, worktree, who.session, now)
    take_journal(store, worktree, git, now)
    look = branch_tips.look(store, git, ref, current, not dry)
    with store.writing():
        session = _seen(store, worktree, who, here, now)
        if holdings.any_of(store, session.session):
            from coordgit.store import coordination

            coordination.renew(store, session.session, now)
        settled = branch_tips.apply(store, look, now)
        landings.note_targets(store, [t.ref for t in targets])
    if not settled:
        branch_tips.settle(store, git, ref, current=current, ours=not dry, now=now)
    if current is None:
        old = branch_tips.left(store, git, ref, settings.targets_of(ref))
        targets = [CheckedBranch(ref, old), *targets] if old else targets
    gathered: Update | None = None
    tips: list[CheckedBranch] = []

    def again(weaker: Config) -> Update | None:
        if weaker.targets == settings.targets:
            return gathered
        _, others = find_targets(git, ref, weaker.targets_of(ref), start_defaults(git, ref))
        if current is None and old is not None and may_be_target(weaker.targets_of(ref), ref):
            others = [CheckedBranch(ref, old), *others]
        return update.gather(
            store, git, worktree, ref=ref, old=old, new=new, epoch=session.epoch, targets=others, environ=environ
        )

    def attempt() -> Attempt | None:
        """Judge the current state and publish if it passes; ``None``: something relevant was published meanwhile."""
        nonlocal gathered, tips
        newest = landings.newest(store)
        tips_now = _tips(store, git, targets, ref, now)
        if gathered is None or tips_now != tips:
            tips, first = tips_now, gathered is None
            gathered = update.gather(
                store,
                git,
                worktree,
                ref=ref,
                old=old,
                new=new,
                epoch=session.epoch,
                targets=tips,
                environ=environ,
                asked=asked if first else None,
            )
        unsettled_reads.settle(store, git, [ref, *(t.ref for t in targets)], gathered.epochs)
        acts = sessions.acts(store, gathered.epochs)
        judgement = judge(store, git, gathered, settings, now)
        outcome, why = bypass.outcome(
            judgement, settings, lambda: bypass.reason(store, worktree, judgement, settings, now, gather=again)
        )
        verdict = verdict_of(store, gathered, settings._replace(bypass=why), outcome, source="gate", now=now)
        if outcome != REJECTED and not dry:
            branch_changes.ask_ahead(store, git, gathered)
            with store.writing():
                if newest != landings.newest(store) or acts != sessions.acts(store, gathered.epochs):
                    return None
                verdict = verdicts.put(store, verdict)
                branch_changes.keep(store, git, gathered)
                landing.land(store, gathered, worktree.id, judgement, verdict, process=updater, now=now)
        return Attempt(gathered, judgement, verdict)

    done = None
    for _ in range(ROUNDS):
        done = done or attempt()
    if done is None:
        with store.writing():  # others kept landing: this time they wait
            done = attempt()
    assert done is not None
    return _answered(store, git, done, dry, now)


ROUNDS = 5
"""How often an update is judged again because others landed meanwhile, before it makes them wait."""


class Attempt(NamedTuple):
    """An update that was judged, and published if it passed."""

    gathered: Update
    judgement: Judgement
    verdict: Verdict


def _answered(store: Store, git: Git, done: Attempt, dry: bool, now: float) -> Verdict | None:
    """Return the verdict with its details, which are looked up after the lock is released."""
    rejected = done.verdict.outcome == REJECTED
    if not rejected and (dry or not done.judgement.findings):
        return None if dry else done.verdict
    from coordgit.check import attribution

    reasons = attribution.of(store, git, pointed(git, done.gathered, done.judgement.findings, rejected))
    if not rejected:
        with store.writing():
            verdicts.add_conflicts(store, done.verdict.number, reasons)
        return done.verdict._replace(conflicts=reasons)
    verdict = done.verdict._replace(conflicts=reasons, remedy=_remedy(store, done.gathered, reasons, done.judgement.later))
    with store.writing():
        sessions.count_rejection(store, verdict.epoch.session, True)
        return verdicts.put(store, verdict)


def check(
    store: Store, worktree: Worktree, *, environ: Mapping[str, str], settings: Config, pid: int, committing: bool = False
) -> Verdict:
    """Judge a commit of the index on this branch as if made now. Stores the verdict, refreshes and publishes nothing.

    ``committing``: called for a commit, before git calls the gate. A rejection then replaces the gate's, which no longer runs;
    if the commit passes, the gate stores the verdict.
    """
    from coordgit.git.worktrees import head

    git = worktree.git(keep=True)
    now = time.time()
    ref, old = head(worktree)
    who = identity.current(worktree, environ, store, pid)
    _note_gone(store, worktree, who.session, now)
    _, targets = find_targets(git, ref, settings.targets_of(ref), start_defaults(git, ref))
    take_journal(store, worktree, git, now)
    with store.writing():
        session = _seen(store, worktree, who, ref, now)
    if ref:
        branch_tips.settle(store, git, ref, current=old, ours=False, now=now)
    tips = _tips(store, git, targets, ref, now)
    gathered = update.of_index(store, git, ref or "HEAD", old=old, epoch=session.epoch, targets=tips)
    unsettled_reads.settle(store, git, [ref or "HEAD", *(t.ref for t in targets)], gathered.epochs)
    judgement = judge(store, git, gathered, settings, now)

    def again(asked: Config) -> Update:
        if asked.targets == settings.targets:
            return gathered
        _, others = find_targets(git, ref, asked.targets_of(ref), start_defaults(git, ref))
        return update.of_index(store, git, ref or "HEAD", old=old, epoch=session.epoch, targets=others)

    outcome, why = bypass.outcome(
        judgement, settings, lambda: bypass.reason(store, worktree, judgement, settings, now, gather=again)
    )
    settings = settings._replace(bypass=why)
    from coordgit.check import attribution

    reasons = attribution.of(store, git, pointed(git, gathered, judgement.findings, outcome == REJECTED))
    verdict = verdict_of(store, gathered, settings, outcome, reasons, source="gate" if committing else "check", now=now)
    if committing and outcome != REJECTED:
        return verdict
    if outcome == REJECTED:
        verdict = verdict._replace(remedy=_remedy(store, gathered, reasons, judgement.later))
    with store.writing():
        if committing:
            sessions.count_rejection(store, session.session, True)
        return verdicts.put(store, verdict)


def _note_gone(store: Store, worktree: Worktree, session: str, now: float) -> None:
    """Release the locks of sessions that are gone, as they may block ``session``."""
    if holdings.any_foreign(store, session, now):
        from coordgit.session.presence import note_gone

        note_gone(store, worktree.git(), now, holders=True)


def take_journal(store: Store, worktree: Worktree, git: Git, now: float) -> None:
    """Store commits of detached HEADs; usually there are none, and nothing is loaded."""
    if os.path.exists(f"{worktree.store}/journal") or os.path.exists(f"{worktree.store}/journal.old"):
        from coordgit.check.provenance import detached

        detached.take(store, worktree, git, now)


def _seen(store: Store, worktree: Worktree, who: identity.Identity, branch: str | None, now: float) -> Session:
    """Note that the session is here. A client's hook says where its session is: its shell may run git elsewhere."""
    return identity.seen(store, who, now, worktree="" if who.client else worktree.top, branch=branch)


def _branch(worktree: Worktree, ref: str) -> str | None:
    """Return the branch that HEAD names here, if it is the one updated."""
    from coordgit.git.worktrees import head

    return ref if head(worktree)[0] == ref else None


def _tips(store: Store, git: Git, targets: list[CheckedBranch], updated: str, now: float) -> list[CheckedBranch]:
    """Return the targets at their effective tips: a landing in flight counts as landed."""
    found = []
    for branch in targets:
        if branch.ref != updated and branch.ref.startswith(refs.HEADS):
            branch = CheckedBranch(
                branch.ref, branch_tips.settle(store, git, branch.ref, current=branch.tip, ours=False, now=now) or branch.tip
            )
        found.append(branch)
    return found


def verdict_of(
    store: Store, gathered: Update, settings: Config, outcome: str, reasons: tuple[Conflict, ...] = (), *, source: str, now: float
) -> Verdict:
    """Return a verdict that is not stored yet."""
    return Verdict(
        number=0,
        outcome=outcome,
        level=settings.level,
        source=source,
        epoch=gathered.epoch,
        ref=gathered.ref,
        old=gathered.old,
        new=gathered.new,
        operation=gathered.operation,
        checked=sum(sessions.reads_of(store, epoch) for epoch in gathered.epochs),
        at=now,
        reason=settings.bypass if outcome == BYPASSED else "",
        involved=update.json_paths(gathered.involved),
        conflicts=reasons,
    )


def _remedy(store: Store, gathered: Update, reasons: tuple[Conflict, ...], later: frozenset[int]) -> str:
    from coordgit.check import remedies

    return remedies.json_remedy(store, gathered, reasons, later)


def settings_of(worktree: Worktree, environ: Mapping[str, str]) -> Config:
    return config.of(worktree.git(keep=True), environ)
