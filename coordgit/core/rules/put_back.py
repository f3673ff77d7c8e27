"""CG203: the commit comes from an index that is out of date, so that it puts back an older version of a path, which others have
replaced since."""

from coordgit.core.model import Oid
from coordgit.core.rules.lost_update import LandedStep
from coordgit.startup.typing import Sequence


def replaced(steps: Sequence[LandedStep], ours: Oid | None, session: str) -> frozenset[str]:
    """Who replaced ``ours``, "" for nobody known; nobody where the branch never had it, or the session alone replaced it.

    ``steps`` lead to the tip, newest first.
    """
    makers: set[str] = set()
    for step in steps:
        makers |= step.makers
        if step.before == ours:
            return frozenset(makers) if makers != {session} else frozenset()
    return frozenset()
