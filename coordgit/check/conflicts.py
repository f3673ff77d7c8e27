"""Suspects become findings: the facts that the rules weigh are gathered here, each only where a rule asks for it."""

from __future__ import annotations

from coordgit.check import overwritten
from coordgit.core.model import HELD, LISTING, SWITCHED, TAKEN, Change, CheckedBranch, Finding
from coordgit.core.validation import ELSEWHERE, LOCKED, LOST_UPDATE, NOT_EVALUATED, PHANTOM, STALE, TAKEN_OVER, Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import decode
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import holdings, landings, reads, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check import ladder
    from coordgit.check.update import Update
    from coordgit.core.model import Read
    from coordgit.git.attributes import Elsewhere
    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.store.database import Store


class Weighed(NamedTuple):
    """The reasons that reject or inform, and the reads that no verdict mentions though they are not true."""

    findings: list[Finding]
    left_out: tuple[Read, ...]


def weigh(
    store: Store,
    git: Git,
    gathered: Update,
    found: list[Suspect],
    settings: Config,
    now: float,
    *,
    elsewhere: tuple[Elsewhere, ...] = (),
) -> Weighed:
    """What the suspects come to, each once: the stale reads, the lost updates, the locked paths, the siblings' changes.

    ``elsewhere``: attributes that stand in no commit, to see what they would make of it.
    """
    suspected = [
        *_lost(store, git, gathered, [suspect for suspect in found if suspect.branch in gathered.checked]),
        *_stale(store, gathered, [suspect for suspect in found if suspect.code != ELSEWHERE]),
        *_elsewhere(store, git, gathered, [suspect for suspect in found if suspect.code == ELSEWHERE]),
        *_locked(store, gathered, now),
        *_siblings(store, git, gathered, settings),
    ]
    if not suspected:
        return Weighed([], ())
    from coordgit.core.rules import INFORM, asks_tie, defaults, is_read
    from coordgit.core.rules import weigh as weight
    from coordgit.core.rules.rule import LEFT_OUT, REJECTS, RELEVANT, Reason

    attributes = _attributes(git, gathered, [_about(one.finding) for one in suspected if one.finding.code != LOCKED], elsewhere)
    ties = Ties(git, gathered, [one.finding for one in suspected])
    findings: dict[tuple[object, ...], Finding] = {}
    left_out, lost = [], set()
    for place, finding in suspected:
        read, predicate = finding.read, finding.read is not None and finding.read.query is not None
        if read is not None and finding.code != LOST_UPDATE and (read.epoch, read.path, finding.changes[0].after) in lost:
            continue  # the lost update says it
        about = _about(finding)
        attribute = attributes.get(about) or (defaults.value(about) if is_read(finding.code) else "")
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
        )
        if asks_tie(reason):
            tie, untied = ties.of(finding, narrow=settings.level == RELEVANT and attribute != "strict")
            reason = reason._replace(tie=tie, untied=untied)
        came_to = weight(reason)
        if came_to.force == LEFT_OUT:
            if read is not None:
                left_out.append(read)
            continue
        counts = came_to.force == REJECTS
        if finding.code == LOST_UPDATE:
            lost.add((finding.reader, finding.path, finding.changes[0].after))
        by_default = came_to.why == INFORM and about not in attributes
        finding = finding._replace(counts=counts, why=defaults.WHY if by_default else came_to.why)
        first, last = (read.first, read.last) if read and finding.code != LOST_UPDATE else (0, 0)
        asked = (read.path, *read.query) if read and read.query else ()
        # a change that two branches have is one reason, two changes of one item on two branches are two
        change = finding.changes[0].after if finding.changes else None
        key = (finding.code, finding.path, first, last, finding.reader, asked, change, place)
        if key not in findings or (counts and not findings[key].counts):
            findings[key] = finding
    ordered = sorted(findings.values(), key=lambda f: (not f.counts, f.path, f.code, f.read.first if f.read else 0))
    return Weighed(ordered, tuple(left_out))


class Suspected(NamedTuple):
    """A finding that is not weighed yet, and where its change stands (``core.rules.rule``)."""

    place: str
    finding: Finding


LANDED, EARLIER, SIBLING, OTHER = "landed", "earlier", "sibling", "other"


def _stale(store: Store, gathered: Update, found: list[Suspect]) -> list[Suspected]:
    """One finding for each read and change. What a target had before the item was read on another branch only informs there."""
    beside: dict[str, list[tuple[int, str]]] = {}
    for suspect in found:
        if suspect.branch.ref != gathered.ref:
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
                why = f"{refs.short(suspect.branch.ref)} had it before it was read; it is asked again where the work lands"
            finding = Finding(
                suspect.code, True, path, suspect.read.epoch, suspect.branch, why, suspect.read, suspect.merge_base, (change,)
            )
            suspected.append(Suspected(EARLIER if earlier else LANDED, finding))
    return suspected


def _elsewhere(store: Store, git: Git, gathered: Update, found: list[Suspect]) -> list[Suspected]:
    """What the branch never had: told once for each read, and a reason where another session led the work tree here."""
    if not found:
        return []
    from coordgit.check import switched

    switch = switched.under(store, git, gathered.ref, gathered.epoch.session)
    told = verdicts.told_elsewhere(store, gathered.ref, [suspect.read for suspect in found])
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


class Ties:
    """What ties reasons to the commit; git is asked for the names in the commit's lines at most once."""

    def __init__(self, git: Git, gathered: Update, findings: list[Finding]) -> None:
        self.git = git
        self.gathered = gathered
        self.findings = findings
        self.kept: list[set[str] | None] = []
        self.ladder: list[ladder.Ladder] = []

    def of(self, finding: Finding, narrow: bool) -> tuple[str | None, str]:
        """(what ties it in words, "" nothing, ``None`` where a text is not here; why nothing does).

        ``narrow``: by the ladder of facts, whose texts are fetched for all findings together.
        """
        read, change = finding.read, finding.changes[0]
        if read is not None and read.kind == LISTING:
            from coordgit.core.narrowing import tie_of_listing

            return tie_of_listing(change.path, self._moved()), ""
        if narrow:
            if not self.ladder:
                from coordgit.check.ladder import Ladder

                self.ladder.append(Ladder(self.git, self.gathered, self.findings))
            found = self.ladder[0].of(finding)
            return (None, "") if found is None else (found.why, found.why_not)
        from coordgit.core.narrowing import tie_of_search

        names = self._names()
        return None if names is None or read is None else tie_of_search(read, names), ""

    def _names(self) -> set[str] | None:
        if not self.kept:
            self.kept.append(_names(self.git, self.gathered))
        return self.kept[0]

    def _moved(self) -> list[str]:
        """The paths that come or go with the commit."""
        written, involved = self.gathered.written, self.gathered.involved
        return [p for p, (before, after) in written.items() if p in involved and (before is None) != (after is None)]


def _attributes(git: Git, gathered: Update, paths: list[str], elsewhere: tuple[Elsewhere, ...]) -> dict[str, str]:
    """The git attribute ``coordgit`` of each path that has it, as the tips of the checked branches have it."""
    if not paths:
        return {}
    from coordgit.git import attributes

    return attributes.of_commits(git, (branch.tip for branch in gathered.checked), paths, elsewhere)


def _appended(git: Git, change: Change) -> bool:
    """Did the change only add lines?"""
    if change.before is None or change.after is None:
        return change.before is None
    pair = (change.before, change.after)
    hunks = trees.hunks(git, [pair])[pair]
    return hunks is not None and all(hunk.length == 0 for hunk in hunks)


def _names(git: Git, gathered: Update) -> set[str] | None:
    """The identifiers in the lines that the update changes; ``None`` when a text is not here, as in a partial clone."""
    span = ("--cached",) if gathered.new is None else (gathered.old or gathered.new, gathered.new)
    return _diff_names(git, "--no-renames", *span)


def _diff_names(git: Git, *span: str) -> set[str] | None:
    child = git.start("diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", *span)
    raw = child.drain()
    return None if child.wait() else _identifiers(raw)


def _identifiers(patch: bytes) -> set[str]:
    """The names in the lines that a patch without context adds and removes; those before its first hunk are its head."""
    import re

    from coordgit.core.stop_words import KEYWORDS

    lines, inside = [], False
    for line in patch.split(b"\n"):
        if line.startswith((b"diff --git ", b"@@")):
            inside = line.startswith(b"@@")
        elif inside and line[:1] in b"+-":
            lines.append(line)
    return set(re.findall(r"[^\W\d]\w+", decode(b"\n".join(lines)))) - KEYWORDS


def _lost(store: Store, git: Git, gathered: Update, found: list[Suspect]) -> list[Suspected]:
    """Paths in which the update undoes what another session landed there, unseen."""
    candidates = overwritten.candidates(store, git, gathered, found)
    if not candidates:
        return []
    from coordgit.core.rules.lost_update import RULE, Versions
    from coordgit.git import undone

    asked = [Versions(step.before, step.after, one.tip, one.ours) for one in candidates for step in one.steps]
    answers = iter(undone.which(git, asked))
    suspected = []
    branch = gathered.checked[0] if gathered.checked else CheckedBranch(gathered.ref, gathered.old or "")
    for one in candidates:
        lost = [next(answers) for _ in one.steps]
        if any(lost):
            since = next((s for s in found if s.read.epoch == one.author and s.read.path == one.path and not s.read.query), None)
            makers = frozenset(maker for step in one.steps for maker in step.makers)
            finding = Finding(
                code=LOST_UPDATE,
                counts=True,
                path=one.path,
                reader=one.author,
                branch=branch,
                why=RULE.why,
                read=since.read if since else one.read,
                merge_base=since.merge_base if since else None,
                changes=(Change(one.path, one.steps[0].before, one.tip, makers),),
            )
            suspected.append(Suspected(LANDED, finding))
    return suspected


def _locked(store: Store, gathered: Update, now: float) -> list[Suspected]:
    """Paths of commits made now that another session holds, or took over and changed while this one slept past its time."""
    session, paths = gathered.epoch.session, sorted(gathered.touched)
    if not paths or not holdings.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    branch = gathered.checked[0] if gathered.checked else CheckedBranch(gathered.ref, gathered.old or "")
    refs_of = list(dict.fromkeys([gathered.ref, *gathered.targets]))
    found = {path: (lock, TAKEN_OVER, TAKEN) for path, lock in locks.fenced(store, session, paths, refs_of).items()}
    found |= {path: (lock, lock.why, HELD) for path, lock in locks.foreign(store, session, paths, now).items()}
    return [
        Suspected(LANDED, Finding(LOCKED, True, path, gathered.epoch, branch, why, lock=lock, cause=cause))
        for path, (lock, why, cause) in sorted(found.items())
    ]


def _siblings(store: Store, git: Git, gathered: Update, settings: Config) -> list[Suspected]:
    """Changes under the session's reads, since its last landing, on branches that this update is not asked against."""
    if settings.siblings == "off" or not gathered.checked or not gathered.own:
        return []
    from coordgit.store import siblings

    checked = [*(branch.ref for branch in gathered.checked), *gathered.targets]
    since = 0 if settings.siblings == "block" else landings.last_of(store, gathered.epoch.session)
    suspected = []
    for read, landing, change in siblings.changed(store, gathered.epoch, [gathered.ref, *checked], since):
        if any(commits.is_ancestor(git, landing.new or "", branch.tip) for branch in gathered.checked):
            continue
        branch = CheckedBranch(landing.ref, landing.new or "")
        why = f"changed on {refs.short(landing.ref)}, which has not landed"
        finding = Finding(STALE, False, read.path, read.epoch, branch, why, read, None, (change,))
        suspected.append(Suspected(SIBLING, finding))
    return suspected
