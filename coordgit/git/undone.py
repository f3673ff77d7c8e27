"""The contents behind lost updates: hunks and texts of the versions in question, for all of them at once."""

from __future__ import annotations

from coordgit.core.rules.lost_update import Versions, puts_back, undone
from coordgit.git import trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.git.plumbing import Git


def which(git: Git, asked: list[Versions]) -> list[bool]:
    """Of each change: does the update undo it?"""
    if not asked:
        return []
    hunks = trees.hunks(git, (pair for versions in asked for pair in versions.pairs))
    texts = trees.blobs(git, (oid for versions in asked for oid in versions))
    return [undone(versions, hunks, texts) for versions in asked]


def put_back(git: Git, asked: list[Versions]) -> list[bool]:
    """Of each change: does the update put lines back exactly as the change found them?"""
    pairs = [((one.known, one.theirs), (one.tip, one.ours)) for one in asked]
    replaced = trees.replaced(git, ((old, new) for both in pairs for old, new in both if old and new and old != new))
    return [puts_back(replaced.get(change, ()), replaced.get(edit, ())) for change, edit in pairs]
