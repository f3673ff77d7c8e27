"""The force of a rule at each level, and under each value of the attribute. A new level has its name in ``core.model``;
``weigh`` in ``core.rules`` combines them."""

from coordgit.core.model import RECORD, RELEVANT, SNAPSHOT, STRICT
from coordgit.startup.typing import Mapping

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
"""The same for a rule that counts changes which only add lines like any other."""
NO_ATTRIBUTES: Mapping[str, str] = {}


def ignores(attribute: str | None) -> bool:
    """True if the attribute leaves out whatever changed in the file, not only lines that were added."""
    return attribute == "ignore"


def on_sibling(setting: str, level: str) -> str:
    """Return the force of a change on a branch that the work is not checked against, by the setting ``coordgit.siblings``: below
    the level ``relevant`` no stale read rejects."""
    return REJECTS if setting == "block" and level in (RELEVANT, STRICT) else TELLS
