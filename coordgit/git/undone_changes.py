"""Contents for lost updates: hunks and texts of all the versions in question at once."""

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
    pairs = [((versions.known, versions.theirs), (versions.tip, versions.ours)) for versions in asked]
    replaced = trees.replaced(git, ((old, new) for both in pairs for old, new in both if old and new and old != new))
    return [puts_back(replaced.get(change, ()), replaced.get(edit, ())) for change, edit in pairs]
