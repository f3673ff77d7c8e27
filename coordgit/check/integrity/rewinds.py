"""Which commits of others a target would lose for good: facts of the store and of git for ``core.rules.rewind``.

Checked only if a target leaves commits behind, cheapest question first: whose they are, what the operation itself rewrote, what
another branch holds, and last whether the new commits have the same changes.
"""

from coordgit.check import RefMove
from coordgit.core.model import Commit, Epoch, Oid
from coordgit.core.rules.lost_update import Versions
from coordgit.core.rules.rewind import Part, may_drop, rewrote
from coordgit.git import commits, operation, refs, trees, undone_changes
from coordgit.git.plumbing import Git
from coordgit.startup.typing import NamedTuple, Sequence
from coordgit.store import known_commits, landings, sessions
from coordgit.store.database import Store


class Rewind(NamedTuple):
    """A target moves to a commit that lacks some of its old commits."""

    refs: tuple[str, ...]
    """The branch and, if it is a remote's, its refs here: none of these keeps a commit."""
    new: Oid
    epoch: Epoch
    """Who moves it."""
    replaced: Sequence[Commit]
    """Commits that the new one lacks, newest first."""
    fresh: Sequence[Commit]
    """Commits that only the new one has."""
    written: trees.Touched
    """What differs between the two."""
    rewritten: frozenset[Oid] = frozenset()
    """Commits that the operation says it has rewritten."""
    here: bool = True
    """False for a remote's branch."""


COMPARED = 1000
"""Commits of each side whose changes are compared."""
REWRITES = 8
"""Earlier amends and rebases of a commit that are followed."""


def of(store: Store, git: Git, move: Rewind) -> tuple[Oid, ...]:
    """Return the commits of others that would be lost, newest first."""
    if not move.written.blobs and not move.written.modes:
        return ()
    others = _of_others(store, git, move)
    lost = [commit for commit in others if commit.oid not in move.rewritten]
    if not lost:
        return ()
    free = refs.unheld(git, [commit.oid for commit in lost], move.refs, [move.new]) - commits.boundary(git)
    lost = _undone(git, move, [commit for commit in lost if commit.oid in free])
    return tuple(_without_copy(store, git, move, lost))


def rewritten(move: RefMove, replaced: Sequence[Commit], fresh: Sequence[Commit]) -> frozenset[Oid]:
    """Return what a rebase has rewritten, and what is amended: undoing part of such a commit is a lost update at most."""
    git_dir = move.worktree.git_dir
    listed = operation.rewritten(git_dir)
    sources = set[Oid]()
    melted, there = tuple(operation.melted(git_dir)), operation.rebased_onto(git_dir)
    for commit in fresh:
        if commit.oid in listed and commit.oid != there:  # git lists a skipped commit as rewritten into the one that HEAD named
            first, *others = listed[commit.oid]
            sources |= {first, *(source for source in others if melted and source.startswith(melted))}
    if operation.making(git_dir, move.command, move.new, move.environ).makes:
        parents = {commit.parents for commit in fresh if commit.oid == move.new}
        sources |= {commit.oid for commit in replaced if commit.oid == move.old and commit.parents in parents}
    return frozenset(sources)


def _of_others(store: Store, git: Git, move: Rewind) -> list[Commit]:
    others, unknown = _others(store, git, move.replaced, move.epoch.session, REWRITES)
    own = _own_from_before(store, git, move, unknown)
    return [commit for commit in others if commit.oid not in own]


def _others(store: Store, git: Git, dropped: Sequence[Commit], session: str, left: int) -> tuple[list[Commit], list[Commit]]:
    """Return (commits that the session may not drop, those of them that are unknown). ``left``: rewrites still to follow."""
    parts = known_commits.parts(store, [commit.oid for commit in dropped])
    others, unknown = [], []
    for commit in dropped:
        its = [Part(*part) for part in parts.get(commit.oid, ())]
        if may_drop(its, session, len(commit.parents) > 1):
            continue
        before = rewrote(its, session)
        replaced = commits.between(git, before, [commit.oid]) if before and left and commits.of(git, [before]) else []
        if replaced and not _others(store, git, replaced, session, left - 1)[0]:
            continue
        others.append(commit)
        if not its:
            unknown.append(commit)
    return others, unknown


def _own_from_before(store: Store, git: Git, move: Rewind, unknown: list[Commit]) -> set[Oid]:
    """Return a person's own commits, by author, from before recording began here."""
    if not unknown or not move.here or not sessions.is_person(store, move.epoch.session):
        return set()
    first = landings.named_at(store, move.refs[0], 0)
    late = commits.beyond(git, [commit.oid for commit in unknown], first) if first else set()
    me = git.text("var", "GIT_AUTHOR_IDENT", ok=(0, 128)).rpartition(">")[0]
    return {commit.oid for commit in unknown if me and commit.author.startswith(f"{me}>") and commit.oid not in late}


def _undone(git: Git, move: Rewind, candidates: list[Commit]) -> list[Commit]:
    """Return those with a change that is missing in the new commit."""
    changes = trees.own_touched(git, [commit.oid for commit in candidates if len(commit.parents) < 2])
    for commit in candidates:
        if len(commit.parents) > 1:  # what the merge brought to the branch
            changes[commit.oid] = trees.diff_with_modes(git, commit.parents[0], commit.oid)
    asked: dict[Versions, list[Oid]] = {}
    lost = set()
    for commit in candidates:
        if changes[commit.oid].modes & move.written.modes:
            lost.add(commit.oid)
        for path, (before, after) in changes[commit.oid].blobs.items():
            if path in move.written.blobs:
                asked.setdefault(Versions(before, after, *move.written.blobs[path]), []).append(commit.oid)
    for whose, gone in zip(asked.values(), undone_changes.which(git, list(asked)), strict=True):
        if gone:
            lost.update(whose)
    return [commit for commit in candidates if commit.oid in lost]


def _without_copy(store: Store, git: Git, move: Rewind, candidates: list[Commit]) -> list[Oid]:
    """Return those whose change is made neither by a new commit nor by one of the same author on another branch."""
    if not candidates:
        return []
    lost = [commit.oid for commit in candidates]
    known = known_commits.of_authors(store, list({commit.author for commit in candidates}))
    copies = set(commits.of(git, (oid for oid in known if oid not in lost)))
    copies -= refs.unheld(git, copies, move.refs, [move.new]) if copies else set()
    nominated = [*(commit.oid for commit in move.fresh), *copies]
    if not nominated:
        return lost
    ids = trees.patch_ids(git, [*lost[:COMPARED], *nominated[:COMPARED]])
    made = {ids[oid] for oid in nominated if oid in ids}
    return [oid for oid in lost if ids.get(oid) not in made]
