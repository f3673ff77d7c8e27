"""A change under a read (``Side``) and the commit (``CommitTexts``): lines, names and definitions, computed when asked. Pure."""

from keyword import iskeyword

from coordgit.core.definitions import by_heads, defined_in
from coordgit.core.globs import decoded
from coordgit.core.grouping import grouped, tally
from coordgit.core.hunks import Hunk, new_lines, old_lines
from coordgit.core.model import Oid
from coordgit.core.outline import DEFINED, Outline, outline
from coordgit.core.source import NAME, PYTHON, Family, code_lines, family_of, names_of
from coordgit.startup.regexes import re
from coordgit.startup.typing import Collection, Iterable, Mapping, NamedTuple

FEW = 30
"""Names that are looked for one by one."""


class Text:
    """One version of a file: its lines, their code, its definitions. Each is found when it is first asked for."""

    def __init__(self, path: str, oid: Oid, text: bytes) -> None:
        self.oid = oid
        self.family = family_of(path)
        self.text = decoded(text)
        self._first: list[str] = []
        self._raw: list[str] | None = None
        self._code: list[str] | None = None
        self._outline: Outline | None = None
        self._defined: set[str] | None = None
        self._names: dict[int, set[str]] = {}
        self._counts: dict[str, int] | None = None

    @property
    def raw(self) -> list[str]:
        if self._raw is None:
            self._raw = self.text.split("\n")
        return self._raw

    def upto(self, last: int) -> list[str]:
        """The lines, at least up to line ``last``: to split all of a long text takes longer than to judge a change at its top."""
        if self._raw is not None or last <= len(self._first):
            return self._raw or self._first
        pieces = self.text.split("\n", 2 * last)
        if len(pieces) <= 2 * last:
            self._raw = pieces
        else:
            self._first = pieces[:-1]
        return self._raw or self._first

    @property
    def code(self) -> list[str]:
        if self._code is None:
            self._code = code_lines(self.text, self.family)
        return self._code

    @property
    def outline(self) -> Outline:
        if self._outline is None:
            self._outline = outline(self.code) if self.family is PYTHON else by_heads(self.code)
        return self._outline

    def defined(self) -> set[str]:
        """The names that may be those of definitions, in comments and strings too."""
        if self._defined is None:
            self._defined = _defined(self.family, self.text)
        return self._defined

    def may_define(self, names: Collection[str]) -> bool:
        """True if the text may define one of ``names``. Looking for a few names is faster than finding all definitions."""
        if self._defined is None and self.family is PYTHON:
            names = [name for name in names if not iskeyword(name)]
            if len(names) <= FEW:
                return any(f"{keyword} {name}" in self.text for keyword in ("def", "class") for name in names)
        return not self.defined().isdisjoint(names)

    def words(self, lines: Collection[int]) -> set[str]:
        """All words of some lines, in comments and strings too."""
        return set(NAME.findall(self.lines(lines)))

    def lines(self, numbers: Collection[int]) -> str:
        lines = self.upto(max(numbers, default=0))
        return "\n".join(lines[n - 1] for n in numbers if n <= len(lines))

    def names(self, line: int) -> set[str]:
        if line not in self._names:
            self._names[line] = names_of(self.code[line - 1], self.family) if line <= len(self.code) else set()
        return self._names[line]

    @property
    def names_in_code(self) -> Mapping[str, int]:
        """Each name with the number of its occurrences."""
        if self._counts is None:
            self._counts = tally(NAME.findall("\n".join(self.code)))
        return self._counts


def _defined(family: Family, text: str) -> set[str]:
    if not family.declares:
        return set()
    return set(DEFINED.findall(text)) if family is PYTHON else defined_in(text)


class Side(NamedTuple):
    """How a path changed. ``before`` or ``after`` is ``None`` where the path is not there; ``hunks`` are between the two."""

    path: str
    before: Text | None
    after: Text | None
    hunks: tuple[Hunk, ...] = ()

    def removed(self) -> list[int]:
        """The lines of ``before`` that were removed or altered."""
        if self.before is None:
            return []
        return list(range(1, len(self.before.raw) + 1)) if self.after is None else olds(self.hunks)

    def added(self) -> list[int]:
        """The lines of ``after`` that were added or altered."""
        if self.after is None:
            return []
        if self.before is None:
            return list(range(1, len(self.after.raw) + 1))
        return [n for hunk in self.hunks for n in range(hunk.new_first, hunk.new_first + hunk.new_length)]

    def pieces(self) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
        """For each hunk the lines that it replaced, and those that it put there."""
        return {self.piece(hunk) for hunk in self.hunks}

    def piece(self, hunk: Hunk) -> tuple[tuple[str, ...], tuple[str, ...]]:
        assert self.before is not None and self.after is not None
        befores = self.before.upto(hunk.first + hunk.length)
        return tuple(old_lines(befores, hunk)), tuple(new_lines(self.after.upto(hunk.new_first + hunk.new_length), hunk))


def stem(path: str) -> str:
    """The name of a module: of a package that of its folder."""
    parts = path.rsplit("/", 2)
    name = parts[-1].split(".", 1)[0]
    return parts[-2] if name in ("__init__", "index", "mod") and len(parts) > 1 else name


def olds(hunks: Iterable[Hunk]) -> list[int]:
    return [n for hunk in hunks for n in range(hunk.first, hunk.first + hunk.length)]


def _of_object(line: str, name: str) -> bool:
    return re.search(rf"(?:\.\s*|\bdef\s+){name}\b", line) is not None


class Use(NamedTuple):
    """Where a commit adds a use of a name."""

    name: str
    path: str
    line: int


class CommitTexts:
    """What a commit adds and removes. Only the files whose added lines hold a name that is asked for are looked at closely."""

    def __init__(self, sides: Iterable[Side]) -> None:
        self.sides = {side.path: side for side in sides}
        self._words: Mapping[str, list[str]] | None = None
        self._used: dict[str, dict[str, list[int]]] = {}
        self._defined: set[str] | None = None
        self.touched: dict[str, set[str]] | None = None
        """Names that it gives another meaning -> what a text has to name to use one (``altered_names.alters``)."""

    def words(self) -> Mapping[str, list[str]]:
        """Word -> the paths of which an added line has it, if only in a comment or a string."""
        if self._words is None:
            self._words = grouped(
                (word, side.path) for side in self.sides.values() if side.after for word in side.after.words(side.added())
            )
        return self._words

    @property
    def defined_words(self) -> set[str]:
        """The names that lines which it adds may define."""
        if self._defined is None:
            afters = ((side.after, side.added()) for side in self.sides.values() if side.after)
            self._defined = set().union(*(_defined(after.family, after.lines(added)) for after, added in afters))
        return self._defined

    def use(self, names: Iterable[str], members: Collection[str] = ()) -> Use | None:
        """The first use of one of ``names``, in the order of their weight. ``members``: those that Python uses behind a dot."""
        for name in names:
            for path in self.words().get(name, ()):
                after = self.sides[path].after
                for line in self._uses_in(path).get(name, ()):
                    if (
                        name not in members
                        or after is None
                        or after.family is not PYTHON
                        or _of_object(after.code[line - 1], name)
                    ):
                        return Use(name, path, line)
        return None

    def _uses_in(self, path: str) -> dict[str, list[int]]:
        if path not in self._used:
            after, added = self.sides[path].after, self.sides[path].added()
            self._used[path] = grouped((name, n) for n in added for name in after.names(n)) if after else {}
        return self._used[path]

    def defines(self, names: Collection[str]) -> Use | None:
        """The first definition that the commit adds under one of ``names``."""
        for path in sorted({path for name in names for path in self.words().get(name, ())}):
            side = self.sides[path]
            if side.after is None or not side.after.family.declares:
                continue
            added = set(side.added())
            for definition in side.after.outline.definitions:
                if definition.name in names and definition.first in added:
                    return Use(definition.name, path, definition.first)
        return None
