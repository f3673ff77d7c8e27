"""Calls that look something up by a key, such as ``registry.get("name", window=1)``: which get other arguments. Pure."""

from coordgit.core.changed_texts import Commit, Side, Use, olds
from coordgit.core.hunks import Hunk
from coordgit.startup.patterns import later
from coordgit.startup.typing import Collection, Iterable

CALL = later(r"(?<![\w.])(?:(?:self|cls|this)\.)?([^\W\d][\w.]*)\(\s*([\"'])([\w./:-]+)\2")
"""A call whose first argument is a string without spaces: a sentence is not a key."""


def rearranged(change: Side, hunks: Collection[Hunk]) -> dict[str, int]:
    """Return the calls that a change gives other arguments than the key, each with its line in the text before."""
    found: dict[str, int] = {}
    if change.before is None or change.after is None or not change.before.family.declares:
        return found
    text = change.before.lines(olds(hunks))
    if '"' not in text and "'" not in text:  # they have no key
        return found
    for hunk in hunks:
        before, after = change.piece(hunk)
        had = _calls(before)
        has = _calls(after) if had else {}
        found |= {call: hunk.first + at for call, (at, rest) in had.items() if call in has and has[call][1] != rest}
    return found


def added(commit: Commit, wanted: Iterable[str]) -> Use | None:
    """Return the first of these calls that the commit adds."""
    for call in wanted:
        for path in commit.words().get(function_of(call), ()):
            side = commit.sides[path]
            for n in side.added() if side.after else ():
                if side.after and call in _calls([side.after.raw[n - 1]]):
                    return Use(call, path, n)
    return None


def function_of(call: str) -> str:
    """Return the last name of what is called; a name is itself."""
    return call.partition("(")[0].rpartition(".")[2]


def _calls(lines: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return each call with the index of its line, and its further arguments without spaces."""
    text = "\n".join(lines)
    return {
        f'{found[1]}("{found[3]}")': (text.count("\n", 0, found.start(1)), _arguments(text, found.end()))
        for found in CALL.finditer(text)
    }


def _arguments(text: str, start: int) -> str:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth < 0:
            return "".join(text[start:at].split()).rstrip(",")
    return "".join(text[start:].split())
