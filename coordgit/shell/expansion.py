"""Expand the words of a command: variables, braces, globs, and commands that only run another."""

from coordgit.shell.call import Argument, without_braces
from coordgit.shell.words import BARE, QUOTED, VARIABLE, Word
from coordgit.startup.typing import Mapping

WRAPPERS = {"command": "", "builtin": "", "exec": "", "nohup": "", "time": "", "setsid": "", "env": "u", "sudo": "ugp",
            "nice": "n", "timeout": "sk", "stdbuf": "ioe", "ionice": "cn"}  # fmt: skip
"""Commands that run the rest of their words, with the letters of their options that take a value."""


class Matched(str):
    """The value of a variable that goes through the names which a glob matches: the glob."""

    __slots__ = ()


def expand(word: Word, variables: Mapping[str, str]) -> list[Argument]:
    """Return the words that ``word`` becomes, as far as the command itself determines them."""
    if len(word.pieces) == 1 and word.pieces[0][0] == BARE:
        text = word.pieces[0][1]
        known = not text.startswith("~") and not ("{" in text and ".." in text)
        return [Argument(made, _globs(made), known) for made in without_braces(text)]
    text, glob, known = "", False, True
    for n, (kind, piece) in enumerate(word.pieces):
        if kind == VARIABLE:
            value = variables.get(piece)
            glob = glob or isinstance(value, Matched)
            plain = isinstance(value, Matched) or (value is not None and not set(value) & set(" \t\n*?["))
            text, known = text + (value or "") if plain else text + "\0", known and plain
        elif kind in (BARE, QUOTED):
            text += piece
            glob = glob or (kind == BARE and _globs(piece))
            known = known and not (kind == BARE and (("{" in piece and "," in piece) or (n == 0 and piece[0] == "~")))
        else:
            text, known = text + "\0", False
    return [Argument(text, glob, known)]


def _globs(text: str) -> bool:
    return any(char in text for char in "*?[")


def unwrapped(arguments: list[Argument]) -> list[Argument]:
    """Return the words without leading ``env A=b``, ``timeout 5`` and the like."""
    while arguments and arguments[0].text in WRAPPERS:
        name, rest = arguments[0].text, arguments[1:]
        if name == "exec" and not rest:
            return arguments
        if name == "command" and rest and rest[0].text in ("-v", "-V"):
            return []
        while rest and (rest[0].text[:1] == "-" or (name == "env" and "=" in rest[0].text)):
            valued = len(rest[0].text) == 2 and rest[0].text[1] in WRAPPERS[name]
            rest = rest[2 if valued else 1 :]
        arguments = rest[1:] if name == "timeout" else rest
    return arguments
