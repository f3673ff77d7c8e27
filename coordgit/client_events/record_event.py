"""Record an event: that the session is here, what the call reads and writes, and where it begins or ends.

All files and answers of git are gathered before the store is locked.
"""

import os

from coordgit.client_events.request import NOTHING, SILENT, Answer, EventRequest, join
from coordgit.clients import base, is_id
from coordgit.clients.base import Event
from coordgit.core.model import NO_PROCESS, WRITE, Access, Epoch, Oid, Session
from coordgit.git import worktrees
from coordgit.git.plumbing import content, decode
from coordgit.record import gather
from coordgit.startup.typing import Iterator, Mapping, Sequence
from coordgit.store import begun_calls, glance, refreshes, remote_tips, sessions, sights, tellings, text_files
from coordgit.store.database import Store, open_store
from coordgit.store.tips import newest_landing

SEALS = (base.BATCH, base.PROMPT, base.START)
"""Events that show that a set of parallel calls has ended."""
TURN = (base.PROMPT, base.BEFORE, base.AFTER, base.REST)
"""Events that say whether the session's turn is over."""


def gather_accesses(request: EventRequest) -> tuple[Store, list[gather.Batch]]:
    """Open the store, while git's children hash what the call touches."""
    event = request.event
    batches = [] if event.moves else _start(request, event.accesses)
    store = open_store(request.worktree.store)
    store.leave()
    if store.brought_up:
        _keep_up(store, request)
    known = _known_to_store(store, request)
    if known or event.moves:  # few calls touch more than they name, so their children have not started in vain
        batches = _start(request, (*event.accesses, *known))
    if batches and event.name != base.BEFORE:
        from coordgit.record.apply import record  # noqa: F401 (it is loaded while git's children run)
    for batch in batches:
        batch.finish()
    return store, batches


def _keep_up(store: Store, request: EventRequest) -> None:
    """Go on with a store that this call has brought to a newer form; whoever runs the next command, or commits, is told that the
    old one was set aside: a client shows nobody what its hooks print."""
    from coordgit.install.launcher import keep_up

    keep_up(store, request.worktree.common)
    if store.set_aside:
        text_files.append(f"{store.folder}/{text_files.SET_ASIDE}", store.set_aside.encode("utf-8", "replace") + b"\n")


def _start(request: EventRequest, accesses: Sequence[Access]) -> list[gather.Batch]:
    """Find what the accesses touch, and start git's children."""
    event, worktree = request.event, request.worktree
    batches = gather.locate(worktree.common, event.cwd or worktree.top, accesses)
    for batch in batches:
        if event.name == base.AFTER:
            batch.stamps = {path: worktrees.stamp(batch.worktree, path) for path in batch.paths(WRITE)}
        batch.start(request.environ, begins=event.name == base.BEFORE)
    return batches


def _known_to_store(store: Store, request: EventRequest) -> list[Access]:
    """Return what the call may have touched beside what it names."""
    event, found = request.event, list[Access]()
    if event.moves:
        from coordgit.record import edits

        found += edits.standing(store, request.worktree, event.session)
    if event.name == base.AFTER and event.call and any(one.act == WRITE and one.query is not None for one in event.accesses):
        found += _removed(store, request)
    if event.name == base.AFTER and event.slow and not event.moves:
        found += _reformatted(store, request)
    return found


def _removed(store: Store, request: EventRequest) -> Iterator[Access]:
    """Yield the paths that the call named when it began, and that are gone: a glob does not name them any more."""
    for where, path in begun_calls.paths(store, request.event.session, request.event.call):
        worktree = worktrees.named(request.worktree, where)
        if worktree is not None and not os.path.lexists(f"{worktree.top}/{path}"):
            yield Access(WRITE, f"{worktree.top}/{path}", exact=False)


def _reformatted(store: Store, request: EventRequest) -> Iterator[Access]:
    """Yield the files with uncommitted edits of the session that now have another form: the command has run a formatter."""
    worktree, session = request.worktree, request.event.session
    changed = [path for path, stamp in sights.sights(store, worktree.id) if stamp not in (None, worktrees.stamp(worktree, path))]
    if not changed:
        return
    from coordgit.core.recognised_work import unformatted
    from coordgit.git import trees
    from coordgit.store import edit_steps, writes

    own = writes.here(store, session, worktree.id, changed)
    newest = {path: edit_steps.last(store, worktree.id, path).after for path in own}
    texts = trees.blobs(worktree.git(), newest.values())
    for path, oid in newest.items():
        before = texts.get(oid or "")
        if before is not None and unformatted(before) == unformatted(content(f"{worktree.top}/{path}")):
            yield Access(WRITE, f"{worktree.top}/{path}", before=decode(before), exact=False)


def record(
    store: Store, request: EventRequest, batches: Sequence[gather.Batch], *, harmful: str, tips: Mapping[str, Oid]
) -> tuple[Session, str, str]:
    """Return (the session, what to tell it at once, why the call is denied). ``tips`` is where remote branches are.

    A call that begins is only noted. What another call saw and wrote is planned with the store unlocked, and stored if the plan
    still holds.
    """
    event = request.event
    if event.name == base.BEFORE or not batches:
        with store.writing():
            session = _enter(store, request)
            remote_tips.note(store, tips)
            return session, *_note_call(store, request, session, batches, harmful)
    from coordgit.record.apply import record
    from coordgit.record.plan import Observer

    via = event.tool or event.hook
    observer = Observer(agent=event.agent, call=event.call, via=via, at=request.now, output=event.output, slow=event.slow)
    known = sessions.get(store, event.session)
    epoch = known.epoch if known is not None else Epoch(event.session, 1)
    entered: list[Session] = []

    def enter() -> Epoch:
        entered[:] = [_enter(store, request)]
        return entered[0].epoch

    begun = begun_calls.began(store, event.session, event.call, request.worktree.id) if event.call else None
    record(store, observer._replace(epoch=epoch), batches, enter)
    with store.writing():
        remote_tips.note(store, tips)
        session = entered[0] if begun is None else _told_before(store, entered[0], event.agent, begun, tips)
        return session, *_note_call(store, request, session, batches, "")


def _told_before(store: Store, session: Session, agent: str, begun: begun_calls.RunningCall, tips: Mapping[str, Oid]) -> Session:
    """Let the session be told what has changed since this call began, though another of its calls was answered meanwhile: what
    this one read was not known then. A sub-agent's session is told too. Each change is told once all the same."""
    moved = remote_tips.before(store, tips, begun.tip_id)
    for audience in dict.fromkeys((agent, "")):
        if begun.landing_id < tellings.upto(store, session, audience, begun.landing_id):
            tellings.note_upto(store, session.session, audience, begun.landing_id)
            session = session if audience else session._replace(told_landing_id=begun.landing_id)
        tellings.note_tips(store, session.session, audience, moved)
    return session


def _enter(store: Store, request: EventRequest) -> Session:
    """Record that the session is here, or that it is cleared, and knows nothing from then on, or that it has ended."""
    event, worktree, now = request.event, request.worktree, request.now
    process = NO_PROCESS
    if event.pid:
        from coordgit.processes import process as find_process

        process = find_process(event.pid)
    session = sessions.seen(
        store, event.session, now, client=event.client, inherited=_inherited(request), worktree=worktree.top,
        branch=request.head[0], process=process, resting=event.rests if event.name in TURN else None,  # None: unknown
        outside=request.outside,
    )  # fmt: skip
    if event.name == base.CLEAR:
        if sessions.reads_of(store, session.epoch):
            sessions.clear(store, session.session, now)
    elif event.name == base.END:
        from coordgit.store import lock_renewal, names

        sessions.end(store, session.session, now)
        lock_renewal.release_all(store, session.session, names.who(store, session.session), now)
    else:
        _promote(store, event, session)
    return session


def _inherited(request: EventRequest) -> str:
    """Return the session that the client's own environment names: of the shell, or the session, that started it."""
    given = request.environ.get("COORDGIT_SESSION", "").strip()
    return given if is_id(given) and given != request.event.session else ""


def _promote(store: Store, event: Event, session: Session) -> None:
    """Count as read from this call on what was shown before it."""
    waiting = refreshes.waiting(store, session.session)
    seals = event.name in SEALS or event.asked
    befores, batches = sessions.habits(store, session.session, event.name == base.BEFORE, event.name == base.BATCH or event.asked)
    if waiting and seals:
        refreshes.seal(store, session.session)
    if waiting and (event.name == base.BEFORE or (event.name == base.AFTER and not befores)):
        refreshes.promote(store, session.session, event.call, batches)


def answered_call(event: Event) -> str:
    """Return the id of the call whose answer this is: what it shows counts from a call of another id on."""
    return event.call if event.named or not event.call else f"{event.call} answered"


def _note_call(store: Store, request: EventRequest, session: Session, batches: Sequence[gather.Batch], harmful: str) -> Answer:
    """Record where the call begins or ends; return what to tell the session at once, and why the call is denied."""
    event = request.event
    if event.name in SILENT:
        return NOTHING
    denied = ""
    if event.name == base.BEFORE:
        _begin(store, request, event.call, session, batches)
        denied = _held(store, session, batches) or harmful
        if denied:
            begun_calls.end(store, session.session, event.call)
    elif event.call:
        begun_calls.end(store, session.session, event.call)
    _begin(store, request, begun_calls.LAST, session, ())
    if event.unknown:
        sessions.note_unknown(store, session.session, event.unknown)
    if event.deaf:
        return Answer("", denied)
    return Answer(join(_missed(store, session), _renewed(store, session, event.agent)), denied)


def _begin(store: Store, request: EventRequest, call: str, session: Session, batches: Sequence[gather.Batch]) -> None:
    """Record HEAD, the newest landing and remote tip, and the state of the paths that the call names, in each worktree that it
    touches."""
    event, newest, tip_id = request.event, newest_landing(store), remote_tips.newest(store)
    heads = {request.worktree.id: request.head[1]} | {batch.worktree.id: batch.head for batch in batches}
    blobs = {batch.worktree.id: batch.blobs for batch in batches}
    for where, head in heads.items():
        begun = begun_calls.RunningCall(
            session=session.session,
            call=call,
            worktree=where,
            head=head,
            landing_id=newest,
            at=session.seen_at,
            tip_id=tip_id,
            over_with=event.over_with,
        )
        begun_calls.begin(store, begun, blobs.get(where, {}))


def _held(store: Store, session: Session, batches: Sequence[gather.Batch]) -> str:
    """Return one sentence that names the holder of a path that the call names and would write."""
    if not glance.any_foreign(store, session.session, session.seen_at):
        return ""
    from coordgit.coordinate.locking import held_notice

    written = [located for batch in batches for located in batch.accesses if located.access.act == WRITE]
    paths = [located.path for located in written if not located.access.unnamed]
    return held_notice(store, session.session, paths, session.seen_at)


def _missed(store: Store, session: Session) -> str:
    """Return, once, what to tell a session about its reads that were not recorded; "" for nothing."""
    rows = tellings.take_missed(store, session.session)
    if not rows:
        return ""
    from coordgit.record.missed_reads import notice

    return notice(rows)


def _renewed(store: Store, session: Session, agent: str) -> str:
    """Renew the locks of a session that acts; return what to tell it: its locks that have expired."""
    if not glance.any_of(store, session.session):
        return ""
    from coordgit.store import lock_renewal

    if not lock_renewal.renew(store, session.session, session.seen_at) or agent:
        return ""
    from coordgit.coordinate.locking import expired_notice

    return expired_notice(store, session.session, session.seen_at)
