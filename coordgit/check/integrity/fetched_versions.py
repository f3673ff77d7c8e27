"""Find what a fetched branch has changed of a path since the version that a text was made from. No landing here shows that, and
no read is stale if the session has read nothing of the path."""

from __future__ import annotations

from coordgit.check import branch_changes
from coordgit.check.integrity.known_versions import AuthorText
from coordgit.check.update import Update
from coordgit.core.landed_steps import LandedStep, history
from coordgit.core.model import Oid
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.git.refs import HEADS
from coordgit.startup.typing import Iterable
from coordgit.store import known_commits, landings, remote_tips
from coordgit.store.database import Store
from coordgit.store.landings import Version


def since(store: Store, git: Git, update: Update, text: AuthorText, parted: Iterable[Oid | None]) -> list[LandedStep]:
    """Return the branch's change of a path if the update has the author's own side in its place.

    ``parted``: for a text that a merge has combined, the versions at which its sides parted. A rebase has taken one side if the
    author made the whole text on a branch that lacks the tip.
    """
    author, path, tip, ours, _, _ = text
    session, branch = author.session, update.old or ""
    versions = landings.versions(store, path)
    own: list[Oid | None] = []
    for version in versions:
        if version.maker == session and version.after == ours and not _holds(store, git, version, branch):
            own += [step.before for step in history(versions, version.after, "", session)]
    if tip in own:
        return []
    for blob in dict.fromkeys([*own, *parted]):
        left = last_with(git, branch, path, blob) if blob and blob != tip else ""
        if left:
            makers = branch_changes.makers(store, git, left, branch, [path], reader=session)
            return [LandedStep(blob, tip, makers[path])]
    return []


def replaced_unasked(store: Store, git: Git, update: Update, text: AuthorText, landed: list[Version]) -> list[LandedStep]:
    """Return what a remote's branch has changed of a path since it was first seen here, newest first, if the author has replaced
    its version on a detached HEAD. If no branch here has taken that version, as a pull does, no landing names it: git is asked
    for what came after the newest that one names. ``landed``: every version of the path."""
    session, path, tip = text.author.session, text.path, text.tip
    seen = remote_tips.first(store, update.ref)
    if seen is None or update.old is None or not commits.is_ancestor(git, seen, update.old):
        return []
    replaced = [one for one in landings.detached_versions(store, path, session) if one.before == tip]
    if all(_is_replayed(store, git, one, path) for one in replaced):
        return []
    named = {one.after for one in landed} - {None}
    touching = [one.oid for one in commits.touching(git, seen, update.old, [path])] if named else []
    made = trees.own_changes(git, touching)
    since = next((oid for oid in touching if made[oid].get(path, (None, None))[1] in named), seen)
    before = trees.items(git, since, [path])[path]
    if before == tip:
        return []
    makers = branch_changes.makers(store, git, since, update.old, [path], reader=session)
    return [LandedStep(before, tip, makers[path]), *history(landed, before, update.ref, session)]


def _is_replayed(store: Store, git: Git, version: Version, path: str) -> bool:
    """True if a rebase has made the version of a commit of its maker's own that had changed the path, and that no branch has any
    more: git has shown the conflict."""
    move = landings.get(store, version.landing_id)
    former = known_commits.of_same_author(store, move.new) if move is not None and move.new else []
    makers = known_commits.makers(store, former)
    own = [oid for oid in former if version.maker in {epoch.session for epoch in makers.get(oid, ())}]
    left = [oid for oid in own if not git.text("for-each-ref", "--count=1", "--contains", oid, HEADS)]
    return any(path in changed for changed in trees.own_changes(git, left).values())


def _holds(store: Store, git: Git, version: Version, tip: Oid) -> bool:
    """True if a version was landed with the tip, or it is not known with what."""
    move = landings.get(store, version.landing_id)
    return move is None or move.new is None or commits.is_ancestor(git, tip, move.new)


def last_with(git: Git, tip: Oid, path: str, blob: Oid) -> Oid:
    """Return the commit after which ``tip``'s history has replaced this version of a path, "" if it never had it."""
    words = ("-1", "--format=%P", f"--find-object={blob}", tip, "--", f":(literal){path}")
    return git.text(*commits.LOG, *words, ok=(0, 128)).partition(" ")[0]
