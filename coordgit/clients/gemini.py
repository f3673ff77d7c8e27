"""Gemini CLI: its hook payloads and the answers to them. Recorded from version 0.61.0."""

from coordgit.clients import file_tools, gemini_family, hook_protocol, mcp_files
from coordgit.clients.base import AFTER, BATCH, BEFORE, BEGINS, END, PROMPT, REST, START, Event, Hook, Settings, Tool
from coordgit.clients.fields import object_of, optional
from coordgit.core.model import WRITE
from coordgit.core.quoting import word
from coordgit.startup.typing import Any, Mapping

name = "gemini"
CHANGING = f"run_shell_command|replace|write_file|{mcp_files.NAMED}"
TELLING = f"read_file|grep_search|glob|list_directory|{CHANGING}"
settings = Settings(
    path=".gemini/settings.json",
    hooks={
        "SessionStart": Hook(START),
        "BeforeAgent": Hook(PROMPT),
        "PreCompress": Hook(BATCH, heard=False),  # before each request to the model, whether anything is compressed or not
        "BeforeTool": Hook(BEFORE, f"^({CHANGING})$", heard=False),
        "AfterTool": Hook(AFTER, f"^({TELLING})$"),
        "AfterAgent": Hook(REST, heard=False),
        "SessionEnd": Hook(END, heard=False),
    },
    begins=BEGINS,
    signs=(".gemini",),
    look="gemini, then /hooks",
    timeout=10_000,
    folder_variable="GEMINI_PROJECT_DIR",
    names_calls=False,
    keeps_start=False,
)

HOOKS_ON = (
    "for coord in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do"
    ' eval "[ \\"\\${GIT_CONFIG_KEY_$coord-}\\" != core.hooksPath ] || export GIT_CONFIG_KEY_$coord=gemini.hooksPath"; done; '
)
"""Gives git its hooks back: Gemini CLI's shell hides them with an empty ``core.hooksPath`` among settings in the environment. The
others stay as they are. No ``$(``: Gemini CLI runs no command with it."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    event = hook_protocol.event_of(payload, name, settings, environ)
    if event is None:
        return None
    if event.name == PROMPT:
        prompt = optional(payload, "prompt").partition("\n--- Content from referenced files ---\n")[0]
        return event._replace(accesses=file_tools.mentions(prompt))
    error = object_of(object_of(payload.get("tool_response")).get("error")).get("message")
    return hook_protocol.call(event, payload, TOOLS, error if isinstance(error, str) else None, _before(event))


def _before(event: Event) -> str:
    """Return what tells git's hooks whose command it is, and lets git run them."""
    return f"export COORDGIT_SESSION={word(event.session)}; {HOOKS_ON}"


def shell(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """run_shell_command, changed so that git runs its hooks and they know the session. One that was blocked touched nothing."""
    if str(answered.get("returnDisplay")).startswith("Blocked:"):
        return event
    return gemini_family.shell(event, asked, answered, error, _before(event))


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Gemini CLI put ``context`` before the model, change a command, or not run the call."""
    if deny and event.name == BEFORE:
        return {"decision": "deny", "reason": deny}
    if event.instead is not None:
        return {"hookSpecificOutput": {"hookEventName": event.hook, "tool_input": dict(event.instead)}}
    return hook_protocol.answer(event, context, "")


TOOLS: dict[str, Tool] = {
    **gemini_family.TOOLS,
    "replace": file_tools.on_path(WRITE, gemini_family.edit, "file_path"),
    "run_shell_command": shell,
}
