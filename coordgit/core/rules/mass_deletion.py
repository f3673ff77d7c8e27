"""CG204: the commit comes from an index that was emptied, so that it removes most of the tree."""

from coordgit.core.validation import MANY_GONE


def is_emptied(gone: int, tracked: int) -> bool:
    """Is this most of what is tracked? ``gone``: paths that the commit removes and the work tree holds."""
    return gone >= MANY_GONE and gone * 2 > tracked
