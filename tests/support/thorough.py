"""How much is tried: what the suite has time for, or, with ``COORDGIT_SLOW=1``, what ``.ci/nightly`` does."""

from __future__ import annotations

import os

NIGHTLY = bool(os.environ.get("COORDGIT_SLOW"))


def examples(suite: int, nightly: int) -> int:
    """How many examples hypothesis tries."""
    return nightly if NIGHTLY else suite
