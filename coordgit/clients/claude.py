"""Claude Code: its hook payloads and the answers to them. Recorded from version 2.1.328."""

from __future__ import annotations

from coordgit.clients import is_id
from coordgit.clients.base import AFTER, BATCH, BEFORE, CLEAR, END, PROMPT, REST, START, Ended, Event
from coordgit.clients.claude_tools import TOOLS, mentions
from coordgit.clients.payload import content_of, optional, path_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

name = "claude"
session_variables: tuple[str, ...] = ("CLAUDE_CODE_SESSION_ID",)

EVENTS = {
    "SessionStart": START,
    "SessionEnd": END,
    "UserPromptSubmit": PROMPT,
    "PreToolUse": BEFORE,
    "PostToolUse": AFTER,
    "PostToolUseFailure": AFTER,
    "PostToolBatch": BATCH,
    "Stop": REST,
    "Notification": REST,
}
"""Hook -> event. A sub-agent's start and stop and a compaction do not change what anybody knows."""

HEARD = frozenset(EVENTS) - {"SessionEnd", "Stop", "Notification"}
"""Hooks whose ``additionalContext`` is in the model's next request."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str]) -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    if not isinstance(payload, dict):
        raise ValueError("the payload is not a JSON object")
    hook = text_of(payload, "hook_event_name")
    session = text_of(payload, "session_id")
    if not is_id(session):
        raise ValueError("session_id is not an id")
    if hook not in EVENTS:
        return None
    cwd = path_of(payload if "cwd" in payload else {"cwd": environ.get("CLAUDE_PROJECT_DIR")}, "cwd")
    pid = environ.get("CLAUDE_PID", "")
    event = Event(
        EVENTS[hook],
        session,
        name,
        cwd,
        agent=optional(payload, "agent_id"),
        pid=int(pid) if pid.isdecimal() and len(pid) < 10 else 0,
        hook=hook,
    )
    if hook == "SessionStart" and payload.get("source") == "clear":
        return event._replace(name=CLEAR)  # its id is new; the old one ends, and can be resumed with all it knew
    if event.name == PROMPT:
        return event._replace(accesses=mentions(optional(payload, "prompt")))
    if event.name == BATCH:
        return event._replace(ended=tuple(_ended(payload.get("tool_calls"))))
    if event.name == REST:
        return event._replace(rests=True) if _rests(payload) else None
    return _call(event, payload) if event.name in (BEFORE, AFTER) else event


def _rests(payload: dict[str, Any]) -> bool:
    """True if the turn ends with this. Not while its background tasks run; of notices, only the one that the user has been idle
    for a minute ends it, which comes after an interruption too."""
    if payload["hook_event_name"] == "Notification":
        return payload.get("notification_type") == "idle_prompt"
    listed = payload.get("background_tasks")
    tasks = listed if isinstance(listed, list) else []
    return not any(isinstance(task, dict) and task.get("status") == "running" for task in tasks)


def _call(event: Event, payload: dict[str, Any]) -> Event | None:
    """Add what the tool call touched; ``None`` for a tool that touches no file here."""
    tool = text_of(payload, "tool_name")
    if tool not in TOOLS:
        return None
    asked, answered = payload.get("tool_input"), payload.get("tool_response")
    if not isinstance(asked, dict):
        raise ValueError("tool_input is not an object")
    interrupted = payload.get("is_interrupt") is True and not event.agent
    event = event._replace(tool=tool, call=optional(payload, "tool_use_id"), rests=interrupted)
    error = text_of(payload, "error") if event.hook == "PostToolUseFailure" else None
    return TOOLS[tool](event, asked, answered if isinstance(answered, dict) else {}, error)


def _ended(listed: Any) -> Iterator[Ended]:
    """Yield the calls that a batch lists, skipping anything else."""
    for one in listed if isinstance(listed, list) else ():
        asked = one.get("tool_input") if isinstance(one, dict) else None
        if isinstance(asked, dict) and all(isinstance(one.get(key), str) for key in ("tool_name", "tool_use_id")):
            path = content_of(asked, "file_path") if one["tool_name"] == "Read" else None
            yield Ended(one["tool_use_id"], one["tool_name"], path if path and "\0" not in path else "")


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Claude Code put ``context`` before the model, and not run the call that it asked about."""
    said: dict[str, Any] = {}
    if deny and event.hook == "PreToolUse":
        # not exit code 2: the model would be shown the hook's whole command line
        said = {"permissionDecision": "deny", "permissionDecisionReason": deny}
    if context and event.hook in HEARD:
        said["additionalContext"] = context
    return {"hookSpecificOutput": {"hookEventName": event.hook, **said}} if said else None


def settings_path() -> str:
    from coordgit.clients.claude_settings import PATH  # hooks do not need it

    return PATH


def register(settings: dict[str, Any], command: str) -> dict[str, Any]:
    from coordgit.clients import claude_settings

    return claude_settings.register(settings, command)


def unregister(settings: dict[str, Any]) -> dict[str, Any]:
    from coordgit.clients import claude_settings

    return claude_settings.unregister(settings)
