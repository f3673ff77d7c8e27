"""Who changed each uncommitted line, as text and JSON, and which lines a session would commit."""

from coordgit.core.line_owners import NOBODY, EditStep, Line, Weave
from coordgit.core.portion import Portion
from coordgit.core.quoting import quote
from coordgit.render.text import width
from coordgit.render.verdict import clock
from coordgit.startup.typing import Any, Collection, Iterable, NamedTuple, Sequence
from coordgit.store.names import Names

UNRECORDED = "not recorded"
EARLIER = "not recorded, from before"
"""The label of a line that was there before the first recorded edit of the file."""
LAND, STAY = "commit", "stay"


class Row(NamedTuple):
    """One line that differs: added (``+``) with its number in the work tree, or removed (``-``) with its number in HEAD."""

    sign: str
    number: int
    text: str
    session: str
    at: float | None
    earlier: bool
    carried: bool


class ShownPath(NamedTuple):
    """A path as it is shown. ``weave`` is ``None`` for a file without lines; ``portion`` is ``None`` if nothing is committed."""

    path: str
    head: str
    disk: str
    steps: tuple[EditStep, ...]
    weave: Weave | None
    mode: tuple[str, str, float] | None = None
    """The new mode, the session that has set it, and when."""
    takes_mode: bool = False
    """True if it is committed."""
    portion: Portion | None = None


def rows(weave: Weave, carried: Collection[int] = ()) -> list[Row]:
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


def listing(shown: Sequence[ShownPath], names: Names) -> list[str]:
    """Return a line for each differing line, under its path: who changed it, when; for a planned commit, if it is included."""
    out = []
    for one in shown:
        out.append(f"{quote(one.path)}{_state(one)}")
        planned = one.portion
        if one.mode is not None:
            mode, session, when = one.mode
            word = f"{LAND if one.takes_mode else STAY:<6}  " if planned is not None else ""
            out.append(f"  {word}{_who(session, False, names)}  {clock(when)}  mode {mode}")
        if one.weave is None:
            out += [f"  {name}" for name in sorted({_who(step.session, False, names) for step in one.steps})]
            continue
        lines = rows(one.weave, planned.carried if planned else ())
        whose = [_who(row.session, row.earlier, names) for row in lines]
        room = max(map(width, whose), default=0)
        for row, who in zip(lines, whose, strict=True):
            word = f"{LAND if row.carried else STAY:<6}  " if planned is not None else ""
            at = clock(row.at) if row.at else ""
            out.append(f"  {word}{who}{' ' * (room - width(who))}  {at:>5}  {row.number:>5} {row.sign}{row.text}")
    return out


def clashes(shown: Iterable[ShownPath], names: Names) -> list[str]:
    """Return the lines that cannot be separated, with who wrote and who removed each."""
    out = []
    for one in shown:
        if one.portion is None or not one.portion.clash:
            continue
        out.append(f"  {quote(one.path)}  {one.portion.clash}")
        if one.weave is None:
            out += [f"    {_who(step.session, False, names)}" for step in one.steps if step.landed is None]
            continue
        for line in one.portion.lines:
            if line.ghost:
                born = _who(one.weave.session(line.born), line.born is None, names)
                died = _who(one.weave.session(line.died), False, names)
                out.append(f"    {born} wrote, {died} removed  {_text(line)}")
            elif line.changed:
                who = _who(one.weave.maker(line), one.weave.stood(line), names)
                out.append(f"    {who} {'wrote' if line.disk else 'removed'}  {_text(line)}")
    return out


def document(shown: Sequence[ShownPath]) -> list[dict[str, Any]]:
    """Return ``paths`` for the JSON of ``whose`` and ``commit``."""
    documents = []
    for one in shown:
        planned = one.portion
        sessions = sorted({step.session for step in one.steps if step.landed is None and step.session != NOBODY})
        entry: dict[str, Any] = {"path": one.path, "head": one.head or None, "disk": one.disk or None, "sessions": sessions}
        lines = None
        if one.weave is not None:
            lines = [
                {"sign": row.sign, "line": row.number, "text": row.text, "session": row.session or None, "at": row.at}
                | {"earlier": row.earlier}
                | ({"commit": row.carried} if planned is not None else {})
                for row in rows(one.weave, planned.carried if planned else ())
            ]
        entry["lines"] = lines
        entry["mode"] = {"mode": one.mode[0], "session": one.mode[1], "at": one.mode[2]} if one.mode is not None else None
        if planned is not None:
            entry["clash"] = planned.clash or None
        documents.append(entry)
    return documents


def _who(session: str, earlier: bool, names: Names) -> str:
    return names(session) if session != NOBODY else EARLIER if earlier else UNRECORDED


def _state(one: ShownPath) -> str:
    if not one.head:
        return "  (new)"
    if not one.disk:
        return "  (deleted)"
    return "  (whole file)" if one.weave is None else "  (mode)" if one.head == one.disk else ""


def _text(line: Line) -> str:
    return line.text.decode("utf-8", "surrogateescape").removesuffix("\n")
