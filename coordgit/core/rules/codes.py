"""All codes. A new one is a module here, and its literal in ``core.validation``."""

from coordgit.core.rules.appeared import RULE as APPEARED
from coordgit.core.rules.dirty_read import RULE as DIRTY_READ
from coordgit.core.rules.elsewhere import RULE as ELSEWHERE
from coordgit.core.rules.locked import RULE as LOCKED
from coordgit.core.rules.lost_update import RULE as LOST_UPDATE
from coordgit.core.rules.mass_deletion import RULE as MASS_DELETION
from coordgit.core.rules.phantom import RULE as PHANTOM
from coordgit.core.rules.put_back import RULE as PUT_BACK
from coordgit.core.rules.rewind import RULE as REWIND
from coordgit.core.rules.rule import Rule
from coordgit.core.rules.stale_read import RULE as STALE_READ
from coordgit.core.rules.sweep import RULE as SWEEP
from coordgit.core.rules.unknown_reads import RULE as UNKNOWN_READS
from coordgit.core.rules.unseen_update import RULE as UNSEEN_UPDATE

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        STALE_READ,
        PHANTOM,
        APPEARED,
        DIRTY_READ,
        ELSEWHERE,
        LOST_UPDATE,
        SWEEP,
        PUT_BACK,
        MASS_DELETION,
        REWIND,
        LOCKED,
        UNKNOWN_READS,
        UNSEEN_UPDATE,
    )
}
"""Code -> rule."""
