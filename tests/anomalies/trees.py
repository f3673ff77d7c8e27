"""What git and a reader of texts make of trees: merges, ranges, undone changes, words; a tree is its paths with their texts."""

import difflib
import re

Tree = dict[str, str]

SYNTAX = {"def", "pass"}
"""What the scripts have of words that name nothing."""
HEAD = re.compile(r"def\s+(\w+)")
"""The name that a line defines."""


def undone(known: str | None, now: str | None, text: str | None) -> bool:
    """Whether ``text`` lacks a line that others added to what was known, or has one again that they took away."""
    before, here, after = ((one or "").splitlines() for one in (known, now, text))
    return (
        text is None
        or any(line not in after for line in here if line not in before)
        or any(line in after for line in before if line not in here)
    )


def put(tree: Tree, path: str, text: str | None) -> None:
    if text is None:
        tree.pop(path, None)
    else:
        tree[path] = text


def touched(old: str, new: str, first: int, last: int) -> bool:
    """Whether a hunk touches the lines or a neighbour of theirs."""
    matcher = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return any(tag != "equal" and start <= last and end >= first - 1 for tag, start, end, _, _ in matcher.get_opcodes())


def changed_lines(old: Tree, new: Tree, path: str, signs: str = "+-") -> list[str]:
    lines = difflib.ndiff(old.get(path, "").splitlines(), new.get(path, "").splitlines())
    return [line[2:] for line in lines if line[0] in signs]


def changed_words(old: Tree, new: Tree, path: str, signs: str = "+-") -> set[str]:
    return {word for line in changed_lines(old, new, path, signs) for word in re.findall(r"\w+", line)}


def declared(gone: list[str], come: list[str]) -> set[str]:
    """The names to which lines that went, or were altered, gave a meaning; what a line only used counts if it is used no more."""
    made = {name for line in gone for name in [*HEAD.findall(line), *re.findall(r"(\w+)\s*=", line)]}
    had, has = ({word for line in lines for word in re.findall(r"\w+", line)} for lines in (gone, come))
    return made | (names(had) - has)


def names(words: set[str]) -> set[str]:
    """Those that a program could mean the same thing by: not numbers, nor words of the language, nor single letters."""
    return {word for word in words - SYNTAX if len(word) > 2 and not word[0].isdigit()}


def merged(base: Tree, ours: Tree, theirs: Tree) -> Tree | None:
    """A three-way merge as git makes it; ``None``: it conflicts. Lines merge where their number stayed the same."""
    merged: Tree = {}
    for path in {*base, *ours, *theirs}:
        versions = base.get(path), ours.get(path), theirs.get(path)
        fits, text = _either(*versions)
        if not fits:
            lines = [(version or "").splitlines(keepends=True) for version in versions]
            picked = [_either(*three) for three in zip(*lines, strict=False)]
            if None in versions or len({*map(len, lines)}) > 1 or not all(fits for fits, _ in picked):
                return None
            text = "".join(line for _, line in picked if line)
        put(merged, path, text)
    return merged


def _either(was: str | None, mine: str | None, other: str | None) -> tuple[bool, str | None]:
    """The version that only one side changed, if at most one side did."""
    if other in (was, mine):
        return True, mine
    return mine == was, other
