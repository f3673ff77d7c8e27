"""What was read on another branch, or in another worktree (CG105): when it only informs, and when it rejects.

It informs once, for the session itself went there. It rejects where another session has switched the work tree since.
"""

from coordgit.check import branch_switches
from coordgit.check.staleness import finding_of
from coordgit.check.update import Update
from coordgit.core.model import OTHER, SWITCHED, Finding
from coordgit.core.validation import ELSEWHERE, Suspect
from coordgit.git.plumbing import Git
from coordgit.store import verdicts
from coordgit.store.database import Store


def findings(store: Store, git: Git, update: Update, suspects: list[Suspect]) -> list[Finding]:
    """Return the reads of what the branch never had: reported once each, or a reason if another session switched the work tree
    here."""
    switch = branch_switches.by_others(store, git, update.ref, update.epoch.session)
    reported = verdicts.told(store, ELSEWHERE, update.ref, [suspect.read for suspect in suspects])
    found = []
    for suspect in suspects:
        read = suspect.read
        of_read = [finding_of(suspect, change) for change in suspect.changes]
        if switch is not None and read.worktree == git.worktree and branch_switches.leads_from(git, switch, suspect.asked.base):
            found += [finding._replace(cause=SWITCHED, by=switch.by) for finding in of_read]
        elif read.query is None and read.read_id not in reported:
            found += [finding._replace(place=OTHER) for finding in of_read]
    return found
