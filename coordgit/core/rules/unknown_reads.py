"""CG401: a commit that comes from elsewhere, without a note of what was read for it. ``check.verify`` decides."""

from coordgit.core.rules.rule import ALWAYS
from coordgit.core.validation import UNKNOWN_READS

RULE = ALWAYS._replace(
    code=UNKNOWN_READS,
    name="unknown reads",
    why="coordgit.unknown is reject, and no note says what was read for this commit",
    helps="coordgit init --publish where it was made, then push it again",
    counted=("commit", "has reads that are unknown", "have reads that are unknown"),
)
