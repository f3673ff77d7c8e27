"""Claude Code's tools: what each call touched, from its input and answer."""

from __future__ import annotations

from coordgit.clients import tools
from coordgit.clients.base import BEFORE, READ, Access
from coordgit.clients.payload import content_of, number_of, object_of, optional, path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coordgit.clients.base import Event

CUT_OUTPUT, CUT_ERROR = 30_000, 10_000
"""Characters to which Claude Code truncates a command's output, for success and failure."""


def read(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Read: a file, or the lines from ``offset`` on."""
    path = path_of(asked, "file_path")
    if event.name == BEFORE:
        return tools.add(event, Access(READ, path, exact=False))
    if error is not None:
        return tools.missing(event, path, error)
    answered = object_of(answered)
    file = object_of(answered.get("file")) if answered.get("type") == "text" else {}
    first, count, total = (number_of(file, key) for key in ("startLine", "numLines", "totalLines"))
    seen = tools.piece(path, file.get("content"), first, first + count - 1, total)
    return tools.add(event, seen or tools.unseen(path, number_of(asked, "offset"), number_of(asked, "limit")))


def grep(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Grep: a search over files, and the lines around the matches if they were asked for."""
    path = path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error)
    answered = object_of(answered)
    content = answered.get("content") if answered.get("mode") == "content" else None
    return tools.ripgrep(event, path, asked, content, whole=number_of(answered, "appliedLimit") <= 0)


def glob(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Glob: names; a pattern without a slash matches at any depth."""
    pattern, path = path_of(asked, "pattern"), path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error)
    return tools.names(event, pattern, path, whole=not object_of(answered).get("truncated"))


def ls(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """LS (in older versions): a tree of names."""
    path = path_of(asked, "path")
    if event.name == BEFORE:
        return event
    return tools.missing(event, path, error) if error is not None else tools.entries(event, path, deep=True)


def edit(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Edit, MultiEdit, Write: before the call, what may be written; after it, what was."""
    path = path_of(asked, "file_path")
    if error is not None:
        return event
    answered = object_of(answered)
    before, text = content_of(answered, "originalFile"), None
    if event.tool == "Write" and not answered.get("userModified"):
        text = content_of(answered, "content")
    if not before and event.tool != "Write":
        before = None  # Edit says "" for a file that it creates, as for an empty one
    return tools.edited(event, path, text, before, created=answered.get("type") == "create")


def notebook(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """NotebookEdit."""
    path = path_of(asked, "notebook_path")
    if error is not None:
        return event
    answered = object_of(answered)
    return tools.edited(event, path, content_of(answered, "updated_file"), content_of(answered, "original_file"))


def bash(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Bash: what the command itself implies, compared with its output."""
    if event.name == BEFORE:
        return tools.shell(event, asked, None)
    if error is not None:
        output = error if error.startswith("Exit code ") else None
        return tools.shell(event, asked, tools.Ran(output, cut=len(error) >= CUT_ERROR, moved=True))
    answered = object_of(answered)
    output = f"{_printed(answered, 'stdout')}\n{_printed(answered, 'stderr')}"
    stopped = bool(answered.get("interrupted"))
    ran = tools.Ran(
        None if stopped else output,
        # Claude Code does not count grep without a match, or diff with a difference, as failures
        ok=not stopped and not answered.get("returnCodeInterpretation"),
        cut="persistedOutputPath" in answered or len(output) >= CUT_OUTPUT,
        later=bool(answered.get("backgroundTaskId") or asked.get("run_in_background")),
        moved=True,
    )
    return tools.shell(event, asked, ran)


def _printed(answered: dict[str, Any], key: str) -> str:
    value = answered.get(key)
    return value if isinstance(value, str) else ""


TOOLS: dict[str, tools.Tool] = {
    "Read": read,
    "Grep": grep,
    "Glob": glob,
    "LS": ls,
    "Edit": edit,
    "MultiEdit": edit,
    "Write": edit,
    "NotebookEdit": notebook,
    "Bash": bash,
}
