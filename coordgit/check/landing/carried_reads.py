"""Reads that move along with a landing: those based on commits that it rewrites, and on versions that it leaves behind."""

from __future__ import annotations

from coordgit.check.stale.staleness import narrowed
from coordgit.check.update import MANY
from coordgit.core.grouping import grouped
from coordgit.core.model import LINES, Change, CheckedBranch, Commit, Epoch, Judgement, Oid, Read
from coordgit.core.own_changes import UNKNOWN, is_own, unattributed
from coordgit.core.validation import PHANTOM, STALE, CheckedRead, Suspect, concerns
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.store import known_commits, landings, reads, refreshes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update


def carried(store: Store, git: Git, update: Update, judgement: Judgement) -> tuple[Read, ...]:
    """Return the reads based on commits that an update rewrites, if their item or answer is the same at its new commit.

    The new commit becomes their base. A rebase or an amend drops the commits that have what a session made of an item; a pick or
    a squash lands it in another one. With the old commit as the base, a later change back to the content before it would not
    count as a change of what was read. What others changed on the way to the new commit has to be seen even if it is the same
    there (``git rebase -X theirs``). In a file that differs only the updating session's own ranges move: the others' sessions may
    still work on the old commit.
    """
    if update.old is None or update.new is None:
        return ()
    reported = [*(finding.read for finding in judgement.findings), *judgement.left_out]
    asked: list[Read] = []
    brought: list[Commit] = []
    if not update.forward:
        brought = commits.between(git, update.new, [update.old])
        asked = reads.based_on(store, [commit.oid for commit in commits.between(git, update.old, [update.new])])
    if not update.private:
        asked += _elsewhere(store, git, update, update.old, update.new)
    asked = [read for read in asked if read not in reported]
    if not asked or len(brought) > MANY:
        return ()
    came = trees.own_changes(git, [commit.oid for commit in brought])
    makers = known_commits.changers(store, [(commit.oid, [*came[commit.oid]], len(commit.parents) > 1) for commit in brought])
    for commit in [commit for commit in update.commits if commit.made]:
        by = frozenset(epoch.session for epoch in commit.contributors)
        makers |= {(commit.oid, path): by for path in came.get(commit.oid, ())}
    between = {base: unattributed(trees.diff(git, base, update.new)) for base in {read.base or "" for read in asked}}
    gone = any(read.known is None and read.query is None for read in asked)
    fork = commits.merge_base(git, update.old, update.new) if gone else None
    names = trees.renames(git, fork, update.old) if fork else {}  # what others change under the old name goes to the new one
    same, suspected = [], []
    for read in asked:
        theirs = [
            Change(path, before, after)
            for oid, changed in came.items()
            for path, (before, after) in changed.items()
            if names.get(path) not in update.written and not is_own(makers.get((oid, path), UNKNOWN), read.epoch.session)
        ]
        changes = [*between[read.base or ""].values(), *_without_undone(theirs)]
        concerning = tuple(change for change in changes if concerns(read, change))
        here = between[read.base or ""].get(read.path)
        ranged = here if read.kind == LINES and read.epoch == update.epoch else None
        if ranged or concerning:
            suspected.append(
                Suspect(
                    code=STALE if ranged else PHANTOM,
                    asked=CheckedRead(read, ranged.before if ranged else None, read.base or ""),
                    branch=CheckedBranch(update.ref, update.new),
                    merge_base=read.base,
                    changes=(ranged,) if ranged else concerning,
                )
            )
        elif read.query or all(change.path != read.path for change in changes):
            same.append(read)
    other = {id(suspect.read) for suspect in narrowed(git, suspected)[0]}
    kept = (suspect for suspect in suspected if id(suspect.read) not in other)
    return (*same, *(one.read if one.read.query else one.read._replace(known=one.changes[0].after) for one in kept))


def _without_undone(changes: list[Change]) -> list[Change]:
    """Return the changes, newest first, without those of paths that are in the end what they were at the beginning."""
    by_path = grouped((change.path, change) for change in changes)
    return [one for some in by_path.values() if some[-1].before != some[0].after for one in some]


def renamed(store: Store, git: Git, update: Update) -> dict[str, str]:
    """Return the new names of the files that a commit of its session's own renames, of those that the session has read."""
    if update.old is None or update.new is None:
        return {}
    own = {path: update.written[path] for path in update.own}
    return renamed_between(store, git, update.epoch, own, old=update.old, new=update.new)


def renamed_between(store: Store, git: Git, epoch: Epoch, written: trees.Diff, *, old: Oid, new: Oid) -> dict[str, str]:
    """Return old name -> new name of the files that the epoch has read and that are renamed between two commits, as far as
    ``written``, the change between them, has both names."""
    if all(before for before, _ in written.values()):
        return {}
    gone = sorted(path for path, (_, after) in written.items() if after is None)
    read = {read.path for read in reads.of_paths(store, epoch, gone)}
    names = trees.renames(git, old, new) if read else {}
    return {path: names[path] for path in read if names.get(path) in written}


def superseded(store: Store, git: Git, update: Update) -> tuple[tuple[int, str], ...]:
    """Return (read, other branch) of the refreshes that a later one replaces, of paths that the update writes. On the updated
    branch the session was shown, or has acknowledged, the version of a descendant of the commit that it knows from the other
    branch."""
    checked = {branch.ref for branch in update.checked}
    return tuple(
        (read_id, ref)
        for path, read_id, ref, older, newer in refreshes.beside(store, update.epoch, update.ref)
        if path in update.written and ref not in checked and commits.is_ancestor(git, older, newer)
    )


def _elsewhere(store: Store, git: Git, update: Update, old: Oid, new: Oid) -> list[Read]:
    """Return the contributors' reads of what an update writes whose base is a commit that the new one does not contain."""
    found: list[Read] = []
    written = unattributed(update.written).values()
    for epoch in update.contributors:
        bases = [base for base in reads.bases(store, epoch) if base and base != old]
        led = landings.chains(store, update.ref, bases, old)
        apart = [base for base in bases if base not in led and not commits.is_ancestor(git, base, new)]
        found += [
            read
            for read in reads.based_on(store, apart)
            if read.epoch == epoch and any(concerns(read, one) if read.query else one.path == read.path for one in written)
        ]
    return found
