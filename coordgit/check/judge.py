"""The judgement of an update: what of the gathered facts rejects it, and what only informs. Decides, changes nothing."""

from __future__ import annotations

from coordgit.check.findings import of as findings_of
from coordgit.check.stale.staleness import stale
from coordgit.check.update import Update
from coordgit.core.contributors import PART_MADE
from coordgit.core.model import CheckedBranch, Epoch, Finding, Judgement, Oid, Read
from coordgit.core.validation import ELSEWHERE, LOST_UPDATE, SWEPT, Suspect, by_one_name
from coordgit.git import trees
from coordgit.git.commits import between, is_ancestor
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.store import known_commits, landings
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.git.attributes import Elsewhere


def judge(
    store: Store, git: Git, update: Update, settings: Config, now: float, *, in_no_commit: tuple[Elsewhere, ...] = ()
) -> Judgement:
    """Validate every read that counts on every branch. Decides, changes nothing.

    ``in_no_commit``: attributes set outside commits, to see what they would change.
    """
    if update.exempt and not update.rewound:
        return Judgement((), ())
    suspects, fresh, spared = _suspects(store, git, update)
    if update.integrates:
        suspects, fresh, spared = _beside_others(store, git, update, suspects), [], []
    findings = findings_of(store, git, update, suspects, settings, now=now)
    if update.only:
        asked = [finding for finding in findings if finding.code in update.only]
        findings = [finding for finding in asked if finding.code != LOST_UPDATE or update.is_typed(finding.path)]
    if not findings:
        return Judgement((), tuple(fresh), tuple(spared))
    from coordgit.check.weigh_findings import seen_for_gone_readers, weigh

    findings, left_out = weigh(git, update, findings, settings, in_no_commit=in_no_commit)
    findings = seen_for_gone_readers(store, git, update.epoch, findings)
    if update.swept:
        findings = _without_swept(update, findings)
    return Judgement(tuple(findings), tuple(fresh), (*left_out, *spared))


def _suspects(store: Store, git: Git, update: Update) -> tuple[list[Suspect], list[tuple[int, Oid | None]], list[Read]]:
    """Return (stale reads with what makes them so, unaffected ranges, stale reads that do not count).

    Unaffected ranges: (read id, the tip's blob) of ranges on the updated branch that the diff does not touch. Reads do not count
    if they belong to commits that a rebase only replays, if the update itself makes them true for another session, or on a target
    that has their session's work already.
    """
    suspects: list[Suspect] = []
    fresh: list[tuple[int, Oid | None]] = []
    spared: list[Read] = []
    for branch in update.checked:
        here = branch.ref == update.ref
        for epoch in update.epochs:
            never_had = here and update.writes and epoch == update.epoch
            some, passed_by = stale(store, git, epoch, branch, updater=update.epoch.session, never_had=never_had)
            some = [one for one in _not_put_back(git, update, some) if not _brings(git, update, one)]
            if here and epoch != update.epoch:
                back = [one for one in some if _comes_back(store, update, one)]
                spared += [one.read for one in back]
                some = [one for one in some if one not in back]
            if some:
                from coordgit.check.stale.already_seen import without_on_another_way

                some = without_on_another_way(git, some, update.new or update.old)
            if some and (_only_replays(store, git, update, epoch) if here else _has_its_work(git, update, epoch, branch)):
                spared += [one.read for one in some]
                some = []
            suspects += some
            if here:
                fresh += passed_by
    if not update.private and len(update.commits) > 1:
        from coordgit.check.stale import interleaved

        suspects += interleaved.suspects(store, git, update)
    return by_one_name(suspects), fresh, spared


def _beside_others(store: Store, git: Git, update: Update, suspects: list[Suspect]) -> list[Suspect]:
    """Return, for a rebase onto a target, the stale reads of a session that has put text of its own into others' work, if the
    branch's own commits made them stale. (For a session's own commit, its landing validates the reads against those below it.)"""
    newest = next((commit for commit in update.commits if update.epoch in commit.contributors), None)
    asked = [one for one in suspects if one.read.epoch == update.epoch and one.read.query is None]
    if not asked or newest is None or len(newest.contributors) < 2:
        return []
    makers = known_commits.makers(store, [commit.oid for commit in between(git, update.old or "", [update.new or ""])])
    changes = trees.own_changes(git, [oid for oid, epochs in makers.items() if {*epochs} != {update.epoch}])
    return [one for one in asked if any(one.read.path in changed for changed in changes.values())]


def _only_replays(store: Store, git: Git, update: Update, epoch: Epoch) -> bool:
    """True if a rebase only replays an epoch's commits, and what followed them on the branch follows them again.

    Their reads were validated when they were made; such a commit, as after a ``git pull --rebase`` in a work tree that several
    sessions share, makes none of them stale.
    """
    if not update.rewritten or update.old is None or update.new is None:
        return False
    parts = known_commits.contributions(store, [commit.oid for commit in update.commits])
    if any((epoch, PART_MADE) in some for some in parts.values()):
        return False  # it wrote something in the rebase
    before = [commit.oid for commit in between(git, update.old, [update.new])]
    makers = known_commits.makers(store, [*before, *parts])
    # where the rebase stopped, the store knows whose work is in each commit; the update knows it of all of them together
    made = [commit._replace(contributors=tuple(makers.get(commit.oid, commit.contributors))) for commit in update.commits]
    from coordgit.core.interleaved_commits import keeps_its_place

    return keeps_its_place(epoch, made, before, makers, update.rewritten)


def _has_its_work(git: Git, update: Update, epoch: Epoch, branch: CheckedBranch) -> bool:
    """True if the update brings a session's work from another target, which has all of it, for example to a release branch. Its
    reads were validated when it landed on that target, where it does not land again."""
    if update.old is None or update.new is None or not update.forward:
        return False
    if epoch in (update.epoch, *update.recognised):
        return False
    lacks = {commit.oid for commit in between(git, update.new, [update.old, branch.tip])}
    whose = [commit for commit in update.commits if epoch in commit.contributors and commit.oid in lacks]
    if any(not commit.made for commit in whose) or (whose and not update.sources):
        return False
    return all(is_ancestor(git, oid, branch.tip) for oid in update.sources)


LEFT_OUT_TOO = "it was read for an edit that this commit has to leave out"


def _without_swept(update: Update, findings: list[Finding]) -> list[Finding]:
    """Let a session's stale reads only inform if the update has nothing of it but an uncommitted edit, which rejects anyway."""
    rejected = {finding.write.epoch for finding in findings if finding.counts and finding.code == SWEPT and finding.write}
    weighed = []
    for finding in findings:
        if finding.reader in rejected & update.swept.keys() and finding.read is not None:
            finding = finding._replace(counts=False, why=LEFT_OUT_TOO)
        weighed.append(finding._replace(swept=update.swept.get(finding.reader, "")))
    return sorted(weighed, key=lambda finding: not finding.counts)


def _not_put_back(git: Git, update: Update, suspects: list[Suspect]) -> list[Suspect]:
    """Return the suspects without dropped items whose text the update restores, also beside further changes, as a squash by
    ``reset --soft`` does. (Dropped: the branch no longer has the item as it was seen.)"""
    taken = [one for one in suspects if one.dropped and one.branch.ref == update.ref and one.read.query is None]
    asked = [(one, update.written[one.read.path][1]) for one in taken if one.read.path in update.written]
    if not asked:
        return suspects
    from coordgit.git import undone_changes

    versions = [(id(one), (one.changes[0].after, one.asked.known, text)) for one, text in asked]
    back = {*undone_changes.standing(git, versions)}
    return [one for one in suspects if id(one) not in back]


def _comes_back(store: Store, update: Update, suspect: Suspect) -> bool:
    """True if the update restores the version that the read knows and that the branch once had: it undoes a revert."""
    if not _writes_known(update, suspect):
        return False
    known, had = suspect.asked.known, [one for one in landings.versions(store, suspect.read.path) if one.ref == update.ref]
    if known is None and all(version.after for version in had):
        return False  # it was not there before it was added, which is no removal
    return any(version.before == known for version in had)


def _brings(git: Git, update: Update, suspect: Suspect) -> bool:
    """True if the update itself brings to the branch what was read elsewhere."""
    if suspect.code != ELSEWHERE or update.new is None:
        return False
    return _writes_known(update, suspect) or is_ancestor(git, suspect.asked.base, update.new)


def _writes_known(update: Update, suspect: Suspect) -> bool:
    """True if the update gives the file the blob that the read knows."""
    read = suspect.read
    return read.query is None and read.path in update.written and update.written[read.path][1] == suspect.asked.known
