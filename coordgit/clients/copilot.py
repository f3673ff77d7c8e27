"""Copilot CLI: its hook payloads and the answers to them. Recorded from version 1.0.102."""

from coordgit.clients import file_tools, hook_protocol, search_tools, shell_tools
from coordgit.clients.base import AFTER, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Event, Hook, Settings, Tool
from coordgit.clients.fields import exact, path_of
from coordgit.core.model import READ, WRITE, Access
from coordgit.core.quoting import word
from coordgit.startup.typing import Any, Iterator, Mapping

name = "copilot"
settings = Settings(
    path=".github/hooks/coordgit.json",
    hooks={  # the payload does not name the hook: the registered command does
        "sessionStart": Hook(START),
        "sessionEnd": Hook(END),
        "userPromptSubmitted": Hook(PROMPT),
        # The model would be shown the answer, but calls have no id: whether it came before or during one could not be told.
        "preToolUse": Hook(BEFORE, heard=False),
        "postToolUse": Hook(AFTER),
        "postToolUseFailure": Hook(AFTER),
        "agentStop": Hook(REST),
    },
    begins={"sessionId": SESSION, "timestamp": 0, "cwd": FOLDER, "source": "new"},
    signs=(".copilot",),
    look="copilot, then /hooks",
    flat=True,
    marks={"version": 1},
    folder_variable="COPILOT_PROJECT_DIR",
    queues=True,
    names_calls=False,
    keeps_start=False,
)
FIELDS = {"agentId": "agent_id", "toolName": "tool_name", "toolArgs": "tool_input"}

SESSION_VARIABLE = "COPILOT_AGENT_SESSION_ID"
"""The variable that names the session in its shell. In a sub-agent's it has an id that no hook ever sees."""

SIZE = ("File too large to read at once", "Output too large to read at once")
"""How an answer begins that shows nothing, or only the beginning."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    payload = hook_protocol.renamed(payload, FIELDS)
    if isinstance(payload, dict):
        asked, session = payload.get("tool_input"), payload.get("parentAgentId") or payload.get("sessionId")
        payload |= {"hook_event_name": hook, "session_id": session, "tool_response": payload.get("toolResult")}
        payload["tool_input"] = {"input": asked} if isinstance(asked, str) else asked
    event = hook_protocol.event_of(payload, name, settings, environ)
    return event and hook_protocol.call(event, payload, TOOLS, before=_before(event))


def _before(event: Event) -> str:
    """Return what tells git's hooks whose sub-agent runs a command."""
    return f"export {SESSION_VARIABLE}={word(event.session)}; " if event.agent else ""


def view(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """view: a file, lines of it, or the names in a folder. A file that is too large is not shown at all."""
    text = answered.get("textResultForLlm")
    lines = asked.get("view_range")
    first = lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], int) else 0
    if not isinstance(text, str):
        yield file_tools.unseen(path)
    elif not text.startswith(SIZE):
        numbers = (first, first + text.count("\n")) if first > 0 else (0, 0)
        yield Access(READ, path, *numbers, text=exact(text))


def grep(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """grep, for some models rg: a search over files, and the lines around the matches if they were asked for."""
    some = _folders(asked)
    if event.name == BEFORE or error is not None:
        return _unanswered(event, some, error)
    text = answered.get("textResultForLlm")
    cut = isinstance(text, str) and text.startswith(SIZE)
    lines = asked.get("output_mode") == "content" and not cut  # names or counts of what matches do not show what the lines are
    content = text if lines and asked.get("-n") else None
    whole = lines and not asked.get("head_limit")
    seen = [search_tools.ripgrep(path, asked, content if n == 0 else None, whole=whole) for n, path in enumerate(some)]
    return event._replace(accesses=tuple(access for one in seen for access in one))


def glob(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """glob: names in one folder or several; a pattern without a slash matches at any depth."""
    some = _folders(asked)
    if event.name == BEFORE or error is not None:
        return _unanswered(event, some, error)
    whole = not str(answered.get("textResultForLlm")).startswith(SIZE)
    return event._replace(accesses=tuple(search_tools.names(path_of(asked, "pattern"), path, whole=whole) for path in some))


def _unanswered(event: Event, folders: list[str], error: str | None) -> Event:
    """Return the event of a search that has yet to run, or that failed: with one folder, perhaps since that is not there."""
    return event if error is None or len(folders) != 1 else file_tools.missing(event, folders[0], error)


def _folders(asked: dict[str, Any]) -> list[str]:
    """Return where a search looks: a call names one folder, or lists some, or means the one it is made in."""
    paths = asked.get("paths") or asked.get("path") or ""
    return [path_of({"path": path}, "path") for path in (paths if isinstance(paths, list) else [paths])]


def create(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """create: it fails where something is."""
    yield file_tools.edited(path, exact(asked.get("file_text")), created=True)


def shell(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """bash: each command in a shell of its own, unless it goes on in the background."""
    text = answered.get("textResultForLlm")
    text = text if isinstance(text, str) and error is None else ""
    output, ended, code = text.rpartition("\n<shellId: ")
    if ended and " completed with exit code " in code:
        ran = shell_tools.Ran(exact(output), ok=code.endswith(" exit code 0>"), cut=text.startswith(SIZE))
    else:
        ran = shell_tools.Ran(None, later=error is None)
    return shell_tools.shell(event, asked, ran, _before(event))


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Copilot CLI put ``context`` before the model, change a command, or not run the call."""
    if deny and event.name == BEFORE:
        return {"permissionDecision": "deny", "permissionDecisionReason": deny}
    if event.instead:
        return {"modifiedArgs": dict(event.instead)}
    return {"additionalContext": context} if context and not event.deaf else None


TOOLS: dict[str, Tool] = {
    "view": file_tools.on_path(READ, view, "path"),
    "grep": grep,
    "rg": grep,
    "glob": glob,
    "edit": file_tools.on_path(WRITE, file_tools.edit, "path"),
    "create": file_tools.on_path(WRITE, create, "path"),
    "apply_patch": file_tools.patch("input"),
    "bash": shell,
}
