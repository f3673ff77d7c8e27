"""The weight of a reason by its code (``codes``), at a level and under an attribute, or on a sibling (``levels``).

Pure: facts in, weight out.
"""

from coordgit.core.model import EARLIER, LANDED, OTHER, RECORD, SIBLING, SNAPSHOT, STANDING
from coordgit.core.rules.codes import RULES
from coordgit.core.rules.levels import LEFT_OUT, REJECTS, TELLS, TIED, on_sibling
from coordgit.startup.typing import NamedTuple

UNREADABLE = "whether anything ties it is unknown: a text of the commit or of the change is not here"
RECORD_ONLY = "coordgit.level is record: strict would reject"
SNAPSHOT_ONLY = "coordgit.level is snapshot: only lost updates, sweeps and dirty reads reject"
NOT_TIED = "nothing ties it to the commit"
BY_LEVEL = "coordgit.level is relevant: "
INFORM = "the attribute coordgit=inform"


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
    """True if the read is a listing or a search."""
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


def is_read(code: str) -> bool:
    """True if a conflict with this code is about a read. False for an unknown code."""
    return code in RULES and RULES[code].is_read


def asks_tie(reason: Reason) -> bool:
    """True if the weight depends on what ties the reason to the commit."""
    if reason.place != LANDED:
        return False
    force, level = _force(reason)
    return force == TIED or (force == TELLS and level == RECORD and _by_setting(reason) == TIED)


def weigh(reason: Reason) -> Weight:
    """Return the weight of a reason."""
    force, level = _force(reason)
    if force == LEFT_OUT:
        return Weight(LEFT_OUT)
    if reason.attribute == "inform" and force == TELLS:
        return Weight(TELLS, INFORM)
    if reason.place == SIBLING:
        return Weight(on_sibling(reason.siblings, reason.level), reason.why)
    if reason.place in (EARLIER, OTHER, STANDING) or (reason.only_told and force == REJECTS):
        return Weight(TELLS, reason.why)
    if level == RECORD and force == TELLS:
        untied = _by_setting(reason) == TIED and reason.tie == ""
        return Weight(TELLS, "" if untied else RECORD_ONLY)
    if force == TELLS:
        return Weight(TELLS, SNAPSHOT_ONLY if level == SNAPSHOT else reason.why)
    if force == TIED:
        if reason.tie is None:
            return Weight(REJECTS, UNREADABLE)
        if not reason.tie:
            why = reason.untied or ("" if reason.is_predicate else NOT_TIED)
            return Weight(TELLS, why and BY_LEVEL + why)
        return Weight(REJECTS, reason.tie)
    return Weight(REJECTS, reason.why)


def _force(reason: Reason) -> tuple[str, str]:
    """(force, the level that decided it or "")."""
    rule = RULES[reason.code]
    by_attribute = rule.attributes.get(reason.attribute, "")
    if by_attribute == LEFT_OUT and (reason.attribute != "append" or reason.only_added):
        return LEFT_OUT, ""
    by_setting = _by_setting(reason)
    if by_setting == LEFT_OUT:
        return LEFT_OUT, ""
    if by_attribute == TELLS:
        return TELLS, ""
    at_level = REJECTS if by_attribute == REJECTS else rule.levels.get(reason.level, REJECTS)
    if at_level == REJECTS and by_setting == TIED:
        return TIED, ""
    return at_level, "" if by_attribute == REJECTS else reason.level


def _by_setting(reason: Reason) -> str:
    """What ``coordgit.searches`` makes of a listing or a search that the session did not declare."""
    if not reason.is_predicate or reason.declared:
        return ""
    return {"off": LEFT_OUT, "tied": TIED}.get(reason.searches, "")
