"""``coordgit hook CLIENT [EVENT]``: a client's payload on stdin becomes records; what the session should know is the answer.

Recording fails open: whatever goes wrong is a line in the store's log, and the client's tool call goes on.
"""

from __future__ import annotations

import os
import sys
import time

from coordgit.clients import base, load
from coordgit.git import remotes
from coordgit.git import repository as places
from coordgit.record import apply, edits, gather
from coordgit.startup.json import dumps, loads
from coordgit.store import holdings, landings, refreshes, sessions, tellings
from coordgit.store.database import open_store
from coordgit.store.log import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.clients.base import Event
    from coordgit.core.model import Session
    from coordgit.git.repository import Place
    from coordgit.store.database import Store

LIMIT = 64 << 20
"""Bytes of a payload; more is not read."""
SEALS = (base.BATCH, base.PROMPT, base.START)
"""Events before which a set of parallel calls has ended."""


def hook(client: str, event: str) -> int:
    """Always 0: a client takes another code for a failed, or a forbidden, tool call."""
    place = None
    try:
        place = _around(client)
        adapter = load(client)
        parsed = adapter.parse(loads(sys.stdin.buffer.read(LIMIT)), os.environ)
        if parsed is None:
            return 0
        here = places.find(parsed.cwd) if parsed.cwd and os.path.isdir(parsed.cwd) else None
        place = here or place
        if place is None or not os.path.isdir(place.store):
            return 0
        answer = adapter.answer(parsed, *handle(place, parsed))
        if answer is not None:
            sys.stdout.write(dumps(answer) + "\n")
            sys.stdout.flush()
    except Exception as error:
        if place is not None and os.path.isdir(place.store):
            note(place.store, f"hook {client}: {type(error).__name__}: {error}")
        if isinstance(error, BrokenPipeError):  # nobody listens; the interpreter would say so at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _around(client: str) -> Place | None:
    """Where the client runs, for the log, until its payload says it better."""
    try:
        return places.find((client == "claude" and os.environ.get("CLAUDE_PROJECT_DIR")) or ".")
    except OSError:  # the folder was deleted under it
        return None


def handle(place: Place, event: Event) -> tuple[str, str]:
    """(what to put before the model, why the call is denied or "")."""
    now = time.time()
    batches = gather.locate(place.common, event.cwd or place.top, event.accesses)
    for batch in batches:
        batch.start(dict(os.environ))
    store = open_store(place.store)
    store.leave()
    for batch in batches:
        batch.finish()
    with store.writing():
        notice, denied, behind = _apply(store, place, event, batches, now)
    if event.name == base.START:
        _note_targets(store, place, event)
    if event.output and not event.agent:
        _looked(store, place, event, now)
    if behind is None:
        return notice, denied
    told = ""
    try:
        from coordgit.cli.answer import program
        from coordgit.notify import Audience, Request, tell

        audience = Audience(event.agent, event.call, event.name in SEALS, program(store.folder, os.environ))
        told = tell(store, Request(place, behind[0], audience, behind[1], now, os.environ))
    except Exception as error:  # what was recorded stays so, and the next call tells it
        note(place.store, f"hook {event.client}: not told: {type(error).__name__}: {error}")
    return "\n\n".join(part for part in (notice, told) if part), denied


def _note_targets(store: Store, place: Place, event: Event) -> None:
    """The branches that work here is meant for, so that later calls see them move without asking git."""
    try:
        from coordgit.check import here

        targets = here.branches(place, place.git(), os.environ).targets
        with store.writing():
            landings.note_targets(store, targets)
            session = sessions.get(store, event.session)
            if session is not None:
                tellings.moved(store, session.session, event.agent, remotes.tips(place, tellings.targets(store)))
    except Exception as error:  # they are noted at the next commit
        note(place.store, f"hook {event.client}: targets were not noted: {type(error).__name__}: {error}")


def _looked(store: Store, place: Place, event: Event, now: float) -> None:
    """A diff that the session's own shell printed is a look at what it shows."""
    try:
        from coordgit import shown

        session = sessions.get(store, event.session)
        if session is not None:
            shown.note(store, place, session, shown.Looked(event.output, event.call), now, environ=os.environ)
    except Exception as error:  # what was recorded stays so, and the change can be read again
        note(place.store, f"hook {event.client}: a diff was not noted: {type(error).__name__}: {error}")


def _apply(
    store: Store, place: Place, event: Event, batches: list[gather.Batch], now: float
) -> tuple[str, str, tuple[Session, dict[str, str]] | None]:
    """Record; (what the session has to be told of its locks, why the call is denied, the session if something landed, with the
    remote branches that have moved)."""
    pid = (0, "")
    if event.pid:
        from coordgit.identity import started

        pid = (event.pid, started(event.pid))
    ref, head = places.head(place)
    session = sessions.seen(store, event.session, now, event.client, worktree=place.top, branch=ref, pid=pid)
    if event.name == base.CLEAR:
        if sessions.reads_of(store, session.epoch):
            sessions.clear(store, session.session, now)
        return "", "", None
    if event.name == base.END:
        sessions.end(store, session.session, now)
        from coordgit.store import coordination, names

        coordination.release_all(store, session.session, names.who(store, session.session), now)
        return "", "", None
    waiting = refreshes.waiting(store, session.session)
    habits = sessions.habits(store, session.session, event.name == base.BEFORE, event.name == base.BATCH)
    if waiting:
        if event.name in SEALS:
            refreshes.seal(store, session.session)
        elif event.name == base.BEFORE or (event.name == base.AFTER and not habits.befores):
            refreshes.promote(store, session.session, event.call, habits.batches)
    denied = ""
    if event.name == base.BEFORE:
        edits.intend(store, session.epoch, batches, event.call, now)
        denied = _denied(store, session.session, batches, now)
    elif batches:
        apply.record(store, session.epoch, event.agent, batches, now, event.tool or event.hook, call=event.call)
    if event.unknown:
        sessions.note_unknown(store, session.session, event.unknown)
    notice = _renewed(store, session.session, event.agent, now)
    newest = landings.newest(store)
    moved = tellings.moved(store, session.session, event.agent, remotes.tips(place, tellings.targets(store)))
    quiet = tellings.upto(store, session, event.agent, newest) == newest and (not ref or landings.tip(store, ref) == head)
    # nothing landed: the 3 ms of loading what could tell are saved
    return notice, denied, None if quiet and not moved else (session, moved)


def _renewed(store: Store, session: str, agent: str, now: float) -> str:
    """The session acts: what it holds is good for its span again. What it has to be told: its locks that have expired."""
    if not holdings.any_of(store, session):
        return ""
    from coordgit.store import coordination

    if not coordination.renew(store, session, now) or agent:
        return ""
    from coordgit.coordinate import expired_notice

    return expired_notice(store, session, now)


def _denied(store: Store, session: str, batches: list[gather.Batch], now: float) -> str:
    """One sentence that names the holder of a path the call would write."""
    if not holdings.any_foreign(store, session, now):
        return ""
    from coordgit.store import locks

    paths = [one.path for batch in batches for one in batch.found if one.access.act == base.WRITE]
    held = locks.foreign(store, session, paths, now)
    if not held:
        return ""
    from coordgit.render.verdict import held_sentence
    from coordgit.store import names

    path, lock = sorted(held.items())[0]
    return held_sentence(path, lock, names.of(store))
