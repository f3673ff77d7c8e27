"""How a search becomes a read: Grep, Glob, LS and their like, whatever each client calls them."""

from coordgit.clients.fields import number_of, optional, path_of, text_of
from coordgit.core.model import LISTING, MATCH, READ, Access, Query
from coordgit.startup.typing import Any, Iterator


def ripgrep(path: str, asked: dict[str, Any], content: Any, *, whole: bool) -> Iterator[Access]:
    """Yield a search with ripgrep's options, and the lines around the matches in ``content``, what it printed of files."""
    types = typed(optional(asked, "type"))
    pathspecs = (*globs(optional(asked, "glob")), *(types or ()))
    query = Query(text_of(asked, "pattern"), pathspecs, ignore_case=bool(asked.get("-i")))
    yield Access(MATCH, path, query=query, exact=whole and types is not None and not asked.get("multiline"))
    wanted = any(number_of(asked, key) > 0 for key in ("-A", "-B", "-C", "context"))
    if not isinstance(content, str) or not content or not wanted or asked.get("-n") is False:
        return
    from coordgit.shell.search_commands import numbered

    sole = path if all(line == "--" or line[:1].isdecimal() for line in content.split("\n")) else ""
    for where, first, last in numbered(content, sole):
        yield Access(act=READ, path=where, first=first, last=last, exact=False)


def globs(text: str) -> tuple[str, ...]:
    """Return the patterns of one text, between which stand spaces or, outside braces, commas."""
    return tuple(text.split() if "{" in text else text.replace(",", " ").split())


def typed(kind: str) -> tuple[str, ...] | None:
    """Return the patterns of ripgrep's name for a type of file; ``None`` for an unknown one."""
    if not kind:
        return ()
    from coordgit.shell.search_commands import TYPES

    return TYPES.get(kind)


def names(pattern: str, path: str, *, whole: bool, deep: bool = True) -> Access:
    """Return a glob over names; ``deep``: a pattern without a slash matches at any depth."""
    from coordgit.shell.call import join, split_glob

    folder, pattern = split_glob(pattern if "/" in pattern or not deep else f"**/{pattern}")
    query = Query(pattern, recursive="/" in pattern or "**" in pattern)
    return Access(LISTING, join(path, folder) or "", query=query, exact=whole)


def entries(path: str, *, whole: bool = True, deep: bool = False) -> Access:
    """Return the names in a directory; ``deep``: and below it."""
    return Access(LISTING, path, query=Query(recursive=deep), exact=whole)


def glob(path: str, asked: dict[str, Any], answered: dict[str, Any]) -> Iterator[Access]:
    """Return the names that a glob matches, at any depth if it has no slash."""
    yield names(path_of(asked, "pattern"), path, whole=not answered.get("truncated"))
