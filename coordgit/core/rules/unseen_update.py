"""CG901: a branch has moved, and no hook saw it. ``check.reconcile`` finds it at the next update; it never rejects."""

from coordgit.core.rules.levels import INTEGRITY, TELLS
from coordgit.core.rules.rule import ALWAYS
from coordgit.core.validation import UNSEEN

RULE = ALWAYS._replace(
    code=UNSEEN,
    name="unseen update",
    levels=dict.fromkeys(INTEGRITY, TELLS),
    why="no hook saw this update: its reads are unknown",
    helps="coordgit doctor says whether commits here are guarded",
    counted=("landing", "was seen by no hook", "were seen by no hook"),
)
