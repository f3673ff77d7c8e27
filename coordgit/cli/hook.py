"""``coordgit hook CLIENT [EVENT]``: read a client's payload from stdin; print what the session should know.

Recording fails open: any error is a line in the store's log, and the client's tool call continues.
"""

import os
import sys
import time

from coordgit.client_events.handle import handle
from coordgit.client_events.request import Answer, EventRequest, join, program_of
from coordgit.clients import base, load
from coordgit.clients.base import Event
from coordgit.errors import CoordgitError
from coordgit.git import worktrees
from coordgit.git.worktrees import Worktree
from coordgit.install import registered_repositories
from coordgit.record.gather import existing
from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, Iterator
from coordgit.store.text_files import note

LIMIT = 64 << 20
"""Most bytes of a payload that are read."""
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
        nearest = (worktrees.nearest(parsed.cwd) if os.path.isdir(parsed.cwd) else None) or _around(folder)
        worktree = _ours(nearest)
        if worktree is not None:
            answer = _handle(worktree, parsed)
        else:
            answer, parsed = Answer(_not_set_up(nearest, parsed), ""), parsed._replace(instead=None)
        for other in _elsewhere(parsed, nearest):
            more = _handle_elsewhere(other, parsed, raw)
            answer = Answer(join(answer.notice, more.notice), answer.denied or more.denied)
        _send(adapter.answer(parsed, *answer))
        if worktree is not None and os.path.exists(f"{worktree.store}/team"):
            from coordgit.team.start_sync import start_quietly

            start_quietly(worktree.store, worktree.top, os.environ)
    except Exception as error:
        worktree = worktree or _ours(_around(folder))
        if worktree is not None:
            note(worktree.store, f"hook {client}: {type(error).__name__}: {error}")
            if not isinstance(error, BrokenPipeError):
                lost = _remember(worktree, parsed, raw, error)
                why = _failing(worktree, parsed, error) or _heard(parsed, lost) if parsed is not None else ""
                if parsed is not None and (parsed.instead or why):
                    _send(adapter.answer(parsed, why, ""))
        if isinstance(error, BrokenPipeError):  # nobody reads the answer; else the interpreter would report that at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _handle(worktree: Worktree, event: Event, *, outside: bool = False) -> Answer:
    return handle(
        EventRequest(
            worktree=worktree, event=event, environ=os.environ, now=time.time(), head=worktrees.head(worktree), outside=outside
        )
    )


def _elsewhere(event: Event, here: Worktree | None) -> Iterator[Worktree]:
    """Yield a worktree of each other repository that was set up, such as a submodule, in which the call names a path, ends or
    runs git."""
    named = dict.fromkeys(access.path for access in event.accesses if access.path and not access.rev)
    folders = {existing(os.path.join(event.cwd, path)) for path in (*named, *event.folders)}
    seen = {here.common} if here is not None else set()
    for folder in sorted(folders):
        found = worktrees.nearest(folder)
        if found is not None and found.common not in seen:
            seen.add(found.common)
            if (worktree := _ours(found)) is not None:
                yield worktree


def _handle_elsewhere(worktree: Worktree, event: Event, raw: bytes) -> Answer:
    """Handle the event in another repository; whatever fails there is noted there."""
    event = event._replace(merges="")
    try:
        return _handle(worktree, event, outside=True)
    except Exception as error:
        note(worktree.store, f"hook {event.client}: {type(error).__name__}: {error}")
        return Answer(_heard(event, _remember(worktree, event, raw, error)), "")


def _remember(worktree: Worktree, event: Event | None, raw: bytes, error: Exception) -> str:
    """Keep the reads of a call that failed; return what to tell the session."""
    from coordgit.record.missed_reads import FailedCall, remember

    call = FailedCall(raw=raw, event=event, error=error, environ=os.environ, pid=os.getppid(), now=time.time())
    return remember(worktree, call)


def _heard(event: Event, text: str) -> str:
    """Return ``text`` if the client shows it to the model."""
    return text if event.name in TELLING and not event.deaf else ""


def _failing(worktree: Worktree, event: Event, error: Exception) -> str:
    """Return, once per session, at its start or at a prompt, why nothing can be recorded, as with a newer version's store."""
    if event.name not in (base.START, base.PROMPT) or not isinstance(error, CoordgitError):
        return ""
    if not registered_repositories.tell_once(f"{event.session} {worktree.common} {error.message}"):
        return ""
    from coordgit.program import spelt

    hint = spelt(error.hint, program_of(event, worktree.store, os.environ), "")
    return f"coordgit did not record this: {error.message}. Until that is mended nothing you read here is checked: {hint}"


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
    """Return ``worktree`` if a set-up of this user registered it, nobody has taken coordgit out since, and, if it is another
    user's, git opens it."""
    if (
        worktree is None
        or not registered_repositories.holds(worktree.common)
        or not os.path.exists(f"{worktree.store}/installed")
    ):
        return None
    try:
        if os.stat(worktree.common).st_uid == os.geteuid():
            return worktree
        from coordgit.git import trusted_repositories

        return worktree if trusted_repositories.find(worktree.top) is not None else None
    except CoordgitError:
        return None


def _not_set_up(worktree: Worktree | None, event: Event) -> str:
    """Return, once per session, why a repository with a store that was not set up here is not recorded."""
    if (
        worktree is None
        or event.name not in TELLING
        or not os.path.isdir(worktree.store)
        or registered_repositories.holds(worktree.common)
    ):
        return ""
    if not registered_repositories.tell_once(f"{event.session} {worktree.common}"):
        return ""
    from coordgit.core.quoting import quote

    return (
        f"coordgit records nothing in {quote(worktree.top)}: it has a store, but you have not set it up where it is now "
        "(it was moved, mounted elsewhere or unpacked, or another user set it up). If it is yours, its reads are still there: "
        f"{program_of(event, '', os.environ)} init"
    )
