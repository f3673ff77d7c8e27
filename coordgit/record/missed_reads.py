"""Reads that were not recorded: kept outside the store, stored by the next hook or gate, and reported to their session.

Such a read counts as one of the path at the start of the call, of unknown content: it is stale once another session has changed
the path since.
"""

from coordgit.clients import session_from_environment
from coordgit.clients.base import Event
from coordgit.clients.fields import salvaged
from coordgit.core.model import ABSENT, CONTENT, LINES, READ, Access, Epoch, Read
from coordgit.core.quoting import few, quote
from coordgit.errors import CoordgitError
from coordgit.git import files, worktrees
from coordgit.git.plumbing import decode, encode
from coordgit.git.worktrees import Worktree
from coordgit.record import delivered, gather
from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, Iterator, Mapping, NamedTuple, Sequence
from coordgit.store import begun_calls, reads, sessions, tellings, text_files
from coordgit.store.database import Store

AFTER = ("PostToolUse", "PostToolUseFailure", "AfterTool", "tool.execute.after")
"""The hooks of clients that follow a call; Copilot CLI's payload does not name it, but has the result."""


class FailedCall(NamedTuple):
    """A call of a client's hook that failed: its payload, what was parsed of it, and why. ``pid``: the client's process."""

    raw: bytes
    event: Event | None
    error: Exception
    environ: Mapping[str, str]
    pid: int
    now: float


def remember(worktree: Worktree, call: FailedCall) -> str:
    """Append the reads of a hook call that failed; if that fails too, return what to tell the session, else "". Never raises."""
    event, error = call.event, call.error
    # without its hint: when the session is told that is done, and half of a command does something else
    why = " ".join((error.message if isinstance(error, CoordgitError) else str(error)).split())[:200]
    try:
        entry = _of_event(event) if event is not None else _of_payload(call)
        if entry is None:
            return ""
        entry |= {"at": call.now, "why": why, "head": worktrees.head(worktree)[1], "cwd": entry["cwd"] or worktree.top}
        text_files.append_at_last(f"{worktree.store}/{text_files.MISSED}", encode(dumps(entry) + "\n"))
    except Exception:  # an invalid payload, or a full disk whose reserve is used up: the log has it, if it has room
        paths = [access.path for access in event.accesses if access.act == READ] if event is not None else []
        shown = few(quote(path.removeprefix(f"{worktree.top}/")) for path in paths)
        what = f"reading {shown}" if paths else "this call"
        return f"coordgit: {what} was not recorded, and nothing will check it ({why}). When that is mended, read it again."
    return ""


def _of_event(event: Event) -> dict[str, Any] | None:
    seen = [delivered.bounded(access, None) for access in event.accesses if access.act == READ]
    paths = [[access.path, access.first, access.last] for access in seen]
    if event.name == "before" or not event.accesses:
        return None
    who = {"session": event.session, "agent": event.agent, "client": event.client}
    return {**who, "call": event.call, "tool": event.tool or event.hook, "cwd": event.cwd, "paths": paths}


def _of_payload(call: FailedCall) -> dict[str, Any] | None:
    """Return what can be read from a truncated or invalid payload."""
    text = call.raw.decode("utf-8", "replace")
    if _first(text, "hook_event_name", "hook") not in AFTER and '"toolResult"' not in text:
        return None
    client, named = session_from_environment(call.environ, call.pid) or ("", "")
    session = _first(text, "session_id", "parentAgentId", "sessionId", "session") or named
    path = _first(text, "file_path", "filePath", "path")
    if not session or not session.isprintable():
        return None
    who = {"session": session, "agent": _first(text, "agent_id", "agentId", "agent"), "client": client}
    number, tool = _first(text, "tool_use_id", "call"), _first(text, "tool_name", "toolName", "tool")
    return {**who, "call": number, "tool": tool, "cwd": salvaged(text, "cwd"), "paths": [[path, 0, 0]] if path else []}


def _first(text: str, *keys: str) -> str:
    """Return the text under the first of the ``keys`` that the payload has: clients name the same field differently."""
    return next((found for key in keys if (found := salvaged(text, key))), "")


def take_in(store: Store, worktree: Worktree) -> None:
    """Record the reads that were missed, if there are any."""
    path = f"{worktree.store}/{text_files.MISSED}"
    raw = text_files.take(path)
    if raw is not None:
        _store(store, [(entry, _reads(store, worktree, entry)) for entry in _entries(raw)])
        text_files.drop(path)
        text_files.reserve(worktree.store)


def _absolute(worktree: Worktree, name: str, path: str) -> str:
    """Return the absolute path in the worktree ``name``, or in this one if that is gone. The file itself is not read."""
    there = worktrees.named(worktree, name)
    return f"{(there or worktree).top}/{path}"


def catch_up(store: Store, worktree: Worktree, event: Event, at: float) -> None:
    """Record the reads of ended calls whose own hook did not finish: it was killed, or took too long."""
    if not event.ended or worktrees.is_bisecting(worktree):
        return
    who = {"session": event.session, "agent": event.agent, "client": event.client, "cwd": event.cwd or worktree.top}
    session = sessions.get(store, event.session)
    found = []
    for ended in event.ended:
        if ended.tool == "Bash":
            paths = [_absolute(worktree, *named) for named in begun_calls.paths(store, event.session, ended.call)]
        else:
            paths = [ended.path] if ended.path else []
        about = {"call": ended.call, "tool": ended.tool, "paths": [[path, 0, 0] for path in paths], "at": at, "head": None}
        entry = {**who, **about, "why": "its hook did not finish"}
        missed = [read for read in _reads(store, worktree, entry) if not _known(store, read)] if paths and session else []
        if missed:
            found.append((entry, missed))
    if found:
        _store(store, found)


def _known(store: Store, read: Read) -> bool:
    """True if the agent already has a read of the path, which is older and therefore safer."""
    return any(older.agent == read.agent for older in reads.of_path(store, read.epoch, read.path))


def _entries(raw: bytes) -> Iterator[dict[str, Any]]:
    for line in decode(raw).splitlines():
        try:
            entry = loads(line)
        except ValueError:  # the disk was full
            continue
        if isinstance(entry, dict):
            yield entry


def _reads(store: Store, worktree: Worktree, entry: dict[str, Any]) -> list[Read]:
    """Return the reads of a call, of what HEAD had when it began."""
    session = sessions.get(store, entry["session"])
    accesses = [Access(act=READ, path=path, first=first, last=last) for path, first, last in entry["paths"]]
    found = []
    for batch in gather.locate(worktree.common, entry["cwd"], accesses):
        name, who = batch.worktree.id, entry["session"]
        began = begun_calls.began(store, who, entry["call"] or begun_calls.LAST, name) or begun_calls.began(
            store, who, begun_calls.LAST, name
        )
        head = began.head if began is not None else entry["head"]
        items = files.in_tree(batch.git, head, [located.path for located in batch.accesses])
        for access, path in batch.accesses:
            blob = items.get(path)
            kind = ABSENT if blob is None else LINES if access.first else CONTENT
            read = Read(
                epoch=session.epoch if session else Epoch(entry["session"], 1),
                agent=entry["agent"],
                kind=kind,
                path=path,
                first=access.first if kind == LINES else 0,
                last=access.last if kind == LINES else 0,
                observed=blob,
                known=blob,
                base=head or "",
                at=entry["at"],
                via=entry["tool"],
                exact=False,
                worktree=name,
                landing_id=began.landing_id if began is not None else 0,
            )
            found.append(read)
    return found


def _store(store: Store, calls: list[tuple[dict[str, Any], list[Read]]]) -> None:
    """Record the missed reads of calls; reads that are already there stay."""
    with store.writing():
        for entry, missed in calls:
            session = entry["session"]
            if sessions.get(store, session) is None:
                sessions.seen(store, session, entry["at"], client=entry["client"])
            for read in missed:
                if not _known(store, read):
                    reads.put(store, read)
                tellings.note_missed(store, session, read.path, entry["why"], entry["at"])
            if not entry["paths"]:
                tellings.note_missed(store, session, "", f"{entry['tool']}: {entry['why']}", entry["at"])
            if entry["call"]:
                begun_calls.end(store, session, entry["call"])


def notice(rows: Sequence[tuple[str, str]]) -> str:
    """Return what to tell a session about its reads that were not recorded: (path, why), "" for a call without one."""
    named = [quote(path) for path, _ in rows if path]
    why = rows[0][1]
    if not named:
        return f"coordgit: a tool call was not recorded ({why}). Read again what it showed and you rely on."
    return (
        f"coordgit: reading {few(named)} was not recorded ({why}). It counts as a read at the start of the call:"
        " read again what another session has changed since."
    )
