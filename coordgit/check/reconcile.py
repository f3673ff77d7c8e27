"""Bring what the store knows of a branch up to what git says: landings in flight, and moves that no hook saw."""

import os

from coordgit.core.model import BYPASSED, NOBODY, UNVERIFIED, CheckedBranch, Conflict, Epoch, Oid, Verdict
from coordgit.core.validation import UNSEEN
from coordgit.errors import CoordgitError
from coordgit.git import commits, refs, trees
from coordgit.git.checked_branches import may_be_target
from coordgit.git.operation import REF
from coordgit.git.plumbing import Git, decode, lines
from coordgit.processes import alive
from coordgit.startup.typing import NamedTuple
from coordgit.store import landings, sessions, text_files, verdicts, writes
from coordgit.store.database import Store
from coordgit.store.landings import Landing
from coordgit.store.tips import tip_of


class UnseenMove(NamedTuple):
    """What git says of a move that no hook saw."""

    old: Oid
    new: Oid
    forward: bool
    about: tuple[str, str, float]
    changed: trees.Diff
    bypassed: tuple[str, str] = ("", "")
    """(session, why), if it was let through while the store could not be used."""


class TipState(NamedTuple):
    """The state of a branch, found outside any transaction, and what the store knew of it then."""

    ref: str
    waiting: tuple[int, ...]
    """The landings that were pending."""
    known: Oid | None
    tip: Oid | None
    """The tip that validation has to use: of a landing in flight, else the current one."""
    current: Oid | None
    settled: tuple[tuple[int, str], ...]
    """(landing, its outcome)."""
    unpublished: UnseenMove | None


def settle(store: Store, git: Git, ref: str, *, current: Oid | None, ours: bool, now: float) -> Oid | None:
    """Bring the store's view of ``ref`` up to what git says (``current``); return the tip that validation has to use.

    A pending landing counts if its commit is the ref's or an ancestor of it. While it may still land, and the ref's lock is not
    ``ours``, it counts as landed. An unpublished move was made where no hook ran: it is published now, as unverified, so that
    its write set counts for everybody.

    Not to be called in a transaction: git is asked before one is begun, and again if others were faster.
    """
    for _ in range(ROUNDS):
        state = observe(store, git, ref, current, ours)
        if not state.waiting and state.known == state.current:
            return state.tip
        with store.writing():
            if apply(store, state, now):
                return state.tip
    with store.writing():
        state = observe(store, git, ref, current, ours)
        apply(store, state, now)
        return state.tip


ROUNDS = 5
"""How often a branch is examined again because others were faster, before they are made to wait."""


def observe(store: Store, git: Git, ref: str, current: Oid | None, ours: bool) -> TipState:
    """Find the state of ``ref``; change nothing.

    Unless our lock pins the ref, ``current`` may be older than what others published since. So git is asked again before a move
    counts as unseen or a landing as failed, and only after listing the landings in flight: one that is over by then has moved
    its ref or never will.
    """
    waiting, known = landings.pending(store, ref), tip_of(store, ref)
    running = [landing.landing_id for landing in waiting if not ours and _in_flight(store, landing)]
    if not ours and (waiting or known != current):
        current = git.commit(ref)
    settled = []
    in_flight, tip = None, known
    for landing in waiting:
        if current == landing.new or (landing.landing_id not in running and _reached(git, landing, current)):
            settled.append((landing.landing_id, landings.LANDED))
        elif landing.landing_id in running:
            in_flight = landing.new
        else:
            settled.append((landing.landing_id, landings.VOID))
    voided = {landing_id for landing_id, state in settled if state == landings.VOID}
    if voided:
        tip = landings.tip_without(store, ref, voided)
    unpublished = None
    if not in_flight and tip is not None and current is not None and tip != current:
        from coordgit.store import unanswered

        unpublished = _move(git, tip, current)._replace(bypassed=unanswered.of(store.folder, ref, tip, current))
    elif tip is None and current is not None and not waiting:
        begins = _begins(store, git, current)
        unpublished = _move(git, begins, current) if begins else None
    return TipState(
        ref=ref,
        waiting=tuple(landing.landing_id for landing in waiting),
        known=known,
        tip=in_flight or current,
        current=current,
        settled=tuple(settled),
        unpublished=unpublished,
    )


def apply(store: Store, state: TipState, now: float) -> bool:
    """Store what was observed. Return ``False``, with nothing written, if others were faster. Call in a transaction."""
    waiting = tuple(landing.landing_id for landing in landings.pending(store, state.ref))
    if (waiting, tip_of(store, state.ref)) != (state.waiting, state.known):
        return False
    for landing_id, outcome in state.settled:
        landings.settle(store, landing_id, outcome)
    if state.unpublished is not None:
        _publish(store, state.ref, state.unpublished, now)
    elif state.tip == state.current != tip_of(store, state.ref):
        landings.set_tip(store, state.ref, state.current)
    if state.current is None and state.known is not None:
        landings.leave(store, state.ref, state.known)
    return True


def _in_flight(store: Store, landing: Landing) -> bool:
    """True if it may still land: its git runs or, if that is of another PID namespace or boot, somebody locks the ref."""
    lives = alive(landing.process)
    return refs.is_locked(os.path.dirname(store.folder), landing.ref) if lives is None else lives


def _reached(git: Git, landing: Landing, current: Oid | None) -> bool:
    """True if the branch has gone on from the landing's commit."""
    return landing.new is not None and current is not None and commits.is_ancestor(git, landing.new, current)


def _begins(store: Store, git: Git, new: Oid) -> Oid | None:
    """Return the newest commit that a branch shares with the others, if no hook saw the branch being made; ``None`` if it has no
    commits of its own.

    Commits that a known branch has or had, or a remote or a tag has, are not its own. A branch that shares no commit with another
    has no such commit: nobody can have read what it changes.
    """
    if landings.is_known(store, new):
        return None
    known = (f"^{oid}" for oid in landings.tips(store).values())
    asked = ("--first-parent", "--parents", "--ignore-missing", "--stdin", "--not", "--remotes", "--tags")
    rows = decode(git.run("rev-list", *asked, stdin=lines([new, *known]))).splitlines()
    return next(iter(rows[-1].split()[1:]), None) if rows else None


def _move(git: Git, old: Oid, new: Oid) -> UnseenMove:
    try:
        changed = trees.diff(git, old, new)
    except CoordgitError:
        if commits.is_here(git, old):
            raise
        changed = {}  # the old commit was pruned: the move is known, its write set is not, so no delta can be built across it
    forward = commits.is_ancestor(git, old, new)
    return UnseenMove(old=old, new=new, forward=forward, about=commits.describe(git, new), changed=changed)


def unverified(ref: str, old: Oid, new: Oid, about: tuple[str, str, float], *, why: str, now: float) -> Verdict:
    """Return the verdict, not stored yet, that lists an update which no hook saw. ``about`` describes its newest commit."""
    author, subject, at = about
    unseen = Conflict(
        n=1,
        counts=True,
        code=UNSEEN,
        path="",
        ref=ref,
        tip=new,
        changed_by=new,
        author=author,
        subject=subject,
        changed_at=at,
        why=why,
    )
    return Verdict(
        number=0,
        outcome=UNVERIFIED,
        level="strict",
        source="found",
        epoch=NOBODY,
        ref=ref,
        old=old,
        new=new,
        operation=REF,
        checked=None,
        at=now,
        conflicts=(unseen,),
    )


def _publish(store: Store, ref: str, move: UnseenMove, now: float) -> None:
    """Publish a move that no hook saw, as unverified; one that was let through while the store was locked, as bypassed.

    What it changes counts for everybody but a session whose edit, not committed until then, is just that change: its editor or
    library has committed for it without hooks.
    """
    who, reason = move.bypassed
    how = "this update was bypassed while the gate could not answer" if who else "no hook saw this update"
    why = f"{how}: its reads are unknown, its changes count for everybody"
    found = unverified(ref, move.old, move.new, move.about, why=why, now=now)
    if who:
        text_files.reserve(store.folder)  # the note of it may have taken that
        session = sessions.get(store, who)
        found = found._replace(outcome=BYPASSED, epoch=session.epoch if session else Epoch(who, 1), reason=reason)
    verdict = verdicts.put(store, found)
    landing_id = landings.publish(
        store,
        ref,
        move.old,
        move.new,
        epoch=None,
        source="found",
        forward=move.forward,
        verdict_id=verdict.number,
        now=now,
    )
    makers = writes.makers(store, move.changed)
    rows = ((path, before, after, makers.get(path)) for path, (before, after) in move.changed.items())
    landings.add_changes(store, landing_id, rows)


def left(store: Store, git: Git, ref: str, configured: tuple[str, ...]) -> Oid | None:
    """Return the last commit of a deleted target branch; ``None`` if git has pruned it."""
    last = landings.left(store, ref) if may_be_target(configured, ref) else None
    return last if last is not None and commits.is_here(git, last) else None


def effective(store: Store, git: Git, targets: list[CheckedBranch], updated: str, now: float) -> list[CheckedBranch]:
    """Return the targets at the tips that validation has to use, apart from the updated branch: a landing in flight counts."""
    return [
        branch
        if branch.ref == updated or not branch.ref.startswith(refs.HEADS)
        else CheckedBranch(branch.ref, settle(store, git, branch.ref, current=branch.tip, ours=False, now=now) or branch.tip)
        for branch in targets
    ]


def settle_all(store: Store, git: Git, now: float) -> None:
    """Settle every branch, with no lock of ours on any."""
    heads, known = refs.heads(git), landings.tips(store)
    waiting = set(landings.pending_refs(store))
    for ref in [*heads, *(ref for ref in known if ref not in heads)]:
        if ref in waiting or known.get(ref) != heads.get(ref):
            settle(store, git, ref, current=heads.get(ref), ours=False, now=now)
