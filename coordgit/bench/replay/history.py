"""The merges of a history as cases: one side had landed when the other came in, and what that side must have read is inferred.

It read the files that it edits, and those that define the names its added lines use; of a range is counted the definition, or a
few lines around the edit. It searched for the definitions that it changed.
"""

from dataclasses import replace

from coordgit.bench.replay.borrowed import Borrowed
from coordgit.bench.replay.cases import MOST, Case, CaseRead
from coordgit.core.changed_texts import Side, Text
from coordgit.core.definitions import declared, extent
from coordgit.core.hunks import Hunk, is_binary
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import trees
from coordgit.git.plumbing import Git

AROUND = 3
"""Lines that are read before and after an edit outside of definitions."""
LONGEST_BLOCK = 200
"""Lines of a definition that is read whole for an edit in it."""
MOST_FILES = 300
"""Files that one side of a merge changes at most; more are not one session's work."""
MOST_NAMES = 60
"""Names whose definitions are looked for."""
MOST_DEFINITIONS = 12
"""Definitions elsewhere that are read, beside what is edited."""
FIELDS = "%H%x00%P%x00%an%x00%ct%x00%s"


class NotReplayed(Exception):
    """Why a merge says nothing."""


def merges(scratch: Borrowed, span: str, since: str, limit: int) -> list[Case]:
    """Return the merges of ``span`` on the branch itself, newest first; the first parent's side had landed."""
    if span.startswith("-"):
        raise UsageError(f"{span} is no range of commits", "coordgit replay --history v1.0..main")
    options = ["--first-parent", "--min-parents=2", "--max-parents=2", f"--format={FIELDS}"]
    options += [f"--since={since}"] if since else []
    options += [f"--max-count={limit}"] if limit else []
    try:
        printed = scratch.of_source("log", *options, span, "--")
    except CoordgitError as error:
        raise UsageError(f"{span} is no range of commits here", "git log --oneline --all") from error
    made = []
    for line in printed.split("\n") if printed else []:
        name, parents, author, at, subject = line.split("\0", 4)
        x, y = parents.split(" ")
        made.append(
            Case(name=name, base="", x=x, y=y, seen=(), subject=subject, author=author, at=int(at), source=scratch.source)
        )
    return made


def case(scratch: Borrowed, merge: Case) -> Case:
    """Return a merge with what its second side had read. Raises ``NotReplayed``."""
    bases = scratch.of_source("merge-base", "--all", merge.x, merge.y, ok=(0, 1)).split("\n")
    if len(bases) != 1 or not bases[0]:
        raise NotReplayed("its sides have no one merge base")
    base = bases[0]
    if base == merge.x:
        raise NotReplayed("nothing had landed meanwhile")
    if base == merge.y:
        raise NotReplayed("it brought nothing")
    git = Git(scratch.top)
    changed = trees.diff(git, base, merge.y)
    if len(changed) > MOST_FILES:
        raise NotReplayed(f"it changes more than {MOST_FILES} files")
    sides = _sides(git, changed)
    seen = [read for side in sides for read in _edited(side)] + _used(scratch, git, base, sides)
    tree, clean = _merged(scratch, merge)
    return replace(
        merge,
        base=base,
        seen=tuple(dict.fromkeys(seen)),
        names=tuple(_changed_names(sides))[:MOST],
        landed=int(scratch.of_source("rev-list", "--count", f"{base}..{merge.x}")),
        adapted=not clean or tree != scratch.of_source("rev-parse", f"{merge.name}^{{tree}}"),
    )


def _merged(scratch: Borrowed, merge: Case) -> tuple[str, bool]:
    """Return (the tree that git makes of the two sides, whether it was free of conflicts)."""
    try:
        return scratch.git("merge-tree", "--write-tree", "--no-messages", merge.x, merge.y), True
    except CoordgitError:
        return "", False


def _sides(git: Git, changed: trees.Diff) -> list[Side]:
    """Return the changed files with their texts; of a binary one nothing is known but that it changed."""
    texts = trees.blobs(git, dict.fromkeys(oid for pair in changed.values() for oid in pair))
    hunks = trees.hunks(git, [(one, other) for one, other in changed.values() if one and other])
    sides = []
    for path, (before, after) in changed.items():
        one, other = (_text(path, oid, texts) for oid in (before, after))
        between = hunks.get((before, after)) if before and after else None
        sides.append(Side(path=path, before=one, after=other, hunks=tuple(between or ())))
    return sides


def _text(path: str, oid: str | None, texts: dict[str, bytes | None]) -> Text | None:
    text = texts.get(oid) if oid else None
    if oid is None:
        return None
    return Text(path, oid, b"" if text is None or is_binary(text) else text)


def _edited(side: Side) -> list[CaseRead]:
    """Return what was read of a file that the side changes."""
    if side.before is None:
        return [CaseRead(side.path, absent=True, edited=True)]
    if side.after is None or not side.hunks:
        return [CaseRead(side.path, edited=True)]
    ranges = [_around(side.before.raw, hunk) for hunk in side.hunks]
    return [CaseRead(side.path, first, last, edited=True) for first, last in dict.fromkeys(ranges)]


def _around(lines: list[str], hunk: Hunk) -> tuple[int, int]:
    """Return the lines of the definition around an edit, else of some lines around it, in ``lines``."""
    last = hunk.first + max(hunk.length, 1) - 1
    head = _enclosing(lines, max(hunk.first, 1) - 1)
    if head >= 0 and last <= (end := extent(lines, head)) <= head + LONGEST_BLOCK:
        return head + 1, end
    return max(hunk.first - AROUND, 1), min(last + AROUND, max(len(lines), 1))


def _enclosing(lines: list[str], at: int) -> int:
    """Return the index of the head of the definition that holds a line, -1 if none seems to."""
    if at >= len(lines):
        return -1
    depth = len(lines[at]) - len(lines[at].lstrip()) if lines[at].strip() else LONGEST_BLOCK
    if declared(lines[at]):
        return at
    for n in range(at - 1, -1, -1):
        bare = lines[n].lstrip()
        indented = len(lines[n]) - len(bare)
        if not bare or indented >= depth:
            continue
        if declared(lines[n]):
            return n
        if bare[0] not in ")]}{#/*":
            depth = indented
    return -1


def _changed_names(sides: list[Side]) -> list[str]:
    """Return the names of the definitions in which something was altered, or that are gone."""
    altered: dict[str, None] = {}
    for side in sides:
        if side.before is None or not side.before.family.declares:
            continue
        for hunk in side.hunks:
            lines = side.before.raw
            heads = [_enclosing(lines, max(hunk.first, 1) - 1), *range(hunk.first, hunk.first + hunk.length - 1)]
            names = [declared(lines[n]) for n in heads if 0 <= n < len(lines)]
            altered |= dict.fromkeys(name for name in names if len(name) > 2 and not name.startswith("__"))
    return list(altered)


def _used(scratch: Borrowed, git: Git, base: str, sides: list[Side]) -> list[CaseRead]:
    """Return the definitions elsewhere that added lines name, where only one of that name is there."""
    used: dict[str, None] = {}
    made: set[str] = set()
    for side in sides:
        if side.after is None or not side.after.family.declares:
            continue
        for n in side.added():
            used |= dict.fromkeys(sorted(side.after.names(n)))
            made.add(declared(side.after.raw[n - 1]) if n <= len(side.after.raw) else "")
    names = [name for name in used if name not in made and name.isascii()][:MOST_NAMES]
    endings = {side.path.rsplit(".", 1)[-1] for side in sides if side.after and side.after.family.declares}
    if not names or not endings:
        return []
    declarations = scratch.declared.places(git, base, endings, set(names))
    places = {name: declarations[name][0] for name in names if len(declarations.get(name, ())) == 1}
    chosen = dict(list(places.items())[:MOST_DEFINITIONS])
    blobs = trees.items(git, base, {path for path, _ in chosen.values()})
    texts = trees.blobs(git, dict.fromkeys(blobs.values()))
    seen = []
    for name, (path, line_number) in chosen.items():
        text = Text(path, "", texts.get(blobs[path] or "") or b"")
        seen.append(CaseRead(path=path, first=line_number, last=extent(text.raw, line_number - 1), symbol=name))
    return [read if read.last >= read.first else replace(read, first=0, last=0) for read in seen]
