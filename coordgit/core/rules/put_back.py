"""CG203 and CG204: the commit comes from an index that does not match the work tree.

It is out of date, so that the commit puts back an older version of a path, which others have replaced since; or it was emptied,
so that the commit removes most of the tree.
"""

from coordgit.core.model import Oid
from coordgit.core.rules.lost_update import LandedStep
from coordgit.core.validation import MANY_GONE
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


def is_emptied(gone: int, tracked: int) -> bool:
    """Is this most of what is tracked? ``gone``: paths that the commit removes and the work tree holds."""
    return gone >= MANY_GONE and gone * 2 > tracked
