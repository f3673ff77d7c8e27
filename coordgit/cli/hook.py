"""``coordgit hook CLIENT [EVENT]``: store a client's payload from stdin as records; answer with what the session should know.

Recording fails open: any error is a line in the store's log, and the client's tool call continues.
"""

from __future__ import annotations

import os
import sys
import time

from coordgit.clients import base, is_id, load
from coordgit.core.model import NO_PROCESS, WRITE, Epoch
from coordgit.errors import CoordgitError
from coordgit.git import remotes, worktrees
from coordgit.install import repositories
from coordgit.record import gather
from coordgit.startup.json import dumps, loads
from coordgit.store import calls, holdings, landings, refreshes, sessions, tellings
from coordgit.store import missed as unrecorded
from coordgit.store.database import open_store
from coordgit.store.log import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from coordgit.clients.base import Event
    from coordgit.core.model import Session
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store

LIMIT = 64 << 20
"""Most bytes of a payload that are read."""
SEALS = (base.BATCH, base.PROMPT, base.START)
"""Events that show that a set of parallel calls has ended."""
MISSED = ("missed", "missed.taken")
"""Files in the store's folder that hold what could not be recorded; see ``record.missed``."""
DIFFS = ("@@ -", "diff --git ")
"""Every diff of git contains one of these."""
TURN = (base.PROMPT, base.BEFORE, base.AFTER, base.REST)
"""Events that say whether the session's turn is over."""
SILENT = (base.CLEAR, base.END, base.REST)
"""Events without an answer."""
TELLING = (base.START, base.PROMPT, base.AFTER)
"""Events whose answer a client shows to the model."""


def hook(client: str, event: str) -> int:
    """Handle one event; always return 0: a client takes another code for a failed, or forbidden, tool call."""
    worktree = parsed = None
    raw, folder = b"", "."
    try:
        adapter = load(client)
        folder = os.environ.get(adapter.settings.folder_variable) or folder
        raw = sys.stdin.buffer.read(LIMIT)
        parsed = adapter.parse(loads(raw), os.environ, event)
        if parsed is None:
            return 0
        found = (worktrees.nearest(parsed.cwd) if os.path.isdir(parsed.cwd) else None) or _around(folder)
        worktree = _ours(found)
        if worktree is not None:
            said = handle(worktree, parsed)
        else:
            said, parsed = (_not_set_up(found, parsed), ""), parsed._replace(instead=None)
        _send(adapter.answer(parsed, *said))
        if worktree is not None and os.path.exists(f"{worktree.store}/team"):
            from coordgit.team.start import start_quietly

            start_quietly(worktree.store, worktree.top)
    except Exception as error:
        worktree = worktree or _ours(_around(folder))
        if worktree is not None:
            note(worktree.store, f"hook {client}: {type(error).__name__}: {error}")
            if not isinstance(error, BrokenPipeError):
                from coordgit.record import missed

                missed.remember(worktree, parsed, raw, error, os.environ)
                if parsed is not None and parsed.instead:
                    _send(adapter.answer(parsed, "", ""))
        if isinstance(error, BrokenPipeError):  # nobody reads the answer; else the interpreter would report that at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _send(answer: dict[str, Any] | None) -> None:
    if answer is not None:
        sys.stdout.write(dumps(answer) + "\n")
        sys.stdout.flush()


def _around(folder: str) -> Worktree | None:
    """Return the worktree of ``folder``, where the client runs, until its payload says more exactly."""
    try:
        return worktrees.nearest(folder)
    except OSError:  # the current folder was deleted
        return None


def _ours(worktree: Worktree | None) -> Worktree | None:
    """Return ``worktree`` if a set-up of this user registered it and, if it is another user's, git opens it."""
    if worktree is None or not repositories.holds(worktree.common) or not os.path.isdir(worktree.store):
        return None
    try:
        return worktree if os.stat(worktree.common).st_uid == os.geteuid() or worktrees.find(worktree.top) is not None else None
    except CoordgitError:
        return None


def _not_set_up(worktree: Worktree | None, event: Event) -> str:
    """Return, once per session, why a repository with a store that was not set up here is not recorded."""
    if worktree is None or event.name not in TELLING or not os.path.isdir(worktree.store) or repositories.holds(worktree.common):
        return ""
    from coordgit.cli.session_start import not_set_up

    return not_set_up(worktree, event)


def handle(worktree: Worktree, event: Event) -> tuple[str, str]:
    """Return (what to put before the model, why the call is denied or "")."""
    now = time.time()
    store, accesses = None, event.accesses
    if event.moves:
        from coordgit.record import edits

        store = open_store(worktree.store)
        accesses = (*accesses, *edits.standing(store, worktree, event.session))
    batches = gather.locate(worktree.common, event.cwd or worktree.top, accesses)
    stamps = _stamps(event, batches)
    for batch in batches:
        batch.start(dict(os.environ), begins=event.name == base.BEFORE)
    store = store or open_store(worktree.store)
    store.leave()
    for batch in batches:
        batch.finish()
    if event.ended or any(os.path.exists(f"{worktree.store}/{name}") for name in MISSED):
        from coordgit.record import missed

        missed.take_in(store, worktree)
        missed.catch_up(store, worktree, event, now)
    writes = event.name == base.BEFORE and any(access.act == WRITE for access in event.accesses)
    if writes and holdings.any_foreign(store, event.session, now):
        from coordgit.session.presence import note_gone

        note_gone(store, worktree.git(), now, holders=True)
    harmful = _harmful(store, worktree, event, now) if event.replaces else ""
    if event.name == base.CLEAR:
        from coordgit.cli import session_start

        session_start.note_commits(store, worktree, event, now)
    if event.name != base.BEFORE and batches:
        session, notice, denied = _record(store, worktree, event, batches, now)
    else:
        with store.writing():
            session = _seen(store, worktree, event, now)
            notice, denied = _apply(store, worktree, event, session, batches, harmful=harmful)
    if event.name in SILENT:
        return "", ""
    gone = _gone(store, worktree, event, list(zip(batches, stamps, strict=True)), now)
    if event.merges and not denied:
        from coordgit.cli import forge

        asked, denied = forge.ask(store, worktree, event, session.epoch)
        notice = "\n\n".join(part for part in (notice, asked) if part)
    if event.deaf:  # whatever else there is to say waits for an answer that is heard
        return "", denied
    with store.writing():
        moved = tellings.moved(store, session.session, event.agent, remotes.tips(worktree, tellings.targets(store)))
    newest = landings.newest(store)
    behind = tellings.upto(store, session, event.agent, newest) != newest
    edited = tellings.edited(store, session.epoch, event.agent)
    if edited:
        from coordgit.notify.notices import tell_edits

        notice = "\n\n".join(part for part in (notice, tell_edits(store, session.epoch, event.agent, edited)) if part)
    if event.name == base.START:
        from coordgit.cli import session_start

        notice = "\n\n".join(part for part in (notice, session_start.guard(worktree, event)) if part)
        session_start.note_targets(store, worktree, event)
        if session.started_at == now:
            session_start.note_edits(store, worktree, event, now)
    if event.output and event.name == base.AFTER and not event.agent:
        _looked(store, worktree, event, now)
    told = ""
    try:
        ref, head = worktrees.head(worktree)
        if behind or moved or (ref and landings.tip(store, ref) != head):
            # nothing landed: saves 3 ms of imports
            from coordgit.cli.answer import program
            from coordgit.notify.notices import Audience, Request, tell

            audience = Audience(event.agent, _telling(event), event.name in SEALS, program(store.folder, os.environ))
            told = tell(store, Request(worktree, session, audience, moved, now, os.environ))
        if os.path.exists(f"{worktree.store}/team"):
            from coordgit.notify import elsewhere

            told = "\n\n".join(part for part in (told, elsewhere.tell(store, session, event.agent, now)) if part)
    except Exception as error:  # the records stay, and the next call reports it
        note(worktree.store, f"hook {event.client}: notices were not sent: {type(error).__name__}: {error}")
    return "\n\n".join(part for part in (notice, gone, told) if part), denied


def _stamps(event: Event, batches: Sequence[gather.Batch]) -> list[dict[str, str]]:
    """Return stamps of the files that the call wrote, before they are hashed."""
    if event.name != base.AFTER:
        return [{} for _ in batches]
    return [{path: worktrees.stamp(batch.worktree, path) for path in batch.paths(WRITE)} for batch in batches]


def _gone(store: Store, worktree: Worktree, event: Event, wrote: list[tuple[gather.Batch, dict[str, str]]], now: float) -> str:
    """Return what to tell the session about uncommitted edits that are gone from the work tree."""
    try:
        for batch, stamps in wrote:
            with store.writing():
                for path, stamp in stamps.items():
                    blob = batch.blobs.get(path)
                    if blob is not None:  # else it may have deleted another session's edit
                        holdings.see_own(store, event.session, batch.worktree.id, path=path, stamp=stamp, blob=blob)
            if stamps and holdings.any_other(store, event.session, batch.worktree.top):
                from coordgit.uncommitted import keeping

                keeping.pin(store, batch.worktree, event.session, stamps)
        if os.path.exists(f"{worktree.store}/stashes") or holdings.any_stash(store):
            from coordgit.uncommitted import entries

            ended = event.session if event.name == base.AFTER and event.slow else ""
            entries.compare(store, worktree, now, ended=ended, begins=event.call if event.name == base.BEFORE else "")
        if event.deaf:
            return ""
        same = all(worktrees.stamp(worktree, path) == stamp for path, stamp in holdings.sights(store, worktree.id))
        if same and not holdings.any_untold(store, event.session):
            return ""
        from coordgit.cli import lost_edits

        return lost_edits.told(store, worktree, event, now)
    except Exception as error:  # the records stay, and the next call looks again
        note(worktree.store, f"hook {event.client}: kept edits were not checked: {type(error).__name__}: {error}")
        return ""


def _record(
    store: Store, worktree: Worktree, event: Event, batches: Sequence[gather.Batch], now: float
) -> tuple[Session, str, str]:
    """Record what the call saw and wrote: planned without a lock, stored if the plan still holds."""
    from coordgit.record import apply
    from coordgit.record.plan import Observer

    output, via = event.output, event.tool or event.hook
    observer = Observer(agent=event.agent, call=event.call, via=via, at=now, output=output, slow=event.slow)
    here = sessions.get(store, event.session)
    epoch = here.epoch if here is not None else Epoch(event.session, 1)
    seen: list[Session] = []

    def enter() -> Epoch:
        seen[:] = [_seen(store, worktree, event, now)]
        return seen[0].epoch

    apply.record(store, observer._replace(epoch=epoch), batches, enter)
    with store.writing():
        return seen[0], *_apply(store, worktree, event, seen[0], batches)


def _looked(store: Store, worktree: Worktree, event: Event, now: float) -> None:
    """Count a diff that the session's own shell printed as a read of what it shows."""
    if event.output is None or not any(sign in event.output for sign in DIFFS):
        return
    try:
        from coordgit.notify import shown

        session = sessions.get(store, event.session)
        if session is not None:
            shown.note(store, worktree, session, shown.Looked(event.output, _telling(event)), now, environ=os.environ)
    except Exception as error:  # the records stay, and the change can be read again
        note(worktree.store, f"hook {event.client}: a diff was not noted: {type(error).__name__}: {error}")


def _telling(event: Event) -> str:
    """Return the id of the call whose answer this is: what it shows counts from a call of another id on."""
    return event.call if event.named or not event.call else f"{event.call} answered"


def _seen(store: Store, worktree: Worktree, event: Event, now: float) -> Session:
    """Record that the session is here, or that it is cleared or ended."""
    process = NO_PROCESS
    if event.pid:
        from coordgit.processes import process as find_process

        process = find_process(event.pid)
    session = sessions.seen(
        store, event.session, now, client=event.client, inherited=_inherited(event), worktree=worktree.top,
        branch=worktrees.head(worktree)[0], process=process, resting=event.rests if event.name in TURN else None,  # None: unknown
    )  # fmt: skip
    if event.name == base.CLEAR and sessions.reads_of(store, session.epoch):
        sessions.clear(store, session.session, now)
    if event.name == base.END:
        sessions.end(store, session.session, now)
        from coordgit.store import coordination, names

        coordination.release_all(store, session.session, names.who(store, session.session), now)
    if event.name not in (base.CLEAR, base.END):
        _promote(store, event, session)
    return session


def _promote(store: Store, event: Event, session: Session) -> None:
    """Let what was shown before this call count from now on."""
    waiting = refreshes.waiting(store, session.session)
    seals = event.name in SEALS or event.asked
    habits = sessions.habits(store, session.session, event.name == base.BEFORE, event.name == base.BATCH or event.asked)
    if waiting and seals:
        refreshes.seal(store, session.session)
    if waiting and (event.name == base.BEFORE or (event.name == base.AFTER and not habits.befores)):
        refreshes.promote(store, session.session, event.call, habits.batches)


def _apply(
    store: Store, worktree: Worktree, event: Event, session: Session, batches: Sequence[gather.Batch], *, harmful: str = ""
) -> tuple[str, str]:
    """Record where the call begins or ends; return (what to tell the session at once, why the call is denied)."""
    if event.name in SILENT:
        return "", ""
    now = session.seen_at
    denied = ""
    if event.name == base.BEFORE:
        _begin(store, worktree, event.call, session, batches)
        denied = _denied(store, session.session, batches, now) or harmful
        if denied:
            calls.end(store, session.session, event.call)
    elif event.call:
        calls.end(store, session.session, event.call)
    _begin(store, worktree, calls.LAST, session, ())
    if event.unknown:
        sessions.note_unknown(store, session.session, event.unknown)
    if event.deaf:
        return "", denied
    notices = [_missed(store, session.session), _renewed(store, session.session, event.agent, now)]
    return "\n\n".join(text for text in notices if text), denied


def _begin(store: Store, worktree: Worktree, call: str, session: Session, batches: Sequence[gather.Batch]) -> None:
    """Record HEAD, the newest landing, and the state of the paths that the call names."""
    newest, at = landings.newest(store), session.seen_at
    heads = {worktree.id: worktrees.head(worktree)[1]} | {batch.worktree.id: batch.head for batch in batches}
    blobs = {batch.worktree.id: batch.blobs for batch in batches}
    for top, head in heads.items():
        calls.begin(store, calls.Call(session.session, call, top, head, newest, at), blobs.get(top, {}))


def _harmful(store: Store, worktree: Worktree, event: Event, now: float) -> str:
    """Return one sentence if the command would remove what another session at work has not committed."""
    if not holdings.any_other(store, event.session):
        return ""
    try:
        from coordgit.uncommitted import denial

        return denial.deny(store, worktree, denial.Caller(event.session, event.cwd, now), event.replaces)
    except Exception as error:  # it runs, and what it removes is kept
        note(worktree.store, f"hook {event.client}: a command was not checked: {type(error).__name__}: {error}")
        return ""


def _missed(store: Store, session: str) -> str:
    """Return, once, what to tell a session about its reads that were not recorded; "" for nothing."""
    rows = unrecorded.take(store, session)
    if not rows:
        return ""
    from coordgit.record import missed

    return missed.told(rows)


def _inherited(event: Event) -> str:
    """Return the session that the client's own environment names: of the shell, or the session, that started it."""
    given = os.environ.get("COORDGIT_SESSION", "").strip()
    return given if is_id(given) and given != event.session else ""


def _renewed(store: Store, session: str, agent: str, now: float) -> str:
    """Renew the locks of a session that acts; return what to tell it: its locks that have expired."""
    if not holdings.any_of(store, session):
        return ""
    from coordgit.store import coordination

    if not coordination.renew(store, session, now) or agent:
        return ""
    from coordgit.coordinate.locks import expired_notice

    return expired_notice(store, session, now)


def _denied(store: Store, session: str, batches: Sequence[gather.Batch], now: float) -> str:
    """Return one sentence that names the holder of a path the call would write."""
    if not holdings.any_foreign(store, session, now):
        return ""
    from coordgit.coordinate.locks import held_notice

    paths = [one.path for batch in batches for one in batch.found if one.access.act == WRITE]
    return held_notice(store, session, paths, now)
