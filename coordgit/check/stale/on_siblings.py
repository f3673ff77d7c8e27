"""What has changed of an epoch's reads on sibling branches: those that its work is not checked against."""

from __future__ import annotations

from coordgit.check.stale.staleness import narrowed
from coordgit.core.grouping import grouped
from coordgit.core.model import LINES, SIBLING, Change, CheckedBranch, Epoch, Finding, Oid, Read
from coordgit.core.validation import STALE, CheckedRead, Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping, Sequence
from coordgit.store import refreshes, siblings
from coordgit.store.database import Store
from coordgit.store.landings import Landing
from coordgit.store.tips import tip_of


def changed_there(
    store: Store, git: Git, epoch: Epoch, checked: Sequence[CheckedBranch], known: list[str], *, since: int
) -> list[Finding]:
    """Return findings about items that an epoch has read and others have committed a change of, after the landing ``since`` and
    on branches other than ``known``, which have not landed.

    Left out is what a ``checked`` branch contains, as a commit or, after a rebase, as the same content, and what a deleted branch
    had. A change that several branches have is returned once, as it is there now.
    """
    found = siblings.changed(store, epoch, known, since)
    tips = {landing.ref: tip_of(store, landing.ref) or "" for _, landing, _ in found}
    dropped = _dropped(git, tips)
    changed = [
        (read, landing, change)
        for read, landing, change in found
        if tips[landing.ref] not in dropped
        and not any(commits.is_ancestor(git, tips[landing.ref], branch.tip) for branch in checked)
    ]
    changed = _in_ranges(store, git, _as_now(store, git, changed, tips))
    changed = list({(read.read_id, change.path, change.after): each for each in changed for read, _, change in [each]}.values())
    paths = {change.path: change.after for _, _, change in changed}
    landed = {item for branch in checked for item in trees.items(git, branch.tip, paths).items()}
    return [
        Finding(
            code=STALE,
            path=read.path,
            reader=read.epoch,
            branch=CheckedBranch(landing.ref, landing.new or ""),
            why=f"changed on {refs.short(landing.ref)}, which has not landed",
            counts=False,
            place=SIBLING,
            read=read,
            changes=(change,),
        )
        for read, landing, change in changed
        if (change.path, change.after) not in landed
    ]


def _as_now(
    store: Store, git: Git, changed: list[tuple[Read, Landing, Change]], tips: Mapping[str, Oid]
) -> list[tuple[Read, Landing, Change]]:
    """Return the changes that branches at ``tips`` have, each with the version there, unless its reader was shown that: a rebase
    may have dropped what landed on one before, or joined it with others' changes."""
    moved = grouped((landing.ref, change.path) for _, landing, change in changed if landing.new != tips[landing.ref])
    now = {ref: trees.items(git, tips[ref], paths) for ref, paths in moved.items()}
    shown = refreshes.of_reads(store, [read.read_id for read, landing, _ in changed if landing.ref in moved]) if moved else {}
    found = []
    for read, landing, change in changed:
        after = now.get(landing.ref, {}).get(change.path, change.after)
        known = {read.known, read.observed, *(again.oid for again in shown.get(read.read_id, {}).values())}
        if after == change.after:
            found.append((read, landing, change))
        elif after not in known:
            found.append((read, landing._replace(new=tips[landing.ref]), change._replace(after=after)))
    return found


def _in_ranges(store: Store, git: Git, changed: list[tuple[Read, Landing, Change]]) -> list[tuple[Read, Landing, Change]]:
    """Return the changes without those that leave alone the lines that were read, in some version that the session was shown. A
    change counts from where the branch left the read's commit."""
    ranges = [each for each in changed if each[0].kind == LINES]
    if not ranges:
        return changed
    shown = refreshes.of_reads(store, [read.read_id for read, _, _ in ranges])
    suspected = []
    for read, landing, change in ranges:
        branch = CheckedBranch(landing.ref, landing.new or "")
        fork = commits.merge_base(git, read.base or "", branch.tip)
        since = change._replace(before=trees.items(git, fork, [read.path])[read.path]) if fork else change
        for known in {read.known, *(again.oid for again in shown.get(read.read_id, {}).values())}:
            suspected.append(
                Suspect(
                    code=STALE, asked=CheckedRead(read, known, read.base or ""), branch=branch, merge_base=fork, changes=(since,)
                )
            )
    touched = {id(one) for one in narrowed(git, suspected)[0]}
    apart = {(one.read.read_id, one.branch.ref) for one in suspected if id(one) not in touched}
    return [(read, landing, change) for read, landing, change in changed if (read.read_id, landing.ref) not in apart]


def _dropped(git: Git, tips: Mapping[str, Oid]) -> set[Oid]:
    """Return the last known ``tips`` of deleted branches that no other branch holds, as one does after a rename. The gate is not
    asked about a deletion."""
    gone = [tip for ref, tip in tips.items() if not git.commit(ref)]
    return refs.unheld(git, gone, (), ()) if gone else set()
