"""Codex CLI: its hook payloads and the answers to them. Recorded from version 0.169.0."""

from __future__ import annotations

from coordgit.clients import hooks, tools
from coordgit.clients.base import AFTER, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Event, Settings
from coordgit.clients.patches import written
from coordgit.clients.payload import exact, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

name = "codex"
folder_variable = ""

EVENTS = {
    "SessionStart": START,
    "UserPromptSubmit": PROMPT,
    "PreToolUse": BEFORE,
    "PostToolUse": AFTER,
    "Stop": REST,
    "Interrupt": REST,
    "SessionEnd": END,
}
"""Hook -> event."""

HEARD = frozenset(("SessionStart", "UserPromptSubmit", "PostToolUse"))
"""Hooks to whose answer ``additionalContext`` is added. The model would be shown that of ``PreToolUse`` too, but only in its next
request, and nothing says which calls belong to one: the next of several would count as made by a model that knows."""

CALLS = "Bash|apply_patch"
settings = Settings(
    path=".codex/hooks.json",
    hooks={
        "SessionStart": "",
        "UserPromptSubmit": "",
        "PreToolUse": CALLS,
        "PostToolUse": CALLS,
        "Stop": "",
        "Interrupt": "",
        "SessionEnd": "",
    },
    begins={"hook_event_name": "SessionStart", "source": "startup", "session_id": SESSION, "cwd": FOLDER},
    signs=(".codex",),
    look="codex, then /hooks",
    brief=("Interrupt", "SessionEnd"),
)

CUT = "Warning: truncated output ("
"""How an output begins from which Codex left out the middle."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    event = hooks.event(payload, name, EVENTS)
    if event is None:
        return None
    event = event._replace(deaf=event.hook not in HEARD)
    if event.name not in (BEFORE, AFTER, REST):
        return event
    if event.name == REST:
        return event._replace(rests=True) if not event.agent else None
    return hooks.call(event, payload, TOOLS, None)


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Bash: every look at a file. Codex does not say how a command ended, and mixes what it printed on its two outputs."""
    output = exact(answered)
    ran = tools.Ran(output, cut=output is not None and output.startswith(CUT))
    return tools.shell(event, asked, None if event.name == BEFORE else ran)


def patch(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """apply_patch: several files in one text; only a patch that was applied is reported afterwards."""
    return tools.add(event, *written(text_of(asked, "command"), event.name == AFTER))


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Codex put ``context`` before the model, and not run the call that it asked about."""
    return hooks.answer(event, context, deny, HEARD)


TOOLS: dict[str, tools.Tool] = {"Bash": shell, "apply_patch": patch}
