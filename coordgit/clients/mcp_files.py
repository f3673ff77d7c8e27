"""The file tools of MCP servers: those of the reference file server, whose names and inputs other servers share.

What they answer each server and each client puts into words of its own: what was read is looked up in the file, as it was when
the call began. Servers and clients also leave out a part of a long text: a read is exact if the answer holds all of it.
"""

from coordgit.clients import file_tools
from coordgit.clients.base import BEFORE, Event, Tool
from coordgit.clients.fields import exact, number_of
from coordgit.core.model import READ, WRITE, Access
from coordgit.startup.json import loads
from coordgit.startup.typing import Any, Iterator, Mapping

ABSENT = ("enoent", "no such file", "does not exist", "not found")
"""What a failure says if there is nothing at a path."""

PATHS = {
    "read_text_file": ("path",),
    "read_file": ("path",),
    "read_multiple_files": ("paths",),
    "write_file": ("path",),
    "edit_file": ("path",),
    "move_file": ("source", "destination"),
}
"""By the server's name for a tool, where its input has the paths."""

NAMED = f"mcp_.+_({'|'.join(PATHS)})"
"""What clients call them that put ``mcp__SERVER__`` or ``mcp_SERVER_`` before a tool's name: a regular expression."""


def find(name: str, asked: Any, answer: Any) -> Tool | None:
    """Return the tool that a client calls ``name``, with its server's before it; ``None`` for another, or without a path."""
    tool = next((tool for tool in PATHS if name.endswith((f"_{tool}", f"-{tool}"))), "")
    paths = list(_paths(tool, asked)) if tool and isinstance(asked, dict) else []
    return _on_paths(tool, paths, answer) if paths else None


def _on_paths(tool: str, paths: list[str], answer: Any) -> Tool:
    reads = tool.startswith("read")

    def call(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
        if event.name == BEFORE:
            return event._replace(accesses=tuple(Access(READ if reads else WRITE, path, exact=False) for path in paths))
        if error is not None:
            return file_tools.missing(event, paths[0], error, ABSENT) if reads else event
        if not reads:  # some servers' write_file can append
            return event._replace(accesses=tuple(file_tools.edited(path) for path in paths))
        shown = "\n".join(_texts(answer))
        return event._replace(accesses=tuple(_read(path, asked, shown) for path in paths), output=shown or None)

    return call


def _paths(tool: str, asked: Mapping[str, Any]) -> Iterator[str]:
    for key in PATHS[tool]:
        value = asked.get(key)
        for path in value if isinstance(value, list) else [value]:
            if isinstance(path, str) and path and "\0" not in path and exact(path):
                yield path


def _read(path: str, asked: Mapping[str, Any], shown: str) -> Access:
    if number_of(asked, "head") > 0:
        return Access(act=READ, path=path, first=1, last=number_of(asked, "head"))
    whole = len(asked) == 1  # what else was asked for may leave out a part
    return Access(READ, path, exact=whole and not shown, matched=whole and bool(shown))


def _texts(answer: Any) -> Iterator[str]:
    """Yield the texts of an answer, and those in it if it is JSON itself, as Claude Code gives it."""
    if isinstance(answer, str):
        if exact(answer):
            yield answer
        try:
            answer = loads(answer) if answer.startswith("{") else None
        except ValueError:
            return
    if isinstance(answer, dict | list):
        for value in answer.values() if isinstance(answer, dict) else answer:
            yield from _texts(value)
