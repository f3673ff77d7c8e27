"""What was read on another branch, or in another worktree (CG105): when it only informs, and when it rejects.

It informs once, for the session itself went there. It rejects where another session has switched the work tree since.
"""

from coordgit.check.stale import branch_switches
from coordgit.check.stale.staleness import finding_of
from coordgit.check.update import Update
from coordgit.core.model import OTHER, SWITCHED, Finding
from coordgit.core.validation import ELSEWHERE, Suspect
from coordgit.git.commits import is_ancestor
from coordgit.git.plumbing import Git
from coordgit.store import verdicts
from coordgit.store.database import Store


def findings(store: Store, git: Git, update: Update, suspects: list[Suspect]) -> list[Finding]:
    """Return the reads of what the branch never had: reported once each, or a reason if another session switched the work tree
    here. What ``next:`` says to read on a target is not reported."""
    switch = branch_switches.by_others(store, git, update.ref, update.epoch.session)
    reported = verdicts.reported(store, ELSEWHERE, update.ref, [suspect.read for suspect in suspects])
    found = []
    for suspect in suspects:
        read = suspect.read
        of_read = [finding_of(suspect, change) for change in suspect.changes]
        if switch is not None and read.worktree == git.worktree and branch_switches.leads_from(git, switch, suspect.asked.base):
            found += [finding._replace(cause=SWITCHED, by=switch.by) for finding in of_read]
        elif _was_asked_for(git, update, suspect):
            continue
        elif read.query is None and read.read_id not in reported:
            found += [finding._replace(place=OTHER) for finding in of_read]
    return found


def _was_asked_for(git: Git, update: Update, suspect: Suspect) -> bool:
    """True if ``coordgit read --at`` read a target's version, or its session was told that a file has that name there."""
    targets = [branch.tip for branch in update.checked if branch.ref != update.ref] if suspect.read.declared else []
    return any(is_ancestor(git, suspect.asked.base, tip) for tip in targets)
