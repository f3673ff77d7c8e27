"""CG205: a target would lose commits that another session landed there, and that no other branch and no new commit has."""

from __future__ import annotations

from coordgit.core.rules.rule import INTEGRITY, NO_ATTRIBUTES, Rule
from coordgit.core.validation import REWOUND
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

RULE = Rule(
    code=REWOUND,
    name="rewind",
    levels=INTEGRITY,
    attributes=NO_ATTRIBUTES,
    why="another session landed it here, and no other branch has it",
    helps="keep the commit on a branch, run the command again",
    is_read=False,
)

MADE, UNCLEAR, MERGED, BROUGHT = "made", "unclear", "merged", "brought"


class Part(NamedTuple):
    """One session's part in a commit, and the landing that first named that commit."""

    session: str
    part: str
    landed_by: str
    """The session of the landing, "" where nobody knows."""
    forward: bool
    """Did the landing only add commits? One that rewrote others carries their work on."""


def is_own(parts: Sequence[Part], session: str, merges: bool) -> bool:
    """May the session drop the commit without losing anybody else's work? Never where nobody knows whose it is.

    Of its own commit that may hold others' uncommitted work it may; of one that rewrote what they had landed it may not.
    ``merges``: the commit has several parents, whose own commits are asked about by themselves.
    """
    known = [part for part in parts if part.part != BROUGHT]
    if not known:
        return False
    if all(part.session == session for part in known):
        return True
    if merges and all(part.landed_by == session for part in known):
        return True
    return any(part.session == session and part.part in (MADE, UNCLEAR, MERGED) and part.forward for part in known)
