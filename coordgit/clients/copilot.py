"""Copilot CLI: its hook payloads and the answers to them. Recorded from version 1.0.102."""

from __future__ import annotations

from coordgit.clients import is_id, tools
from coordgit.clients.base import AFTER, BEFORE, END, FOLDER, PROMPT, READ, REST, SESSION, START, Access, Event, Settings
from coordgit.clients.patches import written
from coordgit.clients.payload import exact, object_of, optional, path_of, signature, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

name = "copilot"
folder_variable = "COPILOT_PROJECT_DIR"

EVENTS = {
    "sessionStart": START,
    "sessionEnd": END,
    "userPromptSubmitted": PROMPT,
    "preToolUse": BEFORE,
    "postToolUse": AFTER,
    "postToolUseFailure": AFTER,
    "agentStop": REST,
}
"""Hook -> event. The payload does not name the hook: the registered command does."""

DEAF = frozenset(("preToolUse",))
"""Hooks to whose answer nothing is added. The model would be shown it, but calls have no id: whether it came before or during one
could not be told."""

settings = Settings(
    path=".github/hooks/coordgit.json",
    hooks=dict.fromkeys(EVENTS, ""),
    begins={"sessionId": SESSION, "timestamp": 0, "cwd": FOLDER, "source": "new"},
    signs=(".copilot",),
    look="copilot, then /hooks",
    flat=True,
)

SESSION = "COPILOT_AGENT_SESSION_ID"
"""The variable that names the session in its shell. In a sub-agent's it has an id that no hook ever sees."""

SIZE = ("File too large to read at once", "Output too large to read at once")
"""How an answer begins that shows nothing, or only the beginning."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    if not isinstance(payload, dict):
        raise ValueError("the payload is not a JSON object")
    agent = optional(payload, "agentId")
    session = optional(payload, "parentAgentId") or text_of(payload, "sessionId")
    if not is_id(session):
        raise ValueError("sessionId is not an id")
    if hook not in EVENTS:
        return None
    cwd = path_of(payload if "cwd" in payload else {"cwd": environ.get(folder_variable)}, "cwd")
    event = Event(EVENTS[hook], session, name, cwd, agent=agent, hook=hook, named=False, deaf=hook in DEAF)
    if event.name == REST:
        return event._replace(rests=True) if not agent else None
    return _call(event, payload) if event.name in (BEFORE, AFTER) else event


def _call(event: Event, payload: Mapping[str, Any]) -> Event | None:
    """Add what the tool call touched; ``None`` for a tool that touches no file here."""
    tool, asked = text_of(payload, "toolName"), payload.get("toolArgs")
    if tool not in TOOLS:
        return None
    if isinstance(asked, str):
        asked = {"input": asked}
    if not isinstance(asked, dict):
        raise ValueError("toolArgs is not an object")
    if event.agent and isinstance(asked.get("command"), str):  # as it was before this hook changed it
        asked = {**asked, "command": asked["command"].removeprefix(_before(event))}
    error = text_of(payload, "error") if event.hook == "postToolUseFailure" else None
    event = event._replace(tool=tool, call=signature(tool, asked))
    return TOOLS[tool](event, asked, object_of(payload.get("toolResult")).get("textResultForLlm"), error)


def _before(event: Event) -> str:
    """Return what tells git's hooks whose sub-agent runs a command."""
    from coordgit.core.quoting import word

    return f"export {SESSION}={word(event.session)}; " if event.agent else ""


def view(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """view: a file, lines of it, or the names in a folder. A file that is too large is not shown at all."""
    path = path_of(asked, "path")
    if event.name == BEFORE:
        return tools.add(event, Access(READ, path, exact=False))
    if error is not None:
        return tools.missing(event, path, error)
    if not isinstance(answered, str):
        return tools.add(event, tools.unseen(path))
    if answered.startswith(SIZE):
        return event
    lines = asked.get("view_range")
    first = lines[0] if isinstance(lines, list) and lines and isinstance(lines[0], int) else 0
    if first > 0:
        return tools.add(event, Access(READ, path, first, first + answered.count("\n"), text=exact(answered)))
    return tools.add(event, Access(READ, path, text=exact(answered)))


def grep(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """grep, for some models rg: a search over files, and the lines around the matches if they were asked for."""
    paths = asked.get("paths") or asked.get("path") or ""
    some = [path_of({"path": path}, "path") for path in (paths if isinstance(paths, list) else [paths])]
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, some[0], error) if len(some) == 1 else event
    cut = isinstance(answered, str) and answered.startswith(SIZE)
    content = answered if asked.get("output_mode") == "content" and asked.get("-n") and not cut else None
    whole = not cut and not asked.get("head_limit")
    made = [tools.ripgrep(event, path, asked, content if n == 0 else None, whole=whole) for n, path in enumerate(some)]
    return tools.add(event, *(access for one in made for access in one.accesses))


def glob(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """glob: names; a pattern without a slash matches at any depth."""
    path = path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error)
    return tools.names(event, path_of(asked, "pattern"), path, whole=not str(answered).startswith(SIZE))


def edit(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """edit, create: before the call, what may be written; after it, what was."""
    path = path_of(asked, "path")
    if error is not None:
        return event
    created = event.tool == "create"  # it fails where something is
    return tools.edited(event, path, exact(asked.get("file_text")) if created else None, None, created=created)


def patch(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """apply_patch, which some models have in place of edit and create: several files in one text."""
    return tools.add(event, *written(text_of(asked, "input"), event.name == AFTER)) if error is None else event


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """bash: each command in a shell of its own, unless it goes on in the background."""
    if event.name == BEFORE:
        return tools.shell(event, asked, None, _before(event))
    text = answered if isinstance(answered, str) and error is None else ""
    output, ended, code = text.rpartition("\n<shellId: ")
    if not ended or " completed with exit code " not in code:
        return tools.shell(event, asked, tools.Ran(None, later=error is None))
    ok = code.endswith(" exit code 0>")
    return tools.shell(event, asked, tools.Ran(exact(output), ok=ok, cut=text.startswith(SIZE)))


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Copilot CLI put ``context`` before the model, change a command, or not run the call."""
    if deny and event.hook == "preToolUse":
        return {"permissionDecision": "deny", "permissionDecisionReason": deny}
    if event.instead:
        return {"modifiedArgs": dict(event.instead)}
    return {"additionalContext": context} if context and event.hook not in DEAF else None


TOOLS: dict[str, tools.Tool] = {
    "view": view,
    "grep": grep,
    "rg": grep,
    "glob": glob,
    "edit": edit,
    "create": edit,
    "apply_patch": patch,
    "bash": shell,
}
