"""Listings and searches as predicates: which names and lines they speak of, and whether a change alters the answer."""

from __future__ import annotations

from coordgit.core.globs import glob_match
from coordgit.core.patterns import compiled, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Query
    from coordgit.core.pathspec import Pathspec

DECLARED = "coordgit read"
"""Through what a session declares what it has read."""


def under(path: str, folder: str) -> str | None:
    """``path`` relative to ``folder`` ("" is the top), ``None`` when it is not below it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def lists(query: Query, folder: str, path: str) -> bool:
    """Does a listing of ``folder`` name ``path``?"""
    inside = under(path, folder)
    if inside is None:
        return False
    if not query.recursive and "/" in inside:
        return False
    return not query.pattern or glob_match(query.pattern, inside)


def searches(query: Query, folder: str, path: str) -> bool:
    """Can a search of ``folder`` look into ``path``, whoever made it?"""
    return looks_into(query, folder, path, declared=True) or looks_into(query, folder, path, declared=False)


def looks_into(query: Query, folder: str, path: str, declared: bool) -> bool:
    """Does a search of ``folder`` look into ``path``? A folder that is a file is looked into itself.

    Sessions declare searches with git's pathspecs; clients make them with globs, or with git's pathspecs that have magic.
    """
    if path == folder:
        return True
    inside = under(path, folder)
    if inside is None or (not query.recursive and "/" in inside):
        return False
    if not query.pathspecs:
        return True
    magic = any(spec.startswith(":") for spec in query.pathspecs)
    return _pathspecs_name(query.pathspecs, inside) if declared or magic else _globs_name(query.pathspecs, inside)


_GROUPS: dict[tuple[str, ...], list[tuple[Pathspec, tuple[Pathspec, ...]]] | None] = {}


def _pathspecs_name(specs: tuple[str, ...], path: str) -> bool:
    """Do git's pathspecs name ``path``? Those that cannot be understood name everything."""
    from coordgit.core.pathspec import group, matches, parse

    if specs not in _GROUPS:
        try:
            _GROUPS[specs] = group([parse(spec) for spec in specs])
        except ValueError:  # stored by a coordgit that took everything
            _GROUPS[specs] = None
    groups = _GROUPS[specs]
    return groups is None or any(
        matches(spec, path) and not any(matches(exclude, path) for exclude in excludes) for spec, excludes in groups
    )


def _globs_name(globs: tuple[str, ...], path: str) -> bool:
    """Do globs as ripgrep has them name ``path``? The last one that speaks of it decides, one that begins with ``!`` against."""
    for glob in reversed(globs):
        if _glob_names(glob.removeprefix("!"), path):
            return not glob.startswith("!")
    return all(glob.startswith("!") for glob in globs)


def _glob_names(glob: str, path: str) -> bool:
    """A glob without a slash speaks of names at any depth; one that fits a folder, of all that is below it."""
    plain = glob.rstrip("/")
    anchored = plain.lstrip("/") if "/" in plain else f"**/{plain}"
    return glob_match(anchored, path) or glob_match(f"{anchored}/**", path)


LONGEST = 1 << 18
"""Characters of a line that a pattern is asked of: of a longer one it counts as found. ``re`` takes a step over all of a line
at once, and within a step it hears no signal (``bounded``)."""


def answers_differ(query: Query, before: bytes, after: bytes) -> bool:
    """Does the search find other lines in the one text than in the other? Yes, too, for one that cannot be asked.

    Where lines stand does not matter, how often they stand does. Those that both have make no difference, so the pattern is
    asked of the others alone.
    """
    found = finds(query, apart(before, after))
    return found is None or bool(found)


def can_be_asked(query: Query) -> bool:
    """Can the pattern be compiled?"""
    return query.fixed or is_plain(query.pattern) or compiled(query.pattern, query.ignore_case) is not None


def apart(before: bytes, after: bytes) -> list[bytes]:
    """The lines that one text has more often than the other."""
    more: dict[bytes, int] = {}
    for line in lines_of(before):
        more[line] = more.get(line, 0) + 1
    for line in lines_of(after):
        more[line] = more.get(line, 0) - 1
    return [line for line, times in more.items() if times]


def lines_of(text: bytes) -> list[bytes]:
    return text.removesuffix(b"\n").split(b"\n") if text else []


def finds(query: Query, lines: Iterable[bytes]) -> list[bytes] | None:
    """The lines that the search finds; ``None`` when it cannot be asked."""
    if query.fixed or is_plain(query.pattern):
        needle = query.pattern.casefold() if query.ignore_case else query.pattern
        return [line for line in lines if needle in (_text(line).casefold() if query.ignore_case else _text(line))]
    pattern = compiled(query.pattern, query.ignore_case)
    if pattern is None:
        return None
    return [line for line in lines if len(line) > LONGEST or pattern.search(_text(line))]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def identifiers(pattern: str) -> set[str]:
    """The names that stand in a search pattern: what would tie it to a commit that speaks of them."""
    import re

    plain = re.sub(r"\\[A-Za-z]", " ", pattern)
    return {name for name in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", plain) if len(name) > 1}


def folder_of(path: str) -> str:
    return path.rsplit("/", 1)[0] if "/" in path else ""


def share_a_folder(paths: Iterable[str], others: Iterable[str]) -> bool:
    """Does a path of the one stand in the same folder as a path of the other?"""
    return not {folder_of(p) for p in paths}.isdisjoint({folder_of(p) for p in others})
