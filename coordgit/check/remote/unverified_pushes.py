"""Pushes that were not validated (``--no-verify``, a client that runs no hooks): found when the remote-tracking branch names what
they sent, listed as unverified, and validated afterwards.

Git logs a push as such, but not one to a URL, and other programs log nothing: those are found by the commits made here that the
remote's branch has and that no push has sent anywhere. Their changes count for everybody anyway: work is validated against the
remote's tip.
"""

import os

from coordgit.check import Request, conflict_facts, reconcile
from coordgit.check.judge import judge
from coordgit.check.remote import push
from coordgit.check.remote.push import Push, Pushed
from coordgit.check.update import json_paths
from coordgit.core.model import NOBODY, CheckedBranch, Oid, Verdict
from coordgit.git import commits, operation, reflogs, refs
from coordgit.git.plumbing import Git, listed
from coordgit.git.reflogs import ReflogEntry
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping
from coordgit.store import known_commits, sessions, verdicts
from coordgit.store.database import Store
from coordgit.store.pushes import asked_pushes, note_asked_push, note_seen_reflog, seen_reflogs, take_asked_push

WHY = "no hook here saw this push: it was sent without a check, and what it changed counts for everybody"
BEGUN = refs.REMOTES
"""This key is noted at the first call: a remote that is unknown afterwards was added later, so all pushes to it are new."""
MOST = 20
"""Pushes that are listed at once: the newest."""


def find(store: Store, git: Git, request: Request) -> None:
    """List the pushes to a target since the last call. The first call ever, and that for another branch of a known remote, list
    none: they may be older than coordgit here, or than the setting. Do not call in a transaction."""
    worktree = request.worktree
    known = seen_reflogs(store)
    if BEGUN not in known:
        with store.writing():
            note_seen_reflog(store, BEGUN, "")
    if not any(os.path.isdir(f"{worktree.common}/{name}") for name in ("logs/refs/remotes", "refs/remotes", "reftable")):
        return
    for remote in git.text("remote").split("\n"):
        added = BEGUN in known and not any(ref.startswith(push.tracked(remote, "")) for ref in known)
        for name in push.target_names(git, request.settings, remote) if remote else ():
            ref = push.tracked(remote, name)
            logged = _logged(worktree, git, ref)
            newest = logged[-1].text if logged else ""
            if known.get(ref) != newest:
                seen = _renamed(known, logged) if added else known.get(ref)
                since = _since(store, git, logged, seen) if seen is not None else []
                pushing = Push(request=request._replace(pid=0), remote=remote, branches=(), session=NOBODY)
                listing = {entry: _verdict(store, git, pushing, ref, entry) for entry in since[-MOST:]}
                _list(store, ref, known.get(ref), newest=newest, since=since, listing=listing)


def note_asked(store: Store, pushing: Push) -> None:
    """Note that every branch of a push was validated and may be sent."""
    with store.writing():
        for branch in pushing.branches:
            note_asked_push(store, push.tracked(pushing.remote, branch.ref), branch.oid, pushing.request.now)


def _logged(worktree: Worktree, git: Git, ref: str) -> list[ReflogEntry]:
    """Return the moves of ``ref``, oldest first; the last one is made up if nothing has logged where the branch is now."""
    logged = reflogs.entries(worktree, git, ref)
    newest, text = (logged[-1].new, logged[-1].text) if logged else (None, "")
    tip = refs.remote_tips(worktree, [ref]).get(ref)
    return logged if tip in (newest, None) else [*logged, ReflogEntry(old=newest, new=tip, by_push=False, text=f"{text}\n{tip}")]


def _renamed(known: Mapping[str, str], logged: list[ReflogEntry]) -> str:
    """Return the entry of an added remote's branch that was seen while the remote had another name; "" for no such
    entry."""
    texts = {entry.text for entry in logged}
    return next((seen for seen in known.values() if seen.partition("\n")[0] in texts), "")


def _since(store: Store, git: Git, logged: list[ReflogEntry], seen: str) -> list[ReflogEntry]:
    """Return the pushes after the last seen entry (which may have expired), without the one that created the branch. Pushes that
    git does not log are returned together, as one move."""
    text, _, old = seen.partition("\n")
    first = next((n + 1 for n, entry in enumerate(logged) if entry.text == text), 0)
    if not old and logged:
        old = logged[first - 1].new if first else logged[0].old or logged[0].new
    sent = [entry for entry in logged[first:] if entry.by_push and entry.old is not None]
    new = logged[-1].new if logged else old
    if old and new != old and (not sent or sent[-1].new != new) and _brings_own(store, git, [old, new], sent):
        sent.append(ReflogEntry(old=old, new=new, by_push=False, text=logged[-1].text))
    return sent


def _brings_own(store: Store, git: Git, move: list[Oid], sent: list[ReflogEntry]) -> bool:
    """True if a move of a remote's target brings commits made here that no push has sent anywhere, as far as git and the store
    know. A pull request's commits were sent to a branch of their own. Remotes' targets count as they were when last looked at: a
    remote may have two names here, and a fetch brings a push to both."""
    if len(commits.of(git, move)) < len(move):
        return False  # what it brings is not known
    old, new = move
    brought = [commit.oid for commit in commits.between(git, new, [old])]
    own = [oid for oid, makers in known_commits.makers(store, brought).items() if makers]
    looked = seen_reflogs(store)
    seen = (entry.rpartition("\n")[2].split(" ")[:2][-1] for entry in looked.values() if entry)
    without = [f"^{oid}" for oid in (old, *seen, *(entry.new for entry in sent), *asked_pushes(store))]
    others = (*(f"--exclude={one}" for one in looked), "--exclude=refs/remotes/*/HEAD", "--glob=refs/remotes")
    return bool(own and listed(git, own, [new, *without], "--not", *others))


def _list(
    store: Store, ref: str, seen: str | None, *, newest: str, since: list[ReflogEntry], listing: Mapping[ReflogEntry, Verdict]
) -> None:
    """Store the pushes that were not validated, unless another process was faster."""
    with store.writing():
        if seen_reflogs(store).get(ref) != seen:
            return
        note_seen_reflog(store, ref, newest)
        for entry in since:
            if not take_asked_push(store, ref, entry.new) and entry in listing:
                verdicts.put(store, listing[entry])


def _verdict(store: Store, git: Git, pushing: Push, ref: str, entry: ReflogEntry) -> Verdict:
    """Return the verdict on a push that was not validated: it says so, and lists the reads stale on the remote's old tip."""
    old, request = entry.old or "", pushing.request
    onto = CheckedBranch(ref, old)
    here = commits.of(git, [old, entry.new])
    update = push.gather(store, git, pushing, Pushed(ref, entry.new, old), onto) if len(here) > 1 else None
    verdict = reconcile.unverified(ref, old, entry.new, commits.describe(git, entry.new), why=WHY, now=request.now)
    verdict = verdict._replace(level=request.settings.level, operation=operation.SEND)
    if update is None:
        return verdict
    judgement = judge(store, git, update, request.settings, request.now).informing()
    conflicts = [conflict._replace(n=conflict.n + 1) for conflict in conflict_facts.of(store, git, judgement.findings)]
    return verdict._replace(
        checked=sum(sessions.reads_of(store, epoch) for epoch in update.epochs),
        involved=json_paths(update.involved),
        conflicts=(*verdict.conflicts, *conflicts),
    )
