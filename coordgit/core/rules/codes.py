"""The codes: what each stands for, at which levels and under which attributes it rejects, why, and what helps.

A new code is an entry here, and its literal in ``core.validation``. What decides whether there is something to report is beside
it, if that is more than a comparison: ``lost_update``, ``sweep``, ``dirty``, ``rewind``, ``put_back``, ``mass_deletion``; for
stale reads ``core.validation``.
"""

from coordgit.core import validation
from coordgit.core.model import RELEVANT
from coordgit.core.rules.levels import ATTRIBUTES, INTEGRITY, NO_ATTRIBUTES, READS, REJECTS, TELLS, WITHOUT_APPEND
from coordgit.startup.typing import Mapping, NamedTuple


class Rule(NamedTuple):
    """One code. ``name``, ``why`` and ``helps`` stand in the table of codes in docs/how-it-works.md."""

    code: str
    name: str
    why: str
    helps: str
    levels: Mapping[str, str] = READS
    attributes: Mapping[str, str] = ATTRIBUTES
    is_read: bool = True
    """True if it is about a read that is out of date."""
    counted: tuple[str, str, str] | None = None
    """(noun, singular, plural) in the first line of a rejection; without, it is counted among the stale reads."""


READ_AGAIN = "read it again, adapt the change if it needs it, commit again"

_WORK = Rule("", "", "", "", levels=INTEGRITY, attributes=WITHOUT_APPEND, is_read=False)
"""A rule about work that would be lost or taken along, whatever was read."""
_ALWAYS = _WORK._replace(attributes=NO_ATTRIBUTES)
"""Another, which no attribute weakens."""

_RULES = (
    Rule(
        code=validation.STALE,
        name="stale read",
        why="another session changed what was read, on a branch where the work is to land",
        helps=READ_AGAIN,
    ),
    Rule(  # which ``coordgit.searches`` softens further for what a client's hook recorded
        code=validation.PHANTOM,
        name="phantom",
        levels={**READS, RELEVANT: REJECTS},
        why="another session changed the answer of a listing or a search",
        helps="list or search again, adapt the change if it needs it, commit again",
    ),
    Rule(
        code=validation.APPEARED,
        name="appeared",
        why="another session made what was not there",
        helps="read it, adapt the change if it needs it, commit again",
    ),
    Rule(
        code=validation.DIRTY,
        name="dirty read",
        levels=INTEGRITY,
        attributes=WITHOUT_APPEND,
        why="what was read was never committed like that",
        helps=READ_AGAIN,
    ),
    Rule(
        code=validation.ELSEWHERE,
        name="not on this branch",
        why="it was read on another branch, and this one never had that version",
        helps="read it again where the commit is made",
        counted=("read", "was made on another branch", "were made on other branches"),
    ),
    _WORK._replace(
        code=validation.LOST_UPDATE,
        name="lost update",
        why="the commit takes back what another session has landed in this path",
        helps="read the tip's version, put the change into that, commit again",
        counted=("path", "takes back what another session landed, unseen", "take back what others landed, unseen"),
    ),
    _WORK._replace(
        code=validation.SWEPT,
        name="sweep",
        why="it is another session's edit, which is not committed and was not handed over",
        helps="leave it out of the commit, or let its session commit it first",
        counted=("path", "is another session's", "are other sessions'"),
    ),
    _WORK._replace(
        code=validation.PUT_BACK,
        name="put back",
        why="the index has an older version than the branch, and the work tree does not have it",
        helps="take the path as the branch has it, commit again",
        counted=("path", "is put back to an older version", "are put back to older versions"),
    ),
    _ALWAYS._replace(
        code=validation.EMPTIED,
        name="mass deletion",
        why="the work tree still has it, as it has most of what the commit removes",
        helps="fill the index again, stage the change, commit again",
        counted=("path", "would be removed by an emptied index", "would be removed by an emptied index"),
    ),
    _ALWAYS._replace(
        code=validation.REWOUND,
        name="rewind",
        why="another session landed it here, and no other branch has it",
        helps="keep the commit on a branch, run the command again",
        counted=("commit", "would be dropped", "would be dropped"),
    ),
    _ALWAYS._replace(
        code=validation.LOCKED,
        name="locked",
        why="another session holds the path",
        helps="wait until it is released",
        counted=("path", "is locked", "are locked"),
    ),
    _ALWAYS._replace(
        code=validation.UNKNOWN_READS,
        name="unknown reads",
        why="coordgit.unknown is reject, and no note says what was read for this commit",
        helps="coordgit init --publish where it was made, then push it again",
        counted=("commit", "has reads that are unknown", "have reads that are unknown"),
    ),
    _ALWAYS._replace(
        code=validation.UNSEEN,
        name="unseen update",
        levels=dict.fromkeys(INTEGRITY, TELLS),
        why="no hook saw this update: its reads are unknown",
        helps="coordgit doctor says whether commits here are guarded",
        counted=("landing", "was seen by no hook", "were seen by no hook"),
    ),
)
RULES: dict[str, Rule] = {rule.code: rule for rule in _RULES}
"""Code -> rule."""
