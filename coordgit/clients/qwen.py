"""Qwen Code: its hook payloads and the answers to them. Recorded from version 0.24.4."""

from __future__ import annotations

from coordgit.clients import gemini_family, hooks, tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Event, Settings
from coordgit.clients.payload import optional, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

name = "qwen"
folder_variable = "QWEN_PROJECT_DIR"

EVENTS = {
    "SessionStart": START,
    "SessionEnd": END,
    "UserPromptSubmit": PROMPT,
    "PreToolUse": BEFORE,
    "PostToolUse": AFTER,
    "PostToolUseFailure": AFTER,
    "Stop": REST,
    "Notification": REST,
}
"""Hook -> event. ``PostToolBatch`` comes once for each of a set of parallel calls, and so ends none."""

HEARD = frozenset(("SessionStart", "UserPromptSubmit", "PostToolUse"))
"""Hooks whose ``additionalContext`` is in the model's next request."""

CHANGING = "run_shell_command|edit|write_file|notebook_edit"
TELLING = f"read_file|grep_search|glob|list_directory|{CHANGING}"
settings = Settings(
    path=".qwen/settings.json",
    hooks={
        "SessionStart": "",
        "UserPromptSubmit": "",
        "PreToolUse": CHANGING,
        "PostToolUse": TELLING,
        "PostToolUseFailure": TELLING,
        "Stop": "",
        "Notification": "idle_prompt",
        "SessionEnd": "",
    },
    begins={"hook_event_name": "SessionStart", "source": "startup", "session_id": SESSION, "cwd": FOLDER},
    signs=(".qwen",),
    look="qwen, then /hooks",
)


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    event = hooks.event(payload, name, EVENTS, environ.get(folder_variable))
    if event is None:
        return None
    event = event._replace(deaf=event.hook not in HEARD, call=optional(payload, "tool_call_id"))
    if event.name == PROMPT:
        if not optional(payload, "prompt"):  # before each request with the results of tools
            return event._replace(name=BATCH)
        return event._replace(accesses=tools.mentions(optional(payload, "submitted_prompt")))
    if event.name == REST:
        return event._replace(rests=True) if hooks.rests(payload) and not event.agent else None
    if event.name not in (BEFORE, AFTER):
        return event
    error = text_of(payload, "error") if event.hook == "PostToolUseFailure" else None
    interrupted = payload.get("is_interrupt") is True and not event.agent
    return hooks.call(event._replace(rests=interrupted), payload, TOOLS, error)


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Qwen Code put ``context`` before the model, and not run the call that it asked about."""
    return hooks.answer(event, context, deny, HEARD)


TOOLS: dict[str, tools.Tool] = {
    "read_file": gemini_family.read,
    "grep_search": gemini_family.grep,
    "glob": gemini_family.glob,
    "list_directory": gemini_family.entries,
    "edit": gemini_family.edit,
    "write_file": gemini_family.edit,
    "notebook_edit": gemini_family.notebook,
    "run_shell_command": gemini_family.shell,
}
