"""The judgement of an update: what of the gathered facts rejects it, and what only informs. Decides, changes nothing."""

from __future__ import annotations

from coordgit.check.findings import weigh
from coordgit.check.staleness import stale
from coordgit.core.model import Judgement
from coordgit.core.validation import ELSEWHERE, SWEPT
from coordgit.git.commits import is_ancestor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.model import Finding, Oid
    from coordgit.core.validation import Suspect
    from coordgit.git.attributes import Elsewhere
    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.store.database import Store


def pointed(git: Git, gathered: Update, findings: tuple[Finding, ...], rejected: bool) -> tuple[Finding, ...]:
    """Return the findings; of a rejection with the lines that matter to the commit."""
    if not rejected:
        return findings
    from coordgit.check import ladder

    return ladder.pointed(git, gathered, findings)


def judge(
    store: Store, git: Git, gathered: Update, settings: Config, now: float, *, elsewhere: tuple[Elsewhere, ...] = ()
) -> Judgement:
    """Validate every read that counts on every branch. Decides, changes nothing."""
    if gathered.exempt and not gathered.rewound:
        return Judgement((), ())
    writes = gathered.new is None or any(commit.made for commit in gathered.commits)
    found: list[Suspect] = []
    passed_by: list[tuple[int, Oid | None]] = []
    for branch in gathered.checked:
        for epoch in gathered.epochs:
            mine = writes and epoch == gathered.epoch and branch.ref == gathered.ref
            some, fresh = stale(store, git, epoch, branch, updater=gathered.epoch.session, elsewhere=mine)
            found += [suspect for suspect in some if not _puts_back(gathered, suspect) and not _brings(git, gathered, suspect)]
            if branch.ref == gathered.ref:
                passed_by += fresh
    if not gathered.private and len(gathered.commits) > 1:
        from coordgit.check import interleaved

        found += interleaved.suspects(store, git, gathered)
    weighed = weigh(store, git, gathered, found, settings, now=now, elsewhere=elsewhere)
    findings = weighed.findings
    if any(finding.reader != gathered.epoch for finding in findings):
        from coordgit.check.provenance import gone_readers

        findings = gone_readers.looked_at(store, gathered.epoch, findings)
    if gathered.swept:
        findings = _without_swept(gathered, findings)
    return Judgement(tuple(findings), tuple(passed_by), weighed.left_out)


LEFT_OUT_TOO = "it was read for an edit that this commit has to leave out"


def _without_swept(gathered: Update, findings: list[Finding]) -> list[Finding]:
    """Let stale reads of a session with only an uncommitted edit in the update inform only, if carrying that edit rejects it."""
    rejected = {finding.write.epoch for finding in findings if finding.counts and finding.code == SWEPT and finding.write}
    found = []
    for finding in findings:
        if finding.reader in rejected & gathered.swept.keys() and finding.read is not None:
            finding = finding._replace(counts=False, why=LEFT_OUT_TOO)
        found.append(finding._replace(swept=gathered.swept.get(finding.reader, "")))
    return sorted(found, key=lambda finding: not finding.counts)


def _puts_back(gathered: Update, suspect: Suspect) -> bool:
    """True if the update restores the version of an item that was seen and that the branch no longer has."""
    now = gathered.written.get(suspect.read.path)
    return suspect.dropped and suspect.branch.ref == gathered.ref and now is not None and now[1] == suspect.asked.known


def _brings(git: Git, gathered: Update, suspect: Suspect) -> bool:
    """True if the update itself brings to the branch what was read elsewhere."""
    if suspect.code != ELSEWHERE or gathered.new is None:
        return False
    now = gathered.written.get(suspect.read.path)
    same = now is not None and now[1] == suspect.asked.known and suspect.read.query is None
    return same or is_ancestor(git, suspect.asked.base, gathered.new)
