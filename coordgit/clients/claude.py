"""Claude Code: its hook payloads and the answers to them. Recorded from version 2.1.328, and 2.1.332."""

from coordgit.clients import file_tools, hook_protocol, mcp_files, search_tools, shell_tools
from coordgit.clients.base import AFTER, BATCH, BEFORE, BEGINS, END, PROMPT, REST, START, Ended, Event, Hook, Settings, Tool
from coordgit.clients.fields import exact, number_of, object_of, optional
from coordgit.core.model import MATCH, READ, WRITE, Access
from coordgit.startup.typing import Any, Iterator, Mapping

name = "claude"
CHANGING = f"Bash|Monitor|Edit|Write|MultiEdit|NotebookEdit|{mcp_files.NAMED}"
TELLING = f"Read|Grep|Glob|LS|{CHANGING}"
settings = Settings(
    path=".claude/settings.json",
    hooks={  # a sub-agent's start and stop and a compaction do not change what anybody knows
        "SessionStart": Hook(START),
        "UserPromptSubmit": Hook(PROMPT),
        "PreToolUse": Hook(BEFORE, f"^({CHANGING})$"),
        "PostToolUse": Hook(AFTER, f"^({TELLING})$"),
        "PostToolUseFailure": Hook(AFTER, f"^({TELLING})$"),
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
answer = hook_protocol.answer


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here.

    Copilot CLI runs the hooks of Claude Code's settings too, with some of its fields: it has an adapter of its own.
    """
    if "COPILOT_PROJECT_DIR" in environ:  # which only its hooks have
        return None
    event = hook_protocol.event_of(payload, name, settings, environ)
    if event is None:
        return None
    if event.name == PROMPT:
        return event._replace(accesses=file_tools.mentions(optional(payload, "prompt")))
    if event.name == BATCH:
        return event._replace(ended=tuple(_ended(payload.get("tool_calls"))))
    return hook_protocol.call(event, payload, TOOLS)


def _ended(listed: Any) -> Iterator[Ended]:
    """Yield the calls that a batch lists, skipping anything else."""
    for one in listed if isinstance(listed, list) else ():
        asked = one.get("tool_input") if isinstance(one, dict) else None
        if isinstance(asked, dict) and all(isinstance(one.get(key), str) for key in ("tool_name", "tool_use_id")):
            path = exact(asked.get("file_path")) if one["tool_name"] == "Read" else None
            yield Ended(one["tool_use_id"], one["tool_name"], path if path and "\0" not in path else "")


CUT_OUTPUT, CUT_ERROR = 30_000, 10_000
"""Characters to which Claude Code truncates a command's output, for success and failure."""


PICTURED = ("image", "notebook", "pdf")
"""What Read delivers whole, though not as the text of the file. Pages of a long PDF are parts of it."""


def read(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Read: a file, or the lines from ``offset`` on."""
    if answered.get("type") in PICTURED and not asked.keys() & {"offset", "limit", "pages"}:
        yield Access(READ, path)
        return
    file = object_of(answered.get("file")) if answered.get("type") == "text" else {}
    first, count, total = (number_of(file, key) for key in ("startLine", "numLines", "totalLines"))
    seen = file_tools.piece(path, file.get("content"), first, first + count - 1, total)
    yield seen or file_tools.unseen(path, number_of(asked, "offset"), number_of(asked, "limit"))


def grep(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Grep: a search over files, and the lines around the matches if they were asked for."""
    lines = answered.get("mode") == "content"  # names or counts of what matches do not show what the lines are
    content = answered.get("content") if lines else None
    return search_tools.ripgrep(path, asked, content, whole=lines and number_of(answered, "appliedLimit") <= 0)


def ls(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """LS (in older versions): a tree of names."""
    yield search_tools.entries(path, deep=True)


def edit(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Edit, MultiEdit. They say that "" was there before in a file that they create, as in an empty one."""
    before, old, new = (exact(answered.get(key)) or "" for key in ("originalFile", "oldString", "newString"))
    known = old and old in before and not answered.get("userModified")
    text = before.replace(old, new, -1 if answered.get("replaceAll") else 1) if known else None
    yield file_tools.edited(path, text, before or None, created=answered.get("type") == "create")


def write(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    text = None if answered.get("userModified") else exact(answered.get("content"))
    yield file_tools.edited(path, text, exact(answered.get("originalFile")), created=answered.get("type") == "create")


def notebook(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    yield file_tools.edited(path, exact(answered.get("updated_file")), exact(answered.get("original_file")))


def bash(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Bash: what the command itself implies, compared with its output."""
    if error is not None:
        output = error if error.startswith("Exit code ") else None
        return shell_tools.shell(event, asked, shell_tools.Ran(output, cut=len(error) >= CUT_ERROR, moved=True))
    output = "\n".join(text if isinstance(text := answered.get(key), str) else "" for key in ("stdout", "stderr"))
    stopped = bool(answered.get("interrupted"))
    ran = shell_tools.Ran(
        None if stopped else output,
        # Claude Code does not count grep without a match, or diff with a difference, as failures
        ok=not stopped and not answered.get("returnCodeInterpretation"),
        cut="persistedOutputPath" in answered or len(output) >= CUT_OUTPUT,
        later=bool(answered.get("backgroundTaskId") or asked.get("run_in_background")),
        moved=True,
    )
    return shell_tools.shell(event, asked, ran)


def monitor(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Monitor: a command in the background, each line of which reaches the model later. It may watch a socket instead."""
    ran = shell_tools.Ran(None, later=error is None)
    return shell_tools.shell(event, asked, ran) if "command" in asked else event


TOOLS: dict[str, Tool] = {
    "Read": file_tools.on_path(READ, read, "file_path"),
    "Grep": file_tools.on_path(MATCH, grep, "path"),
    "Glob": file_tools.on_path(MATCH, search_tools.glob, "path"),
    "LS": file_tools.on_path(MATCH, ls, "path"),
    "Edit": file_tools.on_path(WRITE, edit, "file_path"),
    "MultiEdit": file_tools.on_path(WRITE, edit, "file_path"),
    "Write": file_tools.on_path(WRITE, write, "file_path"),
    "NotebookEdit": file_tools.on_path(WRITE, notebook, "notebook_path"),
    "Bash": bash,
    "Monitor": monitor,
}
