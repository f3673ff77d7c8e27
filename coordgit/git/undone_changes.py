"""Contents for lost updates: hunks and texts of all the versions in question at once."""

from coordgit.core.hunks import Replaced
from coordgit.core.rules.lost_update import Versions, puts_back, undone
from coordgit.git import trees
from coordgit.git.plumbing import Git


def which(git: Git, asked: list[Versions]) -> list[bool]:
    """Return for each change whether the update undoes it."""
    if not asked:
        return []
    hunks = trees.hunks(git, (pair for versions in asked for pair in versions.pairs))
    texts = trees.blobs(git, (oid for versions in asked for oid in versions))
    return [undone(versions, hunks, texts) for versions in asked]


def put_back(git: Git, asked: list[Versions]) -> list[bool]:
    """Return for each change whether the update restores lines exactly as they were before the change."""
    return [puts_back(change, edit) for change, edit in _replaced(git, asked)]


def alone(git: Git, asked: list[Versions]) -> list[bool]:
    """Return for each change whether all that the update does is to take it back, or some of it."""
    replaced = _replaced(git, asked)
    whole = [(versions.theirs, versions.known) == (versions.tip, versions.ours) for versions in asked]
    parts = [bool(edit) and edit <= {(added, removed) for removed, added in change} for change, edit in replaced]
    return [each or some for each, some in zip(whole, parts, strict=True)]


def _replaced(git: Git, asked: list[Versions]) -> list[tuple[set[Replaced], set[Replaced]]]:
    """Return for each change the lines that it replaced, and those that the update did."""
    pairs = [((versions.known, versions.theirs), (versions.tip, versions.ours)) for versions in asked]
    replaced = trees.replaced(git, ((old, new) for both in pairs for old, new in both if old and new and old != new))
    return [(replaced.get(change, set()), replaced.get(edit, set())) for change, edit in pairs]
