"""The tools of Gemini CLI and of Qwen Code, which descends from it: they answer with the text that the model sees."""

from __future__ import annotations

from coordgit.clients import tools
from coordgit.clients.base import BEFORE, READ, Access
from coordgit.clients.payload import content_of, exact, object_of, optional, path_of, text_of
from coordgit.core.model import Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coordgit.clients.base import Event

SIGNS = ("not found", "no such file or directory", "does not exist")
"""What a failure says if there is nothing at a path."""

ENDS = ("Error", "Exit Code", "Signal", "Background PIDs", "Process Group PGID")
"""The names of the lines after a command's output, in their order."""

MOST = 40_000
"""Characters of a command's answer from which Gemini CLI leaves out the middle for the model, after its hooks."""

CUT = ("Tool output was too large", "Output too long")
"""How an answer begins from which the client left something out."""


def read(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """read_file: a file, or lines of it. Of what was shown before and has not changed, nothing is shown again."""
    path = path_of(asked, "file_path")
    if event.name == BEFORE:
        return tools.add(event, Access(READ, path, exact=False))
    if error is not None:
        return tools.missing(event, path, error.lower(), SIGNS)
    about = object_of(answered)
    shown, text = about.get("returnDisplay"), about.get("llmContent")
    if not isinstance(text, str):  # an image, a PDF
        return tools.add(event, tools.unseen(path))
    return tools.add(event, Access(READ, path, text=exact(text)) if shown == "" else _part(path, text))


def _part(path: str, text: str) -> Access:
    """Return the read of lines that an answer says it shows, under the numbers and a ruler."""
    first, _, rest = text.partition("Showing lines ")[2].partition("-")
    last, _, rest = rest.partition(" of ")
    total, _, rest = rest.partition(" total lines.\n")
    ruler = "--- FILE CONTENT (truncated) ---\n" if "--- FILE CONTENT (truncated) ---\n" in rest else "\n---\n\n"
    numbers = [int(one) if one.isdecimal() and len(one) < 10 else 0 for one in (first, last, total)]
    return tools.piece(path, rest.partition(ruler)[2], *numbers) or tools.unseen(path)


def grep(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """grep_search: a search that does not tell small letters from capitals, unless it was asked to, and the lines around."""
    pattern, path = text_of(asked, "pattern"), _folder(asked)
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error.lower(), SIGNS)
    globs = tools.globs(optional(asked, "glob") or optional(asked, "include_pattern") or optional(asked, "include"))
    query = Query(pattern, globs, ignore_case=asked.get("case_sensitive") is not True, fixed=asked.get("fixed_strings") is True)
    text = _text(answered)
    less = any(asked.get(key) for key in ("exclude_pattern", "max_matches_per_file", "total_max_matches", "limit"))
    event = tools.search(event, path, query, whole=not less and not _is_cut(text))
    return tools.add(event, *event.accesses, *_around(text, path))


def _is_cut(text: str) -> bool:
    """True if a list of matches is not complete: Qwen Code says so at its end, Gemini CLI in its first line."""
    return "truncated" in text[-200:] or "results limited" in text.partition("\n")[0]


def _around(text: str, path: str) -> list[Access]:
    """Return the lines that were shown beside the matches: ``L5-`` next to ``L4:``, under ``File: NAME``."""
    from coordgit.shell.call import join

    if "\nFile: " not in text:
        return []
    found: list[Access] = []
    for block in text.split("\nFile: ")[1:]:
        name, *lines = block.split("\n")
        shown = [_numbered(line) for line in lines if line[:1] == "L"]
        numbers = [number for number, _ in shown if number]
        if any(beside for _, beside in shown) and numbers:
            found.append(Access(READ, join(path, name) or name, min(numbers), max(numbers), exact=False))
    return found


def _numbered(line: str) -> tuple[int, bool]:
    """Return the number of a shown line, 0 for none, and whether it only stands beside a match."""
    digits = len(line) - len(line[1:].lstrip("0123456789"))
    return (int(line[1:digits]), line[digits : digits + 1] == "-") if 1 < digits < 11 else (0, False)


def glob(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """glob: names; a pattern without a slash matches in its folder alone."""
    pattern, path = path_of(asked, "pattern"), _folder(asked)
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error.lower(), SIGNS)
    return tools.names(event, pattern, path, deep=False, whole=not _is_cut(_text(answered)))


def entries(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """list_directory: the names in a folder."""
    path = _folder(asked)
    if event.name == BEFORE:
        return event
    if error is not None:
        return tools.missing(event, path, error.lower(), SIGNS)
    return tools.entries(event, path, whole=not asked.get("ignore"))


def edit(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """edit, replace, write_file."""
    path = path_of(asked, "file_path")
    if error is not None:
        return event
    about = object_of(object_of(answered).get("returnDisplay"))
    created = "created" in _text(answered)[:20].lower() or about.get("isNewFile") is True
    text = content_of(about, "newContent") if event.tool == "write_file" else None
    return tools.edited(event, path, text, content_of(about, "originalContent") or None, created=created)


def notebook(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """notebook_edit."""
    return tools.edited(event, path_of(asked, "notebook_path"), None, None) if error is None else event


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None, before: str = "") -> Event:
    """run_shell_command: each in a shell of its own, which starts in the project or in the folder that was asked for.

    ``before``: what has to run before a command that may run git.
    """
    folder = path_of({"folder": optional(asked, "directory") or optional(asked, "dir_path")}, "folder")
    event = event._replace(cwd=folder if folder[:1] == "/" else f"{event.cwd}/{folder}" if folder else event.cwd)
    if event.name == BEFORE:
        return tools.shell(event, asked, None, before)
    text = _text(answered) if error is None else error
    return tools.shell(event, asked, _ran(text_of(asked, "command"), text, bool(asked.get("is_background"))))


def _ran(command: str, text: str, later: bool) -> tools.Ran:
    """Return how a command ended: its output stands between ``Output:`` and some lines that say how it went."""
    text = text.removeprefix("<untrusted_context>\n").removesuffix("\n</untrusted_context>").removeprefix(f"Command: {command}\n")
    _, found, rest = text.partition("Output: ")
    if later or not found or text.startswith(CUT):
        return tools.Ran(None, later=later)
    lines = rest.split("\n")
    said: dict[str, str] = {}
    for name in reversed(ENDS):
        if len(lines) > 1 and lines[-1].startswith(f"{name}: "):
            said[name] = lines.pop().partition(": ")[2]
    output = "\n".join(lines)
    ok = all(value in ("(none)", "0") for name, value in said.items() if name in ENDS[:3])
    return tools.Ran("" if output == "(empty)" else exact(output), ok=ok, cut=len(text) > MOST)


def _folder(asked: dict[str, Any]) -> str:
    return path_of({"path": optional(asked, "path") or optional(asked, "dir_path")}, "path")


def _text(answered: Any) -> str:
    """Return the text for the model, "" if it is something else."""
    value = object_of(answered).get("llmContent")
    return value if isinstance(value, str) else ""
