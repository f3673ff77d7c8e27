"""What hooks are given and what they answer, in the shape that Claude Code introduced and others have taken over."""

from coordgit.clients import is_id, mcp_files
from coordgit.clients.base import AFTER, BEFORE, CLEAR, END, PROMPT, REST, START, Event, Settings, Tool
from coordgit.clients.fields import object_of, optional, path_of, signature, text_of
from coordgit.core.model import TASKS, THROUGHOUT, TURN
from coordgit.startup.typing import Any, Mapping


def renamed(payload: Any, names: Mapping[str, str]) -> Any:
    """Return a payload with the fields in ``names`` called as Claude Code calls them."""
    return {names.get(key, key): value for key, value in payload.items()} if isinstance(payload, dict) else payload


def event_of(payload: Any, client: str, settings: Settings, environ: Mapping[str, str]) -> Event | None:
    """Return the event of a payload without what it touched; ``None`` for a hook that coordgit does not want, and for the end of
    a turn that goes on."""
    if not isinstance(payload, dict):
        raise ValueError("the payload is not a JSON object")
    hook, session = text_of(payload, "hook_event_name"), text_of(payload, "session_id")
    if not is_id(session):
        raise ValueError("session_id is not an id")
    if hook not in settings.hooks:
        return None
    event, agent = settings.hooks[hook].event, optional(payload, "agent_id")
    resumed = event == START and payload.get("source") not in ("startup", "new")
    if event == START and payload.get("source") == "clear":
        event = CLEAR  # its id is new; the old one ends, and can be resumed with all it knew
    if event == REST and (agent or not _rests(payload)):
        return None
    pid = environ.get(settings.process_variable, "")
    return Event(
        name=event,
        session=session,
        client=client,
        cwd=path_of(payload if "cwd" in payload else {"cwd": environ.get(settings.folder_variable)}, "cwd"),
        agent=agent,
        over_with=TASKS if agent else TURN,
        over=() if agent else _over(payload, event, settings),
        pid=int(pid) if pid.isdecimal() and len(pid) < 10 else 0,
        rests=event == REST,
        hook=hook,
        named=settings.names_calls,
        deaf=not settings.hooks[hook].heard or (resumed and not settings.keeps_start),
    )


def call(
    event: Event, payload: Mapping[str, Any], tools: Mapping[str, Tool], error: str | None = None, before: str = ""
) -> Event | None:
    """Add what the tool call touched; ``None`` for a tool that touches no file here, ``event`` itself if it is about no call.

    ``before``: what an earlier answer put in front of the command.
    """
    if event.name not in (BEFORE, AFTER):
        return event
    tool, asked = text_of(payload, "tool_name"), payload.get("tool_input")
    touched = tools.get(tool) or mcp_files.find(tool, asked, payload.get("tool_response"))
    if touched is None:
        return None
    if not isinstance(asked, dict):
        raise ValueError("tool_input is not an object")
    if before and isinstance(asked.get("command"), str):
        asked = {**asked, "command": asked["command"].removeprefix(before)}
    if event.hook in ("PostToolUseFailure", "postToolUseFailure"):
        error = text_of(payload, "error")
    named = optional(payload, "tool_call_id") or optional(payload, "tool_use_id")
    event = event._replace(
        tool=tool,
        call=named if event.named else signature(tool, asked),
        rests=payload.get("is_interrupt") is True and not event.agent,
    )
    return touched(event, asked, object_of(payload.get("tool_response")), error)


def _rests(payload: Mapping[str, Any]) -> bool:
    """True if the turn ends with this: not while its background tasks run. Of notices only that of a minute without input ends
    it, which comes after an interruption too."""
    if payload["hook_event_name"] == "Notification":
        return payload.get("notification_type") == "idle_prompt"
    listed = payload.get("background_tasks")
    tasks = listed if isinstance(listed, list) else []
    return not any(isinstance(task, dict) and task.get("status") == "running" for task in tasks)


def _over(payload: dict[str, Any], event: str, settings: Settings) -> tuple[str, ...]:
    """Return what is over at an event of the session itself. A client's sub-agents may go on unless it lists what does."""
    if event == END:
        return TURN, TASKS, THROUGHOUT
    if event == REST and "background_tasks" in payload:
        return TURN, TASKS
    return (TURN,) if event == REST or (event == PROMPT and not settings.queues) else ()


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what puts ``context`` before the model, and stops the call that is about to run."""
    fields: dict[str, Any] = {}
    if deny and event.name == BEFORE:
        # not exit code 2: the model would be shown the hook's whole command line
        fields = {"permissionDecision": "deny", "permissionDecisionReason": deny}
    if context and not event.deaf:
        fields["additionalContext"] = context
    return {"hookSpecificOutput": {"hookEventName": event.hook, **fields}} if fields else None
