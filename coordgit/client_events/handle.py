"""An event of a client → what it saw and wrote is recorded → what to tell its session, and whether the call is denied.

Runs at each tool call of each session: what only few events need is imported where it is needed.
"""

from __future__ import annotations

import os

from coordgit.client_events import record_event
from coordgit.client_events.request import NOTHING, SILENT, Answer, EventRequest, join
from coordgit.clients import base
from coordgit.core.model import WRITE, Oid, Session
from coordgit.git import refs, worktrees
from coordgit.install import later
from coordgit.record.gather import Batch
from coordgit.startup.typing import Mapping, Sequence
from coordgit.store import begun_calls, glance, sessions, sights, tellings, text_files
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing, tip_of

DIFFS = ("@@ -", "diff --git ")
"""Every diff of git contains one of these."""


def handle(request: EventRequest) -> Answer:
    event = request.event
    store, batches = record_event.gather_accesses(request)
    _take_in_missed(store, request)
    if event.name == base.CLEAR or os.path.exists(f"{request.worktree.store}/{text_files.JOURNAL}"):
        request.attempt(lambda: _take_detached(store, request), None, "commits on a detached HEAD were not noted")
    if event.over:
        begun_calls.end_with(store, event.session, event.over)
    harmful = _harmful(store, request)
    switched = _switched(store, request)
    tips = refs.remote_tips(request.worktree, tellings.targets(store)) if event.name not in SILENT else {}
    began = begun_calls.began(store, event.session, event.call, request.worktree.id) if event.moves else None
    session, notice, denied = record_event.record(store, request, batches, harmful=harmful, tips=tips)
    if event.name in SILENT:
        return NOTHING
    if event.replaces and not denied:
        _note_untracked(store, request)
    if began is not None and event.name == base.AFTER:
        request.attempt(lambda: _take_off(store, request, session, began), None, "edits taken off a branch were not noted")
    # where one of these fails the records stay, and the next call looks again
    lost = request.attempt(lambda: _lost_edits(store, request, batches), "", "kept edits were not checked")
    merged = NOTHING
    if event.merges and not denied:
        from coordgit.client_events import forge_merges

        merged = forge_merges.ask(store, request, session.epoch)
        denied = merged.denied
    moved = _moved(store, request, tips) if not event.deaf else {}
    lacking = ""
    if event.name == base.START:
        from coordgit.client_events import session_start

        lacking = session_start.begin(store, request, session)
    if event.deaf:  # whatever else there is to say waits for an answer that is heard
        return Answer("", denied)
    newest = newest_landing(store)
    behind = tellings.upto(store, session, event.agent, newest) != newest
    edited = _edited(store, request, session)
    if event.name != base.START and later.may_lack(request.worktree):
        lacking = request.attempt(lambda: later.guard(request.worktree), "", "git's hooks were not looked for")
    if event.output and event.name == base.AFTER and not event.agent:
        request.attempt(lambda: _count_shown_diffs(store, request), None, "a diff was not noted")
    landed = request.attempt(lambda: _landed(store, request, session, moved, behind=behind), "", "notices were not sent")
    return Answer(join(switched, notice, merged.notice, edited, lacking, lost, landed), denied)


def _take_in_missed(store: Store, request: EventRequest) -> None:
    """Store what earlier calls could not record."""
    worktree = request.worktree
    if request.event.ended or text_files.is_noted(worktree.store, text_files.MISSED):
        from coordgit.record import missed_reads

        missed_reads.take_in(store, worktree)
        missed_reads.catch_up(store, worktree, request.event, request.now)


def _take_detached(store: Store, request: EventRequest) -> None:
    """Store commits on detached HEADs before newer edits of the same files are recorded, which are not in them, and before their
    session is cleared: they depend on what it read until then. If that fails they count as made later."""
    from coordgit.check.provenance import detached_heads

    detached_heads.take(store, request.worktree, request.worktree.git(), request.environ, request.now)


def _take_off(store: Store, request: EventRequest, session: Session, began: begun_calls.RunningCall) -> None:
    """Make the session's own edits uncommitted again that its call has taken off HEAD."""
    from coordgit.record import taken_off

    ref, head = request.head
    if head:
        taken_off.take_back(store, request.worktree, session.epoch, began, (ref, head))


def _harmful(store: Store, request: EventRequest) -> str:
    """Return one sentence if the command would remove what another session at work has not committed."""
    event = request.event
    writes = event.name == base.BEFORE and any(access.act == WRITE for access in event.accesses)
    if writes and glance.any_foreign(store, event.session, request.now):
        from coordgit.git import settings as config
        from coordgit.session.presence import note_gone

        note_gone(store, config.of(request.worktree.git(), request.environ).idle, request.now, holders=True)
    if not (event.replaces or event.aliases) or not glance.any_other(store, event.session):
        return ""
    # if this fails the command runs, and what it removes is kept
    return request.attempt(lambda: _denied(store, request), "", "a command was not checked")


def _denied(store: Store, request: EventRequest) -> str:
    event, replaces = request.event, request.event.replaces
    if event.aliases:
        from coordgit.git import settings
        from coordgit.shell.git_moves import moves, written_out

        replaces = (*replaces, *moves(written_out(event.aliases, settings.aliases(request.worktree.git()))))
    if not replaces:
        return ""
    from coordgit.uncommitted import denial

    return denial.deny(
        store, request.worktree, replaces, session=event.session, cwd=event.cwd, environ=request.environ, now=request.now
    )


def _note_untracked(store: Store, request: EventRequest) -> None:
    """Record what a command takes out of the index by name and leaves in the work tree: no accident of the index."""
    from coordgit.core import pathspec
    from coordgit.shell.git_moves import UNTRACK
    from coordgit.store import untracked

    event = request.event
    for move in (move for move in event.replaces if move.act == UNTRACK):
        folder = os.path.realpath(os.path.join(event.cwd, move.directory))
        worktree = worktrees.nearest(folder, request.worktree.common) if os.path.isdir(folder) else None
        if worktree is None or worktree.common != request.worktree.common:
            continue
        below = os.path.relpath(folder, worktree.top)
        try:
            specs = [pathspec.parse(path, "" if below == "." else below, worktree.top) for path in move.paths]
        except ValueError:  # git refuses it too
            continue
        with store.writing():
            untracked.put(store, event.session, worktree.id, [spec.text for spec in specs])


def _switched(store: Store, request: EventRequest) -> str:
    """Return what to tell a session if somebody else has switched the work tree to another branch since its last call. What
    cannot be said in this answer is noted for the next one, unless the session itself has switched by then."""
    event, worktree, ref = request.event, request.worktree, request.head[0]
    known = sessions.get(store, event.session) if event.name in (base.BEFORE, base.AFTER, base.PROMPT) else None
    if known is None or ref is None or known.worktree != worktree.top:
        return ""
    left, itself = sessions.left_branch(store, event.session), event.name == base.AFTER and event.slow
    if ref == known.branch:
        before = left
    elif not known.branch or itself or begun_calls.in_call(store, event.session, event.call):  # it may have done that itself
        before = ""
    else:
        before = left or known.branch
    later = before if event.deaf or event.agent else ""
    if later != left:
        with store.writing():
            sessions.note_left_branch(store, event.session, later)
    if later or before in ("", ref):
        return ""
    from coordgit.core.quoting import quote

    now = quote(refs.short(ref)) if ref else "a detached HEAD"
    return f"coordgit: this work tree is on {now} now; at your last call it was on {quote(refs.short(before))}"


def _lost_edits(store: Store, request: EventRequest, batches: Sequence[Batch]) -> str:
    """Return what to tell the session about uncommitted edits that are gone from the work tree."""
    event, worktree = request.event, request.worktree
    for batch in (batch for batch in batches if batch.stamps):
        with store.writing():
            for path, stamp in batch.stamps.items():
                blob = batch.blobs.get(path)
                if blob is not None:  # else it may have deleted another session's edit
                    sights.see_own(store, event.session, batch.worktree.id, path=path, stamp=stamp, blob=blob)
        if glance.any_other(store, event.session, batch.worktree.top):
            from coordgit.uncommitted import keeping

            keeping.pin(store, batch.worktree, event.session, batch.stamps)
    ended = event.session if event.name == base.AFTER and event.slow else ""
    if os.path.exists(f"{worktree.store}/{text_files.STASHES}") or glance.any_stash(store):
        from coordgit.uncommitted import stash_entries

        begins = event.call if event.name == base.BEFORE else ""
        stash_entries.compare(store, worktree, request.now, ended=ended, begins=begins)
    unchanged = all(worktrees.stamp(worktree, path) == stamp for path, stamp in sights.sights(store, worktree.id))
    if unchanged and (event.deaf or not glance.any_untold(store, event.session)):
        return ""
    from coordgit.uncommitted import keeping

    lost = keeping.compare(store, worktree, request.environ, request.now, ended=ended)
    if event.agent or event.deaf:  # its session is told, or later: what is gone before a call, the call has not taken away
        return ""
    standing = request.program(), event.cwd or worktree.top
    own = keeping.to_the_doer(lost, event.session, store, worktree, standing) if ended else ""
    return join(own, keeping.notice(store, event.session, worktree, standing))


def _moved(store: Store, request: EventRequest, tips: Mapping[str, Oid]) -> Mapping[str, Oid]:
    """Return those remote-tracking branches of targets that have moved since the session was last told."""
    event = request.event
    if not tips:  # nobody has to wait for that
        return {}
    with store.writing():
        return tellings.moved(store, event.session, event.agent, tips)


def _edited(store: Store, request: EventRequest, session: Session) -> str:
    """Return what to tell the session of others' uncommitted edits that it has read."""
    agent = request.event.agent
    edits = tellings.edited(store, session.epoch, agent)
    if not edits:
        return ""
    from coordgit.notify.edit_notices import tell_edits

    return tell_edits(store, request.worktree, session.epoch, agent, edits)


def _count_shown_diffs(store: Store, request: EventRequest) -> None:
    """Count a diff that the session's own shell printed as a read of what it shows."""
    event = request.event
    if event.output is None or not any(sign in event.output for sign in DIFFS):
        return
    from coordgit.notify import shown_diffs

    session = sessions.get(store, event.session)
    if session is not None:
        call = record_event.answered_call(event)
        shown_diffs.note(store, request.worktree, session, event.output, call=call, now=request.now, environ=request.environ)


def _landed(store: Store, request: EventRequest, session: Session, moved: Mapping[str, Oid], *, behind: bool) -> str:
    """Return what to tell the session of what others have landed, and of what other clones of a team did."""
    event, worktree = request.event, request.worktree
    landed = elsewhere = ""
    ref, head = request.head
    if behind or moved or (ref and tip_of(store, ref) != head):
        # imported here: without a landing, that saves 3 ms
        from coordgit.notify import NewsRequest, notices

        asked = NewsRequest(
            worktree=worktree,
            session=session,
            agent=event.agent,
            call=record_event.answered_call(event),
            sealed=event.name in record_event.SEALS,
            program=request.program(),
            moved=moved,
            now=request.now,
            environ=request.environ,
            moving=event.name == base.BEFORE and event.moves,
        )
        landed = notices.tell(store, asked)
    if os.path.exists(f"{worktree.store}/team"):
        from coordgit.notify.team_notices import tell as tell_elsewhere

        elsewhere = tell_elsewhere(store, session, event.agent, request.now, request.program)
    return join(landed, elsewhere)
