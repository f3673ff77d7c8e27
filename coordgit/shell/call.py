"""One simple command as the table of commands handles it, and what it touches."""

from __future__ import annotations

from coordgit.core.model import LISTING, PRESENCE, READ, WRITE, Access, Query
from coordgit.startup.typing import Callable, Iterable, NamedTuple

REASONS = ("No such file or directory", "Permission denied", "Is a directory", "Not a directory")

OPEN = -1
"""As a last line: the end of the file, wherever that is."""


def wordset(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


class Argument(NamedTuple):
    """One word after expansion. If ``known`` is false, ``text`` has a NUL for each unknown part."""

    text: str
    glob: bool = False
    known: bool = True


class Call:
    """A simple command. Its handler returns what was touched, and leaves the rest to ``unknown``."""

    def __init__(
        self,
        name: str,
        arguments: list[Argument],
        fed: list[Access] | None = None,
        *,
        directory: str | None,
        source: str,
        messages: list[str] | None = None,
        output: str | None = None,
        asked: dict[tuple[str, str], int] | None = None,
        often: dict[tuple[str, str], int] | None = None,
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.fed = fed
        """What is piped in; ``None``: nothing."""
        self.text = ""
        """The here-document that it is given."""
        self.directory = directory
        """Where it runs; ``None``: unknown, after an unresolved ``cd``."""
        self.messages = messages or []
        """Lines of the output in which a program complains."""
        self.output = output
        """All that was printed, if nothing but this call printed it."""
        self.shown: str | None = None
        """All that the whole command printed, if known."""
        self.source = source
        self.asked = {} if asked is None else asked
        """How often each command was asked about each name: one complaint cannot be attributed to two calls."""
        self.often = often or {}
        self.unknown: list[str] = []
        self.failed = False
        self.doubtful = False

    def pass_on(self) -> list[Access]:
        """Return what was piped in, as it came."""
        return self.fed or []

    def blur(self) -> list[Access]:
        """Return what was piped in, as seen in another form or in part. That a path is not there matters in any form, but is not
        shown: what chooses lines may print none of a file."""
        fed = self.fed or []
        asked = (touch.missing or (touch.act == PRESENCE and touch.exact) for touch in fed)
        return [touch._replace(missing=missing) for touch, missing in zip(blurred(fed), asked, strict=True)]

    def doubt(self, touches: list[Access]) -> list[Access]:
        """Return what may not have run, or not well, or was cut off: a file that stands whole in the answer has been seen."""
        known = self.shown is not None
        return [dim._replace(matched=known and _is_whole(touch)) for touch, dim in zip(touches, blurred(touches), strict=True)]

    def untold(self) -> list[Access]:
        """Report that this call is not understood."""
        self.unknown.append(self.source)
        return self.blur()

    def path(self, argument: Argument) -> str | None:
        """Return the path that ``argument`` names; report it if that is unknown."""
        plain = argument.known and not argument.glob and argument.text
        path = join(self.directory, argument.text) if plain else None
        if path is None:
            self.unknown.append(self.source)
        return path

    def spread(self, argument: Argument) -> tuple[str, str] | None:
        """Return directory and pattern of a glob."""
        folder, pattern = split_glob(argument.text)
        path = join(self.directory, folder)
        if not argument.known or path is None:
            self.unknown.append(self.source)
            return None
        return path, pattern

    def read(self, argument: Argument, first: int = 0, last: int = 0, exact: bool = True) -> list[Access]:
        """Return the read of a file named on the command line; for a glob, of its names and of all files that it matches."""
        if argument.known and argument.glob:
            names = self.listing(argument)
            exact = exact and not first
            return [*names, *(touch._replace(act=READ, first=first, last=last, exact=exact) for touch in names)]
        return self.seen(argument, Access(act=READ, path="", first=first, last=last, exact=exact))

    def listing(self, argument: Argument, query: Query | None = None) -> list[Access]:
        """Return the listing of a directory, or of what a glob names."""
        if argument.glob:
            spread = self.spread(argument)
            if spread is None:
                return []
            query = Query(spread[1], recursive="/" in spread[1] or "**" in spread[1])
            return [Access(LISTING, spread[0], query=query)]
        return self.seen(argument, Access(LISTING, "", query=query or Query(recursive=False)))

    def seen(self, argument: Argument, touch: Access) -> list[Access]:
        """Return ``touch`` at the path that ``argument`` names, unless the command says that it does not exist."""
        complaint = self.complaint(argument.text)
        path = self.path(argument)
        if path is None or complaint == "failed":
            return []
        return [Access(READ, path, missing=True) if complaint else touch._replace(path=path)]

    def write(self, argument: Argument) -> list[Access]:
        """Return a possible write, or of all that a glob names; the contents before and after decide."""
        if argument.glob:
            return [touch._replace(act=WRITE, exact=False) for touch in self.listing(argument)]
        path = self.path(argument)
        return [] if path is None else [Access(WRITE, path, exact=False)]

    def parts(self, arguments: Iterable[Argument]) -> list[Access]:
        """Return the read of an unknown part of each file: all of it, coarse."""
        return [touch for argument in arguments for touch in self.read(argument, exact=False)]

    def writes(self, arguments: Iterable[Argument]) -> list[Access]:
        """Return a possible write of each."""
        return [touch for argument in arguments for touch in self.write(argument)]

    def write_all(self, argument: Argument) -> list[Access]:
        """Return a possible write of a file or, if it is a folder, of all files in it."""
        written = self.write(argument)
        return [*written, *(touch._replace(query=Query()) for touch in written if touch.query is None)]

    def complaint(self, text: str) -> str:
        """Return what the command complained about ``text``: "missing", "failed" or nothing."""
        lines = [line for line in self.complaints() if named(text, line)]
        if not self.blamed(text, lines):
            return ""
        return "missing" if "No such file or directory" in lines[0] else "failed"

    def blamed(self, text: str, lines: list[str]) -> bool:
        """True if ``lines`` about ``text`` are about this call: certain only if there is one for every call."""
        key = (self.name, text)
        self.asked[key] = self.asked.get(key, 0) + 1
        if len(lines) >= self.often.get(key, 1):
            self.failed = True
            return True
        self.doubtful = self.doubtful or bool(lines)
        return False

    def not_found(self) -> bool:
        """True if the shell did not find the program, as bash, dash or zsh say it; the call has then failed."""
        ends = (f" {self.name}: command not found", f" {self.name}: not found", f": command not found: {self.name}")
        self.failed = any(line.endswith(ends) for line in self.messages)
        return self.failed

    def complaints(self) -> list[str]:
        """Return all complaints of the command."""
        return [line[line.index(f"{self.name}: ") + len(self.name) + 1 :] for line in self.messages if self._says(line)]

    def _says(self, line: str) -> bool:
        # if a file has no newline at its end, the complaint about the next one follows on its last line
        return line.startswith(f"{self.name}: ") or (f"{self.name}: " in line and line.endswith(REASONS))

    def options(self, valued: str = "", long: Iterable[str] = (), attached: str = "") -> Options:
        """Parse the arguments: letters in ``valued`` and names in ``long`` take a value, ``attached`` may."""
        return options(self.arguments, valued, long, attached)


Handler = Callable[[Call], list[Access]]
"""Returns what a call touched. Commands of one kind share a handler."""


def split(arguments: list[Argument]) -> tuple[list[Argument], list[Argument], bool]:
    """Return (the arguments before ``--``, those after it, whether it is there)."""
    at = next((n for n, item in enumerate(arguments) if item.text == "--" and item.known), len(arguments))
    return arguments[:at], arguments[at + 1 :], at < len(arguments)


class Options(NamedTuple):
    """Given options, by letter or long name ("#" for ``-5``), with their values, and the operands."""

    given: dict[str, list[Argument]]
    operands: list[Argument]

    def has(self, *names: str) -> bool:
        return any(name in self.given for name in names)

    def values(self, *names: str) -> list[Argument]:
        return [value for name in names for value in self.given.get(name, ())]

    def last(self, *names: str) -> str:
        """Return the last value of these options, "" for none."""
        values = self.values(*names)
        return values[-1].text if values else ""


def options(arguments: list[Argument], valued: str, long: Iterable[str], attached: str = "") -> Options:
    """Parse arguments as getopt_long does, operands and options in any order."""
    given: dict[str, list[Argument]] = {}
    operands: list[Argument] = []
    rest = iter(arguments)
    for argument in rest:
        text = argument.text
        if text == "--":
            operands.extend(rest)
        elif text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            values = given.setdefault(name, [])
            if equals:
                values.append(argument._replace(text=value))
            elif name in long:
                values.extend(item for item in [next(rest, None)] if item is not None)
        elif text.startswith("-") and text[1:].isdecimal():
            given.setdefault("#", []).append(Argument(text[1:]))
        elif text.startswith("-") and len(text) > 1:
            for index, letter in enumerate(text[1:], 2):
                values = given.setdefault(letter, [])
                if letter in attached or (letter in valued and text[index:]):
                    values.append(argument._replace(text=text[index:]))
                    break
                if letter in valued:
                    values.extend(item for item in [next(rest, None)] if item is not None)
        else:
            operands.append(argument)
    return Options(given, operands)


def blurred(touches: Iterable[Access]) -> list[Access]:
    """Return ``touches`` as seen in another form or in part; writes and complaints stay what they are."""
    return [touch if touch.act == WRITE or touch.missing else touch._replace(exact=False, matched=False) for touch in touches]


def _is_whole(touch: Access) -> bool:
    return touch.act == READ and touch.query is None and not touch.first and (touch.exact or touch.matched)


def answers(touches: Iterable[Access]) -> list[Access]:
    """Return ``touches`` of which all lines were shown, in whatever order: searches and listings are whole, texts are not."""
    return [touch if touch.query is not None else blurred([touch])[0] for touch in touches]


def whole(touch: Access) -> Access:
    """Turn "to the end" into the whole file if it begins with the first line, or if where the end is cannot be looked up."""
    begins = touch.first in (0, 1)
    if (touch.first >= 0 and touch.last != OPEN) or not (begins or touch.rev or touch.query is not None):
        return touch
    return touch._replace(first=0, last=0, exact=touch.exact and begins)


def taken(touches: Iterable[Access], written: Iterable[Access]) -> list[Access]:
    """Return what was ``written``, with the revision that its text comes from if all that the command shows is of one
    revision."""
    revisions = {touch.rev for touch in touches}
    source = revisions.pop() if len(revisions) == 1 else ""
    return [touch._replace(source=source) for touch in written]


def possible(touches: Iterable[Access]) -> list[Access]:
    """Return ``touches`` as writes of paths that the call does not name. A lock does not deny a call for these."""
    return [touch._replace(unnamed=True) for touch in touches]


def looked_for(touches: list[Access], loud: bool) -> list[Access]:
    """Return, for a command that has run and may have failed, the question whether each of its paths is there. ``loud``: it opens
    all files that it names, and its complaints are not seen."""
    acts = (PRESENCE, READ, LISTING) if loud else (PRESENCE,)
    plain = (touch for touch in touches if touch.act in acts and touch.path and not touch.rev and not touch.missing)
    return [Access(PRESENCE, touch.path) for touch in plain if touch.query is None or not touch.query.pattern]


def join(directory: str | None, path: str) -> str | None:
    """Return ``path`` as seen from where the whole command started; ``None``: unknown."""
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    path = "" if path == "." else path
    if path.startswith("/"):
        return path.rstrip("/") or "/"
    if directory is None:
        return None
    return f"{directory.rstrip('/')}/{path}".rstrip("/") if directory else path.rstrip("/")


def logical(directory: str | None) -> str | None:
    """Return ``directory`` with ``..`` resolved by name: a shell's ``cd ..`` leaves a link the way it was entered."""
    if directory is None or ".." not in directory:
        return directory
    parts: list[str] = []
    for part in directory.split("/"):
        if part == ".." and parts and parts[-1] not in ("", ".."):
            parts.pop()
        else:
            parts.append(part)
    return "/" if parts == [""] else "/".join(parts)


def has_wildcards(text: str) -> bool:
    return any(char in text for char in "*?[")


def split_glob(text: str) -> tuple[str, str]:
    """Split a glob into its literal directory and the pattern below it."""
    parts = text.split("/")
    plain = next((n for n, part in enumerate(parts) if any(char in part for char in "*?[{")), len(parts) - 1)
    folder = "/".join(parts[:plain])
    return folder or ("/" if text.startswith("/") else ""), "/".join(parts[plain:])


def without_braces(text: str) -> list[str]:
    """Expand ``{a,b}`` in ``text``: neither pathspecs nor directories support braces."""
    if "{" not in text or text.count("{") > 4 or text.count(",") > 16:
        return [text]
    for end in [at for at, letter in enumerate(text) if letter == "}"]:
        start = text.rfind("{", 0, end)
        inside = text[start + 1 : end]
        if start >= 0 and "," in inside and "}" not in inside:
            return [made for choice in inside.split(",") for made in without_braces(text[:start] + choice + text[end + 1 :])]
    return [text]


def number(text: str) -> bool:
    """True if ``text`` is a line number."""
    return text.isascii() and text.isdigit() and len(text) < 10


def named(text: str, line: str) -> bool:
    """True if ``line`` names the path ``text`` as a word of its own."""
    at = line.find(text)
    while text and at >= 0:
        before, after = line[at - 1 : at], line[at + len(text) : at + len(text) + 1]
        if before in ("", " ", "'", '"', "‘", "`") and after in ("", " ", "'", '"', "’", ":"):
            return True
        at = line.find(text, at + 1)
    return False
