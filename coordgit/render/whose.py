"""Who changed each uncommitted line, as text and JSON, and which lines a session would commit."""

from itertools import groupby
from posixpath import relpath

from coordgit.core.own_portion import GONE, MUTUAL, EditedPath, PathPart
from coordgit.core.quoting import MOST, literal, option, quote, word
from coordgit.core.uncommitted_lines import NOBODY, Line, Weave
from coordgit.git.plumbing import decode
from coordgit.render.text import width
from coordgit.render.verdict import clock
from coordgit.startup.typing import Any, Collection, Iterable, NamedTuple, Sequence
from coordgit.store.names import Names

UNRECORDED = "not recorded"
EARLIER = "not recorded, from before"
"""The label of a line that was there before the first recorded edit of the file."""
LAND, STAY = "commit", "stay"
ALIKE = 6
"""The most lines on end that one session wrote, or removed, which are all shown where edits clash."""


class Row(NamedTuple):
    """One line that differs: added (``+``) with its number in the work tree, or removed (``-``) with its number in HEAD."""

    sign: str
    number: int
    text: str
    session: str
    at: float | None
    earlier: bool
    carried: bool


def rows(weave: Weave, carried: Collection[int]) -> list[Row]:
    """Return the lines that differ between HEAD and the work tree."""
    changed = []
    old = new = 0
    for n, line in enumerate(weave.lines):
        old, new = old + line.head, new + line.disk
        if line.changed:
            maker = line.maker
            step = weave.steps[maker] if maker is not None and maker >= 0 else None
            changed.append(
                Row(
                    sign="+" if line.disk else "-",
                    number=new if line.disk else old,
                    text=_text(line),
                    session=weave.maker(line),
                    at=step.at if step is not None and step.session != NOBODY else None,
                    earlier=weave.stood(line) and any(step.session != NOBODY for step in weave.steps),
                    carried=n in carried,
                )
            )
    return changed


def listing(parts: Sequence[PathPart], names: Names, *, planned: bool = False) -> list[str]:
    """Return a line for each differing line, under its path: who changed it, when; of a ``planned`` commit, if it is in it. A new
    file that is one session's has one for all of its own."""
    out = []
    for part in parts:
        edited = part.edited
        out.append(f"{quote(edited.path)}{_state(edited)}")
        if edited.mode is not None:
            word = f"{LAND if part.takes_mode else STAY:<6}  " if planned else ""
            out.append(f"  {word}{_who(edited.mode.session, False, names)}  {clock(edited.mode.at)}  mode {edited.mode.mode}")
        if edited.weave is None:
            out += [f"  {name}" for name in sorted({_who(step.session, False, names) for step in edited.steps})]
            continue
        lines = rows(edited.weave, part.portion.carried)
        makers = {row.session for row in lines}
        if not planned and not edited.head.oid and len(lines) > 1 and len(makers) == 1 and NOBODY not in makers:
            newest = max(row.at or 0 for row in lines)
            out.append(f"  {names(makers.pop())}  {clock(newest):>5}  all {len(lines)} lines")
            continue
        whose = [_who(row.session, row.earlier, names) for row in lines]
        room = max(map(width, whose), default=0)
        for row, who in zip(lines, whose, strict=True):
            word = f"{LAND if row.carried else STAY:<6}  " if planned else ""
            out.append(f"  {word}{who}{' ' * (room - width(who))}  {clock(row.at):>5}  {row.number:>5} {row.sign}{row.text}")
    return out


def clashes(parts: Iterable[PathPart], names: Names) -> list[str]:
    """Return the lines that cannot be separated, with who wrote and who removed each."""
    out = []
    for edited, portion, _ in parts:
        if not portion.clash:
            continue
        out.append(f"  {quote(edited.path)}  {portion.clash}")
        if edited.weave is None:
            out += [f"    {_who(step.session, False, names)}" for step in edited.steps if step.landed is None]
            continue
        done = [(_done(line, edited.weave, names), _text(line)) for line in portion.lines if line.ghost or line.changed]
        for what, run in groupby(done, key=lambda one: one[0]):
            texts = [text for _, text in run]
            shown = texts if len(texts) <= ALIKE else texts[: ALIKE - 1]
            out += [f"    {what}  {text}" for text in shown]
            out += [f"    {what}  ... {len(texts) - len(shown)} more lines"] if len(texts) > len(shown) else []
    return out


def _done(line: Line, weave: Weave, names: Names) -> str:
    """Return who wrote a line, or removed it."""
    if line.ghost:
        born = _who(weave.session(line.born), line.born is None, names)
        return f"{born} wrote, {_who(weave.session(line.died), False, names)} removed"
    return f"{_who(weave.maker(line), weave.stood(line), names)} {'wrote' if line.disk else 'removed'}"


def first_clash(parts: Iterable[PathPart]) -> tuple[str, str]:
    """Return (the first path that clashes, why)."""
    return next((part.edited.path, part.portion.clash) for part in parts if part.portion.clash)


def way_on(parts: Sequence[PathPart], program: str, words: Iterable[str], folder: str, back: str) -> str:
    """Return what helps with the first clash, in words. ``words``: the commit's options; ``folder``: where it was asked for;
    ``back``: how to have a deleted file back."""
    rest = [literal(part.edited.path, below=True) for part in parts if part.entry is not None]
    stuck, clash = first_clash(parts)
    path = word(relpath(stuck, folder))
    again = " ".join([program, "commit", *map(option, words)])
    ways = [] if clash in MUTUAL else ["let the other commit first"]
    if rest and len(rest) <= MOST:
        ways.append(f"commit the rest ({again} {' '.join(rest)})")
    own = f"{again} --mine-is {path} {literal(stuck, below=True)}"
    if clash == GONE:
        ways.append(f"{back}, or delete it all the same ({own})" if back else f"delete it all the same ({own})")
    else:
        ways.append(f"name the file that is your version, such as {path} as it is ({own})")
    return "; or ".join(ways)


def document(parts: Sequence[PathPart], *, planned: bool = False) -> list[dict[str, Any]]:
    """Return ``paths`` for the JSON of ``whose`` and ``commit``."""
    documents = []
    for edited, portion, _ in parts:
        sessions = sorted({step.session for step in edited.steps if step.landed is None and step.session != NOBODY})
        entry: dict[str, Any] = {
            "path": edited.path, "head": edited.head.oid or None, "disk": edited.disk.oid or None, "sessions": sessions,
            "lines": None, "mode": edited.mode and edited.mode._asdict(),
        }  # fmt: skip
        if edited.weave is not None:
            entry["lines"] = [
                {"sign": row.sign, "line": row.number, "text": row.text, "session": row.session or None, "at": row.at}
                | {"earlier": row.earlier}
                | ({"commit": row.carried} if planned else {})
                for row in rows(edited.weave, portion.carried)
            ]
        if planned:
            entry["clash"] = portion.clash or None
        documents.append(entry)
    return documents


def _who(session: str, earlier: bool, names: Names) -> str:
    return names(session) if session != NOBODY else EARLIER if earlier else UNRECORDED


def _state(edited: EditedPath) -> str:
    if not edited.head.oid:
        return "  (new)"
    if not edited.disk.oid:
        return "  (deleted)"
    return "  (whole file)" if edited.weave is None else "  (mode)" if edited.head.oid == edited.disk.oid else ""


def _text(line: Line) -> str:
    return decode(line.text).removesuffix("\n")
