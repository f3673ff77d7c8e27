"""OpenCode: the payloads that coordgit's plugin sends, and the answers that it acts on. Recorded from version 1.18.33."""

from __future__ import annotations

from coordgit.clients import is_id, tools
from coordgit.clients.base import AFTER, BEFORE, END, FOLDER, PROMPT, READ, REST, SESSION, START, Access, Event, Settings
from coordgit.clients.patches import written
from coordgit.clients.payload import content_of, exact, number_of, object_of, optional, path_of, text_of
from coordgit.core.model import Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

name = "opencode"
folder_variable = ""

EVENTS = {
    "session.created": START,
    "session.deleted": END,
    "session.idle": REST,
    "chat.message": PROMPT,
    "tool.execute.before": BEFORE,
    "tool.execute.after": AFTER,
}
"""OpenCode's name of what the plugin was called for -> event."""

settings = Settings(
    path=".opencode/plugin/coordgit.js",
    hooks=dict.fromkeys(EVENTS, ""),
    begins={"hook": "session.created", "session": SESSION, "agent": "", "cwd": FOLDER, "pid": 0},
    signs=(".opencode", ".config/opencode"),
    look="opencode debug config",
    plugin="opencode/plugin.js",
)

CUT = "(line truncated to "
"""Stands in a text from which OpenCode left out a part of a line."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    if not isinstance(payload, dict):
        raise ValueError("the payload is not a JSON object")
    hook, session = text_of(payload, "hook"), text_of(payload, "session")
    if not is_id(session):
        raise ValueError("session is not an id")
    if hook not in EVENTS:
        return None
    agent, pid = optional(payload, "agent"), number_of(payload, "pid")
    event = Event(EVENTS[hook], session, name, path_of(payload, "cwd"), agent=agent, pid=max(pid, 0), hook=hook)
    event = event._replace(deaf=hook != "tool.execute.after", asked=payload.get("asked") is True and not agent)
    if event.name == PROMPT:
        files = payload.get("files")
        named = [one for one in files if isinstance(one, str) and "\0" not in one] if isinstance(files, list) else []
        return tools.add(event, *(Access(READ, path, exact=False) for path in named[: tools.MOST_MENTIONS]))
    if event.name == REST:
        return event._replace(rests=True) if not agent else None
    return _call(event, payload) if event.name in (BEFORE, AFTER) else event


def _call(event: Event, payload: dict[str, Any]) -> Event | None:
    """Add what the tool call touched; ``None`` for a tool that touches no file here."""
    tool, asked = text_of(payload, "tool"), payload.get("args")
    if tool not in TOOLS:
        return None
    if not isinstance(asked, dict):
        raise ValueError("args is not an object")
    event = event._replace(tool=tool, call=optional(payload, "call"))
    answered = {**object_of(payload.get("metadata")), "output": payload.get("output")}
    return TOOLS[tool](event, asked, answered, optional(payload, "error") or None)


def read(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """read: a file, lines of it, or the names in a folder. That a file is absent, the plugin finds before the call."""
    path = path_of(asked, "filePath")
    if event.name == BEFORE:
        return tools.add(event, Access(READ, path, exact=False))
    if error is not None:
        return tools.missing(event, path, error)
    shown = object_of(answered.get("display"))
    if shown.get("type") == "directory":
        return tools.entries(event, path, whole=not shown.get("truncated"))
    first, last, total = (number_of(shown, key) for key in ("lineStart", "lineEnd", "totalLines"))
    text = content_of(shown, "text")
    if shown.get("type") != "file" or not 1 <= first <= last <= total:
        return tools.add(event, tools.unseen(path, number_of(asked, "offset"), number_of(asked, "limit")))
    text = None if text is None or CUT in text else text
    return tools.add(event, Access(READ, path, *((0, 0) if (first, last) == (1, total) else (first, last)), text=text))


def grep(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """grep: a search over files; its answer has the matches alone."""
    path = path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    query = Query(text_of(asked, "pattern"), tools.globs(optional(asked, "include")))
    return tools.search(event, path, query, whole=not answered.get("truncated"))


def glob(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """glob: names; a pattern without a slash matches at any depth."""
    path = path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    return tools.names(event, path_of(asked, "pattern"), path, whole=not answered.get("truncated"))


def edit(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """edit, write: before the call, what may be written; after it, what was."""
    path = path_of(asked, "filePath")
    text = content_of(asked, "content") if event.tool == "write" else None
    return tools.edited(event, path, text, None, created=event.tool == "write" and answered.get("exists") is False)


def patch(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """apply_patch: several files in one text."""
    return tools.add(event, *written(text_of(asked, "patchText"), event.name == AFTER))


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """bash: each command in a shell of its own, which starts in the project or in the folder that was asked for."""
    folder = path_of({"folder": optional(asked, "workdir")}, "folder")
    event = event._replace(cwd=folder if folder[:1] == "/" else f"{event.cwd}/{folder}" if folder else event.cwd)
    if event.name == BEFORE:
        return tools.shell(event, asked, None)
    output = exact(answered.get("output"))
    ran = tools.Ran("" if output == "(no output)" else output, ok=answered.get("exit") == 0, cut=bool(answered.get("truncated")))
    return tools.shell(event, asked, ran)


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes the plugin put ``context`` after the tool's answer, or not let OpenCode run the call."""
    if deny and event.name == BEFORE:
        return {"deny": deny}
    return {"context": context} if context and not event.deaf else None


TOOLS: dict[str, tools.Tool] = {
    "read": read,
    "grep": grep,
    "glob": glob,
    "edit": edit,
    "write": edit,
    "apply_patch": patch,
    "bash": shell,
}
