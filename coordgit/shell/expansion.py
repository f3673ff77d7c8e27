"""Expand the words of a command: variables, braces, globs, and commands that only run another."""

from coordgit.core.model import LISTING, MATCH, READ, Access
from coordgit.shell.call import Argument, has_wildcards, possible, without_braces
from coordgit.shell.lexer import name_at
from coordgit.shell.words import BARE, COMPUTED, QUOTED, VARIABLE, Group, PipelineStep, Simple, Word, prints_names
from coordgit.startup.typing import Mapping, Sequence

WRAPPERS = {"command": "", "builtin": "", "exec": "", "nohup": "", "time": "", "setsid": "", "env": "u", "sudo": "ugp",
            "nice": "n", "timeout": "sk", "stdbuf": "ioe", "ionice": "cn", "uv": "p", "poetry": "", "pipenv": "", "pdm": "p",
            "bundle": ""}  # fmt: skip
"""Commands that run the rest of their words, with the letters of their options that take a value."""
RUNNERS = {"uv": "run", "poetry": "run", "pipenv": "run", "pdm": "run", "bundle": "exec"}
"""Those that do so only by one of their own commands."""


class Matched(str):
    """The value of a variable that goes through the names which a glob matches: the glob."""

    __slots__ = ()


class Listed(Matched):
    """The value of a variable that goes through the names which a command prints."""

    __slots__ = ()


class Found(Listed):
    """The same for names that a search prints: any of these files may be among them."""

    __slots__ = ()


HERE = [Argument(".")]
"""What ``$(pwd)`` prints, as seen from where it runs."""


def is_here(steps: tuple[PipelineStep, ...]) -> bool:
    """True for the script ``pwd``."""
    stage = steps[0].stages[0] if len(steps) == 1 and len(steps[0].stages) == 1 else None
    return isinstance(stage, Simple) and stage.words == (((BARE, "pwd"),),)


def listed(touches: list[Access], directory: str | None, known: bool) -> list[Argument]:
    """Return globs of what commands print, as seen from ``directory``, if that is names of files and nothing else. Before a
    command has run (its output is not ``known``), no listing is exact."""
    globs = []
    for touch in touches:
        query, folder = touch.query, touch.path
        if touch.act != LISTING or (known and not touch.exact) or query is None or query.pathspecs or directory is None:
            return []
        if directory:
            folder = folder[len(directory) + 1 :] if f"{folder}/".startswith(f"{directory}/") else "/"
        pattern = query.pattern or ("**" if query.recursive else "" if folder else "*")
        if not pattern or folder[:1] == "/":
            return []  # ``ls src`` prints names without their folder
        globs.append(Argument(f"{folder}/{pattern}" if folder else pattern, glob=True))
    return globs


def names_of(touches: list[Access], directory: str | None, stages: Sequence[Simple | Group], known: bool) -> list[Argument]:
    """Return globs of the names of files that a listing or a search, which ``stages`` are, prints. Others may choose some."""
    names = listed(touches, directory, known)
    if not known and len(stages) > 1:
        names = [name._replace(text=Found(name.text)) for name in names]
    return names or (found(touches, directory) if prints_names(stages) else [])


def found(touches: list[Access], directory: str | None) -> list[Argument]:
    """Return globs of the files whose names a search may print, as seen from ``directory``."""
    if directory is None or any(touch.act != MATCH or touch.query is None for touch in touches):
        return []
    places = [touch.path or "." for touch in touches]
    if directory:
        places = [f"./{place}/".removeprefix(f"./{directory}/").rstrip("/") or "." for place in places]
    return [
        Argument(Found(f"{place}/{pattern}"), glob=True)
        for touch, place in zip(touches, places, strict=True)
        if not directory or f"{touch.path}/".startswith(f"{directory}/")
        for pattern in patterns(touch)
    ]


def of_found(touches: list[Access]) -> list[Access]:
    """Return what a command that is given what a search found touches: which files it reads is unknown, it may write any."""
    some = [touch for touch in touches if touch.act != READ or touch.query is None]
    return [possible([touch])[0] if touch.query is not None else touch for touch in some]


def patterns(touch: Access) -> list[str]:
    """Return globs, below the folder, of the files that a listing names or a search may find."""
    assert touch.query is not None
    anywhere = "**" if touch.query.recursive else "*"
    if touch.act == LISTING:
        return [touch.query.pattern or anywhere]
    return [spec if "/" in spec else f"**/{spec}" for spec in touch.query.pathspecs if spec[:1] not in (":", "!")] or [anywhere]


def is_listed(word: Word, variables: Mapping[str, str], names: Sequence[list[Argument]]) -> bool:
    """True if a word is the names that a command prints, or one of them; ``names``: by the number of the command's script."""
    if len(word) == 1 and word[0][0] == COMPUTED:
        number = word[0][1]
        return number != "" and names[int(number)] not in ([], HERE)
    return any(kind == VARIABLE and isinstance(variables.get(piece), Listed) for kind, piece in word)


def is_found(word: Word, variables: Mapping[str, str], names: Sequence[list[Argument]]) -> bool:
    """True if a word is the names that a search prints, or one of them."""
    if len(word) == 1 and word[0][0] == COMPUTED:
        return any(isinstance(name.text, Found) for name in names[int(word[0][1])]) if word[0][1] else False
    return any(kind == VARIABLE and isinstance(variables.get(piece), Found) for kind, piece in word)


def expand(word: Word, variables: Mapping[str, str], names: Sequence[list[Argument]] = ()) -> list[Argument]:
    """Return the words that ``word`` becomes, as far as the command itself determines them."""
    if names and word[0][0] == COMPUTED and is_listed(word, variables, names):
        return names[int(word[0][1])]
    if len(word) == 1 and word[0][0] == BARE:
        text = word[0][1]
        known = not text.startswith("~") and not ("{" in text and ".." in text)
        return [Argument(made, has_wildcards(made), known) for made in without_braces(text)]
    text, glob, known = "", False, True
    for n, (kind, piece) in enumerate(word):
        if kind == VARIABLE:
            value = variables.get(piece)
            glob = glob or isinstance(value, Matched)
            plain = isinstance(value, Matched) or (value is not None and not set(value) & set(" \t\n*?["))
            text, known = text + (value or "") if plain else text + "\0", known and plain
        elif kind in (BARE, QUOTED):
            text += piece
            glob = glob or (kind == BARE and has_wildcards(piece))
            known = known and not (kind == BARE and (("{" in piece and "," in piece) or (n == 0 and piece[0] == "~")))
        elif kind == COMPUTED and piece and names and names[int(piece)] == HERE:
            text += "."
        else:
            text, known = text + "\0", False
    return [Argument(text, glob, known)]


def read_into(steps: tuple[PipelineStep, ...]) -> str:
    """Return the variable of ``read NAME``, "" for any other script."""
    stage = steps[0].stages[0] if len(steps) == 1 and len(steps[0].stages) == 1 else None
    words = stage.words if isinstance(stage, Simple) else ()
    texts = [text for word in words for text, _, _ in expand(word, {}) if "=" not in text]
    name = texts[-1] if len(texts) > 1 and texts[0] == "read" and all(text[:1] in ("", "-") for text in texts[1:-1]) else ""
    return name if name == name_at(name, 0) else ""


def unwrapped(arguments: list[Argument]) -> list[Argument]:
    """Return the words without leading ``env A=b``, ``timeout 5``, ``uv run`` and the like."""
    while arguments and (name := arguments[0].text.removeprefix("/usr").removeprefix("/bin/")) in WRAPPERS:
        rest = arguments[1:]
        if name == "exec" and not rest:
            return arguments
        if name == "command" and rest and rest[0].text in ("-v", "-V"):
            return []
        if name in RUNNERS:
            if not rest or rest[0].text != RUNNERS[name]:
                return arguments
            rest = rest[1:]
        while rest and (rest[0].text[:1] == "-" or (name == "env" and "=" in rest[0].text)):
            valued = len(rest[0].text) == 2 and rest[0].text[1] in WRAPPERS[name]
            rest = rest[2 if valued else 1 :]
        if name in RUNNERS and not rest:
            return arguments
        arguments = rest[1:] if name == "timeout" else rest
    return arguments
