"""What ties a change under a read to a commit: a ladder of facts, each step for what the step before left. Pure.

1. Is it news at all? The commit may hold the same text, or make the same change.
2. Does it say anything? Comments, blank lines and docstrings do not.
3. Does it touch the lines that were read?
4. What do the lines that it removed or altered declare? In Python a definition's head and body are told apart; of a language
   whose definitions are not known, every name of these lines counts.
5. Does the commit add a use of such a name? Or did the change add a use of a definition whose head the commit changes?
"""

from __future__ import annotations

from coordgit.core.hunks import touches
from coordgit.core.outline import (
    ASSIGNED,
    CALLED,
    DEFINED,
    IMPORTED,
    OF_SELF,
    OUTCOME,
    bound,
    imported,
    only_optional_parameters,
)
from coordgit.core.predicates import identifiers
from coordgit.core.quoting import quote, quoted
from coordgit.core.sides import Commit, Side, Text, Use, new, old, olds
from coordgit.core.source import NAME, PYTHON, WORDS, compared, names_of
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.hunks import Hunk
    from coordgit.core.model import Oid, Query

SAME_TEXT = "the commit holds the same text"
SAME_CHANGE = "the commit makes the same change"
COMMENTS = "it changes comments or blank lines alone"
ADDED = "it only adds lines"
OPTIONAL = "it only adds optional parameters"
WIDEST = 80
"""Letters of a line that is shown."""
NO_USE = "the commit uses no name of what it removed or altered"


class Tie(NamedTuple):
    """``why`` names what ties the change to the commit; if that is "", ``why_not`` says why nothing does."""

    why: str = ""
    why_not: str = ""
    line: str = ""
    """The line of the change that matters, as it was and as it is, and where the commit uses it."""
    mark: str = ""
    """That line as it stands in the diff of the change, with its sign."""


def ties(change: Side, commit: Commit, span: tuple[int, int] | None = None) -> Tie:
    """Climb the ladder. ``span`` is the read range in ``change.before``; ``None`` for a whole file."""
    ours = commit.sides.get(change.path)
    if ours is not None and _oid(ours.after) == _oid(change.after):
        return Tie(why_not=SAME_TEXT)
    if change.before is None:
        return _appeared(change, commit)
    if change.after is None and ours is not None:
        return Tie("the commit changes it, and it is gone")
    hunks = change.hunks
    if change.after is not None and ours is not None and ours.before is not None and ours.after is not None:
        theirs = ours.pieces()
        hunks = tuple(hunk for hunk in hunks if change.piece(hunk) not in theirs)
        if not hunks:
            return Tie(why_not=SAME_CHANGE)
    if span is not None:
        hunks = tuple(hunk for hunk in hunks if touches([hunk], *span))
    if not _may_tie(change, hunks, commit):
        return Tie(why_not=_at_a_glance(change, hunks))
    if change.after is not None:
        speaking = _speaking(change._replace(hunks=hunks))
        if hunks and not speaking:
            return Tie(why_not=COMMENTS)
        hunks = speaking
    altered = Altered(change, hunks)
    use = commit.use(altered.names) or _imports(change.path, commit, altered.imported) or commit.defines(altered.called)
    if use is None and (found := _used_there(change, hunks, commit)):
        return found
    if use is None:
        adds = change.after is not None and not olds(hunks)
        return Tie(why_not=OPTIONAL if altered.only_optional else ADDED if adds else NO_USE)
    line = altered.line_of(use.name)
    why = f"{use.name}, which it changed, is used by {quote(use.path)}:{use.line}"
    return Tie(why, "", _shown(change, line, use), _mark("-", change.before, line))


def _may_tie(change: Side, hunks: tuple[Hunk, ...], commit: Commit) -> bool:
    """Do both sides have a word in common that could tie them? Only then are the texts looked at closely: that takes its time."""
    assert change.before is not None
    side = change._replace(hunks=hunks)
    words = change.before.words(side.removed())
    if change.before.family is PYTHON:
        words.update(DEFINED.findall("\n".join(change.before.raw)))
    if not words.isdisjoint(commit.words()):
        return True
    return change.after is not None and not change.after.words(side.added()).isdisjoint(commit.removed_words)


def _at_a_glance(change: Side, hunks: tuple[Hunk, ...]) -> str:
    """Why nothing ties a change that has no word in common with the commit."""
    assert change.before is not None
    if change.after is None:
        return NO_USE
    lines = [line.strip() for hunk in hunks for line in (*old(change.before.raw, hunk), *new(change.after.raw, hunk))]
    if all(not line or line.startswith(("#", "//", "/*")) for line in lines) and change.before.family is not WORDS:
        return COMMENTS
    return NO_USE if olds(hunks) else ADDED


def _used_there(change: Side, hunks: tuple[Hunk, ...], commit: Commit) -> Tie | None:
    """Does the change add a use of a definition whose head the commit alters, or which it takes away?"""
    added = Commit([change._replace(hunks=hunks)])
    for side in commit.sides.values():
        before = side.before
        if side.path == change.path or before is None or before.family is not PYTHON:
            continue
        if before.words(side.removed()).isdisjoint(added.words()):
            continue
        heads = Altered(side, _speaking(side)).heads
        use = added.use(heads)
        if use is not None:
            return Tie(
                f"{use.name}, which the commit changes, is used by {quote(use.path)}:{use.line}",
                "",
                _shown(side, heads[use.name], use),
                _mark("+", change.after, use.line),
            )
    return None


def _speaking(side: Side) -> tuple[Hunk, ...]:
    """The hunks of a change that says something: of a path that came or went there are none."""
    before, after = side.before, side.after
    return tuple(hunk for hunk in side.hunks if before and after and _says_something(before, after, hunk))


def _imports(path: str, commit: Commit, names: Iterable[str]) -> Use | None:
    """A use of what a file imports no more, in the file itself or in one that imports from it."""
    use = commit.use(names)
    if use is None or use.path == path or _stem(path) in commit.words():
        return use
    return None


def _stem(path: str) -> str:
    """The name of a module: of a package that of its folder."""
    parts = path.rsplit("/", 2)
    stem = parts[-1].split(".", 1)[0]
    return parts[-2] if stem in ("__init__", "index", "mod") and len(parts) > 1 else stem


def _oid(text: Text | None) -> Oid | None:
    return text.oid if text else None


def _says_something(before: Text, after: Text, hunk: Hunk) -> bool:
    return compared(old(before.code, hunk)) != compared(new(after.code, hunk))


def _shown(change: Side, line: int, use: Use) -> str:
    """The line as it was and as it is, and where it matters."""
    if not line or change.before is None:
        return ""
    parts = [f"- {_quoted(change.before.raw[line - 1])}"]
    for hunk in change.hunks if change.after is not None else ():
        if hunk.first <= line < hunk.first + hunk.length:
            news = range(hunk.new_first, hunk.new_first + hunk.new_length)
            same = [n for n in news if change.after and use.name in change.after.names(n)]
            parts += [f"+ {_quoted(change.after.raw[n - 1])}" for n in same[:1] if change.after]
    return "  ".join([*parts, f"used by {quote(use.path)}:{use.line}"])


def _mark(sign: str, text: Text | None, line: int) -> str:
    return sign + text.raw[line - 1] if text is not None and 0 < line <= len(text.raw) else ""


def is_shown(line: str, row: str) -> bool:
    """Is a row of a diff the one that a tie's line begins with?"""
    return bool(row) and line.startswith(f"{row[0]} {_quoted(row[1:])}  ")


def _quoted(line: str) -> str:
    """A line of somebody's file as data, not too long."""
    bare = line.strip()
    return quoted(bare if len(bare) <= WIDEST else bare[:WIDEST] + "…")


def _appeared(change: Side, commit: Commit) -> Tie:
    """A path that was absent exists: does the commit make it too, or name it?"""
    if change.path in commit.sides:
        return Tie("the commit changes this path too")
    stem = _stem(change.path)
    if stem in commit.words():
        return Tie(f"the commit names {quoted(stem)}")
    if change.after is not None and change.after.family is PYTHON:
        defined = {one.name: one.first for one in change.after.outline.definitions if one.outer < 0}
        use = commit.use(defined) or commit.defines(set(defined))
        if use is not None:
            return Tie(f"{use.name}, which it defines, is used by {quote(use.path)}:{use.line}")
    return Tie(why_not="the commit names nothing in it")


def search_tie(query: Query, change: Side, commit: Commit) -> Tie:
    """What ties a search whose answer changed to the commit.

    A definition that was found is gone and the commit adds a use of it; or a use is new and the commit changes what is used.
    """
    names = identifiers(query.pattern)
    before, after = change.before, change.after
    if before is not None:
        python = before.family is PYTHON
        gone = {
            name: n
            for n in change.removed()
            for name in sorted(before.names(n) & names)
            if not python or _declares(before, n, name)
        }
        still = {name for n in change.added() for name in (after.names(n) & names if after else ())}
        use = commit.use(name for name in gone if name not in still)
        if use is not None:
            n = gone[use.name]
            why = f"{use.name} is gone there, and {quote(use.path)}:{use.line} uses it"
            return Tie(why, "", _shown(change, n, use), _mark("-", before, n))
    if after is not None:
        gained = {name for n in change.added() for name in after.names(n) & names}
        lost = {name for n in change.removed() for name in (before.names(n) & names if before else ())}
        for name in sorted(gained - lost) or sorted(gained):
            if commit.removes({name}):
                return Tie(f"{name} is used there, and the commit changes it")
    return Tie(why_not="the commit has nothing to do with what it found")


def _declares(text: Text, line: int, name: str) -> bool:
    """Does the line declare the name, rather than use it?"""
    code, inside = text.code[line - 1], text.outline.at(line)
    if inside is not None and inside.top <= line <= inside.head:
        return inside.name == name
    statement, assigned = IMPORTED.match(code), ASSIGNED.match(code)
    if statement or name in OF_SELF.findall(code):
        return name in code
    return assigned is not None and name in names_of(assigned[1]) and (inside is None or inside.is_class)


class Altered:
    """The names that a change gives another meaning, each with a line of ``before`` that shows it."""

    def __init__(self, change: Side, hunks: tuple[Hunk, ...]) -> None:
        assert change.before is not None
        self.change, self.before = change, change.before
        self.names: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        """Those of definitions whose head is altered or gone."""
        self.imported: dict[str, int] = {}
        """Names that the file imports no more: they matter to the file itself, and to those who import them from it."""
        self.called_at: dict[str, int] = {}
        """Names that altered lines of bodies use; the commit may define one of them."""
        self.only_optional = False
        lines = list(range(1, len(self.before.raw) + 1)) if change.after is None else olds(hunks)
        if self.before.family is PYTHON:
            self._of_python(lines, hunks)
        else:
            for n in lines:
                for name in self.before.names(n):
                    self.names.setdefault(name, n)

    def line_of(self, name: str) -> int:
        return self.names.get(name) or self.imported.get(name) or self.called_at.get(name, 0)

    @property
    def called(self) -> set[str]:
        return set(self.called_at)

    def _of_python(self, lines: list[int], hunks: tuple[Hunk, ...]) -> None:
        after = self.change.after
        heads: dict[int, int] = {}
        outcomes: dict[str, int] = {}
        parts = self.before.outline
        still = set(NAME.findall("\n".join(after.code))) if after else set()
        imports = imported(after.code) if after else set()
        for hunk in hunks if after else ():  # a parameter on a line of its own
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
                self._declared(line, n, still, imports)
            else:
                self._of_body(line, n, inside.name, outcomes, still)
                if inside.name == "__init__" and inside.outer >= 0 and OUTCOME.match(line):
                    outcomes.setdefault(parts.definitions[inside.outer].name, n)
        self.only_optional = bool(heads)
        for number, n in heads.items():
            if self._only_optional(number):
                continue
            self.only_optional = False
            one = parts.definitions[number]
            owner = parts.definitions[one.outer].name if one.name == "__init__" and one.outer >= 0 else one.name
            if not owner.startswith("__"):
                self.names.setdefault(owner, n)
                self.heads.setdefault(owner, n)
        for name, n in outcomes.items():
            if not name.startswith("__"):
                self.names.setdefault(name, n)

    def _declared(self, line: str, n: int, still: set[str], imports: set[str]) -> None:
        """What a line outside of functions declares."""
        assigned = ASSIGNED.match(line)
        statement = IMPORTED.match(line)
        if statement:
            for name in sorted(bound(statement[1]) - imports):
                self.imported.setdefault(name, n)
            return
        for name in sorted(names_of(assigned[1]) if assigned else names_of(line) - still):
            if not name.startswith("__"):
                self.names.setdefault(name, n)

    def _of_body(self, line: str, n: int, owner: str, outcomes: dict[str, int], still: set[str]) -> None:
        """What a line of a function's body says to others: attributes, what comes out, names that nothing has any more."""
        used = self.before.names(n)
        raised = used if line.lstrip().startswith("raise") else set()
        gone = {name for name in CALLED.findall(line) if name in used and name not in still}
        for name in (*OF_SELF.findall(line), *sorted(raised), *sorted(gone)):
            self.names.setdefault(name, n)
        for name in used:
            self.called_at.setdefault(name, n)
        if OUTCOME.match(line):
            outcomes.setdefault(owner, n)

    def _only_optional(self, number: int) -> bool:
        if self.change.after is None:
            return False
        one, parts = self.before.outline.definitions[number], self.change.after.outline
        name = self.before.outline.full_name(one)
        same = [other for other in parts.definitions if other.name == one.name and parts.full_name(other) == name]
        if len(same) != 1 or one.is_class:
            return False
        return only_optional_parameters(
            self.before.code[one.top - 1 : one.head], self.change.after.code[same[0].top - 1 : same[0].head]
        )
