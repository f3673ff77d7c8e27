"""How the coordination commands start: the calling session, notices to it, the paths and texts it gave."""

from __future__ import annotations

from collections.abc import Iterable

from coordgit import coordinate
from coordgit.cli.context import Here, say, session_here
from coordgit.core.pathspec import Paths
from coordgit.errors import UsageError
from coordgit.render.text import printable


def arrive(at: Here) -> str:
    """Return the calling session and renew its locks; those that have expired are printed on stderr."""
    session = session_here(at).session
    notice = coordinate.arrive(at.store, session, at.now)
    if notice:
        say(notice, err=True)
    return session


def wanted(at: Here, pathspecs: Iterable[str]) -> list[Paths]:
    """Parse pathspecs given in the current folder."""
    try:
        return coordinate.wanted(at.worktree, pathspecs, ".")
    except ValueError as error:
        raise UsageError(str(error), "git help glossary") from error


def one_line(text: str) -> str:
    """Return ``text`` fit for the terminals of others: one line, without control characters and bytes that are not UTF-8."""
    return printable(text)
