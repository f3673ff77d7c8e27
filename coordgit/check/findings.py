"""Find what may reject an update: stale reads, lost updates, others' uncommitted edits, locked paths, changes on siblings."""

from coordgit.check.integrity import lost_updates
from coordgit.check.stale import on_siblings
from coordgit.check.stale.staleness import finding_of
from coordgit.check.update import Update
from coordgit.core import validation
from coordgit.core.grouping import grouped
from coordgit.core.model import (
    EARLIER,
    EDITED,
    HELD,
    LANDED,
    PART,
    STANDING,
    TAKEN,
    WHOLE,
    Change,
    CheckedBranch,
    Finding,
    Oid,
    Read,
)
from coordgit.core.recognised_work import unformatted
from coordgit.core.validation import Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.operation import COMMIT, PUSH, REBASE
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.store import glance, landings, reads, remote_tips, sessions, writes
from coordgit.store.database import Store


def of(store: Store, git: Git, update: Update, suspects: list[Suspect], settings: Config, *, now: float) -> list[Finding]:
    """Return the findings, not weighed yet: of one item a lost update before its stale read. Each fact is asked for only if there
    may be something to find."""
    staged = _staged(store, git, update)
    by_index = {finding.path for finding in staged}
    stops: set[Oid] = set()
    if suspects and update.operation == REBASE:
        from coordgit.git import reflogs

        stops = reflogs.since_rebase_began(git)
    here = [suspect for suspect in suspects if suspect.branch in update.checked and suspect.asked.base not in stops]
    elsewhere: list[Finding] = []
    if never_had := [suspect for suspect in suspects if suspect.code == validation.ELSEWHERE]:
        from coordgit.check.stale import reads_elsewhere

        elsewhere = reads_elsewhere.findings(store, git, update, never_had)
    return [
        *staged,
        *(finding for finding in _lost(store, git, update, here) if finding.path not in by_index),
        *_stale(store, git, update, [suspect for suspect in suspects if suspect.code != validation.ELSEWHERE], stops),
        *elsewhere,
        *_uncommitted(store, git, update, settings, now),
        *(update.finding(validation.REWOUND)._replace(commit=oid) for oid in update.rewound),
        *_locked(store, update, now),
        *_siblings(store, git, update, settings),
    ]


def _stale(store: Store, git: Git, update: Update, suspects: list[Suspect], stops: set[Oid]) -> list[Finding]:
    """Return a finding for each stale read and each change that makes it so. Two kinds only inform: what a target had before the
    item was read on another branch, and what a rebase puts after the commit where it had stopped, if the item was read at that
    stop. ``stops``: the commits at which it had stopped."""
    beside = [suspect for suspect in suspects if suspect.branch.ref != update.ref or suspect.asked.base in stops]
    before = {ref: _before(store, git, ref, some) for ref, some in grouped((s.branch.ref, s) for s in beside).items()}
    findings = []
    for suspect in suspects:
        ref, read = suspect.branch.ref, suspect.read
        for change in suspect.changes:
            finding = finding_of(suspect, change)
            why = finding.why
            earlier = (read.read_id, change.path) in before.get(ref, ())
            if earlier:
                had = f"{refs.short(ref)} had this change already when it was read; it is checked again where the work lands"
                stopped = "the rebase had stopped before this change; it is checked again at your next commit"
                why = stopped if ref == update.ref else had
            findings.append(finding._replace(why=why, place=EARLIER if earlier else LANDED))
    return findings


def _before(store: Store, git: Git, ref: str, suspects: list[Suspect]) -> set[tuple[int, str]]:
    """Return (read, path) of the changes that a branch had already when their item was read; a remote's branch, where it was last
    seen before that read began."""
    pairs = [(suspect.read, change) for suspect in suspects for change in suspect.changes]
    if not ref.startswith(refs.REMOTES):
        return reads.before(store, ref, [(read.read_id, change.path) for read, change in pairs])
    found = set()
    for tip_id, some in grouped((read.tip_id, (read.read_id, change)) for read, change in pairs).items():
        had = remote_tips.at(store, ref, tip_id)
        if had is not None and commits.is_here(git, had):
            then = trees.having(git, [had], [(change.path, change.after) for _, change in some])
            found |= {(read_id, change.path) for read_id, change in some if (change.path, change.after) in then}
    return found


def _lost(store: Store, git: Git, update: Update, suspects: list[Suspect]) -> list[Finding]:
    """Paths in which the update undoes what another session landed there, unseen."""
    candidates = lost_updates.candidates(store, git, update, suspects)
    if not candidates:
        return []
    from coordgit.core.landed_steps import LandedStep
    from coordgit.git import undone_changes

    def asked(blind: bool) -> list[tuple[LandedStep, Oid | None, Oid | None]]:
        some = [candidate for candidate in candidates if candidate.blind == blind]
        return [(step, one.tip, one.ours) for one in some for step in one.steps]

    answers = {False: iter(undone_changes.of_steps(git, asked(False))), True: iter(undone_changes.put_back(git, asked(True)))}
    gone = trees.own_changes(git, update.rewound)  # CG205 asks about all that these did
    with_commits = {(path, after) for changes in gone.values() for path, (_, after) in changes.items()}
    findings = []
    for candidate in candidates:
        undone = [step for step in candidate.steps if next(answers[candidate.blind])]
        undone = [step for step in undone if (candidate.path, step.after) not in with_commits]
        if undone and (candidate.blind or not lost_updates.made_by_others(store, git, update, candidate, undone)):
            author, path = candidate.author, candidate.path
            stale = next((s for s in suspects if s.read.epoch == author and s.read.path == path and not s.read.query), None)
            known, read = candidate.steps[0].before, stale.read if stale else candidate.read
            makers = frozenset(maker for step in candidate.steps for maker in step.makers)
            finding = update.finding(validation.LOST_UPDATE, path)
            if candidate.tip != update.written[path][0]:
                finding = finding._replace(branch=_brought_by(git, update, path, candidate.tip))
            finding = finding._replace(
                reader=author,
                read=read,
                merge_base=stale.merge_base if stale else _last_with(store, git, update, read, version=(path, known)),
                changes=(Change(path=path, before=known, after=candidate.tip, makers=makers),),
                only_told=candidate.only_told,
            )
            findings.append(finding)
    return findings


def _brought_by(git: Git, update: Update, path: str, version: Oid | None) -> CheckedBranch:
    """Return the target with this version of a path that a rebase has brought or, without one, the newest commit that has it."""
    new = update.new or ""
    tips = {tip: ref for ref in update.targets if (tip := git.commit(ref)) and commits.is_ancestor(git, tip, new)}
    brought = [oid for oid, _, _ in commits.touching(git, update.old, new, [path])]
    having = trees.having(git, [*tips, *brought], [(path, version)]).get((path, version))
    return CheckedBranch(tips.get(having, having), having) if having else update.branch


def _last_with(store: Store, git: Git, update: Update, read: Read | None, *, version: tuple[str, Oid | None]) -> Oid | None:
    """Return the commit after which the branch has replaced the version that the author knew; ``None`` if the base of its read is
    as good, or if it is unknown."""
    path, known = version
    if read is None or not read.settled:  # its base may have the change
        return landings.before(store, update.ref, path, known)
    if known is None or update.old is None or commits.touching(git, read.base, update.old, [path]):
        return None
    from coordgit.check.integrity import fetched_versions

    return fetched_versions.last_with(git, update.old, path, known) or None  # the base has the change


def _uncommitted(store: Store, git: Git, update: Update, settings: Config, now: float) -> list[Finding]:
    """Other sessions' uncommitted edits: those that the update carries, and those that its reads saw and that did not last."""
    findings: list[Finding] = []
    if update.edits:
        from coordgit.check.integrity import sweeps

        findings += sweeps.of(store, git, update, settings.idle, now)
    swept = frozenset(one.path for one in findings if not one.only_told)
    findings += _unrecorded(store, git, update)
    seen = [read for epoch in update.epochs for read in reads.uncommitted(store, epoch)]
    if seen and update.old is not None and update.checked:
        from coordgit.check.integrity import dirty_reads

        of_reads = dirty_reads.of(store, git, update, seen, swept)
        findings += [finding._replace(place=STANDING) if finding.cause == EDITED else finding for finding in of_reads]
    return findings


def _staged(store: Store, git: Git, update: Update) -> list[Finding]:
    """What the commit takes from an index that does not match the work tree. A merge or a pick of git's own changes both, a push
    neither; a tool that builds commits may have an index of its own."""
    if not update.writes or update.operation == PUSH:
        return []
    blobs = {path: update.written[path][1] for path in update.own}
    gone = [path for path, blob in blobs.items() if blob is None]
    older = landings.had_before(store, blobs)
    if not older and len(gone) < validation.MANY_GONE:
        return []
    from coordgit.check.integrity import stale_index

    return stale_index.of(store, git, update, sorted(gone), older)


def _unrecorded(store: Store, git: Git, update: Update) -> list[Finding]:
    """Paths that a client's session commits besides its own edits, and whose change nobody recorded: a person made it since the
    session began, or a program."""
    if update.operation != COMMIT:
        return []
    session = update.epoch.session
    own = writes.here(store, session, git.worktree, update.own)
    rest = update.own - own.keys() - {work.path for work in update.edits}
    if not rest.isdisjoint(update.carried):  # work that a branch has dropped, as by a soft reset, is in the commit on purpose
        rest -= {*landings.had_before(store, {path: update.written[path][1] for path in rest & update.carried.keys()})}
    further = {path: update.written[path] for path, write in own.items() if write.after != update.written[path][1]}
    if not own or not (rest or further) or not sessions.has_client(store, session):
        return []
    from coordgit.core.rules.default_attributes import is_lock_file
    from coordgit.store import begun_calls, edit_steps

    # neither a lock file, which a package manager writes, nor its own, which it has taken out of the branch to commit it again
    rest = frozenset(path for path in rest if not is_lock_file(path))
    rest = frozenset(path for path in rest if edit_steps.is_typed(store, session, path, update.written[path][1]) is None)
    made = begun_calls.made_by_running(store, session, git.worktree, further | {path: update.written[path] for path in rest})
    rest = _changed_more_than_form(git, {path: update.written[path] for path in rest - made})
    further = {path: blobs for path, blobs in further.items() if path not in made}
    beside = _beside(store, git, session, further) if further else []
    finding = Finding(code=validation.SWEPT, path="", reader=update.epoch, branch=update.branch, cause=WHOLE, only_told=True)
    findings = [finding._replace(path=path) for path in rest] + [finding._replace(path=path, cause=PART) for path in beside]
    return sorted(findings, key=lambda finding: finding.path)


def _changed_more_than_form(git: Git, changed: trees.Diff) -> frozenset[str]:
    """Return the paths without those that only have another form, as a formatter leaves them."""
    if not changed:
        return frozenset()
    texts = trees.blobs(git, [oid for blobs in changed.values() for oid in blobs])

    def form(oid: Oid | None) -> bytes | None:
        text = texts.get(oid or "")
        return None if text is None else unformatted(text)

    return frozenset(path for path, (old, new) in changed.items() if form(old) is None or form(old) != form(new))


def _beside(store: Store, git: Git, session: str, further: trees.Diff) -> list[str]:
    """Return the paths with lines apart from the session's own that nobody recorded. (``coordgit commit`` names the lines.)"""
    from coordgit.check.provenance import weaving
    from coordgit.core.own_portion import unrecorded
    from coordgit.git import separate_index

    if separate_index.under_way(store.folder):
        return []
    weaves = weaving.of(store, git, git.worktree, further)
    return [path for path, weave in weaves.items() if unrecorded(weave, session)]


def _locked(store: Store, update: Update, now: float) -> list[Finding]:
    """Paths of commits made now that another session holds, or took over and changed while this one slept past its time."""
    session, paths = update.epoch.session, sorted(update.touched)
    if not paths or not glance.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    refs_of = list(dict.fromkeys([update.ref, *update.targets]))
    locked = {path: (lock, validation.TAKEN_OVER, TAKEN) for path, lock in locks.fenced(store, session, paths, refs_of).items()}
    locked |= {path: (lock, lock.why, HELD) for path, lock in locks.foreign(store, session, paths, now).items()}
    return [
        update.finding(validation.LOCKED, path)._replace(why=why, lock=lock, cause=cause)
        for path, (lock, why, cause) in sorted(locked.items())
    ]


def _siblings(store: Store, git: Git, update: Update, settings: Config) -> list[Finding]:
    """Changes under the session's reads, since its last landing, on branches that this update is not checked against, apart from
    those that it brings itself."""
    if settings.siblings == "off" or not update.checked or not update.own:
        return []
    known = [update.ref, *(branch.ref for branch in update.checked), *update.targets]
    since = 0 if settings.siblings == "block" else landings.last_of(store, update.epoch.session)
    found = on_siblings.changed_there(store, git, update.epoch, update.checked, known, since=since)
    texts = [
        (one, (change.before, change.after, update.written[one.path][1]))
        for one in found
        for change in one.changes
        if one.path in update.written
    ]
    if not texts:
        return found
    from coordgit.git import undone_changes

    brought = undone_changes.holding(git, texts)  # for example a pick of that branch's commit
    return [one for one in found if one not in brought]
