"""CG203: the commit puts back an older version of a path, which others have replaced since, out of an index that is out of date:
the work tree holds another one."""

from __future__ import annotations

from coordgit.core.model import Oid
from coordgit.core.rules.levels import INTEGRITY, WITHOUT_APPEND
from coordgit.core.rules.rule import Rule
from coordgit.core.validation import PUT_BACK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordgit.core.rules.lost_update import Step

RULE = Rule(
    code=PUT_BACK,
    name="put back",
    levels=INTEGRITY,
    attributes=WITHOUT_APPEND,
    why="the index has an older version than the branch, and the work tree does not have it",
    helps="take the path as the branch has it, commit again",
    is_read=False,
)


def replaced(steps: Sequence[Step], ours: Oid | None, session: str) -> frozenset[str]:
    """Who replaced ``ours``, "" for nobody known; nobody where the branch never had it, or the session alone replaced it.

    ``steps`` lead to the tip, newest first.
    """
    makers: set[str] = set()
    for step in steps:
        makers |= step.makers
        if step.before == ours:
            return frozenset(makers) if makers != {session} else frozenset()
    return frozenset()
