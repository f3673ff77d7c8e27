"""CG103: a path that was not there when it was looked for is there now. ``core.validation`` decides."""

from coordgit.core.rules.rule import Rule
from coordgit.core.validation import APPEARED

RULE = Rule(
    code=APPEARED,
    name="appeared",
    why="another session made what was not there",
    helps="read it, adapt the change if it needs it, commit again",
)
