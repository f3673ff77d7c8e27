"""OpenCode: the payloads that coordgit's plugin sends, and the answers that it acts on. Recorded from version 1.18.33."""

from coordgit.clients import file_tools, hook_protocol, search_tools, shell_tools
from coordgit.clients.base import AFTER, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Event, Hook, Settings, Tool
from coordgit.clients.fields import exact, number_of, object_of, optional, optional_path, text_of
from coordgit.core.model import MATCH, READ, WRITE, Access, Query
from coordgit.startup.typing import Any, Iterator, Mapping

name = "opencode"
settings = Settings(
    path=".opencode/plugin/coordgit.js",
    hooks={  # OpenCode's names of what the plugin was called for
        "session.created": Hook(START, heard=False),
        "session.deleted": Hook(END, heard=False),
        "session.idle": Hook(REST, heard=False),
        "chat.message": Hook(PROMPT, heard=False),
        "tool.execute.before": Hook(BEFORE, heard=False),
        "tool.execute.after": Hook(AFTER),
    },
    begins={"hook": "session.created", "session": SESSION, "agent": "", "cwd": FOLDER, "pid": 0},
    signs=(".opencode", ".config/opencode"),
    look="opencode debug config",
    plugin="opencode/plugin.js",
    queues=True,
)
FIELDS = {
    "hook": "hook_event_name",
    "session": "session_id",
    "agent": "agent_id",
    "tool": "tool_name",
    "call": "tool_use_id",
    "args": "tool_input",
}

CUT = "(line truncated to "
"""Stands in a text from which OpenCode left out a part of a line."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    payload = hook_protocol.renamed(payload, FIELDS)
    event = hook_protocol.event_of(payload, name, settings, environ)
    if event is None:
        return None
    event = event._replace(pid=max(number_of(payload, "pid"), 0), asked=payload.get("asked") is True and not event.agent)
    if event.name == PROMPT:
        files = payload.get("files")
        named = [one for one in files if isinstance(one, str) and "\0" not in one] if isinstance(files, list) else []
        return event._replace(accesses=tuple(Access(READ, path, exact=False) for path in named[: file_tools.MOST_MENTIONS]))
    answered = {**object_of(payload.get("metadata")), "output": payload.get("output")}
    return hook_protocol.call(event, {**payload, "tool_response": answered}, TOOLS, optional(payload, "error") or None)


def read(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """read: a file, lines of it, or the names in a folder. That a file is absent, the plugin finds before the call."""
    shown = object_of(answered.get("display"))
    first, last, total = (number_of(shown, key) for key in ("lineStart", "lineEnd", "totalLines"))
    if shown.get("type") == "directory":
        yield search_tools.entries(path, whole=not shown.get("truncated"))
    elif shown.get("type") != "file" or not 1 <= first <= last <= total:
        yield file_tools.unseen(path, number_of(asked, "offset"), number_of(asked, "limit"))
    else:
        text = exact(shown.get("text"))
        lines = (0, 0) if (first, last) == (1, total) else (first, last)
        yield Access(READ, path, *lines, text=None if text is None or CUT in text else text)


def grep(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """grep: a search over files; its answer has the matches alone."""
    query = Query(text_of(asked, "pattern"), search_tools.globs(optional(asked, "include")))
    yield Access(MATCH, path, query=query, exact=not answered.get("truncated"))


def write(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    yield file_tools.edited(path, exact(asked.get("content")), created=answered.get("exists") is False)


def shell(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """bash: each command in a shell of its own, which starts in the project or in the folder that was asked for."""
    output = exact(answered.get("output"))
    ran = shell_tools.Ran(
        "" if output == "(no output)" else output, ok=answered.get("exit") == 0, cut=bool(answered.get("truncated"))
    )
    return shell_tools.shell(shell_tools.inside(event, optional_path(asked, "workdir")), asked, ran)


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes the plugin put ``context`` after the tool's answer, or not let OpenCode run the call."""
    if deny and event.name == BEFORE:
        return {"deny": deny}
    return {"context": context} if context and not event.deaf else None


TOOLS: dict[str, Tool] = {
    "read": file_tools.on_path(READ, read, "filePath"),
    "grep": file_tools.on_path(MATCH, grep, "path"),
    "glob": file_tools.on_path(MATCH, search_tools.glob, "path"),
    "edit": file_tools.on_path(WRITE, file_tools.edit, "filePath"),
    "write": file_tools.on_path(WRITE, write, "filePath"),
    "apply_patch": file_tools.patch("patchText"),
    "bash": shell,
}
