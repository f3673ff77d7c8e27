"""What the coordination verbs begin with: who calls, what it has to be told first, the paths and texts it gave."""

from __future__ import annotations

from collections.abc import Iterable

from coordgit import coordinate
from coordgit.cli.here import Here, say, session_here
from coordgit.core.pathspec import Paths
from coordgit.errors import UsageError
from coordgit.render.text import printable


def arrive(at: Here) -> str:
    """The session that calls. It acts, so what it holds is renewed; locks of it that have expired are said, on stderr."""
    session = session_here(at).session
    notice = coordinate.arrive(at.store, session, at.now)
    if notice:
        say(notice, err=True)
    return session


def wanted(at: Here, pathspecs: Iterable[str]) -> list[Paths]:
    """What pathspecs given in the current folder name."""
    try:
        return coordinate.wanted(at.place, pathspecs, ".")
    except ValueError as error:
        raise UsageError(str(error), "git help glossary") from error


def one_line(text: str) -> str:
    """``text`` as it is stored, for the terminals of others: in one line, without what a terminal would obey or is no UTF-8."""
    return printable(text)
