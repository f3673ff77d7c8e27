"""CG205: a target would lose commits that another session landed there, and that no other branch and no new commit has."""

from coordgit.core.contributors import PART_BROUGHT, PART_MADE, PART_MERGED, PART_UNCLEAR
from coordgit.core.model import Oid
from coordgit.core.rules.rule import ALWAYS
from coordgit.core.validation import REWOUND
from coordgit.startup.typing import NamedTuple, Sequence

RULE = ALWAYS._replace(
    code=REWOUND,
    name="rewind",
    why="another session landed it here, and no other branch has it",
    helps="keep the commit on a branch, run the command again",
    counted=("commit", "would be dropped", "would be dropped"),
)


class Part(NamedTuple):
    """One session's part in a commit, and the landing that first named that commit."""

    session: str
    part: str
    landed_by: str
    """The session of the landing, "" where nobody knows."""
    instead_of: Oid | None
    """The commit that the branch had before that landing and lost by it; ``None`` where it lost nothing."""


def may_drop(parts: Sequence[Part], session: str, merges: bool) -> bool:
    """True if the session may drop the commit: no work of others is lost. Never where its maker is unknown.

    A session may drop its own commit, even one that carries others' uncommitted edits; for one that replaced another, see
    ``rewrote``. ``merges``: the commit has several parents, whose own commits are checked by themselves.
    """
    known = [part for part in parts if part.part != PART_BROUGHT]
    if not known:
        return False
    if all(part.session == session for part in known):
        return True
    if merges and all(part.landed_by == session for part in known):
        return True
    return any(_is_made_by(session, part) and part.instead_of is None for part in known)


def rewrote(parts: Sequence[Part], session: str) -> Oid | None:
    """Return the commit that the session's own commit replaced: others' work in the new one may come from the old one."""
    return next((part.instead_of for part in parts if _is_made_by(session, part)), None)


def _is_made_by(session: str, part: Part) -> bool:
    return part.session == session and part.part in (PART_MADE, PART_UNCLEAR, PART_MERGED)
