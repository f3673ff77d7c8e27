"""CG204: the commit comes from an index that was emptied, so that it removes most of the tree."""

from coordgit.core.validation import MANY_GONE


def is_emptied(gone: int, tracked: int) -> bool:
    """True if ``gone``, the number of paths that the commit removes and the work tree has, is most of the tracked ones."""
    return gone >= MANY_GONE and gone * 2 > tracked
