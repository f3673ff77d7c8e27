"""Translate search patterns of other tools (POSIX, Perl, Rust) to Python's dialect, as far as it can express them.

``git grep PATTERN BLOB...`` would run them as they are, but takes a process for each pattern: 100 searches of a pair of files
with 4,000 lines took 0.7 s, and 0.25 s here. It knows ``\\d`` only with ``-P``, which not every build of git has.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.startup.regexes import re

BASIC, EXTENDED = "basic", "extended"
"""Dialects: POSIX's basic one, in which ``\\(`` groups and ``(`` does not, and all others."""

_CLASSES = {
    "space": r"\s",
    "digit": r"\d",
    "alpha": "a-zA-Z",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "blank": r" \t",
    "word": r"\w",
    "xdigit": "0-9a-fA-F",
    "punct": r"!-/:-@\[-`{-~",
    "cntrl": r"\x00-\x1f\x7f",
    "graph": "!-~",
    "print": " -~",
}
_ESCAPES = {r"\<": r"\b", r"\>": r"\b", r"\z": r"\Z", r"\h": r"[ \t]"}
_BASIC = r"(?s:\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|\\.|.)"
_EXTENDED = (
    r"(?s:\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]"
    r"|\\b\{(?:start|end)(?:-half)?\}"  # Rust's edges of a word
    r"|\\."
    r"|\(\?[a-zA-Z-]+\)|\(\?<(?=[A-Za-z_])"  # flags from here on; a named group
    r"|.)"
)


def is_plain(text: str) -> bool:
    """True if ``text`` is a word that matches itself. (Most are; importing ``re`` would take a fifth of a hook call.)"""
    return text.replace("_", "a").isalnum()


def python_regex(pattern: str, dialect: str) -> str:
    """Return ``pattern`` in Python's dialect (POSIX.1-2017, 9.3). One that is in it already stays what it is."""
    if is_plain(pattern):
        return pattern
    from coordgit.startup.regexes import re

    made = []
    flags: list[list[str]] = [[]]  # for each open group, the flags set within it, which hold for the rest of it alone
    for piece in re.findall(_BASIC if dialect == BASIC else _EXTENDED, pattern):
        if len(piece) > 1 and piece[0] == "[":
            made.append(re.sub(r"\[:(\w+):\]", lambda match: _CLASSES.get(match[1], match[0]), piece))
        elif piece in _ESCAPES:
            made.append(_ESCAPES[piece])
        elif dialect == BASIC:
            made.append(_basic(piece, made))
        elif piece.startswith(r"\b{"):
            made.append(r"\b")
        elif piece == "(?<":
            flags.append([])
            made.append("(?P<")
        elif piece == "(":
            flags.append([])
            made.append(piece)
        elif len(piece) > 2 and piece[0] == "(" and made:
            flags[-1].append(f"{piece[:-1]}:")
            made.append(flags[-1][-1])
        elif piece == ")" and len(flags) > 1:
            made.append(")" * len(flags.pop()) + piece)
        elif piece == "|":
            made.append(")" * len(flags[-1]) + piece + "".join(flags[-1]))
        else:
            made.append(piece)
    return "".join(made) + ")" * sum(map(len, flags))


def _basic(piece: str, before: list[str]) -> str:
    if piece in ("(", ")", "{", "}", "|", "+", "?"):
        return "\\" + piece
    if piece[0] == "\\" and piece[1:] in tuple("(){}|+?"):
        return piece[1:]
    if piece == "*" and (not before or before[-1] in ("^", "(", "|")):
        return r"\*"
    return piece


_COMPILED: dict[tuple[str, bool], re.Pattern[str] | None] = {}


def compiled(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    """Return the pattern, compiled for one line; ``None`` if Python does not know it, or reads it in its own way."""
    key = (pattern, ignore_case)
    if key not in _COMPILED:
        _COMPILED[key] = _compile(pattern, ignore_case)
    return _COMPILED[key]


def _compile(pattern: str, ignore_case: bool) -> re.Pattern[str] | None:
    import warnings

    from coordgit.startup.regexes import re

    if not {"\n", r"\n"}.isdisjoint(re.findall(_EXTENDED, pattern)):
        return None  # it matches several lines
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # "possible nested set": for other tools it is one
            return re.compile(python_regex(pattern, EXTENDED), re.IGNORECASE if ignore_case else 0)
    except (re.error, RecursionError, OverflowError, Warning):
        return None
