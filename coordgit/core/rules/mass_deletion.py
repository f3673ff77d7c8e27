"""CG204: the commit comes from an index that was emptied, so that it removes most of the tree."""

from coordgit.core.rules.rule import ALWAYS
from coordgit.core.validation import EMPTIED, MANY_GONE

RULE = ALWAYS._replace(
    code=EMPTIED,
    name="mass deletion",
    why="the work tree still has it, as it has most of what the commit removes",
    helps="fill the index again, stage the change, commit again",
    counted=("path", "would be removed by an emptied index", "would be removed by an emptied index"),
)


def is_emptied(gone: int, tracked: int) -> bool:
    """True if ``gone``, the number of paths that the commit removes and the work tree has, is most of the tracked ones."""
    return gone >= MANY_GONE and gone * 2 > tracked
