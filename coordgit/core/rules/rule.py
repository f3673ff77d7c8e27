"""What a rule is: a code, what it means, and its force at each level and under each attribute."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

RECORD, SNAPSHOT, RELEVANT, STRICT = "record", "snapshot", "relevant", "strict"
"""Levels, from the mildest."""

REJECTS, TIED, TELLS, LEFT_OUT = "rejects", "rejects if tied", "tells", "left out"
"""Forces: the update is denied; denied if something ties the reason to the commit, else reported; reported; not mentioned."""

LANDED, EARLIER, SIBLING, OTHER, STANDING = "landed", "earlier", "sibling", "other", "standing"
"""Where a change is: on a checked branch; there since before the item was read; on a branch that is not checked; there where
the item was read, and the session itself went on to the checked branch; in the work tree, where its session goes on with it."""

READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: TELLS, RELEVANT: TIED, STRICT: REJECTS}
"""The levels of a stale read."""
INTEGRITY: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: REJECTS, RELEVANT: REJECTS, STRICT: REJECTS}
"""The levels of a rule that does not depend on what else was read."""

ATTRIBUTES: Mapping[str, str] = {"ignore": LEFT_OUT, "inform": TELLS, "append": LEFT_OUT, "strict": REJECTS}
"""What ``coordgit=VALUE`` in .gitattributes makes of a rule; ``append`` only where the change has added lines and no more."""
NO_ATTRIBUTES: Mapping[str, str] = {}


class Rule(NamedTuple):
    """One code. ``why`` and ``helps`` are what users read about it in general."""

    code: str
    name: str
    levels: Mapping[str, str]
    attributes: Mapping[str, str]
    why: str
    helps: str
    is_read: bool = True
    """True if it is about a read that is out of date."""
    is_lost_work: bool = False
    """True if the update would undo what somebody else has landed."""


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
