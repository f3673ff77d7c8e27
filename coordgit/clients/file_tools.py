"""What a client's tools read and write of files, whatever each client calls them: the piece that a read delivered, an edit."""

from coordgit.clients.base import AFTER, BEFORE, Event, Tool
from coordgit.clients.fields import exact, optional_path, path_of, text_of
from coordgit.core.model import LISTING, MATCH, READ, WRITE, Access, Query
from coordgit.startup.typing import Any, Callable, Iterable, Iterator

Touched = Callable[[str, dict[str, Any], dict[str, Any]], Iterable[Access]]
"""(path, what was asked, what was answered) -> what a call that succeeded touched."""

MOST_MENTIONS = 100


def on_path(act: str, touched: Touched, *keys: str, absent: tuple[str, ...] = ("does not exist",)) -> Tool:
    """Return a tool that reads, writes, or searches what is at one path, under the first of ``keys`` that a call has.

    Before a call it may read or write there. One that failed says nothing, unless ``absent`` is in its error: then nothing is
    there.
    """

    def tool(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
        path = optional_path(asked, *keys) if act == MATCH else path_of(asked, keys[0])
        if event.name == BEFORE:
            return event if act == MATCH else event._replace(accesses=(Access(act, path, exact=False),))
        if error is not None:
            return event if act == WRITE else missing(event, path, error, absent)
        return event._replace(accesses=tuple(touched(path, asked, answered)))

    return tool


def missing(event: Event, path: str, error: str, absent: tuple[str, ...] = ("does not exist",)) -> Event:
    """Add to a failed call that nothing is at ``path``, if the failure says so."""
    gone = path and any(sign in error.lower() for sign in absent)
    return event._replace(accesses=(Access(READ, path, missing=True),)) if gone else event


def piece(path: str, content: Any, first: int, last: int, total: int) -> Access | None:
    """Return a read of lines that a tool delivered, where ``total`` counts the empty piece after a final newline as a line.

    ``None`` if the numbers cannot be true.
    """
    if not isinstance(content, str) or not 1 <= first <= last <= total:
        return None
    text = exact(content)
    if first == 1 and last == total:
        return Access(READ, path, text=text)
    if last == total and (content.endswith("\n") or not content):
        last -= 1
    return Access(act=READ, path=path, first=first, last=last, text=text) if last >= first else None


def unseen(path: str, first: int = 0, count: int = 0) -> Access:
    """Return a partial read, of which only what was asked for is known: pages of a PDF, a file that was shown before."""
    if first > 0 and count > 0:
        return Access(act=READ, path=path, first=first, last=first + count - 1, exact=False)
    return Access(READ, path, exact=False)


def edited(path: str, text: str | None = None, before: str | None = None, *, created: bool = False) -> Access:
    """Return the write of a file, with its whole ``text`` and what it was ``before`` as far as they are known."""
    return Access(WRITE, path, text=text, before=None if created else before, created=created)


def edit(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Return the write of a file of which the tool says neither what it was nor what it is."""
    yield edited(path)


def mentions(prompt: str) -> tuple[Access, ...]:
    """Return the files that ``@path`` in a prompt puts before the model, with no tool call."""
    if "@" not in prompt:
        return ()
    from coordgit.startup.regexes import re

    found: dict[Access, None] = {}
    for quoted, bare in re.findall(r'(?:^|(?<=\s))@(?:"([^"\n\0]+)"|([^\s"\0]+))', prompt):
        path = quoted or bare.rstrip(",.;:!?)'")
        lines = re.fullmatch(r"(.+?)#L?(\d{1,9})(?:-L?(\d{1,9}))?", path)
        if not path or ":" in path or len(found) >= MOST_MENTIONS:
            continue
        if lines and lines[3] and 0 < int(lines[2]) <= int(lines[3]):
            found[Access(act=READ, path=lines[1], first=int(lines[2]), last=int(lines[3]), exact=False)] = None
        elif path.endswith("/"):
            found[Access(LISTING, path.rstrip("/") or "/", query=Query(recursive=False), exact=False)] = None
        else:
            found[Access(READ, lines[1] if lines else path, exact=False)] = None
    return tuple(found)


HEADINGS = ("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ")
"""Lines that name a file in a patch of several files as models write it, after ``*** Begin Patch``."""


def patch(key: str) -> Tool:
    """Return a tool that applies the patch under ``key``."""

    def tool(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
        return event if error else event._replace(accesses=tuple(_written(text_of(asked, key), event.name == AFTER)))

    return tool


def _written(text: str, applied: bool) -> Iterator[Access]:
    """Yield what a patch writes, once it is ``applied`` with the text of the files that it adds."""
    added: list[str] | None = None
    path = ""
    for line in [*text.split("\n"), "*** End Patch"]:
        if added is not None and line.startswith("+"):
            added.append(line[1:])
            continue
        if added is not None:
            content = "".join(f"{one}\n" for one in added) if applied else None
            yield Access(WRITE, path, text=content, exact=applied)
            added = None
        if line.startswith(HEADINGS):
            path = line.partition(": ")[2].strip()
            if line.startswith(HEADINGS[0]):
                added = []
            else:
                yield Access(WRITE, path, exact=applied)
