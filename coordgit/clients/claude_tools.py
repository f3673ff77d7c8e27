"""Claude Code's tools: what each call touched, from its input and answer."""

from __future__ import annotations

from coordgit.clients import tools
from coordgit.clients.payload import exact, number_of, object_of, path_of
from coordgit.core.model import MATCH, READ, WRITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from coordgit.clients.base import Event
    from coordgit.core.model import Access

CUT_OUTPUT, CUT_ERROR = 30_000, 10_000
"""Characters to which Claude Code truncates a command's output, for success and failure."""


def read(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Read: a file, or the lines from ``offset`` on."""
    file = object_of(answered.get("file")) if answered.get("type") == "text" else {}
    first, count, total = (number_of(file, key) for key in ("startLine", "numLines", "totalLines"))
    seen = tools.piece(path, file.get("content"), first, first + count - 1, total)
    yield seen or tools.unseen(path, number_of(asked, "offset"), number_of(asked, "limit"))


def grep(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Grep: a search over files, and the lines around the matches if they were asked for."""
    content = answered.get("content") if answered.get("mode") == "content" else None
    return tools.ripgrep(path, asked, content, whole=number_of(answered, "appliedLimit") <= 0)


def glob(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Glob: names; a pattern without a slash matches at any depth."""
    yield tools.names(path_of(asked, "pattern"), path, whole=not answered.get("truncated"))


def ls(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """LS (in older versions): a tree of names."""
    yield tools.entries(path, deep=True)


def edit(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Edit, MultiEdit. They say that "" was there before in a file that they create, as in an empty one."""
    yield tools.edited(path, None, exact(answered.get("originalFile")) or None, created=answered.get("type") == "create")


def write(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Write."""
    text = None if answered.get("userModified") else exact(answered.get("content"))
    yield tools.edited(path, text, exact(answered.get("originalFile")), created=answered.get("type") == "create")


def notebook(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """NotebookEdit."""
    yield tools.edited(path, exact(answered.get("updated_file")), exact(answered.get("original_file")))


def bash(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Bash: what the command itself implies, compared with its output."""
    if error is not None:
        output = error if error.startswith("Exit code ") else None
        return tools.shell(event, asked, tools.Ran(output, cut=len(error) >= CUT_ERROR, moved=True))
    output = "\n".join(text if isinstance(text := answered.get(key), str) else "" for key in ("stdout", "stderr"))
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


TOOLS: dict[str, tools.Tool] = {
    "Read": tools.on_path(READ, read, "file_path"),
    "Grep": tools.on_path(MATCH, grep, "path"),
    "Glob": tools.on_path(MATCH, glob, "path"),
    "LS": tools.on_path(MATCH, ls, "path"),
    "Edit": tools.on_path(WRITE, edit, "file_path"),
    "MultiEdit": tools.on_path(WRITE, edit, "file_path"),
    "Write": tools.on_path(WRITE, write, "file_path"),
    "NotebookEdit": tools.on_path(WRITE, notebook, "notebook_path"),
    "Bash": bash,
}
