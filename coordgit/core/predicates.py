"""Listings and searches as predicates: which names and lines they speak of, and whether a change alters the answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from coordgit.core.model import Query


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
    """Does a search of ``folder`` look into ``path``? A folder that is a file is looked into itself."""
    if path == folder:
        return True
    inside = under(path, folder)
    if inside is None or (not query.recursive and "/" in inside):
        return False
    wanted = [spec for spec in query.pathspecs if not spec.startswith("!")]
    unwanted = [spec[1:] for spec in query.pathspecs if spec.startswith("!")]
    if any(_names(spec, inside) for spec in unwanted):
        return False
    return not wanted or any(_names(spec, inside) for spec in wanted)


def _names(spec: str, inside: str) -> bool:
    """A glob without a slash speaks of names at any depth, a folder of all that is below it (ripgrep's and git's habit)."""
    if "/" not in spec.rstrip("/"):
        return glob_match(spec, inside.rsplit("/", 1)[-1]) or inside.startswith(spec.rstrip("/") + "/")
    return glob_match(spec.lstrip("/"), inside) or inside.startswith(spec.strip("/") + "/")


_CACHE: dict[str, re.Pattern[str]] = {}


def glob_match(pattern: str, path: str) -> bool:
    """``*`` and ``?`` stay within a folder, ``**`` does not, ``{a,b}`` is either (gitignore's and ripgrep's globs)."""
    compiled = _CACHE.get(pattern)
    if compiled is None:
        import re

        try:
            compiled = re.compile(glob_regex(pattern), re.DOTALL)
        except re.error:
            compiled = re.compile(re.escape(pattern))
        _CACHE[pattern] = compiled
    return compiled.fullmatch(path) is not None


def glob_regex(pattern: str) -> str:
    """``pattern`` as a regular expression."""
    import re

    out, n, depth = [], 0, 0
    while n < len(pattern):
        letter = pattern[n]
        if pattern.startswith("**/", n):
            out.append("(?:[^/]+/)*")
            n += 3
            continue
        if pattern.startswith("**", n):
            out.append(".*")
            n += 2
            continue
        if letter == "*":
            out.append("[^/]*")
        elif letter == "?":
            out.append("[^/]")
        elif letter == "[" and (end := pattern.find("]", n + 2)) > 0:
            inner = pattern[n + 1 : end].replace("\\", "\\\\")
            out.append("[" + ("^" + inner[1:] if inner[:1] in "!^" else inner) + "]")
            n = end
        elif letter == "{" and "}" in pattern[n:]:
            out.append("(?:")
            depth += 1
        elif letter == "}" and depth:
            out.append(")")
            depth -= 1
        elif letter == "," and depth:
            out.append("|")
        else:
            out.append(re.escape(letter))
        n += 1
    return "".join(out)


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
    if query.fixed:
        needle = query.pattern.casefold() if query.ignore_case else query.pattern
        return [line for line in lines if needle in (_text(line).casefold() if query.ignore_case else _text(line))]
    pattern = _compiled(query)
    if pattern is None:
        return None
    return [line for line in lines if len(line) > LONGEST or pattern.search(_text(line))]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def _compiled(query: Query) -> re.Pattern[str] | None:
    """``None`` for a pattern that only the tool understands."""
    import re

    try:
        return re.compile(query.pattern, re.IGNORECASE if query.ignore_case else 0)
    except (re.error, RecursionError, OverflowError):
        return None


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
