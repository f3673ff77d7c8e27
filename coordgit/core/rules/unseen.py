"""CG901: a landing that no hook saw, found afterwards. It is listed; what it changed counts for everybody."""

from coordgit.core.rules.levels import INTEGRITY, NO_ATTRIBUTES, TELLS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import UNSEEN

RULE = Rule(
    code=UNSEEN,
    name="unseen update",
    levels=dict.fromkeys(INTEGRITY, TELLS),
    attributes=NO_ATTRIBUTES,
    why="no hook saw this update: its reads are unknown",
    helps="coordgit doctor says whether commits here are guarded",
    is_read=False,
)
