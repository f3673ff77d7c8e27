"""Claude Code's tools: what each call touched, from its input and answer."""

from __future__ import annotations

from coordgit.clients.base import BEFORE, LISTING, MATCH, READ, WRITE, Access
from coordgit.clients.payload import content_of, number_of, optional, path_of, text_of
from coordgit.core.model import Query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from coordgit.clients.base import Event

CUT_OUTPUT, CUT_ERROR = 30_000, 10_000
"""Characters to which Claude Code truncates a command's output, for success and failure."""

MOST_MENTIONS = 100


def read(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Read: a file, or the lines from ``offset`` on."""
    path = path_of(asked, "file_path")
    if event.name == BEFORE:
        return _add(event, Access(READ, path, exact=False))
    if error is not None:
        return _missing(event, path, error)
    file = answered.get("file")
    file = file if answered.get("type") == "text" and isinstance(file, dict) else {}
    first, count, total = (number_of(file, key) for key in ("startLine", "numLines", "totalLines"))
    content = file.get("content")
    last = first + count - 1
    if first < 1 or count < 1 or last > total or not isinstance(content, str):
        return _add(event, _unseen(path, asked))
    if count == total:
        return _add(event, Access(READ, path, text=content_of(file, "content")))
    if last == total and (content.endswith("\n") or not content):
        last -= 1  # the empty piece after the final newline is counted but is not a line
    text = content_of(file, "content")
    return _add(event, Access(READ, path, first, last, text=text) if last >= first else _unseen(path, {}))


def _unseen(path: str, asked: dict[str, Any]) -> Access:
    """Return a partial read: an image, a notebook, a PDF, or a reminder that nothing changed."""
    offset, limit = number_of(asked, "offset"), number_of(asked, "limit")
    if offset > 0 and limit > 0:
        return Access(READ, path, offset, offset + limit - 1, exact=False)
    return Access(READ, path, exact=False)


def grep(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Grep: a search over files, and the lines around the matches if they were asked for."""
    pattern, path = text_of(asked, "pattern"), path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    if error is not None:
        return _missing(event, path, error)
    globs, kind = optional(asked, "glob"), optional(asked, "type")
    parts = globs.split() if "{" in globs else globs.replace(",", " ").split()
    types: tuple[str, ...] | None = ()
    if kind:
        from coordgit.shell.search import TYPES

        types = TYPES.get(kind)
    query = Query(pattern, (*parts, *(types or ())), ignore_case=bool(asked.get("-i")))
    cut = number_of(answered, "appliedLimit") > 0 or bool(asked.get("multiline"))
    found = [Access(MATCH, path, query=query, exact=types is not None and not cut)]
    content = answered.get("content")
    if answered.get("mode") == "content" and isinstance(content, str) and content:
        around = any(number_of(asked, key) > 0 for key in ("-A", "-B", "-C", "context"))
        if around and asked.get("-n") is not False:
            from coordgit.shell.search import numbered

            sole = path if all(line == "--" or line[:1].isdecimal() for line in content.split("\n")) else ""
            lines = numbered(content, sole)
            found += [Access(READ, where, first, last, exact=False) for where, first, last in lines]
    return _add(event, *found)


def glob(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Glob: names; a pattern without a slash matches at any depth."""
    from coordgit.shell.call import join, split_glob

    pattern, path = path_of(asked, "pattern"), path_of({"path": optional(asked, "path")}, "path")
    if event.name == BEFORE:
        return event
    if error is not None:
        return _missing(event, path, error)
    folder, pattern = split_glob(pattern if "/" in pattern else f"**/{pattern}")
    query = Query(pattern, recursive="/" in pattern or "**" in pattern)
    return _add(event, Access(LISTING, join(path, folder) or "", query=query, exact=not answered.get("truncated")))


def ls(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """LS (in older versions): a tree of names."""
    path = path_of(asked, "path")
    if event.name == BEFORE:
        return event
    return _missing(event, path, error) if error is not None else _add(event, Access(LISTING, path, query=Query()))


def edit(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Edit, MultiEdit, Write: before the call, what may be written; after it, what was."""
    path = path_of(asked, "file_path")
    if event.name == BEFORE:
        return _add(event, Access(WRITE, path, exact=False))
    if error is not None:
        return event
    before, text = content_of(answered, "originalFile"), None
    if event.tool == "Write" and not answered.get("userModified"):
        text = content_of(answered, "content")
    created = answered.get("type") == "create"
    if not before and event.tool != "Write":
        before = None  # Edit says "" for a file that it creates, as for an empty one
    return _add(event, Access(WRITE, path, text=text, before=None if created else before, created=created))


def notebook(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """NotebookEdit."""
    path = path_of(asked, "notebook_path")
    if event.name == BEFORE:
        return _add(event, Access(WRITE, path, exact=False))
    if error is not None:
        return event
    before, text = content_of(answered, "original_file"), content_of(answered, "updated_file")
    return _add(event, Access(WRITE, path, text=text, before=before))


def bash(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
    """Bash: what the command itself implies, compared with its output."""
    from coordgit.shell.accesses import accesses

    command = text_of(asked, "command")
    event = event._replace(slow=True, moves=_moves(command))
    if event.name == BEFORE:
        event = event._replace(merges=command if _merges(command) else "")
        told = accesses(command, True, None)
        if not MOVERS.isdisjoint(call.name for call in told.git):
            from coordgit.shell.moves import moves

            event = event._replace(replaces=moves(told.git))
        return _add(event, *(Access(*touch[:9]) for touch in told.touches if touch.act in (READ, WRITE) and not touch.rev))
    if error is not None:
        ok, output = False, error if error.startswith("Exit code ") else None
        cut = len(error) >= CUT_ERROR
    else:
        output = f"{_printed(answered, 'stdout')}\n{_printed(answered, 'stderr')}"
        cut = "persistedOutputPath" in answered or len(output) >= CUT_OUTPUT
        # Claude Code does not count grep without a match, or diff with a difference, as failures
        ok = not answered.get("interrupted") and not answered.get("returnCodeInterpretation")
    later = bool(answered.get("backgroundTaskId") or asked.get("run_in_background"))
    told = accesses(command, ok and not later, None if later or answered.get("interrupted") else output)
    from coordgit.clients.claude_directory import placed

    found, unknown = placed(told, event.cwd, output or "")
    if cut:
        found = [item if item.act == WRITE else item._replace(exact=False) for item in found]
    return event._replace(accesses=tuple(found), unknown=unknown, output=None if cut else output)


MOVERS = frozenset(
    ("reset", "checkout", "switch", "stash", "restore", "clean", "merge", "rebase", "pull", "revert", "am", "apply")
) | {"rm", "worktree", "checkout-index", "read-tree"}
"""Commands of git that replace or remove files, most of them without naming them."""


def _moves(command: str) -> bool:
    """True if the words may include one of git's ``MOVERS``."""
    return "git" in command and not MOVERS.isdisjoint(command.split())


def _merges(command: str) -> bool:
    """True if the words may include a forge's tool that is asked to merge."""
    return any(tool in command for tool in ("gh ", "glab ", "tea ")) and ("merge" in command.lower() or "accept" in command)


def _printed(answered: dict[str, Any], key: str) -> str:
    value = answered.get(key)
    return value if isinstance(value, str) else ""


def mentions(prompt: str) -> tuple[Access, ...]:
    """Return the files that ``@path`` in a prompt puts before the model, with no tool call."""
    if "@" not in prompt:
        return ()
    import re

    found: dict[Access, None] = {}
    for quoted, bare in re.findall(r'(?:^|(?<=\s))@(?:"([^"\n\0]+)"|([^\s"\0]+))', prompt):
        path = quoted or bare.rstrip(",.;:!?)'")
        lines = re.fullmatch(r"(.+?)#L?(\d{1,9})(?:-L?(\d{1,9}))?", path)
        if not path or ":" in path or len(found) >= MOST_MENTIONS:
            continue
        if lines and lines[3] and 0 < int(lines[2]) <= int(lines[3]):
            found[Access(READ, lines[1], int(lines[2]), int(lines[3]), exact=False)] = None
        elif path.endswith("/"):
            found[Access(LISTING, path.rstrip("/") or "/", query=Query(recursive=False), exact=False)] = None
        else:
            found[Access(READ, lines[1] if lines else path, exact=False)] = None
    return tuple(found)


def _add(event: Event, *accesses: Access) -> Event:
    return event._replace(accesses=accesses)


def _missing(event: Event, path: str, error: str) -> Event:
    """Add to a failed call that there is nothing at ``path``, if the failure says so."""
    return _add(event, Access(READ, path, missing=True)) if path and "does not exist" in error else event


TOOLS: dict[str, Callable[[Event, dict[str, Any], dict[str, Any], str | None], Event]] = {
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
