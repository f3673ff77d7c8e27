"""Show sessions and what they know as text that fits a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from coordgit.core.model import ABSENT, LISTING, MATCH, Read, Session, Write
from coordgit.core.quoting import escaped, named, quote, quoted
from coordgit.render.verdict import clock
from coordgit.store import sessions
from coordgit.store.database import Store
from coordgit.store.names import short_id

OWN_SESSION = "export COORDGIT_SESSION=$(coordgit session start)"


def overview(found: list[tuple[Session, int]], width: int) -> list[str]:
    """Return a line for each session, with the number of its reads."""
    rows = [
        (
            fitted(named(one.name if one.person else short_id(one.session)), max(width // 4, 8)),
            "" if one.person else fitted(_called(one), max(width // 4, 8)),
            one.state,
            f"{count} read{'' if count == 1 else 's'}",
            clock(one.seen_at),
            quote(one.worktree),
        )
        for one, count in found
    ]
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(5)]
    lines = []
    for row in rows:
        head = "  ".join(cell.ljust(size) for cell, size in zip(row[:5], widths, strict=True) if size)
        lines.append(f"{head}  {fitted(row[5], width - len(head) - 2)}"[:width].rstrip())
    return lines


def about_people(some: Iterable[Session], width: int) -> list[str]:
    """Return, if a person is among the sessions, how many terminals that is, and how to be a separate one."""
    if not any(one.person for one in some):
        return []
    text = "All terminals of one login in one worktree are one session. For a session of its own:"
    return [*textwrap.wrap(text, width), OWN_SESSION]


def known(store: Store, one: Session, seen: list[Read], written: list[Write], width: int) -> list[str]:
    """Return the lines for all that a session has read and written."""
    called = f" ({_called(one)})" if _called(one) else ""
    ident = quote(one.session) if one.person else named(one.session)
    lines = [fitted(f"{ident}{called}: {one.state}, epoch {one.epoch_number}", width)]
    if one.worktree:
        lines.append(f"in {fitted(quote(one.worktree), width - 3)}")
    lines += about_people([one], width)
    lines += ["", _count(len(seen), "read")]
    rows = [(*_seen(read), f"at {_base(read)}, {escaped(read.via, '')}", clock(read.at)) for read in seen]
    lines += _table(rows, width)
    lines += ["", _count(len(written), "uncommitted write")]
    rows = [
        (_written(write), quote(write.path), f"through {escaped(write.via, '')}" if write.via else "", clock(write.at))
        for write in written
    ]
    lines += _table(rows, width)
    count, newest = sessions.unknown_commands(store, one.session)
    if count:
        lines += [
            "",
            f"{_count(count, 'command')} whose reads are unknown, the newest:",
            f"  {fitted(quoted(newest), width - 2)}",
        ]
    return lines


def _base(read: Read) -> str:
    return "uncommitted" if not read.settled else (read.base or "no commit")[:9]


def fitted(text: str, room: int) -> str:
    """Shorten ``text`` to ``room`` columns by leaving out its middle: both ends of a path matter."""
    if len(text) <= room:
        return text
    if room < 8:
        return text[: max(room, 0)]
    head = (room - 3) // 3
    return f"{text[:head]}...{text[len(text) - (room - 3 - head) :]}"


def _table(rows: list[tuple[str, str, str, str]], width: int) -> list[str]:
    """Lay out rows of (kind, what, how, when): ``what`` gets the room that the others leave."""
    if not rows:
        return []
    kinds, hows, whens = (max(len(row[n]) for row in rows) for n in (0, 2, 3))
    hows = min(hows, width // 3)
    room = width - kinds - hows - whens - 8
    whats = min(max(len(row[1]) for row in rows), room)
    return [
        f"  {when.ljust(whens)}  {kind.ljust(kinds)}  {fitted(what, room).ljust(whats)}  {fitted(how, hows)}".rstrip()
        for kind, what, how, when in rows
    ]


def _called(one: Session) -> str:
    return " ".join(named(word) for word in (one.client, one.name) if word)


def _seen(read: Read) -> tuple[str, str]:
    """Return (kind, what was asked)."""
    query = read.query
    if read.kind == MATCH and query:
        where = " ".join(quote(spec) for spec in query.pathspecs) or (quote(read.path) if read.path else "everywhere")
        return "search", f"{quoted(query.pattern)} in {where}"
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
    return f"{count} {what}{'' if count == 1 else 's'}" if count else f"no {what}s"
