"""CG101: a file, or a range of its lines, has another content than the session read."""

from coordgit.core.rules.levels import ATTRIBUTES, READS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import STALE

RULE = Rule(
    code=STALE,
    name="stale read",
    levels=READS,
    attributes=ATTRIBUTES,
    why="another session changed what was read, on a branch where the work is to land",
    helps="read it again, adapt the change if it needs it, commit again",
)
