"""Claude Code: its hook payloads and the answers to them. Recorded from version 2.1.328."""

from __future__ import annotations

from coordgit.clients import hooks, tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, BEGINS, END, PROMPT, REST, START, Ended, Hook, Settings
from coordgit.clients.claude_tools import TOOLS
from coordgit.clients.payload import exact, optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from coordgit.clients.base import Event

name = "claude"
CHANGING = "Bash|Edit|Write|MultiEdit|NotebookEdit"
TELLING = f"Read|Grep|Glob|LS|{CHANGING}"
settings = Settings(
    path=".claude/settings.json",
    hooks={  # a sub-agent's start and stop and a compaction do not change what anybody knows
        "SessionStart": Hook(START),
        "UserPromptSubmit": Hook(PROMPT),
        "PreToolUse": Hook(BEFORE, CHANGING),
        "PostToolUse": Hook(AFTER, TELLING),
        "PostToolUseFailure": Hook(AFTER, TELLING),
        "PostToolBatch": Hook(BATCH),
        "Stop": Hook(REST, heard=False),
        "Notification": Hook(REST, "idle_prompt", heard=False),
        "SessionEnd": Hook(END, heard=False),
    },
    begins=BEGINS,
    signs=(".claude",),
    look="claude /hooks",
    folder_variable="CLAUDE_PROJECT_DIR",
    process_variable="CLAUDE_PID",
)
answer = hooks.answer


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here.

    Copilot CLI runs the hooks of Claude Code's settings too, with some of its fields: it has an adapter of its own.
    """
    if "COPILOT_PROJECT_DIR" in environ:  # which only its hooks have
        return None
    event = hooks.event_of(payload, name, settings, environ)
    if event is None:
        return None
    if event.name == PROMPT:
        return event._replace(accesses=tools.mentions(optional(payload, "prompt")))
    if event.name == BATCH:
        return event._replace(ended=tuple(_ended(payload.get("tool_calls"))))
    return hooks.call(event, payload, TOOLS)


def _ended(listed: Any) -> Iterator[Ended]:
    """Yield the calls that a batch lists, skipping anything else."""
    for one in listed if isinstance(listed, list) else ():
        asked = one.get("tool_input") if isinstance(one, dict) else None
        if isinstance(asked, dict) and all(isinstance(one.get(key), str) for key in ("tool_name", "tool_use_id")):
            path = exact(asked.get("file_path")) if one["tool_name"] == "Read" else None
            yield Ended(one["tool_use_id"], one["tool_name"], path if path and "\0" not in path else "")
