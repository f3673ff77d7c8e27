"""CG102: a listing or a search has another answer by now.

One that a client's hook recorded goes stale whenever anybody adds a file or a line, so by default it rejects only if something
ties it to the commit. One that the session declared always counts.
"""

from coordgit.core.rules.levels import ATTRIBUTES, REJECTS, RELEVANT, SNAPSHOT, STRICT, TELLS
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import PHANTOM

RULE = Rule(
    code=PHANTOM,
    name="phantom",
    levels={"record": TELLS, SNAPSHOT: TELLS, RELEVANT: REJECTS, STRICT: REJECTS},
    attributes=ATTRIBUTES,
    why="another session changed the answer of a listing or a search",
    helps="list or search again, adapt the change if it needs it, commit again",
)
