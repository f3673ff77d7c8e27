"""CG103: a path exists by now where the session found nothing."""

from coordgit.core.rules.levels import ATTRIBUTES, READS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import APPEARED

RULE = Rule(
    code=APPEARED,
    name="appeared",
    levels=READS,
    attributes=ATTRIBUTES,
    why="another session made what was not there",
    helps="read it, adapt the change if it needs it, commit again",
)
