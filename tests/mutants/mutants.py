"""The mutants: each switches one part of the rule off, or turns it up too far, and some test has to notice."""

from __future__ import annotations

from tests.mutants.of_ladder import OF_LADDER
from tests.mutants.of_landings import OF_LANDINGS
from tests.mutants.of_pushes import OF_PUSHES
from tests.mutants.of_reads import OF_READS
from tests.mutants.of_sessions import OF_SESSIONS

PARTS = (
    *("stale content", "ranges", "absent", "listings", "searches", "what ties them", "ladder", "stickiness", "own edits"),
    *("lost update", "snapshot advance", "target branches", "pending write sets", "whose reads", "never rejected"),
    *("refresh", "shown from the next call on", "epochs", "levels", "unseen updates", "lock fence"),
    *("who it is", "who is at work", "pushes"),
)
"""The parts of the rule; each has a mutant."""

MUTANTS = tuple(sorted((*OF_READS, *OF_LADDER, *OF_LANDINGS, *OF_SESSIONS, *OF_PUSHES), key=lambda one: PARTS.index(one.part)))
