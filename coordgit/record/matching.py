"""The files on disk that a shell's glob, or ``find -name``, names."""

from __future__ import annotations

import os

from coordgit.core.predicates import lists

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from coordgit.core.model import Query

MOST_WALKED = 10_000
"""Names that are looked at, at most."""


def files(top: str, query: Query) -> Iterator[str]:
    """Yield the files below ``top`` that ``query`` lists, relative to it, hidden ones only where the pattern names them."""
    walked = 0
    for folder, folders, names in os.walk(top):
        inside = os.path.relpath(folder, top)
        folders[:] = sorted(name for name in folders if name[0] != ".") if query.recursive else []
        for name in sorted(names):
            path = name if inside == "." else f"{inside}/{name}"
            walked += 1
            if walked > MOST_WALKED:
                return
            if (name[0] != "." or "." in query.pattern[:1]) and lists(query, "", path):
                yield path
