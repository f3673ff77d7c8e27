"""CG401: a commit whose reads are unknown, where commits that are already made are validated (``coordgit.unknown``)."""

from coordgit.core.rules.levels import INTEGRITY, NO_ATTRIBUTES
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import UNKNOWN_READS

RULE = Rule(
    code=UNKNOWN_READS,
    name="unknown reads",
    levels=INTEGRITY,
    attributes=NO_ATTRIBUTES,
    why="coordgit.unknown is reject, and no note says what was read for this commit",
    helps="coordgit init --publish where it was made, then push it again",
    is_read=False,
)
