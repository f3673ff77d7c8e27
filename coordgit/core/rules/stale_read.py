"""CG101: what was read has changed. ``core.validation`` decides for whole files, ``core.stale_ranges`` for ranges of lines."""

from coordgit.core.rules.rule import READ_AGAIN, Rule
from coordgit.core.validation import STALE

RULE = Rule(
    code=STALE,
    name="stale read",
    why="another session changed what was read, on a branch where the work is to land",
    helps=READ_AGAIN,
)
