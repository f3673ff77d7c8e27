"""The way on after a sweep: how another session's edit is left out of a commit, and how it is handed over. Pure text."""

from __future__ import annotations

from coordgit.core import remedy
from coordgit.core.quoting import option, word
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordgit.render.standing import Where

MOST_NAMED = 20
"""Paths that a command names; of more, whoever commits names their own."""
BY_HAND = "# commit again, naming your own paths: the same command would carry the others along"


class Said(NamedTuple):
    """A part of a sentence, and the commands behind it."""

    sentence: str
    commands: tuple[str, ...]


def left_out(where: Where, paths: Sequence[str], listed: str, ack: str) -> Said:
    """Leave whole paths out of the index; the work tree keeps them as they are."""
    command = where.run(f"restore --staged -- {' '.join(word(where.top + path) for path in paths)}")
    return Said(f"leave {listed} out ({command})", (command, f"# or, if {_it(paths)} handed over to you: {ack}"))


def handed_over(paths: Sequence[str], listed: str, owner: str, ack: str) -> Said:
    """The other session commits its edits of the paths first, or hands them over."""
    return Said(
        f"have {listed} committed by {owner} first, or, if {_it(paths)} handed over to you, acknowledge it ({ack})",
        (f"# have {listed} committed by {owner} first, or, if {_it(paths)} handed over to you:", ack),
    )


def portion(where: Where, otherwise: Said) -> Said:
    """Commit the session's own lines of paths that others have edited too."""
    command = f'{where.tool} commit -m "..."'
    return Said(
        f"commit only what this session has edited ({command}), or {otherwise.sentence}",
        (f"# commit only what this session has edited: {command}", *otherwise.commands),
    )


def again(where: Where, command: Sequence[str], involved: Sequence[str], out: Sequence[str]) -> str:
    """The command that commits what is left instead of one that would choose the same again; "" where it cannot be told."""
    own = [path for path in involved if path not in out]
    words = remedy.naming(tuple(command))
    if words is None or not 0 < len(own) <= MOST_NAMED:
        return ""
    return where.run(" ".join([*map(option, words), "--", *(word(where.top + path) for path in own)]))


def _it(paths: Sequence[str]) -> str:
    return "it is" if len(paths) == 1 else "they are"
