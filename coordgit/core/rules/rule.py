"""What a rule is, with its force at each level and under each attribute; and what a reason is: the facts that a rule weighs."""

from coordgit.core.model import LANDED
from coordgit.startup.typing import Mapping, NamedTuple

RECORD, SNAPSHOT, RELEVANT, STRICT = "record", "snapshot", "relevant", "strict"
"""Levels, from the mildest."""

REJECTS = "rejects"
"""The update is denied."""
TIED = "rejects if tied"
"""It is denied if something ties the reason to the commit, else the reason is reported."""
TELLS = "tells"
"""The reason is reported."""
LEFT_OUT = "left out"
"""The reason is not mentioned."""

READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: TELLS, RELEVANT: TIED, STRICT: REJECTS}
"""The levels of a stale read."""
INTEGRITY: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: REJECTS, RELEVANT: REJECTS, STRICT: REJECTS}
"""The levels of a rule that does not depend on what else was read."""

ATTRIBUTES: Mapping[str, str] = {"ignore": LEFT_OUT, "inform": TELLS, "append": LEFT_OUT, "strict": REJECTS}
"""What ``coordgit=VALUE`` in .gitattributes makes of a rule; ``append`` only where the change has added lines and no more."""
WITHOUT_APPEND: Mapping[str, str] = {name: force for name, force in ATTRIBUTES.items() if name != "append"}
"""Of a rule for which it makes no difference that lines were only added."""
NO_ATTRIBUTES: Mapping[str, str] = {}


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


class Reason(NamedTuple):
    """The facts of one reason against an update. ``tie`` is what ties it to the commit: "" nothing, ``None`` unknown."""

    code: str
    level: str
    attribute: str = ""
    only_added: bool = False
    """The change has added lines and touched no other."""
    place: str = LANDED
    siblings: str = "warn"
    """The setting ``coordgit.siblings``."""
    searches: str = "tied"
    """The setting ``coordgit.searches``."""
    is_predicate: bool = False
    """Is the read a listing or a search?"""
    declared: bool = False
    """True if the session itself declared that it relies on the read."""
    tie: str | None = ""
    untied: str = ""
    """Why nothing ties it, where that is known."""
    why: str = ""
    only_told: bool = False
    """It is about a person, whose reads are not recorded."""


class Weight(NamedTuple):
    """The outcome for a reason: ``REJECTS``, ``TELLS`` or ``LEFT_OUT``, and why."""

    force: str
    why: str = ""
