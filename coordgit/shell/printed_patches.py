"""Patches in the output of a command: which text they change into which. Pure: nothing is looked up.

Which files ``git diff`` reads is in ``git_commands``, what its output shows to a session in ``notify.shown_diffs``.

A patch counts by what it does, not by the blob ids and options it names: applied to the text that a session knows, it must
give exactly the text in question. A patch with a missing line gives another text, or none.
"""

from coordgit.core.hunks import is_pointer
from coordgit.core.quoting import unquote
from coordgit.shell.call import number
from coordgit.startup.typing import Iterable, NamedTuple

NOWHERE = "/dev/null"
"""git's name for the side of a patch on which the file does not exist."""
MOST = 400
"""Patches that are examined in one output."""
MOST_TEXTS = 64
"""Versions of one file that are tried in a chain of patches."""
COLOUR = "\x1b["
"""Start of what changes the colour on a terminal."""
UNTERMINATED = "\\"
"""Start of the line by which git says that the line above has no newline."""


class PatchHunk(NamedTuple):
    """Lines with their signs. ``first`` counts from 1 in the old text; without old lines it is the line above."""

    first: int
    length: int
    lines: tuple[str, ...]
    unterminated: bool
    """True if the new text ends in this hunk, without a newline."""


class Patch(NamedTuple):
    """What one file becomes. ``old`` and ``new`` are paths as git printed them, "" without a file."""

    old: str
    new: str
    hunks: tuple[PatchHunk, ...]
    moved: str = ""
    """The new name of a file that is gone from its old one; ``hunks`` then say what has changed of it besides."""


def parse(text: str) -> list[Patch]:
    """Return the complete patches in ``text``, in order, without combined (merge) and truncated ones. Colours, which git prints
    to a client too where ``color.ui`` is ``always``, are removed first."""
    return _parse(text) + (_parse(uncoloured(text)) if COLOUR in text else [])


def uncoloured(text: str) -> str:
    """Return an output without the colours that git and grep print."""
    if COLOUR not in text:
        return text
    from coordgit.startup.regexes import re

    return re.sub(r"\x1b\[[\d;]*[mK]", "", text)


def _parse(text: str) -> list[Patch]:
    lines = text.split("\n")
    patches: list[Patch] = []
    n = 0
    names = None
    while n < len(lines) and len(patches) < MOST:
        if lines[n].startswith("diff --git "):
            names = None
            empty, n = _empty(lines, n)
            patches += [empty] if empty else []
        elif lines[n].startswith("rename from ") and n + 1 < len(lines) and lines[n + 1].startswith("rename to "):
            names = unquote(lines[n].removeprefix("rename from ")), unquote(lines[n + 1].removeprefix("rename to "))
            patches += [Patch(old=names[0], new="", hunks=(), moved=names[1])] if lines[n - 1] == "similarity index 100%" else []
            n += 2
        elif lines[n].startswith("--- ") and n + 2 < len(lines) and lines[n + 1].startswith("+++ "):
            old, new = _path(lines[n][4:]), _path(lines[n + 1][4:])
            hunks, n = _hunks(lines, n + 2)
            hidden = new and hunks and is_pointer(hunks[0].lines)  # what git-lfs keeps elsewhere is not shown
            if hunks and not hidden:
                patches.append(Patch(old=names[0], new="", hunks=hunks, moved=names[1]) if names else Patch(old, new, hunks))
            names = None
        else:
            n += 1
    return patches


def _empty(lines: list[str], at: int) -> tuple[Patch | None, int]:
    """Return the patch of an added or deleted empty file, which has no hunks, and where to continue."""
    words = lines[at].removeprefix("diff --git ")
    half = (len(words) - 1) // 2
    path = _path(words[half + 1 :])
    n, came, went = at + 1, False, False
    while n < len(lines) and lines[n].startswith(("new file mode ", "deleted file mode ", "index ", "old mode ", "new mode ")):
        came, went = came or lines[n].startswith("new file"), went or lines[n].startswith("deleted")
        n += 1
    if came is went or (n < len(lines) and lines[n].startswith(("--- ", "Binary "))) or path[1:] != _path(words[:half])[1:]:
        return None, n
    return Patch("" if came else path, "" if went else path, ()), n


def _hunks(lines: list[str], at: int) -> tuple[tuple[PatchHunk, ...], int]:
    """Return the hunks of one file and where they end; none if one of them is incomplete."""
    found: list[PatchHunk] = []
    while at < len(lines) and lines[at].startswith("@@ -"):
        span = _span(lines[at])
        if span is None:
            return (), at + 1
        first, old, new = span
        length, body, unterminated = old, [], False
        at += 1
        while old or new:
            line = lines[at] if at < len(lines) else ""
            sign = line[:1] or " "  # trailing white space may have been stripped
            if sign == UNTERMINATED:
                at += 1
                continue
            if at >= len(lines) and old != new:
                return (), at
            if sign not in " -+":
                return (), at
            old -= sign != "+"
            new -= sign != "-"
            if old < 0 or new < 0:
                return (), at
            body.append(line or " ")
            at += 1
            if at < len(lines) and lines[at].startswith(UNTERMINATED):
                unterminated = unterminated or sign != "-"
                at += 1
        found.append(PatchHunk(first=first, length=length, lines=tuple(body), unterminated=unterminated))
    return tuple(found), at


def _span(line: str) -> tuple[int, int, int] | None:
    """Return (first line, lines before, lines after) of ``@@ -F[,N] +F[,N] @@``."""
    words = line.split(" ", 4)
    if len(words) < 4 or not words[2].startswith("+") or not words[3].startswith("@@"):
        return None
    numbers = [part for word in words[1:3] for part in (word[1:].partition(",")[::2])]
    if not all(number(part) or not part for part in numbers) or not numbers[0]:
        return None
    return int(numbers[0]), int(numbers[1] or 1), int(numbers[3] or 1)


def _path(text: str) -> str:
    """Parse a path as git prints it in a patch, "" for none: quoted in C style, or followed by a tab if it has spaces."""
    text = unquote(text.removesuffix("\t"))
    return "" if text == NOWHERE else text


def about(patch: Patch, path: str) -> bool:
    """True if the patch may be of ``path``. git puts a letter and a slash before it, or nothing; it may start at a folder.
    (Not that of a renamed file: it need not show any text.)"""
    if patch.moved:
        return patch.old == path
    names = [name for name in (patch.old, patch.new) if name]
    return all(any(f"/{path}".endswith(f"/{shown}") for shown in (name, name.partition("/")[2]) if shown) for name in names)


def by_path(patches: list[Patch], paths: Iterable[str]) -> dict[str, list[Patch]]:
    """Return path -> the patches that may be of it, for the paths that have any."""
    return {path: fitting for path in paths if (fitting := [patch for patch in patches if about(patch, path)])}


def applied(patch: Patch, text: str | None) -> str | None:
    """Apply the patch to a text (``None``: to no file). Raises ``ValueError`` if it does not apply."""
    if (text is None) != (not patch.old):
        raise ValueError("there is no such file, or there is one")
    lines = (text or "").split("\n")
    terminated = lines[-1] == ""
    if terminated:
        lines.pop()
    made: list[str] = []
    at = 0
    for hunk in patch.hunks:
        start = hunk.first - 1 if hunk.length else hunk.first
        if start < at or start > len(lines):
            raise ValueError("a hunk lies outside the file")
        made += lines[at:start]
        at = start
        for line in hunk.lines:
            if line[0] != "+":
                if at >= len(lines) or lines[at] != line[1:]:
                    raise ValueError("the file has other lines")
                at += 1
            if line[0] != "-":
                made.append(line[1:])
        if at == len(lines):
            terminated = not hunk.unterminated
    made += lines[at:]
    if not patch.new:
        if made and not patch.moved:
            raise ValueError("a file that is gone has no lines")
        return None
    return "\n".join(made) + ("\n" if terminated and made else "")


def leads(patches: list[Patch], start: str | None, goal: str | None) -> bool:
    """True if the patches, one or a chain, lead from one text to the other. From a text to itself they lead by way of another."""
    reached: list[str | None] = [start]
    for text in reached:
        for patch in patches:
            try:
                following = applied(patch, text)
            except ValueError:
                continue
            if following == goal:
                return True
            if following not in reached and len(reached) < MOST_TEXTS:
                reached.append(following)
    return False
