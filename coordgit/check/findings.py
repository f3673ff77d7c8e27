"""Turn suspects into findings: gather the facts that the rules weigh, each only if a rule needs it."""

from __future__ import annotations

from coordgit.check.integrity import overwritten
from coordgit.core.model import EDITED, HELD, SWITCHED, TAKEN, Change, CheckedBranch, Finding
from coordgit.core.validation import (
    DIRTY,
    ELSEWHERE,
    LOCKED,
    LOST_UPDATE,
    MANY_GONE,
    NOT_EVALUATED,
    PHANTOM,
    REWOUND,
    STALE,
    TAKEN_OVER,
    Suspect,
)
from coordgit.git import commits, reflogs, refs, trees
from coordgit.git.operation import PUSH, REBASE
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import holdings, landings, reads, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.ties import Ties
    from coordgit.check.update import Update
    from coordgit.core.model import Oid, Read
    from coordgit.core.rules.rule import Reason
    from coordgit.git.attributes import Elsewhere
    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.store.database import Store


class Weighed(NamedTuple):
    """The reasons that reject or inform; ``left_out`` are stale reads that a setting or an attribute leaves out."""

    findings: list[Finding]
    left_out: tuple[Read, ...]


def weigh(
    store: Store,
    git: Git,
    update: Update,
    found: list[Suspect],
    settings: Config,
    *,
    now: float,
    in_no_commit: tuple[Elsewhere, ...] = (),
) -> Weighed:
    """Return what rejects or informs, each once: stale reads, lost updates, locked paths, changes on siblings.

    ``in_no_commit``: attributes that are set outside commits, to see what would change with them.
    """
    staged = _staged(store, git, update)
    by_index = {one.finding.path for one in staged}
    stops = reflogs.since_rebase_began(git) if found and update.operation == REBASE else set()
    here = [suspect for suspect in found if suspect.branch in update.checked and suspect.asked.base not in stops]
    suspected = [
        *staged,
        *(one for one in _lost(store, git, update, here) if one.finding.path not in by_index),
        *_stale(store, update, [suspect for suspect in found if suspect.code != ELSEWHERE], stops),
        *_read_elsewhere(store, git, update, [suspect for suspect in found if suspect.code == ELSEWHERE]),
        *_uncommitted(store, git, update, now),
        *_rewound(update),
        *_locked(store, update, now),
        *_siblings(store, git, update, settings),
    ]
    if not suspected:
        return Weighed([], ())
    from coordgit.check.ties import Ties
    from coordgit.core.rules import INFORM, RULES, default_attribute, is_read
    from coordgit.core.rules import weigh as weight
    from coordgit.core.rules.levels import LEFT_OUT, REJECTS
    from coordgit.core.rules.rule import Reason

    attributes = _attributes(
        git, update, [_about(one.finding) for one in suspected if RULES[one.finding.code].attributes], in_no_commit
    )
    ties = Ties(git, update, [one.finding for one in suspected])
    findings: dict[tuple[object, ...], Finding] = {}
    left_out, lost = [], set()
    dirty = {one.finding.read for one in suspected if one.finding.code == DIRTY and one.place == LANDED}
    for place, finding, only_told in suspected:
        read, predicate = finding.read, finding.read is not None and finding.read.query is not None
        if read is not None and finding.code != LOST_UPDATE and (read.epoch, read.path, finding.changes[0].after) in lost:
            continue  # the lost update says it
        if finding.code == STALE and read in dirty:
            continue  # what it saw never was on the branch
        about = _about(finding)
        attribute = attributes.get(about) or (default_attribute.value(about) if is_read(finding.code) else "")
        reason = Reason(
            code=finding.code,
            level=settings.level,
            attribute=attribute,
            only_added=attribute == "append" and _appended(git, finding.changes[0]),
            place=place,
            siblings=settings.siblings,
            searches=settings.searches,
            is_predicate=predicate,
            declared=read is not None and read.declared,
            why=finding.why,
            only_told=only_told,
        )
        reason = ties.tied(reason, finding)
        came_to = weight(reason)
        if came_to.force == LEFT_OUT:
            if read is not None:
                left_out.append(read)
            continue
        counts = came_to.force == REJECTS
        if finding.code == LOST_UPDATE:
            lost.add((finding.reader, finding.path, finding.changes[0].after))
        by_default = came_to.why == INFORM and about not in attributes
        later = place == EARLIER and not counts and _rejects(reason._replace(place=LANDED), finding, ties)
        why = default_attribute.WHY if by_default else came_to.why
        finding = finding._replace(counts=counts, why=why, later=later)
        first, last = (read.first, read.last) if read and finding.code != LOST_UPDATE else (0, 0)
        asked = (read.path, *read.query) if read and read.query else ()
        # a change that two branches have is one reason, two changes of one item on two branches are two
        change = finding.changes[0].after if finding.changes else finding.commit
        whose = finding.write.epoch if finding.write is not None else None
        key = (finding.code, finding.path, first, last, finding.reader, asked, change, place, whose)
        if key not in findings or (counts and not findings[key].counts):
            findings[key] = finding
    ordered = sorted(findings.values(), key=lambda f: (not f.counts, f.path, f.code, f.read.first if f.read else 0))
    return Weighed(ordered, tuple(left_out))


def _rejects(reason: Reason, finding: Finding, ties: Ties) -> bool:
    from coordgit.core.rules import weigh
    from coordgit.core.rules.levels import REJECTS

    return weigh(ties.tied(reason, finding)).force == REJECTS


class Suspected(NamedTuple):
    """A finding that is not weighed yet, and where its change is (``core.rules.rule``)."""

    place: str
    finding: Finding
    only_told: bool = False


LANDED, EARLIER, SIBLING, OTHER, STANDING = "landed", "earlier", "sibling", "other", "standing"


def _stale(store: Store, update: Update, found: list[Suspect], stops: set[Oid]) -> list[Suspected]:
    """One finding for each read and change. What a target had before the item was read on another branch only informs there, and
    so does what a rebase puts after the commit at which it stopped, if the item was read at that stop."""
    beside: dict[str, list[tuple[int, str]]] = {}
    for suspect in found:
        if suspect.branch.ref != update.ref or suspect.asked.base in stops:
            asked = [(suspect.read.read_id, change.path) for change in suspect.changes]
            beside.setdefault(suspect.branch.ref, []).extend(asked)
    before = {ref: reads.before(store, ref, asked) for ref, asked in beside.items()}
    suspected = []
    for suspect in found:
        for change in suspect.changes:
            path = change.path if suspect.code == PHANTOM else suspect.read.path
            why = "" if suspect.evaluated else NOT_EVALUATED
            earlier = (suspect.read.read_id, change.path) in before.get(suspect.branch.ref, ())
            if earlier:
                again = "at your next commit" if suspect.branch.ref == update.ref else "where the work lands"
                why = f"{refs.short(suspect.branch.ref)} had this change already when it was read; it is checked again {again}"
            finding = Finding(
                suspect.code, True, path, suspect.read.epoch, suspect.branch, why, suspect.read, suspect.merge_base, (change,)
            )
            suspected.append(Suspected(EARLIER if earlier else LANDED, finding))
    return suspected


def _read_elsewhere(store: Store, git: Git, update: Update, found: list[Suspect]) -> list[Suspected]:
    """Reads of what the branch never had: reported once each, or a reason if another session switched the work tree here."""
    if not found:
        return []
    from coordgit.check import switched

    switch = switched.by_others(store, git, update.ref, update.epoch.session)
    told = verdicts.told(store, ELSEWHERE, update.ref, [suspect.read for suspect in found])
    suspected = []
    for suspect in found:
        read = suspect.read
        led = switch is not None and read.worktree == git.worktree and switched.leads_from(git, switch, suspect.asked.base)
        if not led and (read.query is not None or read.read_id in told):
            continue
        for change in suspect.changes:
            finding = Finding(
                code=ELSEWHERE,
                counts=True,
                path=change.path if read.query is not None else read.path,
                reader=read.epoch,
                branch=suspect.branch,
                why="",
                read=read,
                merge_base=suspect.merge_base,
                changes=(change,),
                cause=SWITCHED if led else "",
                by=switch.by if led and switch is not None else "",
            )
            suspected.append(Suspected(LANDED if led else OTHER, finding))
    return suspected


def _about(finding: Finding) -> str:
    """The path whose attribute counts: of a listing or a search the one that changed."""
    return finding.path if finding.read is None or finding.read.query is None else finding.changes[0].path


def _attributes(git: Git, update: Update, paths: list[str], in_no_commit: tuple[Elsewhere, ...]) -> dict[str, str]:
    """The git attribute ``coordgit`` of each path that has it, as the tips of the checked branches have it."""
    if not paths:
        return {}
    from coordgit.git import attributes

    return attributes.of_commits(git, (branch.tip for branch in update.checked), paths, in_no_commit)


def _appended(git: Git, change: Change) -> bool:
    """True if the change only added lines."""
    if change.before is None or change.after is None:
        return change.before is None
    pair = (change.before, change.after)
    hunks = trees.hunks(git, [pair])[pair]
    return hunks is not None and all(hunk.length == 0 for hunk in hunks)


def _lost(store: Store, git: Git, update: Update, found: list[Suspect]) -> list[Suspected]:
    """Paths in which the update undoes what another session landed there, unseen."""
    candidates = overwritten.candidates(store, git, update, found)
    if not candidates:
        return []
    from coordgit.core.rules.lost_update import RULE, Versions
    from coordgit.git import lost_updates

    known = [one for one in candidates if not one.blind]
    asked = [Versions(step.before, step.after, one.tip, one.ours) for one in known for step in one.steps]
    answers = iter(lost_updates.which(git, asked))
    blind = [one for one in candidates if one.blind]
    asked = [Versions(step.before, step.after, one.tip, one.ours) for one in blind for step in one.steps]
    put_back = iter(lost_updates.put_back(git, asked))
    suspected = []
    for one in candidates:
        lost = [next(put_back if one.blind else answers) for _ in one.steps]
        if any(lost):
            since = next((s for s in found if s.read.epoch == one.author and s.read.path == one.path and not s.read.query), None)
            makers = frozenset(maker for step in one.steps for maker in step.makers)
            finding = Finding(
                code=LOST_UPDATE,
                counts=True,
                path=one.path,
                reader=one.author,
                branch=update.branch,
                why=RULE.why,
                read=since.read if since else one.read,
                merge_base=since.merge_base if since else None,
                changes=(Change(one.path, one.steps[0].before, one.tip, makers),),
            )
            suspected.append(Suspected(LANDED, finding, only_told=one.blind and one.person))
    return suspected


def _uncommitted(store: Store, git: Git, update: Update, now: float) -> list[Suspected]:
    """Other sessions' uncommitted edits: those that the update carries, and those that its reads saw and that did not last. That
    its session edits one further is reported once."""
    found: list[Suspected] = []
    if update.edits:
        from coordgit.check.integrity import swept

        found += [Suspected(LANDED, finding) for finding in swept.of(store, git, update, now)]
    seen = [read for epoch in update.epochs for read in reads.uncommitted(store, epoch)]
    if seen and update.old is not None and update.checked:
        from coordgit.check.integrity import dirty

        of_reads = dirty.of(store, git, update, seen)
        standing = [finding.read for finding in of_reads if finding.cause == EDITED and finding.read is not None]
        told = verdicts.told(store, DIRTY, update.ref, standing)
        for finding in of_reads:
            if finding.cause != EDITED:
                found.append(Suspected(LANDED, finding))
            elif finding.read is not None and finding.read.read_id not in told:
                found.append(Suspected(STANDING, finding))
    return found


def _staged(store: Store, git: Git, update: Update) -> list[Suspected]:
    """What the commit takes from an index that does not match the work tree. A merge or a pick of git's own changes both, a push
    neither; a tool that builds commits may have an index of its own."""
    made = update.new is None or any(commit.made for commit in update.commits)
    if not made or update.operation == PUSH:
        return []
    blobs = {path: update.written[path][1] for path in update.own if path in update.written}
    gone = [path for path, blob in blobs.items() if blob is None]
    older = landings.had_before(store, blobs)
    if not older and len(gone) < MANY_GONE:
        return []
    from coordgit.check.integrity import staged

    return [Suspected(LANDED, finding) for finding in staged.of(store, git, update, sorted(gone), older)]


def _rewound(update: Update) -> list[Suspected]:
    """The commits of others that the branch would lose, each by itself."""
    if not update.rewound:
        return []
    from coordgit.core.rules.rewind import RULE

    rewound, branch = update.rewound, update.branch
    return [Suspected(LANDED, Finding(REWOUND, True, "", update.epoch, branch, RULE.why, commit=oid)) for oid in rewound]


def _locked(store: Store, update: Update, now: float) -> list[Suspected]:
    """Paths of commits made now that another session holds, or took over and changed while this one slept past its time."""
    session, paths = update.epoch.session, sorted(update.touched)
    if not paths or not holdings.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    refs_of = list(dict.fromkeys([update.ref, *update.targets]))
    found = {path: (lock, TAKEN_OVER, TAKEN) for path, lock in locks.fenced(store, session, paths, refs_of).items()}
    found |= {path: (lock, lock.why, HELD) for path, lock in locks.foreign(store, session, paths, now).items()}
    return [
        Suspected(LANDED, Finding(LOCKED, True, path, update.epoch, update.branch, why, lock=lock, cause=cause))
        for path, (lock, why, cause) in sorted(found.items())
    ]


def _siblings(store: Store, git: Git, update: Update, settings: Config) -> list[Suspected]:
    """Changes under the session's reads, since its last landing, on branches that this update is not checked against."""
    if settings.siblings == "off" or not update.checked or not update.own:
        return []
    from coordgit.store import siblings

    checked = [*(branch.ref for branch in update.checked), *update.targets]
    since = 0 if settings.siblings == "block" else landings.last_of(store, update.epoch.session)
    suspected = []
    for read, landing, change in siblings.changed(store, update.epoch, [update.ref, *checked], since):
        if any(commits.is_ancestor(git, landing.new or "", branch.tip) for branch in update.checked):
            continue
        branch = CheckedBranch(landing.ref, landing.new or "")
        why = f"changed on {refs.short(landing.ref)}, which has not landed"
        finding = Finding(STALE, False, read.path, read.epoch, branch, why, read, None, (change,))
        suspected.append(Suspected(SIBLING, finding))
    return suspected
