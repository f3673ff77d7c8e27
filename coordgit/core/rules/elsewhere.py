"""CG105: the session read, on another branch, a version that the updated branch never had."""

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
