"""CG105: what was read is not on the branch that one commits to, and never was: it was read on another branch."""

from coordgit.core.rules.levels import ATTRIBUTES, READS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import ELSEWHERE

RULE = Rule(
    code=ELSEWHERE,
    name="not on this branch",
    levels=READS,
    attributes=ATTRIBUTES,
    why="it was read on another branch, and this one never had that version",
    helps="read it again where the commit is made",
)
