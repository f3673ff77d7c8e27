"""CG105: a read of another branch, of a version that the branch of the commit never had. ``core.validation`` decides."""

from coordgit.core.rules.rule import Rule
from coordgit.core.validation import ELSEWHERE

RULE = Rule(
    code=ELSEWHERE,
    name="not on this branch",
    why="it was read on another branch, and this one never had that version",
    helps="read it again where the commit is made",
    counted=("read", "was made on another branch", "were made on other branches"),
)
