"""``coordgit read``: a session says what it has read."""

from __future__ import annotations

import os

import click

from coordgit import coordinate, record
from coordgit.cli.here import emit, here, json_option, say, session_here
from coordgit.clients.base import LISTING, MATCH, READ, Access
from coordgit.core.model import Query
from coordgit.core.predicates import DECLARED
from coordgit.core.quoting import quote, word
from coordgit.core.shell_call import split_glob
from coordgit.errors import UsageError
from coordgit.git.place import Place

TOP = ":/"
"""What git has before a path that is counted from the top of the work tree."""


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH[:FIRST-LAST]...")
@click.option("--at", "rev", default="", metavar="REV", help="Read the paths as they are in the commit REV.")
@click.option("--glob", "globs", multiple=True, metavar="G", help="Record that the names matching G were listed.")
@click.option("--grep", "pattern", default=None, metavar="RE", help="Record a search for RE; the paths are its pathspecs.")
@json_option
def read(paths: tuple[str, ...], rev: str, globs: tuple[str, ...], pattern: str | None, as_json: bool) -> None:
    """Record reads of the current session: files, line ranges, paths that are not there, listings and searches.

    A path that begins with :/ is counted from the top of the work tree, as in git.

    A commit of the session is rejected once another session has committed a change of any of them.
    """
    if not paths and not globs and pattern is None:
        raise UsageError("nothing to record: name a path, --glob or --grep", "coordgit read PATH")
    with here() as at:
        accesses = [_listing(glob, at.place.top) for glob in globs]
        if pattern is not None:
            accesses.append(Access(MATCH, at.place.top, query=Query(pattern=pattern, pathspecs=_pathspecs(at.place, paths))))
        else:
            accesses += [_access(path, rev, at.place.top) for path in paths]
        session = session_here(at)
        batches = record.locate(at.place.common, os.getcwd(), accesses)
        for batch in batches:
            batch.start(dict(os.environ))
            batch.finish()
        before = sum(len(batch.found) for batch in batches)
        with at.store.writing():
            count = record.record(at.store, session.knower, "", batches, at.now, DECLARED, declared=True)
    if rev and not count:
        raise UsageError(f"{rev} names no commit here", "git log --oneline --all")
    if not before:
        raise UsageError("none of these paths is in this repository", "coordgit read PATH")
    if as_json:
        emit({"session": session.session, "recorded": count})
    elif count < before:
        say(
            "coordgit: a file whose newer version you have not seen was not refreshed by reading your own text;"
            " read the version at the tip: coordgit read --at HEAD PATH",
            err=True,
        )
    else:
        names = ", ".join([quote(p) for p in paths] if pattern is None else [f"search for {pattern!r}"])
        say(f"recorded for {session.session}: {', '.join([names, *globs]).strip(', ')}")


def _pathspecs(place: Place, texts: tuple[str, ...]) -> tuple[str, ...]:
    """git's pathspecs, given in the current folder, as they are spelled at the top. Raises ``UsageError`` for what names nothing
    or needs more than paths."""
    try:
        found = coordinate.wanted(place, texts, ".")
    except ValueError as error:
        raise UsageError(str(error).replace("a lock", "a search"), "git help glossary (pathspec)") from error
    odd = coordinate.beyond_a_link(place, found)
    if odd is not None:
        real = os.path.relpath(os.path.realpath(os.path.join(place.top, odd.spec.path)), os.path.realpath("."))
        raise UsageError(f"pathspec {quote(odd.spec.text)} is beyond a symbolic link", f"coordgit read --grep RE {word(real)}")
    specs = [one.spec for one in found] + [exclude for one in found for exclude in one.excludes]
    return tuple(dict.fromkeys(spec.text for spec in specs))


def _listing(text: str, top: str) -> Access:
    """Names that match a glob (``*`` stays within a folder); of a folder, all that are below it."""
    if not text:
        raise UsageError("the empty string names nothing", "coordgit read --glob 'FOLDER/*'")
    if text.startswith(":") and not text.startswith(TOP):
        raise UsageError(f"{quote(text)} has magic; that is for pathspecs", "coordgit read --glob 'FOLDER/*'")
    path = os.path.join(top, text[len(TOP) :]) if text.startswith(TOP) else text
    folder, pattern = split_glob(path)
    if pattern in ("", ".", "..") or os.path.isdir(path):
        return Access(LISTING, path, query=Query())
    if pattern.endswith("/"):
        pattern += "**"
    if any(part in (".", "..") for part in pattern.split("/")):
        raise UsageError(f"{quote(text)} has a dot for a folder behind a wildcard", "coordgit read --glob 'FOLDER/*'")
    if os.path.isabs(folder) or os.path.realpath(folder) != os.path.join(os.getcwd(), folder).rstrip("/"):
        return Access(LISTING, folder, query=Query(pattern))
    return Access(LISTING, "", query=Query(f"{folder}/{pattern}" if folder else pattern))


def _access(text: str, rev: str, top: str) -> Access:
    """``PATH`` or ``PATH:FIRST-LAST``; a path that exists under its whole name wins over a range, and over one from the top."""
    if text.startswith(TOP) and not os.path.lexists(text):
        text = os.path.join(top, text[len(TOP) :])
    path, first, last = text, 0, 0
    head, _, tail = text.rpartition(":")
    low, _, high = tail.partition("-")
    if head and low.isdigit() and (high.isdigit() or not high) and (rev or not os.path.lexists(text)):
        path, first, last = head, int(low), int(high or low)
        if first < 1 or last < first:
            raise UsageError(f"{text}: a range is FIRST-LAST, counted from 1", "coordgit read PATH:10-20")
    if not rev and os.path.isdir(path):
        raise UsageError(f"{quote(path)} is a directory: its names are a listing", "coordgit read --glob 'FOLDER/*'")
    inside = os.path.relpath(os.path.realpath(os.path.dirname(os.path.abspath(path)) or "."), top)
    name = os.path.basename(path.rstrip("/"))
    return Access(READ, os.path.normpath(os.path.join(inside, name)) if rev else path, first, last, rev=rev, top=bool(rev))
