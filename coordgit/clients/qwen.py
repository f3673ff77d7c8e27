"""Qwen Code: its hook payloads and the answers to them. Recorded from version 0.24.4."""

from coordgit.clients import file_tools, gemini_family, hook_protocol, mcp_files, shell_tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, BEGINS, END, PROMPT, REST, START, Event, Hook, Settings, Tool
from coordgit.clients.fields import optional, optional_path
from coordgit.core.model import WRITE
from coordgit.startup.typing import Any, Mapping

name = "qwen"
CHANGING = f"run_shell_command|monitor|edit|write_file|notebook_edit|{mcp_files.NAMED}"
TELLING = f"read_file|grep_search|glob|list_directory|{CHANGING}"
settings = Settings(
    path=".qwen/settings.json",
    hooks={  # PostToolBatch comes once for each of a set of parallel calls, and so ends none
        "SessionStart": Hook(START),
        "UserPromptSubmit": Hook(PROMPT),
        "PreToolUse": Hook(BEFORE, f"^({CHANGING})$", heard=False),
        "PostToolUse": Hook(AFTER, f"^({TELLING})$"),
        "PostToolUseFailure": Hook(AFTER, f"^({TELLING})$", heard=False),
        "Stop": Hook(REST, heard=False),
        "Notification": Hook(REST, "idle_prompt", heard=False),
        "SessionEnd": Hook(END, heard=False),
    },
    begins=BEGINS,
    signs=(".qwen",),
    look="qwen, then /hooks",
    marks={"$version": 4},
    folder_variable="QWEN_PROJECT_DIR",
    process_variable="QWEN_CODE_LAUNCHER_PID",
    keeps_start=False,
)
answer = hook_protocol.answer


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    event = hook_protocol.event_of(payload, name, settings, environ)
    if event is None:
        return None
    if event.name == PROMPT:
        if not optional(payload, "prompt"):  # before each request with the results of tools
            return event._replace(name=BATCH, over=())
        return event._replace(accesses=file_tools.mentions(optional(payload, "submitted_prompt")))
    return hook_protocol.call(event, payload, TOOLS)


def monitor(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """monitor: a command in the background, each line of which reaches the model later."""
    event = shell_tools.inside(event, optional_path(asked, "directory"))
    return shell_tools.shell(event, asked, shell_tools.Ran(None, later=error is None))


TOOLS: dict[str, Tool] = {
    **gemini_family.TOOLS,
    "edit": file_tools.on_path(WRITE, gemini_family.edit, "file_path"),
    "notebook_edit": file_tools.on_path(WRITE, file_tools.edit, "notebook_path"),
    "run_shell_command": gemini_family.shell,
    "monitor": monitor,
}
