"""Reads as the text of a git note, and back: what a clone publishes of the reads behind its commits (docs/notes.md).

A note has a block for each epoch whose work is in the commit. The text comes from other machines, so it is parsed strictly: a
line that is not exactly as ``text`` writes it makes the whole note unreadable. Pure.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from coordgit.core.contributors import PART_MADE, PART_SOURCE, PART_UNCLEAR
from coordgit.core.model import ABSENT, CONTENT, ITEMS, LINES, LISTING, MATCH, Oid, Query, Read
from coordgit.core.predicates import DECLARED

FIRST_LINE = "coordgit-reads 1"
"""The format and its version."""
MOST_READS = 5000
"""Reads that a note has at most; of each epoch the newest."""
MOST_BYTES = 2 << 20
"""Bytes of a note that are parsed at most."""
LONGEST = 8192
"""Characters of a line, at most."""
PARTS = (PART_MADE, PART_SOURCE, PART_UNCLEAR)
NONE, SAME = "-", "="
VIA = "note"

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}|0")
_NAME = re.compile(r"[0-9a-f]{1,16}")
_FLAGS = re.compile(r"-|c?d?r?u?")


class Again(NamedTuple):
    """A read made true again: on the remote's ``branch``, at its commit ``tip``, where the item is ``oid``."""

    branch: str
    tip: Oid
    oid: Oid | None
    at: int


class NotedRead(NamedTuple):
    """A read, and where it was made true again since."""

    read: Read
    again: tuple[Again, ...] = ()


class Block(NamedTuple):
    """One epoch behind a commit: its part in it, what it knows, and how many of its older reads are left out."""

    session: str
    number: int
    part: str
    reads: tuple[NotedRead, ...]
    left_out: int = 0


class UnreadableError(ValueError):
    """The text is not a note of this version."""


def bounded(reads: Iterable[NotedRead], epochs: int) -> tuple[tuple[NotedRead, ...], int]:
    """Return (the newest reads that fit into a note of that many epochs, how many are left out)."""
    every = sorted(reads, key=lambda one: -one.read.at)
    fitting = [one for one in every if all(len(line) <= LONGEST for line in _lines(one))][: MOST_READS // epochs]
    return tuple(fitting), len(every) - len(fitting)


def text(blocks: Sequence[Block]) -> str:
    """Return the note; the same blocks always make the same text, so that git keeps it once."""
    lines = [FIRST_LINE]
    for block in sorted(blocks, key=lambda one: (one.session, one.number, one.part)):
        lines.append(f"session {block.number} {block.part} {json.dumps(block.session)}")
        if block.left_out:
            lines.append(f"left-out {block.left_out}")
        base = None
        for one in sorted(block.reads, key=lambda one: (one.read.base or "", _lines(one))):
            if one.read.base != base:
                base = one.read.base
                lines.append(f"at {base}")
            lines += _lines(one)
    return "\n".join(lines) + "\n"


def _lines(noted: NotedRead) -> list[str]:
    read = noted.read
    span = f"{read.first}-{read.last}" if read.kind == LINES else NONE
    known = SAME if read.known == read.observed else read.known or NONE
    flags = "".join(
        letter
        for letter, is_so in (
            ("c", not read.exact),
            ("d", read.declared),
            ("r", read.via == DECLARED),
            ("u", not read.tracked),
        )
        if is_so
    )
    words = [read.kind, str(int(read.at)), flags or NONE, read.agent or NONE, span, read.observed or NONE, known]
    asked = f" {_query(read.query)}" if read.query else ""
    again = (f"again {shown.at} {shown.tip} {shown.oid or NONE} {json.dumps(shown.branch)}" for shown in sorted(noted.again))
    return [f"{' '.join(words)} {json.dumps(read.path)}{asked}", *again]


def _query(query: Query) -> str:
    default = Query()._asdict()
    return json.dumps({name: value for name, value in query._asdict().items() if value != default[name]})


def parse(raw: bytes) -> tuple[Block, ...]:
    """Return the blocks of a note. Raises ``UnreadableError``."""
    if len(raw) > MOST_BYTES:
        raise UnreadableError("it is too long")
    try:
        lines = raw.decode("ascii").split("\n")
        if lines[0] != FIRST_LINE:
            raise UnreadableError(f"it does not begin with {FIRST_LINE!r}")
        return _parsed(lines[1:-1] if lines[-1] == "" else lines[1:])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise error if isinstance(error, UnreadableError) else UnreadableError("a line of it is malformed") from error


def _parsed(lines: Sequence[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    base: Oid | None = None
    reads: list[NotedRead] = []
    for line in lines:
        if len(line) > LONGEST or len(reads) > MOST_READS:
            raise UnreadableError("it is too long")
        word, _, rest = line.partition(" ")
        if word == "session":
            _close(blocks, reads)
            blocks.append(_begun(rest))
            reads, base = [], None
        elif not blocks:
            raise UnreadableError("a read of it has no session")
        elif word == "left-out":
            blocks[-1] = blocks[-1]._replace(left_out=_number(rest))
        elif word == "at":
            base = _oid(rest)
        elif word == "again":
            reads[-1] = reads[-1]._replace(again=(*reads[-1].again, _again(rest)))
        elif base is None:
            raise UnreadableError("a read of it has no base")
        else:
            reads.append(NotedRead(_read(word, rest, base)))
    _close(blocks, reads)
    return tuple(blocks)


def _close(blocks: list[Block], reads: list[NotedRead]) -> None:
    """Put the reads into the last block."""
    if blocks:
        blocks[-1] = blocks[-1]._replace(reads=tuple(reads))


def _begun(rest: str) -> Block:
    number, part, name = rest.split(" ", 2)
    session = _string(name)
    epoch = _number(number)
    if part not in PARTS or epoch < 1 or not session or len(session) > 200 or not session.isprintable():
        raise UnreadableError("a session of it is malformed")
    return Block(session=session, number=epoch, part=part, reads=())


def _again(rest: str) -> Again:
    at, tip, oid, branch = rest.split(" ", 3)
    return Again(branch=_string(branch), tip=_oid(tip), oid=None if oid == NONE else _oid(oid), at=_number(at))


def _read(kind: str, rest: str, base: Oid) -> Read:
    at, flags, agent, span, observed_, known_, names = rest.split(" ", 6)
    path, end = json.JSONDecoder().raw_decode(names)
    query = _asked(names[end:])
    observed = None if observed_ == NONE else _oid(observed_)
    first, last = map(_number, span.split("-")) if kind == LINES else (0, 0)
    well = (
        kind in (CONTENT, LINES, ABSENT, LISTING, MATCH)
        and (query is None) == (kind in ITEMS)
        and (0 < first <= last if kind == LINES else span == NONE)
        and _FLAGS.fullmatch(flags)
        and (agent == NONE or _NAME.fullmatch(agent))
        and _is_path(path, kind in ITEMS)
    )
    if not well:
        raise UnreadableError("a read of it is malformed")
    return Read(
        agent="" if agent == NONE else agent,
        kind=kind,
        path=path,
        first=first,
        last=last,
        query=query,
        observed=observed,
        known=observed if known_ == SAME else None if known_ == NONE else _oid(known_),
        base=base,
        at=float(_number(at)),
        via=DECLARED if "r" in flags else VIA,
        exact="c" not in flags,
        declared="d" in flags,
        tracked="u" not in flags,
    )


def _asked(rest: str) -> Query | None:
    if not rest:
        return None
    fields = json.loads(rest)
    if not isinstance(fields, dict):
        raise UnreadableError("a search of it is malformed")
    default = Query()._asdict()
    for name, value in fields.items():
        if name == "pathspecs" and isinstance(value, list):
            value = fields[name] = tuple(map(_plain, value))
        if type(value) is not type(default[name]):
            raise UnreadableError("a search of it is malformed")
    query = Query(**fields)
    _plain(query.pattern)
    return query


def _plain(text: object) -> str:
    if not isinstance(text, str) or "\0" in text:
        raise UnreadableError("a search of it is malformed")
    text.encode("utf-8", "surrogateescape")  # raises ValueError for unpaired surrogates
    return text


def _string(text: str) -> str:
    value = json.loads(text)
    if not isinstance(value, str) or "\0" in value:
        raise UnreadableError("a name of it is malformed")
    value.encode()  # raises ValueError for surrogates
    return value


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise UnreadableError("a number of it is malformed")
    return int(text)


def _oid(text: str) -> Oid:
    if not _OID.fullmatch(text):
        raise UnreadableError("an object id of it is malformed")
    return text


def _is_path(path: object, item: bool) -> bool:
    """True if it is a path as git has it, or for a listing or search the top, ""."""
    if not isinstance(path, str) or "\0" in path:
        return False
    path.encode("utf-8", "surrogateescape")  # raises ValueError for unpaired surrogates
    return (not path and not item) or all(part not in ("", ".", "..") for part in path.split("/"))
