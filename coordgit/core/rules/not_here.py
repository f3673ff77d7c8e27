"""CG105: the branch never had what was read: that was on a branch that has not landed, or in another worktree."""

from coordgit.core.rules.rule import ATTRIBUTES, TELLS, Rule
from coordgit.core.validation import NOT_HERE

RULE = Rule(
    code=NOT_HERE,
    name="not on this branch",
    levels={"record": TELLS, "snapshot": TELLS, "relevant": TELLS, "strict": TELLS},
    attributes={**ATTRIBUTES, "strict": TELLS},
    why="the branch never had what was read elsewhere",
    helps="read it on this branch",
)
