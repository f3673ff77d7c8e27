"""Which names a change gives another meaning, each with a line of the old text that shows it. Pure."""

from coordgit.core.changed_texts import CommitTexts, Side, Text, stem
from coordgit.core.definitions import CLOSING, declared, fields, valued
from coordgit.core.hunks import Hunk, new_lines, old_lines
from coordgit.core.outline import (
    ASSIGNED,
    CALLED,
    CALLED_ON_SELF,
    IMPORTED,
    OF_SELF,
    OUTCOME,
    OUTCOMES,
    Definition,
    bound,
    imported,
    indentation,
    only_optional_parameters,
)
from coordgit.core.source import GO, KEYWORDS, NAME, PYTHON, SCRIPT, SETTINGS, compared, names_of
from coordgit.startup.regexes import later, re
from coordgit.startup.typing import Iterable, Iterator

IMPORT = later(r"\s*(?:import|use|using|require\w*|#\s*include|package|from)\b")
RAISES = later(r"\b(?:raise|throw)\b")
CONTROL = later(r"\s*(?:if|elif|else|for|while|with|try|except|finally|async|switch|case|do|catch|match|unless|loop)\b")
RECEIVER = later(r"func\s*\((?:\w+\s+)?\*?(\w+)[^)]*\)")
"""Of a method in Go: its type."""
LOCAL = later(r"\b(?:def|func|fn|function|fun)\b|=>|\)[^;]*\{\s*$")
"""What opens the body of a function."""
ARGUMENTS = later(r"(?<=\w)\([^()]*(?:\)|$)")
LONGEST = 500
"""Letters of a line that somebody wrote: a longer one was generated."""
TOKEN = later(r"[^\W\d]\w*|\n")
KEY = later(r"""\s*(?:-\s+)?["']?([^\W\d]\w*)["']?\s*[:=]""")
"""What a line of settings gives a value."""


def code_hunks(side: Side) -> tuple[Hunk, ...]:
    """The hunks that change code, not only comments or blank lines. A path that was added or deleted has no hunks."""
    before, after = side.before, side.after
    if before is None or after is None:
        return ()
    return tuple(hunk for hunk in side.hunks if compared(old_lines(before.code, hunk)) != compared(new_lines(after.code, hunk)))


class Altered:
    """The names that a change gives another meaning, each with a line of ``before`` that shows it.

    The head of a definition is told from its body. A name that an altered line only uses keeps its meaning. If the lines that
    were read (``span``) hold a whole definition, every line of its body counts.
    """

    def __init__(self, change: Side, hunks: tuple[Hunk, ...], span: tuple[int, int] | None = None) -> None:
        assert change.before is not None
        self._span = span or (1, 0)
        self.change, self.before, self.hunks = change, change.before, hunks
        self.names: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        """Those of definitions whose head is altered or gone."""
        self.members: set[str] = set()
        """Names of attributes and methods alone, in Python: they are used behind a dot."""
        self.imported: dict[str, int] = {}
        """Names that the file no longer imports: they matter to the file itself, and to files that import them from it."""
        self.called_at: dict[str, int] = {}
        """Names that altered lines of bodies use: what they call by name may be what the commit defines."""
        self.optional: dict[str, int] = {}
        """Those of definitions that got optional parameters."""
        self.named: dict[str, int] = {}
        """What altered lines name, where definitions are not known."""
        self.only_optional = False
        self._outcomes: dict[str, int] = {}
        """Functions with an altered line that returns, raises or yields."""
        after = change.after
        self._assigned = {_assigned(line) for hunk in change.hunks for line in new_lines(after.code, hunk)} if after else set()
        self._still = set(after.names_in_code) if after else set()
        lines = change._replace(hunks=hunks).removed()
        if self.before.family.declares:
            self._of_code(lines)
        elif after is None:
            self.names[stem(change.path)] = 1
        else:
            self._of_words(lines)

    def line_of(self, name: str) -> int:
        found = (names.get(name) for names in (self.names, self.imported, self.called_at, self.optional, self.named))
        return next(filter(None, found), 0)

    def needed(self, name: str) -> set[str]:
        """Return the names of which a text has to have one to be able to use the altered ``name`` (``may_use``)."""
        module = {stem(self.change.path)}
        if name in self.imported and name not in self.names:
            return module
        inside = self.before.outline.at(self.line_of(name)) if self.before.family.declares else None
        return owners(self.before, inside.first, self.change.path) if inside and inside.name == name else module | {""}

    def _mean(self, name: str, n: int) -> None:
        """Line ``n`` gives a name another meaning."""
        inside, parts = self.before.outline.at(n), self.before.outline.definitions
        method = inside is not None and inside.name == name and inside.outer >= 0 and parts[inside.outer].is_class
        if self.before.family is PYTHON and (method or name in OF_SELF.findall(self.before.code[n - 1])):
            if name not in self.names:
                self.members.add(name)
                self.names[name] = n
        elif name in self.members or name not in self.names:
            self.members.discard(name)
            self.names[name] = n

    def _of_words(self, lines: list[int]) -> None:
        """Add names that the file no longer has, keys that it sets only once and, in an unknown language, all names."""
        for n in lines:
            for name in sorted(self.before.names(n) - self._still):
                self.names.setdefault(name, n)
            for name in sorted(self.before.names(n)) if self.before.family.by_lines else ():
                self.named.setdefault(name, n)
            key = KEY.match(self.before.code[n - 1]) if n <= len(self.before.code) else None
            if key and key[1] in self.before.names(n) and self.before.names_in_code.get(key[1]) == 1:
                self.names.setdefault(key[1], n)

    def _of_code(self, lines: list[int]) -> None:
        after, parts = self.change.after, self.before.outline
        heads: dict[int, int] = {}
        imports = imported(after.code) if after and self.before.family is PYTHON else set()
        for hunk in self.hunks if after else ():  # a parameter on a line of its own
            inside = parts.at(hunk.first)
            if hunk.length == 0 and inside is not None and inside.top <= hunk.first < inside.head:
                heads.setdefault(parts.of_line[hunk.first - 1], hunk.first)
        for n in lines:
            line, inside = self.before.code[n - 1] if n <= len(self.before.code) else "", parts.at(n)
            if not line.strip():
                continue
            if inside is not None and inside.top <= n <= inside.head:
                heads.setdefault(parts.of_line[n - 1], n)
            elif inside is None or inside.is_class:
                self._declared(line, n, inside, imports)
            else:
                self._of_body(line, n, inside)
        self._of_heads(heads)
        for name, n in self._outcomes.items():
            if not name.startswith("__"):
                self._mean(name, n)

    def _of_heads(self, heads: dict[int, int]) -> None:
        definitions = self.before.outline.definitions
        self.only_optional = bool(heads)
        for number, n in heads.items():
            if self._only_optional(number):
                self.optional.setdefault(definitions[number].name, n)
                continue
            self.only_optional = False
            definition = definitions[number]
            owner = (
                definitions[definition.outer].name if definition.name == "__init__" and definition.outer >= 0 else definition.name
            )
            if not owner.startswith("__"):
                self._mean(owner, n)
                self.heads.setdefault(owner, n)

    def _declared(self, line: str, n: int, inside: Definition | None, imports: set[str]) -> None:
        """What a line outside of functions declares."""
        if self.before.family is not PYTHON:
            gone = names_of(line) - self._still if self.change.after else set()
            if IMPORT.match(line):
                for name in sorted(gone):
                    self.imported.setdefault(name, n)
                return
            outside = inside is None and not line[0].isspace()
            declared = fields(line, self.before.family is GO) if inside else valued(line) if outside else set()
            for name in sorted(gone | names_of(" ".join(declared))):
                self._mean(name, n)
            return
        assigned = ASSIGNED.match(line)
        statement = IMPORTED.match(line)
        if statement:
            for name in sorted(bound(statement[1]) - imports):
                self.imported.setdefault(name, n)
            return
        for name in sorted(names_of(assigned[1]) if assigned else names_of(line) - self._still):
            if not name.startswith("__"):
                self._mean(name, n)

    def _of_body(self, line: str, n: int, inside: Definition) -> None:
        """What a line of a function's body says to others: attributes, what comes out, names that nothing has any more."""
        used = self.before.names(n)
        raised = used if line.lstrip().startswith(("raise", "throw")) else set()
        called = [name for name in CALLED.findall(line) if name in used]
        python, whole = self.before.family is PYTHON, self.change.after is None
        gone = set() if whole and not python else {name for name in CALLED_ON_SELF.findall(line) if name not in self._still}
        attributes = OF_SELF.findall(line) if _assigned(line) not in self._assigned else []
        for name in (*attributes, *sorted(raised), *sorted(gone)):
            if name in used:
                self._mean(name, n)
        for name in sorted(used) if python else called:
            self.called_at.setdefault(name, n)
        if (OUTCOME.match(line) if python else OUTCOMES.search(line)) or self._counts_all(n, inside):
            self._outcomes.setdefault(inside.name, n)
            if inside.name == "__init__" and inside.outer >= 0:
                self._outcomes.setdefault(self.before.outline.definitions[inside.outer].name, n)

    def _counts_all(self, n: int, inside: Definition) -> bool:
        """True if the whole definition was read, or if ``n`` is the last line of a body and the language returns its value."""
        if self._span[0] <= inside.first and inside.last <= self._span[1] and self.change.after is not None:
            return True
        return self.before.family.ends_in_value and not any(line.strip() for line in self.before.code[n : inside.last - 1])

    def _only_optional(self, number: int) -> bool:
        if self.change.after is None:
            return False
        definition, parts = self.before.outline.definitions[number], self.change.after.outline
        name = self.before.outline.full_name(definition)
        same = [other for other in parts.definitions if other.name == definition.name and parts.full_name(other) == name]
        if len(same) != 1 or definition.is_class:
            return False
        heads = self.before.code[definition.top - 1 : definition.head], self.change.after.code[same[0].top - 1 : same[0].head]
        return only_optional_parameters(definition.name, *heads, self.before.family.optional)


def _assigned(line: str) -> str:
    """Return an assignment without the arguments of its calls: other arguments still give a value of the same kind."""
    bare = ARGUMENTS.sub("", line)
    return line.strip() if bare == line else _assigned(bare)


def may_declare(raw: list[str], lines: list[int], names: set[str]) -> bool:
    """True if one of ``lines`` may give one of ``names`` another meaning; also if only a closer look would tell."""
    text = "\n".join(raw[n - 1] if n <= len(raw) else "" for n in lines)
    if not names.isdisjoint(OF_SELF.findall(text)):
        return True
    at, named = 0, {}
    for token in TOKEN.findall(text):
        if token == "\n":
            at += 1
        elif token in names:
            named[lines[at]] = True
    raises = RAISES.search(text) is not None
    return any(_may_declare(raw, n, raises) for n in named)


def _may_declare(raw: list[str], line: int, raises: bool) -> bool:
    if IMPORT.match(raw[line - 1]) or (raises and RAISES.search(raw[line - 1])):
        return True
    block = next((head for head in _around(raw, line) if not CONTROL.match(head)), None)
    return block is None or not LOCAL.search(block)


def _around(lines: list[str], line: int) -> Iterator[str]:
    """Yield the heads of what a line is in, the innermost first: lines above it, each indented less than the one before."""
    depth = indentation(lines[line - 1])
    for n in range(line - 2, -1, -1):
        if depth == 0:
            return
        head = lines[n]
        if head.strip() and indentation(head) < depth and head.lstrip()[0] not in CLOSING:
            depth = indentation(head)
            yield head


def alters(commit: CommitTexts, name: str, path: str, text: Text, lines: Iterable[int]) -> bool:
    """True if a commit gives ``name``, which ``lines`` of a text use, another meaning or other parameters."""
    if commit.touched is None:
        commit.touched = {}
        for side in commit.sides.values():
            if side.before is not None:
                altered = Altered(side, code_hunks(side))
                for one in (*altered.names, *altered.optional, *altered.imported):
                    commit.touched.setdefault(one, set()).update(altered.needed(one), (side.path,))
    return may_use(commit.touched.get(name, set()), name, path, text, lines)


def may_use(needed: set[str], name: str, path: str, text: Text, lines: Iterable[int]) -> bool:
    """True if ``lines`` of a text may use what is ``needed``: the text has one of these names, or its path is one.

    The empty name stands for any line that does not say whose the name is. ``folder/name``: that name, in that folder. A text
    that defines the name itself uses its own.
    """
    if path in needed:
        return True
    if any(one.name == name and one.outer < 0 for one in text.outline.definitions):
        return False
    folder = path.rpartition("/")[0]
    named = {one.rpartition("/")[2] if one.rpartition("/")[0] == folder else one for one in needed}
    if not named.isdisjoint(text.names_in_code):
        return True
    return "" in needed and any(re.search(rf"(?<![\w.>:\\]){name}\b", text.code[n - 1]) for n in lines)


def owners(text: Text, line: int, path: str) -> set[str]:
    """What a use of a definition needs (``may_use``): its module, or the class around it; outside of classes "" does as well.

    In Go a folder is a module, and a type with a small first letter is known there alone.
    """
    module, folder = stem(path), path.rpartition("/")[0]
    if text.family is GO:
        module = folder.rpartition("/")[2]
        if receiver := RECEIVER.match(text.code[line - 1]):
            return {receiver[1] if receiver[1][0].isupper() else f"{folder}/{receiver[1]}", module}
    head = next(_around(text.code, line), None)
    if head is not None:
        names = NAME.findall(head.partition(" for ")[2] or head)  # Rust's impl Trait for Type
        return {declared(head) or next((one for one in names if one not in KEYWORDS), ""), module}
    return {"", module, folder.rpartition("/")[2]}


def declares(text: Text, line: int, name: str) -> bool:
    """True if the line declares the name instead of using it."""
    if not text.family.declares:
        return text.family is SETTINGS
    code, inside = text.code[line - 1], text.outline.at(line)
    if inside is not None and inside.top <= line <= inside.head:
        return inside.name == name
    if text.family is not PYTHON:
        return name in OF_SELF.findall(code) or (
            name in (fields(code, text.family is GO) if inside and inside.is_class else valued(code) if inside is None else ())
        )
    statement, assigned = IMPORTED.match(code), ASSIGNED.match(code)
    if statement or name in OF_SELF.findall(code):
        return name in code
    return assigned is not None and name in names_of(assigned[1]) and (inside is None or inside.is_class)


def uses(text: Text, line: int, name: str) -> bool:
    """True if the line is code, not generated, and uses the name instead of declaring it."""
    code = text.code[line - 1]
    if not text.family.declares or len(code) > LONGEST or (text.family is not PYTHON and IMPORT.match(code)):
        return False
    inside = text.outline.at(line)
    if text.family is SCRIPT and (key := KEY.match(code)) and key[1] == name and key[0][-1] == ":":
        return False
    return inside is None or inside.first != line or inside.name != name
