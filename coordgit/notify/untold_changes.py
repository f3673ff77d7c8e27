"""Which changes of what a session has read it was not shown, and not told."""

from coordgit.check.stale import already_seen, on_siblings, staleness
from coordgit.core.grouping import grouped
from coordgit.core.model import ABSENT, CONTENT, Change, CheckedBranch, Epoch, Finding, Oid
from coordgit.core.own_changes import UNKNOWN
from coordgit.core.rules.default_attributes import default_attribute
from coordgit.core.rules.levels import ignores
from coordgit.core.validation import STALE, by_one_name
from coordgit.git import attributes, commits, refs, trees, worktrees
from coordgit.git.checked_branches import CheckedHere
from coordgit.git.plumbing import Git
from coordgit.notify import NewsRequest, Untold
from coordgit.startup.typing import Mapping, Sequence
from coordgit.store import reads, refreshes, writes
from coordgit.store.database import Store
from coordgit.store.tellings import ToldChange

Row = tuple[int, str, Oid | None, Oid | None, str | None]
"""Landing, path, blob before, blob after, maker."""


def found(store: Store, git: Git, request: NewsRequest, news: Untold, *, here: CheckedHere, rows: Sequence[Row]) -> list[Finding]:
    """Return the changes of what the audience has read that it was not shown. ``rows``: what others changed in the landings of
    ``news``."""
    session, agent = request.session, request.agent
    landed, changed = {landing.ref for landing in news.landings}, {row[1] for row in rows}
    findings: list[Finding] = []
    for branch in here.checked:
        if branch.ref in landed or (branch.ref in request.moved and not _is_here(git, branch, here.checked)):
            # if landings moved it, their write sets name the paths
            suspects, _ = staleness.stale(store, git, session.epoch, branch, None if branch.ref in request.moved else changed)
            news_here = by_one_name(already_seen.without_on_another_way(git, suspects, worktrees.head(request.worktree)[1]))
            findings += [staleness.finding_of(suspect, change) for suspect in news_here for change in suspect.changes]
            stale = {suspect.read.read_id for suspect in suspects}
            findings += _undone(store, git, session.epoch, branch, changed=changed, but=stale)
    if here.settings.siblings != "off":
        known = [branch.ref for branch in here.checked]
        by_id = {landing.landing_id: landing for landing in news.landings}
        replaced = grouped(((by_id[landing_id].ref, path), (by_id[landing_id].new, oid)) for landing_id, path, oid, _, _ in rows)
        findings += [
            finding._replace(changes=(_from_known_version(git, finding, replaced.get((finding.branch.ref, finding.path), [])),))
            for finding in on_siblings.changed_there(store, git, session.epoch, here.checked, known, since=news.upto)
        ]
    return [
        finding
        for finding in _not_ignored(git, here.checked, findings)
        if finding.read
        and agent in ("", finding.read.agent)
        and not refreshes.shown(store, finding.read, finding.branch.ref, finding.branch.tip, finding.changes[0].after)
        and not _is_own_text(store, finding)
    ]


def _from_known_version(git: Git, finding: Finding, replaced: list[tuple[Oid | None, Oid | None]]) -> Change:
    """Return a branch's change, beginning with the version that the session knows if the branch had that one, else with the
    oldest that its landings replaced. ``replaced``: (tip after the landing, version before), oldest first. What a rebase brings
    to a branch may be replaced by none of them."""
    change, read = finding.changes[0], finding.read
    if not replaced or read is None or read.query:
        return change._replace(before=replaced[0][1]) if replaced else change
    tip, first = replaced[0]
    had = read.known in (oid for _, oid in replaced)
    if not had and tip and not commits.is_ancestor(git, tip, finding.branch.tip):
        fork = commits.merge_base(git, read.base or "", finding.branch.tip)
        had = fork is not None and trees.items(git, fork, [change.path])[change.path] == read.known
    return change._replace(before=read.known if had else first)


def _undone(store: Store, git: Git, epoch: Epoch, branch: CheckedBranch, *, changed: set[str], but: set[int]) -> list[Finding]:
    """Return files and answers that were taken back: a change was shown that does not count yet, and by now the branch has the
    version before it again. ``but``: reads that are stale anyway."""
    waiting = {read_id: at for read_id, at in refreshes.not_yet(store, epoch, branch.ref).items() if read_id not in but}
    if not waiting:
        return []
    shown = [read for read in reads.of_paths(store, epoch, sorted(changed)) if read.read_id in waiting]
    now = trees.items(git, branch.tip, [read.path for read in shown]) if shown else {}
    found = []
    for read in shown:
        tip, oid = waiting[read.read_id]
        if now[read.path] == read.known != oid:
            change = Change(path=read.path, before=oid, after=now[read.path], makers=UNKNOWN)
            found.append(
                Finding(code=STALE, path=read.path, reader=epoch, branch=branch, read=read, merge_base=tip, changes=(change,))
            )
    answers = staleness.stale_since(store, git, epoch, branch, {read_id: tip for read_id, (tip, _) in waiting.items()})
    return found + [staleness.finding_of(suspect, change) for suspect in answers for change in suspect.changes]


def _is_here(git: Git, remote: CheckedBranch, checked: list[CheckedBranch]) -> bool:
    """True if a local branch that is checked has all that a remote one has: its landings tell that."""
    return any(one.ref.startswith(refs.HEADS) and commits.is_ancestor(git, remote.tip, one.tip) for one in checked)


def from_newest(store: Store, git: Git, findings: list[Finding]) -> list[Finding]:
    """Return the findings; the change of a whole file starts from the newest of the branch's versions that the session saw,
    perhaps on another branch, such as a remote one."""
    whole = [finding.read.read_id for finding in findings if finding.read and finding.read.kind in (CONTENT, ABSENT)]
    again = refreshes.of_reads(store, whole) if whole else {}
    newest = []
    for finding in findings:
        for one in again.get(finding.read.read_id, {}).values() if finding.read and finding.counts else ():
            change, at = finding.changes[0], finding.merge_base
            if at and one.oid not in (change.before, change.after) and commits.is_ancestor(git, one.tip, finding.branch.tip):
                fork = commits.merge_base(git, at, one.tip)
                if fork not in (None, one.tip) and trees.items(git, fork, [change.path])[change.path] == change.before:
                    finding = finding._replace(changes=(change._replace(before=one.oid),), merge_base=one.tip)
        newest.append(finding)
    return _from_own(git, findings, newest, again)


def _from_own(
    git: Git, findings: list[Finding], newest: list[Finding], again: Mapping[int, Mapping[str, refreshes.Refresh]]
) -> list[Finding]:
    """Return ``newest``; where a branch has all that the session made of a file, as after a rebase of its commits, the change
    starts from the session's version: what is left is what others made. ``findings``: the same before a version that was seen on
    the branch took the place of the merge base's. ``again``: what was seen by read and branch."""
    from coordgit.git import undone_changes

    asked, versions = [], {}
    for n, (finding, before) in enumerate(zip(newest, findings, strict=True)):
        change, read = finding.changes[0], finding.read
        if finding != before or read is None or not (finding.counts and read.whole and read.settled):
            continue
        seen = again.get(read.read_id, {}).get(finding.branch.ref)
        known, at = (seen.oid, seen.tip) if seen else (read.known, read.base)
        if change.before and change.after and known and at and known not in (change.before, change.after):
            asked.append((n, (change.before, known, change.after)))
            versions[n] = finding._replace(changes=(change._replace(before=known),), merge_base=at)
    held = undone_changes.holding(git, asked) if asked else []
    return [versions[n] if n in held else finding for n, finding in enumerate(newest)]


def _not_ignored(git: Git, checked: list[CheckedBranch], findings: list[Finding]) -> list[Finding]:
    """Return the findings without those whose path an attribute has coordgit ignore; what can reject a commit comes first, for
    the size of an answer is limited."""
    if not findings:
        return findings
    paths = [finding.changes[0].path for finding in findings]
    found = attributes.of_commits(git, (branch.tip for branch in checked), paths)

    def value(finding: Finding) -> str:
        return found.get(finding.changes[0].path) or default_attribute(finding.changes[0].path)

    kept = [finding for finding in findings if not ignores(value(finding))]
    return sorted(kept, key=lambda finding: -attributes.ORDER.index(value(finding)))


def was_told(finding: Finding, known_changes: set[ToldChange]) -> bool:
    """True if this very change was told. One told on an unlanded branch, and not whole, is told again when it lands, and so is
    what it does to the answer of a listing or a search: nothing was told of that there."""
    path, oid = finding.changes[0].path, finding.changes[0].after
    known = {(one.landed, one.whole) for one in known_changes if (one.path, one.oid) == (path, oid)}
    if finding.read and finding.read.query:
        return any(landed for landed, _ in known)
    return bool(known) and (not finding.counts or known != {(False, False)})


def _is_own_text(store: Store, finding: Finding) -> bool:
    """True if the reader has made the text itself, of a conflict: it shows nothing of the other side, which its branch tells."""
    session, change = finding.reader.session, finding.changes[0]
    own = finding.read is not None and finding.read.query is None and session in change.makers and change.after is not None
    return own and writes.has_written(store, session, change.path, change.after or "")
