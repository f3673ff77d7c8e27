"""Pushes that were not validated (``--no-verify``, a client that runs no hooks): found by the remote-tracking branch that they
moved, listed as unverified, and validated afterwards.

Their changes count for everybody anyway: work is validated against the remote's tip.
"""

from __future__ import annotations

import os

from coordgit.check import attribution, branch_tips, update, validate
from coordgit.check.judge import judge
from coordgit.check.remote import push
from coordgit.check.remote.push import Pushed, Request
from coordgit.core.model import UNVERIFIED, CheckedBranch, Conflict, Epoch, Verdict
from coordgit.git import commits, operation, reflogs
from coordgit.store import pushes, sessions, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.plumbing import Git
    from coordgit.git.reflogs import Entry
    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store

WHY = "no hook saw this push: it was sent without a check, and what it changed counts for everybody"
MOST = 20
"""Pushes that are listed at once: the newest."""


def find(store: Store, worktree: Worktree, git: Git, environ: Mapping[str, str], now: float) -> list[Verdict]:
    """List the pushes to a target since the last call. The first call for a branch lists none: they may be older than coordgit
    here. Do not call in a transaction."""
    if not any(os.path.isdir(f"{worktree.common}/{name}") for name in ("logs/refs/remotes", "refs/remotes", "reftable")):
        return []
    settings = validate.settings_of(worktree, environ)
    known = pushes.looked_at(store)
    found: list[Verdict] = []
    for remote in git.text("remote").split("\n"):
        for name in push.target_names(git, settings, remote) if remote else ():
            ref = push.tracked(remote, name)
            logged = reflogs.entries(worktree, git, ref)
            newest = logged[-1].text if logged else ""
            if known.get(ref) != newest:
                since = _since(logged, known[ref]) if ref in known else []
                request = Request(worktree, environ, 0, now, remote, (), Epoch("", 0))
                listed = {
                    entry: _verdict(store, git, request, settings=settings, ref=ref, entry=entry) for entry in since[-MOST:]
                }
                found += _list(store, ref, known.get(ref), newest=newest, since=since, listed=listed)
    return found


def note_asked(store: Store, request: Request) -> None:
    """Note that every branch of a push was validated and may be sent. What goes later is found, if this is the first one."""
    git = request.worktree.git(keep=True)
    asked = {push.tracked(request.remote, branch.ref): branch.oid for branch in request.branches}
    logged = {ref: reflogs.entries(request.worktree, git, ref) for ref in asked}
    with store.writing():
        known = pushes.looked_at(store)
        for ref, oid in asked.items():
            pushes.note_asked(store, ref, oid, request.now)
            if ref not in known:
                pushes.note_looked_at(store, ref, logged[ref][-1].text if logged[ref] else "")


def _since(logged: list[Entry], seen: str) -> list[Entry]:
    """Return the pushes after the last seen entry (which may have expired), without the push that created the branch."""
    texts = [entry.text for entry in logged]
    first = texts.index(seen) + 1 if seen in texts else 0
    return [entry for entry in logged[first:] if entry.by_push and entry.old is not None]


def _list(
    store: Store, ref: str, seen: str | None, *, newest: str, since: list[Entry], listed: Mapping[Entry, Verdict]
) -> list[Verdict]:
    """Store the pushes that were not validated, unless another process was faster."""
    with store.writing():
        if pushes.looked_at(store).get(ref) != seen:
            return []
        pushes.note_looked_at(store, ref, newest)
        missed = [entry for entry in since if not pushes.take_asked(store, ref, entry.new)]
        return [verdicts.put(store, listed[entry]) for entry in missed if entry in listed]


def _verdict(store: Store, git: Git, request: Request, *, settings: Config, ref: str, entry: Entry) -> Verdict:
    """Return the verdict on a push that was not validated: it says so, and lists the reads stale on the remote's old tip."""
    old = entry.old or ""
    onto = CheckedBranch(ref, old)
    here = commits.of(git, [old, entry.new])
    gathered = push.gather(store, git, request, Pushed(ref, entry.new, old), onto) if len(here) > 1 else None
    reasons: tuple[Conflict, ...] = ()
    if gathered is not None:
        findings = judge(store, git, gathered, settings, request.now).findings
        reasons = attribution.of(store, git, tuple(one._replace(counts=False) for one in findings))
    unseen = branch_tips.unseen(ref, entry.new, commits.describe(git, entry.new), WHY)
    return Verdict(
        number=0,
        outcome=UNVERIFIED,
        level=settings.level,
        source="found",
        epoch=Epoch("", 0),
        ref=ref,
        old=old,
        new=entry.new,
        operation=operation.SEND,
        checked=sum(sessions.reads_of(store, epoch) for epoch in gathered.epochs) if gathered else None,
        at=request.now,
        involved=update.json_paths(gathered.involved) if gathered else "[]",
        conflicts=(unseen, *(one._replace(n=n) for n, one in enumerate(reasons, 2))),
    )
