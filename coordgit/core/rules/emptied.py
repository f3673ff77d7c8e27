"""CG204: the commit removes most of the tree, which the work tree still holds: its index was emptied, or is another one."""

from coordgit.core.rules.levels import INTEGRITY, NO_ATTRIBUTES
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import EMPTIED, MANY_GONE

RULE = Rule(
    code=EMPTIED,
    name="mass deletion",
    levels=INTEGRITY,
    attributes=NO_ATTRIBUTES,
    why="the work tree still has it, as it has most of what the commit removes",
    helps="fill the index again, stage the change, commit again",
    is_read=False,
)


def is_emptied(gone: int, tracked: int) -> bool:
    """Is this most of what is tracked? ``gone``: paths that the commit removes and the work tree holds."""
    return gone >= MANY_GONE and gone * 2 > tracked
