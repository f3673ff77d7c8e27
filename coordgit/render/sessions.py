"""Show sessions and what they know as text that fits a terminal."""

import textwrap
from collections.abc import Iterable
from typing import Any

from coordgit.core.model import ABSENT, LISTING, MATCH, Read, Session, Write
from coordgit.core.quoting import counted, escaped, named, quote, quoted
from coordgit.render.text import cut, cut_left, table
from coordgit.render.verdict import clock
from coordgit.store.names import short_id

OWN_SESSION = "export COORDGIT_SESSION=$(coordgit session start)"


def session_json(session: Session) -> dict[str, Any]:
    return {
        "session": session.session, "name": session.name, "client": session.client, "state": session.state,
        "epoch": session.epoch_number, "worktree": session.worktree, "person": session.person,
    }  # fmt: skip


def overview(listed: list[tuple[Session, int]], width: int) -> list[str]:
    """Return a line for each session, with the number of its reads."""
    rows = [
        (
            named(session.name if session.person else short_id(session.session)),
            "" if session.person else _called(session),
            session.state,
            counted(count, "read"),
            clock(session.seen_at),
            quote(session.worktree),
        )
        for session, count in listed
    ]
    return table(rows, width, paths=5)


def about_people(sessions: Iterable[Session], width: int) -> list[str]:
    """Return, if a person is among the sessions, how many terminals that is, and how to be a separate one."""
    if not any(session.person for session in sessions):
        return []
    text = "All terminals of one login in one worktree are one session. For a session of its own:"
    return [*textwrap.wrap(text, width), OWN_SESSION]


def known(session: Session, seen: list[Read], written: list[Write], unknown: tuple[int, str], width: int) -> list[str]:
    """Return the lines for all that a session has read and written; ``unknown``: how many commands' reads are, and the newest."""
    called = f" ({_called(session)})" if _called(session) else ""
    ident = quote(session.session) if session.person else named(session.session)
    lines = [cut(f"{ident}{called}: {session.state}, epoch {session.epoch_number}", width)]
    if session.worktree:
        lines.append(f"in {cut_left(quote(session.worktree), width - 3)}")
    lines += about_people([session], width)
    lines += ["", _count(len(seen), "read")]
    bases = ((read.base or "no commit")[:9] if read.settled else "uncommitted" for read in seen)
    rows = [(clock(read.at), *_seen(read), f"at {base}, {escaped(read.via, '')}") for read, base in zip(seen, bases, strict=True)]
    lines += table(rows, width, "  ", paths=2)
    lines += ["", _count(len(written), "uncommitted write")]
    rows = [
        (clock(write.at), _written(write), quote(write.path), f"through {escaped(write.via, '')}" if write.via else "")
        for write in written
    ]
    lines += table(rows, width, "  ", paths=2)
    count, newest = unknown
    if count:
        lines += ["", f"{_count(count, 'command')} whose reads are unknown, the newest:", f"  {cut(quoted(newest), width - 2)}"]
    return lines


def _called(session: Session) -> str:
    return " ".join(named(word) for word in (session.client, session.name) if word)


def _seen(read: Read) -> tuple[str, str]:
    """Return (kind, what was asked)."""
    query = read.query
    if read.kind == MATCH and query:
        where = " ".join(quote(spec) for spec in query.pathspecs) or (quote(read.path) if read.path else "")
        return "search", f"{quoted(query.pattern)} {f'in {where}' if where else 'everywhere'}"
    if read.kind == LISTING and query:
        return "names", quote("/".join(part for part in (read.path, query.pattern or "*") if part))
    path = quote(read.path)
    if read.first:
        return "lines", f"{path}:{read.first}-{read.last}"
    return ("absent" if read.kind == ABSENT else "file"), path


def _written(write: Write) -> str:
    if write.lost:
        return "over unseen"  # it was made over a version that the session never saw
    return "new" if write.before is None else "gone" if write.after is None else "edit"


def _count(count: int, what: str) -> str:
    return counted(count, what) if count else f"no {what}s"
