"""Find definitions by their names: old text may not parse today."""

import re
from collections.abc import Collection

from coordgit.core.definitions import declared
from coordgit.core.grouping import grouped
from coordgit.core.hunks import is_binary
from coordgit.core.model import Oid
from coordgit.core.outline import outline
from coordgit.core.source import PYTHON, code_lines
from coordgit.git import trees
from coordgit.git.plumbing import Git, decode, entries

AT_ONCE = 500
"""Blobs that are in memory together."""


class DeclaredNames:
    """The lines of a repository's files that declare a name. The commits of a history share most blobs: each is read once."""

    def __init__(self) -> None:
        self._of_blob: dict[Oid, dict[str, list[int]]] = {}

    def places(self, git: Git, commit: Oid, endings: Collection[str], names: set[str]) -> dict[str, list[tuple[str, int]]]:
        """Return path and line of each declaration of one of ``names``, in files whose names end in one of ``endings``."""
        tree = entries(git.run("ls-tree", "-r", "-z", "--full-tree", commit))
        files = {path: about[2] for about, path in tree if about[0][:3] == "100" and path.rsplit(".", 1)[-1] in endings}
        self._read(git, [oid for oid in dict.fromkeys(files.values()) if oid not in self._of_blob])
        declarations: dict[str, list[tuple[str, int]]] = {}
        for path, oid in files.items():
            for name in names & self._of_blob[oid].keys():
                declarations.setdefault(name, []).extend((path, line) for line in self._of_blob[oid][name])
        return declarations

    def _read(self, git: Git, oids: list[Oid]) -> None:
        for n in range(0, len(oids), AT_ONCE):
            for oid, text in trees.blobs(git, oids[n : n + AT_ONCE]).items():
                self._of_blob[oid] = {} if is_binary(text) else _lines(decode(text or b""))


def _lines(text: str) -> dict[str, list[int]]:
    return grouped((name, n) for n, line in enumerate(text.split("\n"), 1) if (name := declared(line)))


def span(text: str, name: str) -> tuple[int, int] | None:
    """Return first and last line, from 1, of ``Class.method``, a function, or a name that is assigned or imported, in Python.

    Decorators belong to it. ``None``: not found.
    """
    code = code_lines(text, PYTHON)
    parts = outline(code)
    spans = {parts.full_name(definition): (definition.top, definition.last) for definition in reversed(parts.definitions)}
    if name in spans:
        return spans[name]
    around, _, bare = name.rpartition(".")
    first, last = spans.get(around, (1, 0)) if around else (1, len(code))
    wanted = re.escape(bare)
    pattern = re.compile(rf"\s*(?:(?:self|cls)\.)?{wanted}\b[^=(]*=(?!=)|\s*(?:from\s+\S+\s+)?import\b.*\b{wanted}\b")
    return next(((n, n) for n in range(first, last + 1) if pattern.match(code[n - 1])), None)
