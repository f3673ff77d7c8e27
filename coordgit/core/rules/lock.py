"""CG301: the commit touches a path that another session has locked, or took over after this one's lock had expired."""

from coordgit.core.rules.levels import INTEGRITY, NO_ATTRIBUTES
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import LOCKED

RULE = Rule(
    code=LOCKED,
    name="locked",
    levels=INTEGRITY,
    attributes=NO_ATTRIBUTES,
    why="another session holds the path",
    helps="wait until it is released",
    is_read=False,
)
