"""Inform early: when something that a session has read changes on a target, by another session's landing or by a fetch or a pull,
its next hook answer carries the hunk.

Each change is told once to each agent that read it, and again if it comes back, within a size limit for each call and day. A
change that was shown whole counts as refreshed from the session's next call on; a diff that was truncated, or that only a
sub-agent saw, is told but does not count.

Gathering may take git a while, so it runs outside any transaction: others land meanwhile. A short transaction then records what
is told, if it is still true: a parallel call of the session may have told it, or have read the item again.
"""

from coordgit import check
from coordgit.check import conflict_diffs, conflict_facts, find_bases, reconcile
from coordgit.check.stale import already_seen, staleness
from coordgit.core.grouping import grouped
from coordgit.core.model import ABSENT, CONTENT, ITEMS, LISTING, Change, CheckedBranch, Epoch, Finding, Oid, Read, Session
from coordgit.core.own_changes import UNKNOWN
from coordgit.core.quoting import fenced, few, quote
from coordgit.core.rules import ignores
from coordgit.core.validation import STALE, by_one_name
from coordgit.git import attributes, commits, refs, trees, worktrees
from coordgit.git import settings as config
from coordgit.git.checked_branches import checked_in
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.notify import wording
from coordgit.startup.typing import Container, Iterable, Mapping, NamedTuple
from coordgit.store import landings, reads, refreshes, sessions, tellings, writes
from coordgit.store.database import Store
from coordgit.store.landings import Landing
from coordgit.store.refreshes import Refresh
from coordgit.store.tellings import ToldChange
from coordgit.store.tips import newest_landing, tip_of

BUDGET = 6000
"""The most characters of one answer."""
DAILY = 40_000
"""The most characters in a day of all answers to one session, its sub-agents included."""
PARAGRAPHS = 12
"""The most changes that one answer names; one line tells how many more there are, and they stay stale."""

UNSEEN = "(it stays stale until the file was looked at)"
"""Said below the diff of a binary file."""

MANY = 3
"""If more files give a search or a listing another answer, this many are named beside the first."""


class NewsRequest(NamedTuple):
    """Who asks for news, and in which call. ``moved`` are remote branches that have moved since the audience was informed about
    them; ``program`` is how coordgit is called there."""

    worktree: Worktree
    session: Session
    agent: str
    """The sub-agent, "" for the session itself."""
    call: str
    sealed: bool
    program: str
    moved: Mapping[str, str]
    now: float
    environ: Mapping[str, str]
    moving: bool
    """True if the call is about to run a git command that may bring in what is told, as a merge does."""


class Untold(NamedTuple):
    """What an audience was not told: the landings after ``upto``, up to ``newest``; how many characters may still be sent."""

    upto: int
    newest: int
    landings: list[Landing]
    room: int


class Notice(NamedTuple):
    """A text, what it is about, and (number of the read, branch) for which some change is not shown whole, or was not before."""

    text: str
    findings: tuple[Finding, ...]
    cut: frozenset[tuple[int, str]]
    changes: tuple[ToldChange, ...] = ()
    renamed: Mapping[str, str] = {}
    """Blob of a path that is gone -> its new path."""
    ref: str = ""
    """The branch that is checked out."""


NOTHING = Notice("", (), frozenset())


def tell(store: Store, request: NewsRequest) -> str:
    """Return what to tell the session, "" for nothing. Not to be called in a transaction."""
    session, agent = request.session, request.agent
    ref, head = worktrees.head(request.worktree)
    if ref and tip_of(store, ref) != head:
        reconcile.settle(store, request.worktree.git(), ref, current=head, ours=False, now=request.now)
    if request.moved:
        from coordgit.check.remote import unverified_pushes

        settings = config.of(request.worktree.git(keep=True), request.environ)
        asked = check.Request(request.worktree, request.environ, settings, 0, request.now)
        unverified_pushes.find(store, request.worktree.git(), asked)
    newest = newest_landing(store)
    upto = tellings.upto(store, session, agent, newest)
    if newest == upto and not request.moved:
        return ""
    some = [landing for landing in landings.since(store, upto) if landing.landing_id <= newest]
    news = Untold(upto, newest, some, min(BUDGET, DAILY - tellings.spent(store, session.session, request.now)))
    moved = {ref or "HEAD", *(landing.ref for landing in some), *request.moved}
    find_bases.settle(store, request.worktree.git(), moved, [session.epoch])
    notice = gather(store, request, news)
    with store.writing():
        if not note(store, request, news, notice):
            return ""
        if notice.text:
            tellings.spend(store, session.session, agent, len(notice.text), request.now)
        return notice.text


def gather(store: Store, request: NewsRequest, news: Untold) -> Notice:
    """Return the text for ``news``. Changes nothing."""
    session, agent = request.session, request.agent
    rows = [row for row in landings.changes(store, [one.landing_id for one in news.landings]) if row[4] != session.session]
    if (not rows and not request.moved) or news.room <= 0:
        return NOTHING
    git = request.worktree.git()
    here = checked_in(request.worktree, git, request.environ)
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
        ref_of = {landing.landing_id: landing.ref for landing in news.landings}
        before = grouped(((ref_of[landing_id], path), oid) for landing_id, path, oid, _, _ in rows)
        findings += [
            finding._replace(changes=(_from_known_version(finding, before.get((finding.branch.ref, finding.path), [])),))
            for finding in staleness.on_siblings(store, git, session.epoch, here.checked, known, since=news.upto)
        ]
    told = tellings.of(store, session.epoch, agent)
    unshown = [
        finding
        for finding in _not_ignored(git, here.checked, findings)
        if finding.read
        and agent in ("", finding.read.agent)
        and not refreshes.shown(store, finding.read, finding.branch.ref, finding.branch.tip, _blob(finding))
        and not _is_own_text(store, finding)
    ]
    findings = _from_newest(store, git, [finding for finding in unshown if not _was_told(finding, told)])
    if not findings:
        return NOTHING
    from coordgit.core.changes_since import moved_to

    made = {(before, after, path) for _, path, before, after, _ in rows}
    fetched = [one for one in findings if one.changes[0].after is None and one.branch.ref in request.moved]
    for fork, tip in {(one.merge_base, one.branch.tip) for one in fetched if one.merge_base}:
        made.update((before, after, path) for path, (before, after) in trees.diff(git, fork, tip).items())
    renamed = moved_to(made)
    notice = show(store, git, request, findings, ref=here.ref, renamed=renamed, room=news.room)
    whole = {(one.path, one.oid) for one in told if one.whole}
    in_part = {
        (finding.read.read_id, finding.branch.ref)
        for finding in unshown
        if finding.read and _was_told(finding, told)
        if finding.read.kind != LISTING and (finding.changes[0].path, _blob(finding)) not in whole
    }
    return notice._replace(cut=notice.cut | in_part, renamed=renamed, ref=here.ref)


def _from_known_version(finding: Finding, versions: list[Oid | None]) -> Change:
    """Return a branch's change from the version that the session knows, if that is one of the ``versions`` that the branch's
    landings replaced, oldest first, else from the first of them."""
    change, known = finding.changes[0], finding.read.known if finding.read else None
    return change._replace(before=known if known in versions else versions[0]) if versions else change


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
            change = Change(read.path, oid, now[read.path], UNKNOWN)
            found.append(Finding(STALE, read.path, epoch, branch, read=read, merge_base=tip, changes=(change,)))
    answers = staleness.stale_since(store, git, epoch, branch, {read_id: tip for read_id, (tip, _) in waiting.items()})
    return found + [staleness.finding_of(suspect, change) for suspect in answers for change in suspect.changes]


def _is_here(git: Git, remote: CheckedBranch, checked: list[CheckedBranch]) -> bool:
    """True if a local branch that is checked has all that a remote one has: its landings tell that."""
    return any(one.ref.startswith(refs.HEADS) and commits.is_ancestor(git, remote.tip, one.tip) for one in checked)


def _from_newest(store: Store, git: Git, findings: list[Finding]) -> list[Finding]:
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
    return newest


def _not_ignored(git: Git, checked: list[CheckedBranch], findings: list[Finding]) -> list[Finding]:
    """Return the findings without those whose path an attribute has coordgit ignore."""
    if not findings:
        return findings
    paths = [finding.changes[0].path for finding in findings]
    found = attributes.of_commits(git, (branch.tip for branch in checked), paths)
    return [finding for finding in findings if not ignores(found.get(finding.changes[0].path))]


def _was_told(finding: Finding, known_changes: set[ToldChange]) -> bool:
    """True if this very change was told. One told on an unlanded branch, and not whole, is told again when it lands, and so is
    what it does to the answer of a listing or a search: nothing was told of that there."""
    path, oid = finding.changes[0].path, _blob(finding)
    known = {(one.landed, one.whole) for one in known_changes if (one.path, one.oid) == (path, oid)}
    if finding.read and finding.read.query:
        return any(landed for landed, _ in known)
    return bool(known) and (not finding.counts or known != {(False, False)})


def _is_own_text(store: Store, finding: Finding) -> bool:
    """True if the reader has made the text itself, of a conflict: it shows nothing of the other side, which its branch tells."""
    session, change = finding.reader.session, finding.changes[0]
    own = finding.read is not None and finding.read.query is None and session in change.makers and change.after is not None
    return own and writes.has_written(store, session, change.path, change.after or "")


def _blob(finding: Finding) -> str | None:
    return finding.changes[0].after


def show(
    store: Store, git: Git, request: NewsRequest, findings: list[Finding], *, ref: str, renamed: Mapping[str, str], room: int
) -> Notice:
    """Return the text for some findings, of ``room`` characters at most: ``PARAGRAPHS`` are named, the first of them with their
    diffs as far as these fit. ``ref``: the branch that is checked out. ``renamed``: blob of a path that is gone -> its new
    path."""
    answers, each = _in_many_files(findings)
    groups = grouped(((finding.path, "" if finding.counts else finding.branch.ref), finding) for finding in each)
    looked_at = [finding for group in list(groups.values())[:PARAGRAPHS] for finding in group]
    about: dict[tuple[str, str, str], list[Finding]] = {}
    paragraphs: dict[tuple[str, str, str], tuple[str, str]] = {}
    facts = conflict_facts.of(store, git, (*looked_at, *(some[0] for some in answers)))
    for finding, fact in zip(looked_at, facts, strict=False):
        about.setdefault(wording.about(fact), []).append(finding)
        if wording.about(fact) not in paragraphs:
            cut = f"(too long to show: {conflict_diffs.command(finding)}; it stays stale until that, or the file, was looked at)"
            done = wording.done(finding.changes[0], renamed)
            place = wording.place(git, fact, finding, ref=ref, moving=request.moving)
            paragraphs[wording.about(fact)] = (wording.paragraph(store, fact, finding, done) + place, cut)
    paragraphs |= {key: (paragraphs[key][0], "") for key, some in about.items() if all(map(wording.is_all_said, some))}
    for some, fact in zip(answers, facts[len(looked_at) :], strict=True):
        key = (fact.path, str(len(paragraphs)), conflict_diffs.CUT)
        about[key] = some
        rest = few((quote(one.path) for one in some if one.path != fact.path), MANY)
        text = f"{wording.paragraph(store, fact, some[0], wording.done(some[0].changes[0], renamed))}; changed too: {rest}"
        paragraphs = {key: (text, "(too many to show: it stays stale until you look or search again)"), **paragraphs}
    count = len(paragraphs) + max(len(groups) - PARAGRAPHS, 0)
    head = f"coordgit: {'something' if count == 1 else f'{count} things'} you read changed since:"
    room -= len(head) + len(_more(count, request.program))
    keys = []
    for key, (text, cut) in list(paragraphs.items())[:PARAGRAPHS]:
        if len(text) + len(cut) + 3 > room:
            break
        keys.append(key)
        room -= len(text) + len(cut) + 3
    texts = [head]
    shown: set[int] = set()
    for key in keys:
        (text, cut), diff = paragraphs[key], fenced(key[-1])
        fits = len(diff) - len(cut) <= room and not key[-1].endswith(conflict_diffs.CUT)
        if not cut or fits:
            shown.update(id(finding) for finding in about[key] if not cut or _shows_all(key[-1], finding.read))
        if cut and fits:
            diff += "" if shown.issuperset(map(id, about[key])) else f"\n{UNSEEN}"
            room -= len(diff) - len(cut)
            cut = diff
        texts.append(f"{text}\n{cut}" if cut else text)
    if count > len(keys):
        texts.append(_more(count - len(keys), request.program))
    hidden = _hidden(store, findings, shown)
    changes = [_told(finding, hidden) for key in keys for finding in about[key]]
    changes.sort(key=lambda change: change.whole)  # of the same change, the telling that shows most is kept
    return Notice("\n\n".join(texts), tuple(findings), hidden, tuple(changes))


def _told(finding: Finding, hidden: Container[tuple[int, str]]) -> ToldChange:
    """Return a change as it is told; of a file that a listing has now, only its name is."""
    read, change = finding.read, finding.changes[0]
    named = read is not None and read.kind == LISTING and change.after is not None
    shown = read is not None and (read.read_id, finding.branch.ref) not in hidden
    return ToldChange(change.path, change.after, finding.counts, shown and not named)


def _shows_all(diff: str, read: Read | None) -> bool:
    return read is None or conflict_diffs.shows_all(diff, read.exact and read.query is None)


def _in_many_files(findings: list[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """Return the findings of each search and listing whose answer has changed in more files than can be shown, and the others."""
    groups = grouped((one.read.read_id if one.read and one.read.kind not in ITEMS else None, one) for one in findings)
    many = {read for read, some in groups.items() if read is not None and len({one.path for one in some}) > PARAGRAPHS}
    each = [one for one in findings if one.read is None or one.read.read_id not in many]
    return [groups[read] for read in many], each


def _hidden(store: Store, findings: Iterable[Finding], shown: Container[int]) -> frozenset[tuple[int, str]]:
    """Return (read, branch) of changes that are not shown whole, or not as a diff from a version that the session knows. On an
    unlanded branch there may have been earlier changes that it was informed of without seeing all of them, and a range may have
    been read with another session's uncommitted edit in it."""
    hidden, beside = set(), set()
    for finding in findings:  # those of targets come first
        read, change = finding.read, finding.changes[0]
        if read is None:
            continue
        from_known = finding.counts and (read.settled or read.kind not in ITEMS)
        if not from_known:
            again = refreshes.of_reads(store, [read.read_id]).get(read.read_id, {})
            known = (read.known, read.observed, *(one.oid for one in again.values()))
            from_known = change.before in known or (read.read_id, change.before) in beside
        if from_known and id(finding) in shown:
            beside.add((read.read_id, change.after))
        else:
            hidden.add((read.read_id, finding.branch.ref))
    return frozenset(hidden)


def _more(count: int, program: str) -> str:
    return f"and {count} more, which stay stale until they are read again: {program} check"


def note(store: Store, request: NewsRequest, news: Untold, notice: Notice) -> bool:
    """Record that a text is sent, and ``news`` with it; ``False``, with nothing recorded, if it is out of date: the next call
    tells it. Call this in a transaction."""
    session, agent = request.session, request.agent
    current = sessions.get(store, session.session)
    if current is None or current.epoch_number != session.epoch_number:
        return False
    if tellings.upto(store, current, agent, news.upto) != news.upto:
        return False
    if any(tellings.moved(store, session.session, agent, {ref: oid}) != {ref: oid} for ref, oid in request.moved.items()):
        return False
    whole = [(f, f.read) for f in notice.findings if f.read and (f.read.read_id, f.branch.ref) not in notice.cut]
    paths = list(dict.fromkeys(read.path for _, read in whole if read.query is None))
    there = set(reads.of_paths(store, session.epoch, paths))
    if any(read.query for _, read in whole):
        there.update(reads.predicates(store, session.epoch))
    if not there.issuperset(read for _, read in whole):
        return False
    for finding, read in whole if not agent else ():
        # a predicate is refreshed only if all that changed its answer was shown
        shown_now = Refresh(finding.branch.tip, _blob(finding) if read.kind in ITEMS else None, "shown", request.now)
        ref = finding.branch.ref
        for one in (read, *(one for one in there if _is_as_shown(store, one, finding))):
            refreshes.put(store, one.read_id, ref, shown_now, call=request.call, sealed=request.sealed, counts=False)
        before = finding.changes[0].before
        if (ref == notice.ref or finding.counts) and finding.changes[0].after is None:
            new = notice.renamed.get(before or "")
            if new is not None and read.observed == before:
                seen = read._replace(known=before, declared=ref != notice.ref)
                go_along(store, seen, new, finding.branch.tip, news.newest)
    tellings.put(store, session.epoch, agent, notice.changes)
    tellings.note_tips(store, session.session, agent, request.moved)
    tellings.note_upto(store, session.session, agent, news.newest)
    return True


def _is_as_shown(store: Store, read: Read, finding: Finding) -> bool:
    """True if all of the file is shown, from a version that the read was shown, back to the one that it knows itself."""
    of_file = finding.read is not None and finding.read.whole and read.kind in ITEMS and read != finding.read
    comes_back = of_file and (read.path, read.known) == (finding.path, _blob(finding))
    again = refreshes.of_reads(store, [read.read_id]).get(read.read_id, {}) if comes_back else {}
    return finding.changes[0].before in (one.oid for one in again.values())


def go_along(store: Store, read: Read, new: str, tip: Oid, newest: int) -> None:
    """Record that a session that was shown the ``new`` name of a file it has read knows what stands under that name."""
    if read.observed == read.known and not reads.of_path(store, read.epoch, new):
        reads.put(store, read._replace(read_id=0, path=new, base=tip, landing_id=newest, settled=True, sought=-1, writer=""))
