"""Whether a change on a sibling branch, one that the work is not checked against, warns or blocks.

``check.findings`` looks for such changes: where they block, for all that an epoch has read, else for what came since its last
landing.
"""

from coordgit.core.model import RELEVANT, STRICT
from coordgit.core.rules.levels import REJECTS, TELLS


def on_sibling(setting: str, level: str) -> str:
    """Return the force by the setting ``coordgit.siblings``, at a level: below ``relevant`` no stale read rejects."""
    return REJECTS if setting == "block" and level in (RELEVANT, STRICT) else TELLS
