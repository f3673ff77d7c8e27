"""Resolve a command's relative paths, which a client's payload may give from where the shell ended.

Claude Code does: its shell keeps the directory from one call to the next, and the payload after a call has the new one. A
directory outside the project is left again at once, with a line that says so.
"""

from posixpath import normpath

from coordgit.core.model import Access
from coordgit.shell.accesses import CommandAccesses

_RESET = "Shell cwd was reset to "


def placed(command: CommandAccesses, cwd: str, output: str, moved: bool) -> tuple[list[Access], str]:
    """Return the accesses with paths relative to ``cwd``, and what is unknown; ``moved``: ``cwd`` is where the shell ended."""
    found, unknown = [], [command.unknown] if command.unknown else []
    for touch in command.touches:
        path, directory = (
            from_end(given, command.directory, cwd, output) if moved and relative else given
            for given, relative in ((touch.path, not touch.top), (touch.directory, touch.top or touch.directory))
        )
        if path is None or directory is None:
            unknown.append(f"{touch.act} {touch.path}, from an unknown directory")
        else:
            found.append(touch._replace(path=path, directory=directory))
    return found, "; ".join(unknown)


def from_end(path: str, end: str | None, cwd: str, output: str) -> str | None:
    """Return ``path``, relative to where the shell started, as seen from where it ended; ``None`` if unknown."""
    if path.startswith("/") or end == "" or _RESET in output:
        return path
    if end is None:
        return None
    end = normpath(end)
    if end.startswith("/"):
        return None if end == normpath(cwd) else path  # it ended elsewhere than it went, so it was put back
    steps = [] if end == "." else end.split("/")
    up = sum(step == ".." for step in steps)
    down = steps[up:]
    if not up and not normpath(cwd).endswith("/" + end):
        return path
    parts = [] if normpath(path or ".") == "." else normpath(path).split("/")
    if parts[:up] != steps[:up]:
        return None  # through a directory whose name is known only at the start
    return "/".join([*([".."] * len(down)), *parts[up:]])
