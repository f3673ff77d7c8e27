"""What a code's module says of it: its levels and attributes, why it rejects, and what helps."""

from coordgit.core.rules.levels import ATTRIBUTES, INTEGRITY, NO_ATTRIBUTES, READS, WITHOUT_APPEND
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

WORK = Rule(code="", name="", why="", helps="", levels=INTEGRITY, attributes=WITHOUT_APPEND, is_read=False)
"""What rules have in common that are about work that would be lost or taken along, whatever was read."""
ALWAYS = WORK._replace(attributes=NO_ATTRIBUTES)
"""The same for rules that no attribute weakens."""
