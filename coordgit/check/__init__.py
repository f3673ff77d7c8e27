"""Walk 2: is what an update's sessions have read still true on the branches it is checked against?

update → gathered → judged → verdict stored: ``validate`` has the walk. git's hook, ``coordgit check``, ``verify`` and pushes all
ask it with a ``Request``.

* ``transaction`` is what git's hook asks about: several branches, and what a push that arrives brings with it.
* ``update`` says what an update is; on which branches it is checked, ``git.checked_branches`` says. ``gather_move`` gathers the
  move of a branch: its commits, and whose reads count (``provenance``). ``reconcile`` brings what the store knows of a branch up
  to what git says, ``branch_changes`` says what it has changed,
  ``unsettled_reads`` finds the base of a read whose bytes were in no commit.
* ``judge`` decides: ``staleness`` says which reads are stale, ``integrity`` which work of others would be lost, ``findings``
  puts together what may reject; ``weigh_findings`` (with ``tie_texts``) says how much each weighs, ``judge`` why an update passes
  all the same.
* ``landing`` stores a passing update, ``reads_after_landing`` what that does to reads; ``conflict_facts``, ``conflict_diffs`` and
  ``conflict_remedies`` store the facts of conflicts for ``explain``.
* ``incoming_changes`` says at once what a pull makes stale. ``remote`` checks work before it goes to a remote; ``verify`` checks
  existing commits; ``ready`` all checked-out branches.
"""

from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple


class Request(NamedTuple):
    """Who asks for a validation (the session of process ``pid``), where, by which settings, and when."""

    worktree: Worktree
    environ: Mapping[str, str]
    settings: Config
    pid: int
    now: float
