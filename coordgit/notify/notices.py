"""Inform early: when something that a session has read changes on a target, by another session's landing or by a fetch or a pull,
its next hook answer carries the hunk.

Each change is told once to each agent that read it, and again if it comes back, within a size limit for each call and day. A
change that was shown whole counts as refreshed from the session's next call on; a diff that was truncated, or that only a
sub-agent saw, is told but does not count.

Gathering may take git a while, so it runs outside any transaction: others land meanwhile. A short transaction then records what
is told, if it is still true: a parallel call of the session may have told it, or have read the item again.
"""

from coordgit import check
from coordgit.check import find_bases, reconcile
from coordgit.core.model import ITEMS, LISTING, Finding, Oid, Read
from coordgit.git import settings as config
from coordgit.git import trees, worktrees
from coordgit.git.checked_branches import checked_in
from coordgit.notify import NewsRequest, Untold, notice_text, untold_changes
from coordgit.notify.notice_text import NOTHING, Notice
from coordgit.store import landings, reads, refreshes, sessions, tellings
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh
from coordgit.store.tips import newest_landing, tip_of

BUDGET = 6000
"""The most characters of one answer."""
DAILY = 40_000
"""The most characters in a day of all answers to one session, its sub-agents included."""


def tell(store: Store, request: NewsRequest) -> str:
    """Return what to tell the session, "" for nothing. Not to be called in a transaction."""
    session, agent = request.session, request.agent
    ref, head = worktrees.head(request.worktree)
    if ref and tip_of(store, ref) != head:
        reconcile.settle(store, request.worktree.git(), ref, current=head, ours=False, now=request.now)
    if request.moved:
        from coordgit.check.remote import unverified_pushes

        settings = config.of(request.worktree.git(keep=True), request.environ)
        asked = check.Request(worktree=request.worktree, environ=request.environ, settings=settings, pid=0, now=request.now)
        unverified_pushes.find(store, request.worktree.git(), asked)
    newest = newest_landing(store)
    upto = tellings.upto(store, session, agent, newest)
    if newest == upto and not request.moved:
        return ""
    some = [landing for landing in landings.since(store, upto) if landing.landing_id <= newest]
    news = Untold(
        upto=upto, newest=newest, landings=some, room=min(BUDGET, DAILY - tellings.spent(store, session.session, request.now))
    )
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
    unshown = untold_changes.found(store, git, request, news, here=here, rows=rows)
    told = tellings.of(store, session.epoch, agent)
    untold = [finding for finding in unshown if not untold_changes.was_told(finding, told)]
    findings = untold_changes.from_newest(store, git, untold)
    if not findings:
        return NOTHING
    from coordgit.core.changes_since import moved_to

    made = {(before, after, path) for _, path, before, after, _ in rows}
    fetched = [one for one in findings if one.changes[0].after is None and one.branch.ref in request.moved]
    for fork, tip in {(one.merge_base, one.branch.tip) for one in fetched if one.merge_base}:
        made.update((before, after, path) for path, (before, after) in trees.diff(git, fork, tip).items())
    renamed = moved_to(made)
    notice = notice_text.show(store, git, request, findings, ref=here.ref, renamed=renamed, room=news.room)
    whole = {(one.path, one.oid) for one in told if one.whole}
    in_part = {
        (finding.read.read_id, finding.branch.ref)
        for finding in unshown
        if finding.read and untold_changes.was_told(finding, told)
        if finding.read.kind != LISTING and (finding.changes[0].path, finding.changes[0].after) not in whole
    }
    return notice._replace(cut=notice.cut | in_part, renamed=renamed, ref=here.ref)


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
        shown_now = Refresh(
            tip=finding.branch.tip, oid=finding.changes[0].after if read.kind in ITEMS else None, how="shown", at=request.now
        )
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
    comes_back = of_file and (read.path, read.known) == (finding.path, finding.changes[0].after)
    again = refreshes.of_reads(store, [read.read_id]).get(read.read_id, {}) if comes_back else {}
    return finding.changes[0].before in (one.oid for one in again.values())


def go_along(store: Store, read: Read, new: str, tip: Oid, newest: int) -> None:
    """Record that a session knows what stands under the ``new`` name of a file it has read, since it was shown that name."""
    if read.observed == read.known and not reads.of_path(store, read.epoch, new):
        reads.put(store, read._replace(read_id=0, path=new, base=tip, landing_id=newest, settled=True, sought=-1, writer=""))
