"""Why a command is denied before it runs: one sentence that says whose work it would remove, and a harmless alternative."""

from coordgit.core.quoting import few, quote
from coordgit.core.taken_edits import Taken
from coordgit.startup.typing import NamedTuple
from coordgit.store.names import Names


class Denial(NamedTuple):
    """A command that must not run."""

    said: str
    taken: tuple[Taken, ...]
    way: str
    """What to do instead: a few words, and a command to paste."""
    moves_away: bool = False
    """True if it changes paths that a session works on, without removing anything from the disk."""
    ends: str = ""
    """The operation that it would end, of the one session in ``taken``."""
    entry: str = ""
    """The stash entry concerned, made by the one session in ``taken``."""


def sentence(denial: Denial, names: Names) -> str:
    """Return the whole sentence."""
    if denial.entry:
        who = names(denial.taken[0].session)
        entry = f"{denial.entry}, which {who} put on the stash that all worktrees share"
        return f"coordgit: {denial.said} is about {entry}; {denial.way}"
    if denial.ends:
        who = names(denial.taken[0].session)
        return f"coordgit: {denial.said} would end the {denial.ends} of {who}, which has stopped in this work tree; {denial.way}"
    if denial.moves_away:
        about = [f"{few(map(quote, one.edited))}, which {names(one.session)} has edited" for one in denial.taken if one.edited]
        about += [
            f"{few(map(quote, one.read))}, which {names(one.session)} has read since its last commit"
            for one in denial.taken
            if one.read
        ]
        return f"coordgit: {denial.said} would change {', and '.join(about)}, in this work tree; {denial.way}"
    whose = [f"{names(one.session)} ({few(map(quote, one.edited))})" for one in denial.taken]
    return f"coordgit: {denial.said} would take away uncommitted edits of {' and '.join(whose)}; {denial.way}"
