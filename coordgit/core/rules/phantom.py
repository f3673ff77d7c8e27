"""CG102: the answer of a listing or a search is another one. ``core.validation`` finds the listings, ``core.stale_searches``
compares answers. The setting ``coordgit.searches`` softens it further for what a client's hook recorded."""

from coordgit.core.model import RELEVANT
from coordgit.core.rules.levels import READS, REJECTS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import PHANTOM

RULE = Rule(
    code=PHANTOM,
    name="phantom",
    levels={**READS, RELEVANT: REJECTS},
    why="another session changed the answer of a listing or a search",
    helps="list or search again, adapt the change if it needs it, commit again",
)
