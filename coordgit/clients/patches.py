"""The patches that models write for several files in one text: ``*** Begin Patch``, then a heading for each file."""

from __future__ import annotations

from coordgit.clients.base import AFTER
from coordgit.clients.payload import text_of
from coordgit.core.model import WRITE, Access

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from coordgit.clients.base import Event
    from coordgit.clients.tools import Tool

HEADINGS = ("*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: ")


def tool(key: str) -> Tool:
    """Return a tool that applies the patch under ``key``."""

    def patch(event: Event, asked: dict[str, Any], answered: dict[str, Any], error: str | None) -> Event:
        return event if error else event._replace(accesses=tuple(_written(text_of(asked, key), event.name == AFTER)))

    return patch


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
