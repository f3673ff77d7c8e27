"""The mutants: each switches one part of the rule off, or turns it up too far, and some test has to notice."""

from tests.mutants.of_branches import OF_BRANCHES
from tests.mutants.of_carried_work import OF_CARRIED_WORK
from tests.mutants.of_clients import OF_CLIENTS
from tests.mutants.of_contributors import OF_CONTRIBUTORS
from tests.mutants.of_edits import OF_EDITS
from tests.mutants.of_integrity import OF_INTEGRITY
from tests.mutants.of_ladder import OF_LADDER
from tests.mutants.of_landings import OF_LANDINGS
from tests.mutants.of_looks import OF_LOOKS
from tests.mutants.of_mass_deletions import OF_MASS_DELETIONS
from tests.mutants.of_merges import OF_MERGES
from tests.mutants.of_notes import OF_NOTES
from tests.mutants.of_pushes import OF_PUSHES
from tests.mutants.of_reads import OF_READS
from tests.mutants.of_refreshes import OF_REFRESHES
from tests.mutants.of_renames import OF_RENAMES
from tests.mutants.of_replaced import OF_REPLACED
from tests.mutants.of_sessions import OF_SESSIONS
from tests.mutants.of_shown_before import OF_SHOWN_BEFORE
from tests.mutants.of_sights import OF_SIGHTS
from tests.mutants.of_stopped import OF_STOPPED
from tests.mutants.of_sweeps import OF_SWEEPS
from tests.mutants.of_taken import OF_TAKEN
from tests.mutants.of_team import OF_TEAM
from tests.mutants.of_work_trees import OF_WORK_TREES

PARTS = (
    *("stale content", "ranges", "absent", "listings", "searches", "what ties them", "ladder", "stickiness", "own edits"),
    *(
        "lost update",
        "put back",
        "mass deletion",
        "rewind",
        "snapshot advance",
        "target branches",
        "pending write sets",
        "whose reads",
        "never rejected",
    ),
    *("refresh", "shown from the next call on", "epochs", "levels", "unseen updates", "lock fence"),
    *(
        "who it is",
        "who is at work",
        "clients",
        "pushes",
        "notes",
        "what a shell runs",
        "what a command takes away",
        "what is kept",
        "uncommitted edits",
        "a team",
    ),
)
"""The parts of the rule; each has a mutant."""

_OF_READS = (*OF_READS, *OF_TAKEN, *OF_REFRESHES, *OF_SHOWN_BEFORE, *OF_RENAMES, *OF_LOOKS)
_OF_WORK = (*OF_INTEGRITY, *OF_MASS_DELETIONS, *OF_SIGHTS, *OF_SWEEPS, *OF_WORK_TREES, *OF_EDITS, *OF_STOPPED)
_BY_WHOM = (*OF_SESSIONS, *OF_CLIENTS, *OF_TEAM)
_OF_LANDINGS = (*OF_LANDINGS, *OF_CONTRIBUTORS, *OF_CARRIED_WORK, *OF_MERGES, *OF_REPLACED)
_ALL = (*_OF_READS, *OF_LADDER, *_OF_LANDINGS, *OF_BRANCHES, *_BY_WHOM, *OF_PUSHES, *OF_NOTES, *_OF_WORK)
MUTANTS = tuple(sorted(_ALL, key=lambda one: PARTS.index(one.part)))
