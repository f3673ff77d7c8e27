"""Gemini CLI: its hook payloads and the answers to them. Recorded from version 0.61.0."""

from __future__ import annotations

from coordgit.clients import gemini_family, hooks, tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, END, FOLDER, PROMPT, REST, SESSION, START, Event, Settings
from coordgit.clients.payload import object_of, optional, signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

name = "gemini"
folder_variable = "GEMINI_PROJECT_DIR"

EVENTS = {
    "SessionStart": START,
    "SessionEnd": END,
    "BeforeAgent": PROMPT,
    "PreCompress": BATCH,
    "BeforeTool": BEFORE,
    "AfterTool": AFTER,
    "AfterAgent": REST,
}
"""Hook -> event. ``PreCompress`` comes before each request to the model, whether anything is compressed or not."""

HEARD = frozenset(("SessionStart", "BeforeAgent", "AfterTool"))
"""Hooks whose ``additionalContext`` is in the model's next request."""

CHANGING = "run_shell_command|replace|write_file"
settings = Settings(
    path=".gemini/settings.json",
    hooks={
        "SessionStart": "",
        "BeforeAgent": "",
        "PreCompress": "",
        "BeforeTool": CHANGING,
        "AfterTool": f"read_file|grep_search|glob|list_directory|{CHANGING}",
        "AfterAgent": "",
        "SessionEnd": "",
    },
    begins={"hook_event_name": "SessionStart", "source": "startup", "session_id": SESSION, "cwd": FOLDER},
    signs=(".gemini",),
    look="gemini, then /hooks",
    timeout=10_000,
)

HOOKS_ON = (
    "for coord in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do"
    ' eval "[ \\"\\${GIT_CONFIG_KEY_$coord-}\\" != core.hooksPath ] || export GIT_CONFIG_KEY_$coord=gemini.hooksPath"; done; '
)
"""Gives git its hooks back: Gemini CLI's shell hides them with an empty ``core.hooksPath`` among settings in the environment. The
others stay as they are. No ``$(``: Gemini CLI runs no command with it."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    event = hooks.event(payload, name, EVENTS, environ.get(folder_variable))
    if event is None:
        return None
    event = event._replace(deaf=event.hook not in HEARD, named=False)
    if event.name == PROMPT:
        said = optional(payload, "prompt").partition("\n--- Content from referenced files ---\n")[0]
        return event._replace(accesses=tools.mentions(said))
    if event.name == REST:
        return event._replace(rests=True)
    if event.name not in (BEFORE, AFTER):
        return event
    asked = dict(object_of(payload.get("tool_input")))
    if isinstance(asked.get("command"), str):  # as it was before this hook changed it
        asked["command"] = asked["command"].removeprefix(_before(event))
    error = object_of(object_of(payload.get("tool_response")).get("error")).get("message")
    event = event._replace(call=signature(optional(payload, "tool_name"), asked))
    return hooks.call(event, {**payload, "tool_input": asked}, TOOLS, error if isinstance(error, str) else None)


def _before(event: Event) -> str:
    """Return what tells git's hooks whose command it is, and lets git run them."""
    from coordgit.core.quoting import word

    return f"export COORDGIT_SESSION={word(event.session)}; {HOOKS_ON}"


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """run_shell_command, changed so that git runs its hooks and they know the session. One that was blocked touched nothing."""
    if str(object_of(answered).get("returnDisplay")).startswith("Blocked:"):
        return event
    return gemini_family.shell(event, asked, answered, error, _before(event))


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Gemini CLI put ``context`` before the model, change a command, or not run the call."""
    if deny and event.hook == "BeforeTool":
        return {"decision": "deny", "reason": deny}
    if event.instead is not None:
        return {"hookSpecificOutput": {"hookEventName": event.hook, "tool_input": dict(event.instead)}}
    return hooks.answer(event, context, "", HEARD)


TOOLS: dict[str, tools.Tool] = {
    "read_file": gemini_family.read,
    "grep_search": gemini_family.grep,
    "glob": gemini_family.glob,
    "list_directory": gemini_family.entries,
    "replace": gemini_family.edit,
    "write_file": gemini_family.edit,
    "run_shell_command": shell,
}
