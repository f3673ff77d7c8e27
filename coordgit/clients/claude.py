"""Claude Code: its hook payloads and the answers to them. Recorded from version 2.1.328."""

from __future__ import annotations

from coordgit.clients import hooks, tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Ended, Event, Settings
from coordgit.clients.claude_tools import TOOLS
from coordgit.clients.payload import content_of, optional, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

name = "claude"
folder_variable = "CLAUDE_PROJECT_DIR"

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

CHANGING = "Bash|Edit|Write|MultiEdit|NotebookEdit"
TELLING = f"Read|Grep|Glob|LS|{CHANGING}"
settings = Settings(
    path=".claude/settings.json",
    hooks={
        "SessionStart": "",
        "UserPromptSubmit": "",
        "PreToolUse": CHANGING,
        "PostToolUse": TELLING,
        "PostToolUseFailure": TELLING,
        "PostToolBatch": "",
        "Stop": "",
        "Notification": "idle_prompt",
        "SessionEnd": "",
    },
    begins={"hook_event_name": "SessionStart", "source": "startup", "session_id": SESSION, "cwd": FOLDER},
    signs=(".claude",),
    look="claude /hooks",
)


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    event = hooks.event(payload, name, EVENTS, environ.get(folder_variable))
    if event is None:
        return None
    pid = environ.get("CLAUDE_PID", "")
    event = event._replace(pid=int(pid) if pid.isdecimal() and len(pid) < 10 else 0)
    if event.name == PROMPT:
        return event._replace(accesses=tools.mentions(optional(payload, "prompt")))
    if event.name == BATCH:
        return event._replace(ended=tuple(_ended(payload.get("tool_calls"))))
    if event.name == REST:
        return event._replace(rests=True) if hooks.rests(payload) else None
    if event.name not in (BEFORE, AFTER):
        return event
    error = text_of(payload, "error") if event.hook == "PostToolUseFailure" else None
    interrupted = payload.get("is_interrupt") is True and not event.agent
    return hooks.call(event._replace(rests=interrupted), payload, TOOLS, error)


def _ended(listed: Any) -> Iterator[Ended]:
    """Yield the calls that a batch lists, skipping anything else."""
    for one in listed if isinstance(listed, list) else ():
        asked = one.get("tool_input") if isinstance(one, dict) else None
        if isinstance(asked, dict) and all(isinstance(one.get(key), str) for key in ("tool_name", "tool_use_id")):
            path = content_of(asked, "file_path") if one["tool_name"] == "Read" else None
            yield Ended(one["tool_use_id"], one["tool_name"], path if path and "\0" not in path else "")


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Claude Code put ``context`` before the model, and not run the call that it asked about."""
    return hooks.answer(event, context, deny, HEARD)
