"""The payloads of hooks in the shape that Claude Code introduced and others have taken over."""

from __future__ import annotations

from coordgit.clients import is_id
from coordgit.clients.base import CLEAR, START, Event
from coordgit.clients.payload import optional, path_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from coordgit.clients.tools import Tool


def event(payload: Any, client: str, events: Mapping[str, str], folder: str | None = None) -> Event | None:
    """Return the event of a payload without what it touched; ``None`` for a hook that is not among ``events``.

    ``folder``: where the client works, if the payload does not say.
    """
    if not isinstance(payload, dict):
        raise ValueError("the payload is not a JSON object")
    hook = text_of(payload, "hook_event_name")
    session = text_of(payload, "session_id")
    if not is_id(session):
        raise ValueError("session_id is not an id")
    if hook not in events:
        return None
    cwd = path_of(payload if "cwd" in payload else {"cwd": folder}, "cwd")
    name = events[hook]
    if name == START and payload.get("source") == "clear":
        name = CLEAR  # its id is new; the old one ends, and can be resumed with all it knew
    return Event(name, session, client, cwd, agent=optional(payload, "agent_id"), hook=hook)


def call(made: Event, payload: Mapping[str, Any], tools: Mapping[str, Tool], error: str | None) -> Event | None:
    """Add what the tool call touched; ``None`` for a tool that touches no file here."""
    tool = text_of(payload, "tool_name")
    if tool not in tools:
        return None
    asked = payload.get("tool_input")
    if not isinstance(asked, dict):
        raise ValueError("tool_input is not an object")
    made = made._replace(tool=tool, call=made.call or optional(payload, "tool_use_id"))
    return tools[tool](made, asked, payload.get("tool_response"), error)


def rests(payload: Mapping[str, Any]) -> bool:
    """True if the turn ends with this. Not while its background tasks run; of notices, only the one that the user has been idle
    for a minute ends it, which comes after an interruption too."""
    if payload["hook_event_name"] == "Notification":
        return payload.get("notification_type") == "idle_prompt"
    listed = payload.get("background_tasks")
    tasks = listed if isinstance(listed, list) else []
    return not any(isinstance(task, dict) and task.get("status") == "running" for task in tasks)


def answer(made: Event, context: str, deny: str, heard: frozenset[str]) -> dict[str, Any] | None:
    """Return what puts ``context`` before the model, after the hooks in ``heard``, and stops the call that is about to run."""
    said: dict[str, Any] = {}
    if deny and made.hook == "PreToolUse":
        # not exit code 2: the model would be shown the hook's whole command line
        said = {"permissionDecision": "deny", "permissionDecisionReason": deny}
    if context and made.hook in heard:
        said["additionalContext"] = context
    return {"hookSpecificOutput": {"hookEventName": made.hook, **said}} if said else None
