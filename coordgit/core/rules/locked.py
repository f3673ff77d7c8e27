"""CG301: another session holds a lock on the path. ``check.findings`` compares the locks with what the update changes."""

from coordgit.core.rules.rule import ALWAYS
from coordgit.core.validation import LOCKED

RULE = ALWAYS._replace(
    code=LOCKED,
    name="locked",
    why="another session holds the path",
    helps="wait until it is released",
    counted=("path", "is locked", "are locked"),
)
