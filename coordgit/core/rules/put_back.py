"""CG203: the commit comes from an index that is out of date, so that it puts back an older version of a path, which others have
replaced since."""

from coordgit.core.landed_steps import LandedStep
from coordgit.core.model import Oid
from coordgit.core.rules.rule import WORK
from coordgit.core.validation import PUT_BACK
from coordgit.startup.typing import Sequence

RULE = WORK._replace(
    code=PUT_BACK,
    name="put back",
    why="the index has an older version than the branch, and the work tree does not have it",
    helps="take the path as the branch has it, commit again",
    counted=("path", "is put back to an older version", "are put back to older versions"),
)


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
