"""Weigh findings by the rules: the facts a rule needs, each asked for only then, and what each finding came to."""

from coordgit.check.stale import shown_before
from coordgit.check.tie_texts import Ties
from coordgit.check.update import Update
from coordgit.core.grouping import grouped
from coordgit.core.knowledge import covered
from coordgit.core.model import EARLIER, ITEMS, LANDED, LINES, WHOLE_CHANGE, Change, Epoch, Finding, Read
from coordgit.core.rules import weights
from coordgit.core.rules.codes import RULES
from coordgit.core.rules.default_attributes import BY_DEFAULT, default_attribute
from coordgit.core.rules.levels import LEFT_OUT, REJECTS
from coordgit.core.rules.weights import INFORM, Reason, Weight, is_read
from coordgit.core.validation import DIRTY, ELSEWHERE, LOST_UPDATE, STALE
from coordgit.git import attributes, trees
from coordgit.git.attributes import Elsewhere
from coordgit.git.comparing import texts_of
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.session import presence
from coordgit.store import acknowledgements, reads, refreshes, verdicts
from coordgit.store.database import Store


def weigh(
    git: Git, update: Update, findings: list[Finding], settings: Config, *, in_no_commit: tuple[Elsewhere, ...]
) -> tuple[list[Finding], list[Read]]:
    """Return (what rejects or informs, each once; stale reads that a setting or an attribute leaves out).

    ``in_no_commit``: attributes that are set outside commits, to see what would change with them.
    """
    weighing = _Weighing(git, update, findings, settings, in_no_commit)
    dirty = {(finding.read, finding.branch.ref) for finding in findings if finding.code == DIRTY and finding.place == LANDED}
    lost: set[object] = set()
    kept: dict[object, Finding] = {}
    left_out: list[Read] = []
    for finding in findings:
        if finding.code != LOST_UPDATE and finding.read is not None and _item_change(finding) in lost:
            continue  # the lost update already reports it
        if finding.code == STALE and (finding.read, finding.branch.ref) in dirty:
            continue  # what it saw never was on this branch
        weighed = weighing.weigh(finding)
        if weighed is None:
            left_out += [finding.read] if finding.read is not None else []
            continue
        if finding.code == LOST_UPDATE:
            lost.add(_item_change(finding))
        key = _identity(finding)
        if key not in kept or (weighed.counts and not kept[key].counts):
            kept[key] = weighed
    ordered = sorted(kept.values(), key=lambda f: (not f.counts, f.path, f.code, f.read.first if f.read else 0))
    return ordered, left_out


def _item_change(finding: Finding) -> object:
    """Return the key of a changed item: who has read it, its path, and the blob that it has now."""
    read = finding.read
    path = read.path if read is not None and finding.code != LOST_UPDATE else finding.path
    return finding.reader, path, finding.changes[0].after if finding.changes else None


def _identity(finding: Finding) -> object:
    """Return the key by which findings are equal: a change that two branches have is one, two changes of an item are two."""
    read = finding.read
    lines = (read.first, read.last) if read and finding.code != LOST_UPDATE else (0, 0)
    asked = (read.path, *read.query) if read and read.query else ()
    change = finding.changes[0].after if finding.changes else finding.commit
    writer = finding.write.epoch if finding.write is not None else None
    return finding.code, finding.path, lines, finding.reader, asked, change, finding.place, writer


class _Weighing:
    """One update's findings with the attributes of their paths, and what ties them to the commit."""

    def __init__(
        self, git: Git, update: Update, findings: list[Finding], settings: Config, in_no_commit: tuple[Elsewhere, ...]
    ) -> None:
        self.git, self.settings = git, settings
        self.ties = Ties(git, update, findings)
        paths = [_about(finding) for finding in findings if RULES[finding.code].attributes]
        tips = (branch.tip for branch in update.checked)
        self.attributes = attributes.of_commits(git, tips, paths, in_no_commit)

    def weigh(self, finding: Finding) -> Finding | None:
        """Return the finding with its weight; ``None`` if it is left out."""
        reason = self.reason(finding)
        weight = self.weight(reason, finding)
        if weight.force == LEFT_OUT:
            return None
        counts = weight.force == REJECTS
        later = finding.place == EARLIER and not counts and self.weight(reason._replace(place=LANDED), finding).force == REJECTS
        by_default = weight.why == INFORM and _about(finding) not in self.attributes
        return finding._replace(counts=counts, why=BY_DEFAULT if by_default else weight.why, later=later)

    def weight(self, reason: Reason, finding: Finding) -> Weight:
        return weights.weigh(self.ties.tied(reason, finding))

    def reason(self, finding: Finding) -> Reason:
        """Return the facts that a rule weighs."""
        read, about = finding.read, _about(finding)
        by_default = default_attribute(about) if is_read(finding.code) else ""
        attribute = self.attributes.get(about) or by_default
        return Reason(
            code=finding.code,
            level=self.settings.level,
            attribute=attribute,
            only_added=attribute == "append" and bool(finding.changes) and _only_adds(self.git, finding.changes[0]),
            place=finding.place,
            siblings=self.settings.siblings,
            searches=self.settings.searches,
            is_predicate=read is not None and read.query is not None,
            declared=read is not None and read.declared,
            why=finding.why,
            only_told=finding.only_told,
        )


def _about(finding: Finding) -> str:
    """Return the path whose attribute counts: of a listing or a search the one that changed."""
    return finding.path if finding.read is None or finding.read.query is None else finding.changes[0].path


def _only_adds(git: Git, change: Change) -> bool:
    """True if the change only added lines."""
    if change.before is None or change.after is None:
        return change.before is None
    pair = (change.before, change.after)
    hunks = trees.hunks(git, [pair])[pair]
    return hunks is not None and all(hunk.length == 0 for hunk in hunks)


def not_noted(store: Store, update: Update, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that a passing update reports: of the session's own reads only those that none of its updates has
    reported before. A change is reported once for each branch that has it, since one that had not landed may land. What a branch
    never had is left to ``reads_elsewhere``."""
    own = {
        id(one): (one.read.read_id, one.branch.ref, one.path, one.changes[0].after)
        for one in findings
        if one.read is not None and one.reader == update.epoch and is_read(one.code) and one.code != ELSEWHERE
    }
    noted = verdicts.noted(store, update.epoch.session) if own else set()
    return tuple(one for one in findings if own.get(id(one)) not in noted)


READER_IS_GONE = "its reader is not at work; the session that makes the update has looked at the change since the rejection"


def seen_for_gone_readers(store: Store, git: Git, updater: Epoch, findings: list[Finding]) -> list[Finding]:
    """Return the findings; one whose reader is not at work only informs, and the read keeps its base, if the updating session has
    looked in the reader's place: since it was rejected for that finding, it has seen all that the branch's version changes of
    what the reader knew."""
    others = [f for f in findings if f.counts and f.read is not None and f.read.kind in ITEMS and f.reader != updater]
    if not others:
        return findings
    mine = grouped((read.path, read) for read in reads.of_paths(store, updater, list(dict.fromkeys(f.path for f in others))))
    again = shown_before.known_now(refreshes.of_reads(store, [read.read_id for some in mine.values() for read in some]))
    answered: set[int] = set()
    for finding in others:
        assert finding.read is not None
        since = acknowledgements.rejected_at(store, updater.session, finding.read.read_id)
        if since is None or presence.at_work(store, finding.reader.session, finding.read.read_id):
            continue
        after = finding.changes[0].after
        ranges = []
        for read in mine.get(finding.path, ()):
            shown = {ref for ref, one in again.get(read.read_id, {}).items() if one.oid == after and one.at > since}
            if WHOLE_CHANGE in shown or (shown and (read.kind != LINES or _same_range(read, finding.read))):
                answered.add(id(finding))
            if read.exact and (read.known == after and read.at > since):
                if read.kind != LINES:
                    answered.add(id(finding))
                elif read.observed == after:
                    ranges.append((read.first, read.last))
        if ranges and after and covered(finding.read, after, ranges, texts_of(git)):
            answered.add(id(finding))
    return [f._replace(counts=False, why=READER_IS_GONE) if id(f) in answered else f for f in findings]


def _same_range(one: Read, other: Read) -> bool:
    return (one.observed, one.first, one.last) == (other.observed, other.first, other.last)
