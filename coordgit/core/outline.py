"""Which definitions a Python text has, head and body apart, and which names its lines declare. Pure.

By indentation and brackets: text that today's Python would not parse has definitions all the same.
"""

from coordgit.core.source import NAME
from coordgit.startup.regexes import later, re
from coordgit.startup.typing import NamedTuple

HEAD = later(r"\s*(?:async\s+)?(def|class)\s+([^\W\d]\w*)")
DEFINED = later(r"\b(?:def|class)\s+([^\W\d]\w*)")
ASSIGNED = later(r"\s*([\w.,:\[\] |]+)=(?!=)")
IMPORTED = later(r"\s*(?:from\s+[\w.]+\s+)?import\b(.*)")
OF_SELF = later(r"(?:\b(?:self\.|cls\.|this\.|this->)|(?<!\w)@)([^\W\d]\w*)\s*(?::[^=]{0,80})?=(?!=)")
"""An attribute of the object itself, in Python and in other languages."""
CALLED = later(r"(?<=\.)[^\W\d]\w*|[^\W\d]\w*(?=\()")
"""What a line uses of others: attributes and calls."""
CALLED_ON_SELF = later(r"\b(?:self\.|cls\.|this\.|this->)([^\W\d]\w*)\(")
"""Its own methods, its bases' among them: other names that it calls may be anybody's."""
OUTCOME = later(r"\s*(?:return|raise|yield)\b")
"""A line of a body that says what a caller gets."""
OUTCOMES = later(r"\b(?:return|throw|raise|yield)\b")
"""The same in languages that write it behind a condition."""


class Definition(NamedTuple):
    """Lines count from 1. ``head`` is the last line of the head; decorators, from ``top`` on, belong to it."""

    name: str
    is_class: bool
    top: int
    first: int
    head: int
    last: int
    outer: int
    """The number of the definition around it, -1 for none."""


class Outline(NamedTuple):
    """All definitions in the order of their heads."""

    definitions: tuple[Definition, ...]
    of_line: tuple[int, ...]
    """Line - 1 -> number of the innermost definition, -1 outside of all."""

    def at(self, line: int) -> Definition | None:
        number = self.of_line[line - 1] if 0 < line <= len(self.of_line) else -1
        return self.definitions[number] if number >= 0 else None

    def full_name(self, definition: Definition) -> str:
        outer = self.full_name(self.definitions[definition.outer]) + "." if definition.outer >= 0 else ""
        return outer + definition.name


def outline(code: list[str]) -> Outline:
    """The outline of lines of code without strings and comments (``source.code_lines``)."""
    found: list[list[int]] = []
    names: list[tuple[str, bool]] = []
    around: list[tuple[int, int]] = []  # (indentation, number) of the definitions that a line is in
    of_line: list[int] = []
    depth, in_head, decorated = 0, -1, 0
    for n, line in enumerate(code, 1):
        bare = line.strip()
        if bare and depth == 0 and line[0] != '"':  # a string of several lines has no indentation
            indent = indentation(line)
            while around and indent <= around[-1][0]:
                around.pop()
            head = HEAD.match(line)
            if head:
                names.append((head[2], head[1] == "class"))
                found.append([decorated or n, n, n, n, around[-1][1] if around else -1])
                in_head = len(found) - 1
                around.append((indent, in_head))
            decorated = (decorated or n) if bare[0] == "@" else 0
        if bare:
            for _, number in around:
                found[number][3] = n
            depth = max(depth + opened(line), 0)
            if in_head >= 0 and depth == 0:
                found[in_head][2] = n
                in_head = -1
        of_line.append(around[-1][1] if around else -1)
    definitions = tuple(Definition(*name, *lines) for name, lines in zip(names, found, strict=True))
    for number, definition in enumerate(definitions):
        of_line[definition.top - 1 : definition.first - 1] = [number] * (definition.first - definition.top)
    return Outline(definitions, tuple(of_line))


def indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def opened(line: str) -> int:
    """Return how many brackets more the line opens than it closes."""
    return line.count("(") + line.count("[") + line.count("{") - line.count(")") - line.count("]") - line.count("}")


def imported(code: list[str]) -> set[str]:
    """The names that the text imports, under brackets too."""
    bound_names: set[str] = set()
    depth = 0
    for line in code:
        statement = IMPORTED.match(line) if depth == 0 else None
        names = line if depth else statement[1] if statement else ""
        if names:
            bound_names |= bound(names)
            depth = max(depth + opened(names), 0)
    return bound_names


def bound(names: str) -> set[str]:
    """What the list after ``import`` makes known: ``a.b`` is ``a``, ``a as c`` is ``c``."""
    items = [NAME.findall(item.split(" as ")[-1]) for item in names.split(",")]
    return {item[0] for item in items if item}


def only_optional_parameters(name: str, before: list[str], after: list[str], optional: str) -> bool:
    """True if a head has only gained parameters that match ``optional``."""
    old, new = _parameters(name, before), _parameters(name, after)
    if old is None or new is None or old[0] != new[0]:
        return False
    had, has = old[1], new[1]
    start = 0
    while start < min(len(had), len(has)) and had[start] == has[start]:
        start += 1
    rest = had[start:]
    added = has[start : len(has) - len(rest)]
    keeps = has[len(has) - len(rest) :] == rest
    by_name = all(one.startswith("*") for one in rest) or any(one.startswith("*") for one in had[:start])
    return bool(added) and keeps and by_name and all(re.match(optional, one) for one in added)


def _parameters(name: str, head: list[str]) -> tuple[str, list[str]] | None:
    """(the head without its parameters, each parameter); spaces do not count."""
    text = "".join("".join(head).split())
    begin = text.find("(", max(text.find(f"{name}("), 0) or max(text.find(name), 0))
    if begin < 0:
        return None
    parameters, depth, start = [], 0, begin + 1
    for n in range(begin + 1, len(text)):
        if depth == 0 and text[n] in ",)":
            parameters.append(text[start:n])
            start = n + 1
            if text[n] == ")":
                rest = text[start:].partition("->")[0].rstrip(":")  # an annotation of the result
                return text[:begin] + rest, [one for one in parameters if one]
        depth += (text[n] in "([{") - (text[n] in ")]}")
    return None
