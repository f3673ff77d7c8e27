"""What ties a change under a read to a commit: a ladder of facts, each step for what the step before left. Pure.

1. Is it news at all? The commit may hold the same text, or make the same change.
2. Does it say anything? Comments, blank lines and docstrings do not.
3. Does it touch the lines that were read?
4. What do the lines that it removed or altered declare? In Python a definition's head and body are told apart; of a language
   whose definitions are not known, every name of these lines counts.
5. Does the commit add a use of such a name? Or did the change add a use of a definition whose head the commit changes?
"""

from coordgit.core.altered_names import Altered, alters, code_hunks, declares, may_declare, may_use, owners, uses
from coordgit.core.changed_texts import CommitTexts, Side, Text, Use, olds, stem
from coordgit.core.grouping import grouped
from coordgit.core.hunks import Hunk, touches
from coordgit.core.model import Oid, Query
from coordgit.core.quoting import excerpt, quote, quoted
from coordgit.core.source import NAME, PYTHON, WORDS, ending_of
from coordgit.core.ties import identifiers, share_a_folder
from coordgit.startup.regexes import later, re
from coordgit.startup.typing import Collection, Iterable, NamedTuple

SAME_TEXT = "the commit holds the same text"
SAME_CHANGE = "the commit makes the same change"
COMMENTS = "it changes comments or blank lines alone"
ADDED = "it only adds lines"
OPTIONAL = "it only adds optional parameters"
UNRELATED = "the commit has nothing to do with what it found"
NO_USE = "the commit uses no name of what it removed or altered"


class Tie(NamedTuple):
    """``why`` names what ties the change to the commit; if that is "", ``why_not`` says why nothing does."""

    why: str = ""
    why_not: str = ""
    line: str = ""
    """The line of the change that matters, as it was and as it is, and where the commit uses it."""
    mark: str = ""
    """That line as it stands in the diff of the change, with its sign."""


def ties(change: Side, commit: CommitTexts, span: tuple[int, int] | None = None) -> Tie:
    """Climb the ladder. ``span`` is the read range in ``change.before``; ``None`` for a whole file."""
    ours = commit.sides.get(change.path)
    if ours is not None and _oid(ours.after) == _oid(change.after):
        return Tie(why_not=SAME_TEXT)
    if change.before is None:
        return _appeared(change, commit)
    if change.after is None and ours is not None:
        return Tie("the commit changes it, and it is gone")
    hunks = _not_made_by(ours, change)
    if change.hunks and not hunks:
        return Tie(why_not=SAME_CHANGE)
    if span is not None:
        hunks = tuple(hunk for hunk in hunks if touches([hunk], *span))
    keyed = rearranged(change, hunks)
    call = added_calls(commit, keyed) if keyed else None
    if call is None and not _may_tie(change, hunks, commit):
        return Tie(why_not=_at_a_glance(change, hunks))
    if change.after is not None:
        of_code = code_hunks(change._replace(hunks=hunks))
        if hunks and not of_code:
            return Tie(why_not=COMMENTS)
        hunks = of_code
    altered = Altered(change, hunks, span)
    use = call or commit.use(altered.names, altered.members) or _imports(change.path, commit, altered.imported)
    use = use or commit.defines(altered.called_at) or _of_same_extension(change.path, commit).use(altered.named)
    if use is None and ours is not None:  # both give it other parameters
        use = CommitTexts([ours._replace(hunks=code_hunks(ours))]).defines(altered.optional)
    if use is None and (found := _used_there(change, hunks, commit)):
        return found
    if use is None:
        adds = change.after is not None and not olds(hunks)
        return Tie(why_not=OPTIONAL if altered.only_optional else ADDED if adds else NO_USE)
    line = keyed[use.name] if use is call else altered.line_of(use.name)
    why = f"{use.name}, which it changed, is used by {quote(use.path)}:{use.line}"
    return Tie(why=why, why_not="", line=_shown(change, line, use), mark=_mark("-", change.before, line))


def _may_tie(change: Side, hunks: tuple[Hunk, ...], commit: CommitTexts) -> bool:
    """True if a word that both sides have may tie them. Only then are the texts scanned and outlined, which is slow."""
    before = change.before
    assert before is not None
    side = change._replace(hunks=hunks)
    removed = side.removed()
    used = commit.words()
    if change.after is None:
        return not {*before.words(removed), *before.defined(), stem(change.path)}.isdisjoint(used)
    if before.may_define(used):
        return True
    shared = before.words(removed).intersection(used)
    came = change.after.words(side.added())
    if (shared and before.family.by_lines) or not shared <= came or not shared.isdisjoint(commit.defined_words):
        return True
    if shared and may_declare(before.upto(max(removed)), removed, shared):
        return True
    return any(other.before and other.before.may_define(came) for other in commit.sides.values())


def _at_a_glance(change: Side, hunks: tuple[Hunk, ...]) -> str:
    """Why nothing ties a change that has no word in common with the commit."""
    assert change.before is not None
    if change.after is None:
        return NO_USE
    lines = (line.strip() for piece in map(change.piece, hunks) for line in [*piece[0], *piece[1]])
    if all(not line or line.startswith(("#", "//", "/*")) for line in lines) and change.before.family is not WORDS:
        return COMMENTS
    return NO_USE if olds(hunks) else ADDED


def _used_there(change: Side, hunks: tuple[Hunk, ...], commit: CommitTexts) -> Tie | None:
    """Return a tie if the change adds a use of a definition whose head the commit alters or removes."""
    added = CommitTexts([change._replace(hunks=hunks)])
    for side in commit.sides.values():
        before = side.before
        if side.path == change.path or before is None or not before.family.declares:
            continue
        if before.words(side.removed()).isdisjoint(added.words()):
            continue
        altered = Altered(side, code_hunks(side))
        heads = altered.heads
        use = added.use(heads, altered.members)
        if use is not None:
            return Tie(
                why=f"{use.name}, which the commit changes, is used by {quote(use.path)}:{use.line}",
                why_not="",
                line=_shown(side, heads[use.name], use),
                mark=_mark("+", change.after, use.line),
            )
    return None


def _of_same_extension(path: str, commit: CommitTexts) -> CommitTexts:
    """Return the commit's files with the same extension as ``path``."""
    return CommitTexts(side for side in commit.sides.values() if ending_of(side.path) == ending_of(path))


def _imports(path: str, commit: CommitTexts, names: Iterable[str]) -> Use | None:
    """Return a use of what a file no longer imports, in the file itself or in one that imports from it."""
    use = commit.use(names)
    if use is None or use.path == path:
        return use
    text, module = commit.sides[use.path].after, stem(path)
    if text is not None and text.family is PYTHON:
        code = "\n".join(text.code)
        found = re.search(rf"\b{re.escape(module)}\b(?:.*|\s+import\s*\([^)]*)\b{use.name}\b", code)
        return use if found else None
    return use if module in commit.words() else None


def _not_made_by(ours: Side | None, change: Side) -> tuple[Hunk, ...]:
    """The hunks of a change that the commit does not make as well."""
    if ours is None or None in (ours.before, ours.after, change.before, change.after):
        return change.hunks
    theirs = ours.pieces()
    return tuple(hunk for hunk in change.hunks if change.piece(hunk) not in theirs)


def _oid(text: Text | None) -> Oid | None:
    return text.oid if text else None


def _shown(change: Side, line: int, use: Use) -> str:
    """The line as it was and as it is, and where it matters."""
    if not line or change.before is None:
        return ""
    name, after = function_of(use.name), change.after
    parts = [f"- {excerpt(change.before.raw[line - 1])}"]
    for hunk in change.hunks:
        if after is not None and hunk.first <= line < hunk.first + hunk.length:
            news = range(hunk.new_first, hunk.new_first + hunk.new_length)
            same = [n for n in news if name in after.names(n)]
            if not same and hunk.length == hunk.new_length:
                same = [hunk.new_first + line - hunk.first]
            parts += [f"+ {excerpt(after.raw[n - 1])}" for n in same[:1]]
    named = "" if name in NAME.findall(change.before.raw[line - 1]) else f"{name} is "
    return "  ".join([*parts, f"{named}used by {quote(use.path)}:{use.line}"])


def _mark(sign: str, text: Text | None, line: int) -> str:
    return sign + text.raw[line - 1] if text is not None and 0 < line <= len(text.raw) else ""


def _appeared(change: Side, commit: CommitTexts) -> Tie:
    """Return what ties a path that was absent and now exists: the commit makes it too, or names it."""
    if change.path in commit.sides:
        return Tie("the commit changes this path too")
    name = stem(change.path)
    if name in commit.words():
        return Tie(f"the commit names {quoted(name)}")
    if change.after is not None and change.after.family.declares:
        defined = {definition.name: definition.first for definition in change.after.outline.definitions if definition.outer < 0}
        use = commit.use(defined) or commit.defines(defined)
        if use is not None:
            return Tie(f"{use.name}, which it defines, is used by {quote(use.path)}:{use.line}")
    return Tie(why_not="the commit names nothing in it")


def search_tie(query: Query, change: Side, commit: CommitTexts) -> Tie:
    """What ties a search whose answer changed to the commit.

    A definition that was found is gone and the commit adds a use of it; or a use is new and the commit changes what is used. Only
    code uses a name, and a method's name has many owners: where it is used, its own or its module has to be named.
    """
    names = identifiers(query.pattern)
    before, after = change.before, change.after
    change = change._replace(hunks=_not_made_by(commit.sides.get(change.path), change))
    if before is not None:
        gone = {name: n for n in change.removed() for name in sorted(before.names(n) & names) if declares(before, n, name)}
        still = {name for n in change.added() for name in (after.names(n) & names if after else ())}
        for name, n in gone.items():
            use = None if name in still else _use(commit, name, owners(before, n, change.path))
            if use is not None:
                why = f"{use.name} is gone there, and {quote(use.path)}:{use.line} uses it"
                return Tie(why=why, why_not="", line=_shown(change, n, use), mark=_mark("-", before, n))
    if after is not None:
        gained = grouped((name, n) for n in change.added() for name in after.names(n) & names if uses(after, n, name))
        for name in sorted(gained):
            if alters(commit, name, change.path, after, gained[name]):
                return Tie(f"{name} is used there, and the commit changes it")
        if query.pathspecs and not after.family.declares:
            came = {name for n in change.added() for name in NAME.findall(after.raw[n - 1]) if name in names}
            return _entered_too(came, change.path, commit)
    return Tie(why_not=UNRELATED)


def _entered_too(names: set[str], path: str, commit: CommitTexts) -> Tie:
    """Return what ties a search in data, such as bookings: the commit adds an entry of the same name in the same folder."""
    for side in commit.sides.values():
        if side.after is not None and not side.after.family.declares and share_a_folder([side.path], [path]):
            for n in side.added():
                for name in sorted(names.intersection(NAME.findall(side.after.raw[n - 1]))):
                    return Tie(f"{name} is there now, and {quote(side.path)}:{n} adds it too")
    return Tie(why_not=UNRELATED)


def _use(commit: CommitTexts, name: str, needed: set[str]) -> Use | None:
    """The first use of a name that the commit adds to a text which names one of ``needed``."""
    for path in commit.words().get(name, ()):
        side = commit.sides[path]
        after = side.after
        lines = [n for n in side.added() if name in after.names(n) and uses(after, n, name)] if after else []
        if after and lines and may_use(needed, name, path, after, lines):
            return Use(name, path, lines[0])
    return None


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


def added_calls(commit: CommitTexts, wanted: Iterable[str]) -> Use | None:
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
