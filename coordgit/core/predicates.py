"""Listings and searches as predicates: which names and lines they cover, and whether a change alters the answer."""

from __future__ import annotations

from coordgit.core.globs import decoded, glob_match
from coordgit.core.model import LISTING, Query, Read
from coordgit.core.patterns import compiled, is_plain
from coordgit.startup.typing import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.pathspec import Paths

DECLARED = "coordgit read"
"""The tool of reads that a session declares."""


def under(path: str, folder: str) -> str | None:
    """Return ``path`` relative to ``folder`` ("" is the top), ``None`` if it is not below it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def lists(query: Query, folder: str, path: str) -> bool:
    """True if a listing of ``folder`` includes ``path``."""
    inside = _within(query, folder, path)
    if inside is None:
        return False
    return not query.pattern or glob_match(query.pattern, inside)


def _within(query: Query, folder: str, path: str) -> str | None:
    """Return ``path`` relative to ``folder``, ``None`` if it is not below it, or deeper than the query goes."""
    inside = under(path, folder)
    return None if inside is None or (not query.recursive and "/" in inside) else inside


def answers(read: Read, old: Read) -> bool:
    """True if the answer to ``read`` contains the answer to the older listing or search."""
    same = (read.path, read.query) == (old.path, old.query)
    if not read.exact or read.query is None or old.query is None:
        return same and (read.agent == old.agent or not old.exact)
    return same or (read.kind == LISTING and includes(read.query, read.path, old.query, old.path))


def includes(wide: Query, folder: str, narrow: Query, inner: str) -> bool:
    """True if a listing of ``folder`` has all the names that the other listing, of ``inner``, can have."""
    deep = wide.recursive and (not wide.pattern or wide.pattern.startswith("**/"))
    name = wide.pattern.removeprefix("**/")
    direct = not narrow.recursive or (narrow.pattern not in ("", "**") and "/" not in narrow.pattern)
    within = deep and under(inner, folder) is not None
    if not within and (inner != folder or not (deep or direct)):
        return False
    same = name == narrow.pattern.rpartition("/")[2] and wide.ignore_case >= narrow.ignore_case
    return not wide.pathspecs and (name in ("", "*") or same)


def searches(query: Query, folder: str, path: str) -> bool:
    """True if a search of ``folder`` can cover ``path``, whoever made it."""
    return looks_into(query, folder, path, declared=True) or looks_into(query, folder, path, declared=False)


def looks_into(query: Query, folder: str, path: str, declared: bool) -> bool:
    """True if a search of ``folder`` covers ``path``. If ``folder`` is a file, the search covers that file.

    Sessions declare searches with git's pathspecs; clients make them with globs, or with git's pathspecs that have magic.
    """
    if path == folder:
        return True
    inside = _within(query, folder, path)
    if inside is None:
        return False
    if not query.pathspecs:
        return True
    magic = any(spec.startswith(":") for spec in query.pathspecs)
    return _pathspecs_name(query.pathspecs, inside) if declared or magic else _globs_name(query.pathspecs, inside)


_GROUPS: dict[tuple[str, ...], list[Paths] | None] = {}


def _pathspecs_name(specs: tuple[str, ...], path: str) -> bool:
    """True if git's pathspecs match ``path``. Those that cannot be parsed match everything."""
    from coordgit.core.pathspec import group, names, parse

    if specs not in _GROUPS:
        try:
            _GROUPS[specs] = group(parse(spec) for spec in specs)
        except ValueError:  # a note from elsewhere may hold any text
            _GROUPS[specs] = None
    groups = _GROUPS[specs]
    return groups is None or any(names(paths, path) for paths in groups)


def _globs_name(globs: tuple[str, ...], path: str) -> bool:
    """True if ripgrep's globs select ``path``. The last one that matches it decides; one that begins with ``!`` excludes."""
    for glob in reversed(globs):
        if _glob_names(glob.removeprefix("!"), path):
            return not glob.startswith("!")
    return all(glob.startswith("!") for glob in globs)


def _glob_names(glob: str, path: str) -> bool:
    """True if the glob matches: without a slash, names at any depth; one that matches a folder, all that is below it."""
    plain = glob.rstrip("/")
    anchored = plain.lstrip("/") if "/" in plain else f"**/{plain}"
    return glob_match(anchored, path) or glob_match(f"{anchored}/**", path)


LONGEST = 1 << 18
"""The most characters of a line that a pattern is run on: a longer line counts as found. ``re`` runs a step over all of a line at
once, and handles no signal within a step (``git.searches``)."""


def answers_differ(query: Query, before: bytes, after: bytes) -> bool:
    """True if the search finds other lines in one text than in the other, or if it cannot be run.

    The position of lines does not matter, their number does. Lines that both texts have make no difference, so the pattern is run
    on the others alone.
    """
    found = finds(query, apart(before, after))
    return found is None or bool(found)


def can_be_asked(query: Query) -> bool:
    """True if the pattern can be compiled."""
    return finds(query, ()) is not None


def hides(query: Query, before: bytes, after: bytes, file: bytes) -> bool:
    """True if the search does not find in ``file`` what it finds in ``after`` only, or still finds what it found in ``before``
    only; or if it cannot be run."""
    changed, undone = apart(before, after), apart(file, after)
    found = finds(query, [line for line, times in changed.items() if times * undone.get(line, 0) > 0])
    return found is None or bool(found)


_APART: dict[tuple[bytes, bytes], dict[bytes, int]] = {}


def apart(before: bytes, after: bytes) -> dict[bytes, int]:
    """Return the lines that one text has more often than the other, and how many times more ``before`` has each. Computed once
    for all searches of a change."""
    key = (before, after)
    if key not in _APART:
        _APART[key] = _apart(before, after)
    return _APART[key]


def _apart(before: bytes, after: bytes) -> dict[bytes, int]:
    from coordgit.core.grouping import tally  # neither is for the hook that records a search
    from coordgit.core.hunks import lines_of

    more = tally(lines_of(before))
    for line in lines_of(after):
        more[line] = more.get(line, 0) - 1
    return {line: times for line, times in more.items() if times}


def finds(query: Query, lines: Iterable[bytes]) -> list[bytes] | None:
    """Return the lines that the search finds; ``None`` if it cannot be run."""
    if query.fixed or is_plain(query.pattern):
        needle = query.pattern.casefold() if query.ignore_case else query.pattern
        return [line for line in lines if needle in (decoded(line).casefold() if query.ignore_case else decoded(line))]
    pattern = compiled(query.pattern, query.ignore_case)
    if pattern is None:
        return None
    return [line for line in lines if len(line) > LONGEST or pattern.search(decoded(line))]
