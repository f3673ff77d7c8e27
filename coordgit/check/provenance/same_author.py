"""Of which known commits a new one may be a copy, by author and author date: where nothing else names what it was made from.

All sessions of one machine have the same author, and several may commit within a second. So the changes of the two have to have
something in common.
"""

from coordgit.core.model import Commit, Epoch, Oid
from coordgit.core.recognised_work import EMPTY, changes_alike
from coordgit.git import commits as history
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping, Sequence
from coordgit.store import known_commits
from coordgit.store.database import Store

COMPARED = 200
"""Pairs of commits that are compared; if there are more, all known commits of the author count."""


def of(store: Store, git: Git, commits: Sequence[Commit]) -> dict[Oid, list[Epoch]]:
    """Return commit -> the contributors of what it may be a copy of."""
    known = {commit.oid: known_commits.by_author(store, commit.author) for commit in commits}
    pairs = list(dict.fromkeys((oid, other) for oid, makers in known.items() for other, _ in makers))
    apart = _apart(git, pairs) if len(pairs) <= COMPARED else set()
    return {
        oid: list(dict.fromkeys(epoch for other, epoch in makers if (oid, other) not in apart)) for oid, makers in known.items()
    }


def _apart(git: Git, pairs: Sequence[tuple[Oid, Oid]]) -> set[tuple[Oid, Oid]]:
    """Return those of which the changes have nothing in common; not if one is a merge, changes no content, or was pruned."""
    here = history.of(git, dict.fromkeys(oid for pair in pairs for oid in pair)) if pairs else {}
    changes = trees.own_changes(git, [oid for oid, commit in here.items() if len(commit.parents) < 2])
    likely = [pair for pair in pairs if all(changes.get(oid) for oid in pair)]
    unlike = [(oid, other) for oid, other in likely if not _have_in_common(changes[oid], changes[other])]
    blobs = (blob for pair in unlike for oid in pair for versions in changes[oid].values() for blob in versions)
    texts = trees.blobs(git, blobs) if unlike else {}
    return {(oid, other) for oid, other in unlike if not _alike(changes[oid], changes[other], texts)}


def _have_in_common(one: trees.Diff, other: trees.Diff) -> bool:
    """True if both change a path, or leave the same content under two names."""
    left = {after for _, after in one.values()} - EMPTY - {None}
    return not one.keys().isdisjoint(other) or not left.isdisjoint(after for _, after in other.values())


def _alike(one: trees.Diff, other: trees.Diff, texts: Mapping[Oid, bytes | None]) -> bool:
    """True if both change the same lines in files of different names; also if one of these cannot be compared."""
    sides = [[tuple(texts[blob] if blob else b"" for blob in versions) for versions in diff.values()] for diff in (one, other)]
    if any(text is None for side in sides for versions in side for text in versions):
        return True
    mine, theirs = ([(before or b"", after or b"") for before, after in side] for side in sides)
    return changes_alike(mine, theirs)
