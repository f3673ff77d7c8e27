"""Reads that a fetch made stale: a remote's branch that is a target has changes which no landing here tells of."""

from coordgit.check import conflict_facts
from coordgit.check.stale import staleness
from coordgit.core.model import ITEMS, CheckedBranch, Epoch
from coordgit.core.validation import by_one_name
from coordgit.git import commits, refs
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable
from coordgit.store import tellings
from coordgit.store.database import Store
from coordgit.store.status import StaleRead


def unmerged(store: Store, worktree: Worktree, git: Git) -> list[CheckedBranch]:
    """Return the remote branches that are targets and have what no local target has."""
    tips = refs.remote_tips(worktree, tellings.targets(store))
    local = set(tellings.targets(store, refs.HEADS)) if tips else set()
    here = [tip for ref, tip in refs.heads(git).items() if ref in local] if local else []
    found = [CheckedBranch(ref, tip) for ref, tip in tips.items()]
    return [branch for branch in found if not any(commits.is_ancestor(git, branch.tip, tip) for tip in here)]


def stale(store: Store, git: Git, epoch: Epoch, branches: Iterable[CheckedBranch]) -> list[StaleRead]:
    """Return the files and ranges that an epoch has read and that are stale on such branches."""
    findings = [
        staleness.finding_of(suspect, suspect.changes[0])
        for branch in branches
        for suspect in by_one_name(staleness.stale(store, git, epoch, branch)[0])
        if suspect.read.kind in ITEMS
    ]
    facts = conflict_facts.of(store, git, tuple(findings)) if findings else ()
    return [
        StaleRead(
            path=finding.path,
            kind=finding.read.kind,
            base=finding.read.base,
            read_at=finding.read.at,
            change=fact.changed_by,
            changed_by=fact.session,
            ref=finding.branch.ref,
            changed_at=fact.changed_at or 0.0,
        )
        for finding, fact in zip(findings, facts, strict=True)
        if finding.read
    ]
