"""The tools of Gemini CLI and of Qwen Code, which descends from it: they answer with the text that the model sees."""

from coordgit.clients import file_tools, search_tools, shell_tools
from coordgit.clients.base import Event, Tool
from coordgit.clients.fields import exact, object_of, optional, optional_path, path_of, text_of
from coordgit.core.model import MATCH, READ, WRITE, Access, Query
from coordgit.shell.call import join
from coordgit.startup.typing import Any, Iterator

ABSENT = ("not found", "no such file or directory", "does not exist")
"""What a failure says if there is nothing at a path."""

ENDS = ("Error", "Exit Code", "Signal", "Background PIDs", "Process Group PGID")
"""The names of the lines after a command's output, in their order."""

MOST = 40_000
"""Characters of a command's answer from which Gemini CLI leaves out the middle for the model, after its hooks."""

CUT = ("Tool output was too large", "Output too long")
"""How an answer begins from which the client left something out."""


def read(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """read_file: a file, or lines of it. Of what was shown before and has not changed, nothing is shown again."""
    text = answered.get("llmContent")
    if isinstance(text, dict | list) and not asked.keys() & {"offset", "limit", "pages"}:  # an image, a PDF
        yield Access(READ, path)
    elif not isinstance(text, str):
        yield file_tools.unseen(path)
    else:
        yield Access(READ, path, text=exact(text)) if answered.get("returnDisplay") == "" else _part(path, text)


def _part(path: str, text: str) -> Access:
    """Return the read of lines that an answer says it shows, under the numbers and a ruler."""
    first, _, rest = text.partition("Showing lines ")[2].partition("-")
    last, _, rest = rest.partition(" of ")
    total, _, rest = rest.partition(" total lines.\n")
    ruler = "--- FILE CONTENT (truncated) ---\n" if "--- FILE CONTENT (truncated) ---\n" in rest else "\n---\n\n"
    numbers = [int(one) if one.isdecimal() and len(one) < 10 else 0 for one in (first, last, total)]
    return file_tools.piece(path, rest.partition(ruler)[2], *numbers) or file_tools.unseen(path)


def grep(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """grep_search: a search that does not tell small letters from capitals, unless it was asked to, and the lines around."""
    globs = search_tools.globs(optional(asked, "glob") or optional(asked, "include_pattern") or optional(asked, "include"))
    ignore_case, fixed = asked.get("case_sensitive") is not True, asked.get("fixed_strings") is True
    query = Query(text_of(asked, "pattern"), globs, ignore_case=ignore_case, fixed=fixed)
    text = _text(answered)
    less = any(asked.get(key) for key in ("exclude_pattern", "names_only", "max_matches_per_file", "total_max_matches", "limit"))
    yield Access(MATCH, path, query=query, exact=not less and not _is_cut(text))
    yield from _around(text, path)


def _is_cut(text: str) -> bool:
    """True if a list of matches is not complete: Qwen Code says so at its end, Gemini CLI in its first line."""
    return "truncated" in text[-200:] or "results limited" in text.partition("\n")[0]


def _around(text: str, path: str) -> Iterator[Access]:
    """Yield the lines that were shown beside the matches: ``L5-`` next to ``L4:``, under ``File: NAME``."""
    if "\nFile: " not in text:
        return
    for block in text.split("\nFile: ")[1:]:
        name, *lines = block.split("\n")
        shown = [_numbered(line) for line in lines if line[:1] == "L"]
        numbers = [number for number, _ in shown if number]
        if any(beside for _, beside in shown) and numbers:
            yield Access(act=READ, path=join(path, name) or name, first=min(numbers), last=max(numbers), exact=False)


def _numbered(line: str) -> tuple[int, bool]:
    """Return the number of a shown line, 0 for none, and whether it only stands beside a match."""
    digits = len(line) - len(line[1:].lstrip("0123456789"))
    return (int(line[1:digits]), line[digits : digits + 1] == "-") if 1 < digits < 11 else (0, False)


def glob(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """glob: names; a pattern without a slash matches in its folder alone."""
    yield search_tools.names(path_of(asked, "pattern"), path, deep=False, whole=not _is_cut(_text(answered)))


def entries(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """list_directory: the names in a folder."""
    yield search_tools.entries(path, whole=not asked.get("ignore"))


def edit(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """edit, replace, write_file."""
    about = object_of(answered.get("returnDisplay"))
    created = "created" in _text(answered)[:20].lower() or about.get("isNewFile") is True
    text, before = (exact(about.get(key)) for key in ("newContent", "originalContent"))
    yield file_tools.edited(path, text, before or None, created=created)


def shell(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None, before: str = "") -> Event:
    """run_shell_command: each in a shell of its own, which starts in the project or in the folder that was asked for.

    ``before``: what has to run before a command that may run git.
    """
    event = shell_tools.inside(event, optional_path(asked, "directory", "dir_path"))
    text = _text(answered) if error is None else error
    return shell_tools.shell(event, asked, _ran(text_of(asked, "command"), text, bool(asked.get("is_background"))), before)


def _ran(command: str, text: str, later: bool) -> shell_tools.Ran:
    """Return how a command ended: its output stands between ``Output:`` and some lines that say how it went."""
    text = text.removeprefix("<untrusted_context>\n").removesuffix("\n</untrusted_context>").removeprefix(f"Command: {command}\n")
    _, found, rest = text.partition("Output: ")
    if later or not found or text.startswith(CUT):
        return shell_tools.Ran(None, later=later)
    lines = rest.split("\n")
    ends: dict[str, str] = {}
    for name in reversed(ENDS):
        if len(lines) > 1 and lines[-1].startswith(f"{name}: "):
            ends[name] = lines.pop().partition(": ")[2]
    output = "\n".join(lines)
    ok = all(value in ("(none)", "0") for name, value in ends.items() if name in ENDS[:3])
    return shell_tools.Ran("" if output == "(empty)" else exact(output), ok=ok, cut=len(text) > MOST)


def _text(answered: dict[str, Any]) -> str:
    """Return the text for the model, "" if it is something else."""
    value = answered.get("llmContent")
    return value if isinstance(value, str) else ""


TOOLS: dict[str, Tool] = {
    "read_file": file_tools.on_path(READ, read, "file_path", absent=ABSENT),
    "grep_search": file_tools.on_path(MATCH, grep, "path", "dir_path", absent=ABSENT),
    "glob": file_tools.on_path(MATCH, glob, "path", "dir_path", absent=ABSENT),
    "list_directory": file_tools.on_path(MATCH, entries, "path", "dir_path", absent=ABSENT),
    "write_file": file_tools.on_path(WRITE, edit, "file_path"),
}
