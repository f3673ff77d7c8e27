"""Codex CLI: its hook payloads and the answers to them. Recorded from version 0.169.0."""

from coordgit.clients import file_tools, hook_protocol, mcp_files, shell_tools
from coordgit.clients.base import AFTER, BEFORE, BEGINS, END, PROMPT, REST, START, Event, Hook, Settings, Tool
from coordgit.clients.fields import exact
from coordgit.core.model import THROUGHOUT
from coordgit.startup.typing import Any, Mapping

name = "codex"
CALLS = f"^(Bash|apply_patch|{mcp_files.NAMED})$"
settings = Settings(
    path=".codex/hooks.json",
    hooks={
        "SessionStart": Hook(START),
        "UserPromptSubmit": Hook(PROMPT),
        # The model would be shown the answer, but only in its next request, and nothing says which calls belong to one: the next
        # of several would count as made by a model that knows.
        "PreToolUse": Hook(BEFORE, CALLS, heard=False),
        "PostToolUse": Hook(AFTER, CALLS),
        "Stop": Hook(REST, heard=False),
        "Interrupt": Hook(REST, heard=False, brief=True),
        "SessionEnd": Hook(END, heard=False, brief=True),
    },
    begins=BEGINS,
    signs=(".codex",),
    look="codex, then /hooks",
)
answer = hook_protocol.answer

CUT = "Warning: truncated output ("
"""How an output begins from which Codex left out the middle."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    event = hook_protocol.event_of(payload, name, settings, environ)
    return event and hook_protocol.call(
        event._replace(login=True), {**payload, "tool_response": {"output": payload.get("tool_response")}}, TOOLS
    )


def shell(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Bash: every look at a file. Codex does not say how a command ended, and mixes what it printed on its two outputs. One that
    takes long goes on while the model does; its end is reported when the model asks for it, be it in a later turn."""
    output = exact(answered["output"])
    event = event._replace(over_with=THROUGHOUT)
    return shell_tools.shell(event, asked, shell_tools.Ran(output, cut=output is not None and output.startswith(CUT)))


TOOLS: dict[str, Tool] = {"Bash": shell, "apply_patch": file_tools.patch("command")}
