"""Line ranges against the hunks of a diff: does a change touch what was read, where did the range move to? Patches as text."""

from coordgit.core.model import Oid
from coordgit.core.quoting import quote
from coordgit.startup.typing import Iterable, Mapping, NamedTuple, Sequence, T


class Hunk(NamedTuple):
    """``length`` lines from ``first`` became ``new_length`` from ``new_first``; a length of 0 is the gap after line ``first``."""

    first: int
    length: int
    new_first: int
    new_length: int


HunksOf = Mapping[tuple[Oid, Oid], list[Hunk] | None]
"""(blob before, blob after) -> the hunks between them; ``None`` where they are unknown: one of the blobs is not here."""


POINTER = "version https://git-lfs.github.com/spec/"
"""The beginning of a git-lfs pointer, the text that git stores in place of a large file."""


def is_pointer(rows: Sequence[str]) -> bool:
    """True if the rows of a diff, without their signs, begin with a git-lfs pointer."""
    return rows[0][1:].startswith(POINTER) if rows else False


def is_binary(text: bytes | None) -> bool:
    """True if git takes a text for binary: there is a zero byte among the first 8000."""
    return b"\0" in (text or b"")[:8000]


def lines_of(text: bytes) -> list[bytes]:
    """Return the lines as git counts them."""
    return text.removesuffix(b"\n").split(b"\n") if text else []


def old_lines(lines: Sequence[T], hunk: Hunk) -> Sequence[T]:
    """Return those of the old side's ``lines`` that the hunk replaces or removes."""
    return lines[hunk.first - 1 : hunk.first - 1 + hunk.length]


def new_lines(lines: Sequence[T], hunk: Hunk) -> Sequence[T]:
    """Return those of the new side's ``lines`` that the hunk has put there."""
    return lines[hunk.new_first - 1 : hunk.new_first - 1 + hunk.new_length]


def parse(patch: bytes) -> list[Hunk]:
    """The hunks of one file's unified diff without context (``git diff -U0``), from its ``@@`` lines alone."""
    heads = [piece[: piece.index(b" @@")].split(b" +") for piece in (b"\n" + patch).split(b"\n@@ -")[1:]]
    return [Hunk(*_span(old), *_span(new)) for old, new in heads]


def _span(text: bytes) -> tuple[int, int]:
    first, _, count = text.partition(b",")
    return int(first), int(count) if count else 1


def touches(hunks: Iterable[Hunk], first: int, last: int) -> bool:
    """True if a hunk changes or adds a line in ``first``-``last``, or next to it."""
    for hunk in hunks:
        if hunk.length == 0:
            if first - 1 <= hunk.first <= last:
                return True
        elif hunk.first <= last + 1 and hunk.first + hunk.length - 1 >= first - 1:
            return True
    return False


def moved_range(hunks: Iterable[Hunk], first: int, last: int) -> tuple[int, int]:
    """Where the range ``first``-``last`` of the old side is on the new side; a hunk that overlaps it widens it."""
    new_first, new_last = first, last
    for hunk in hunks:
        grown = hunk.new_length - hunk.length
        begin, end = (hunk.first + 1, hunk.first) if hunk.length == 0 else (hunk.first, hunk.first + hunk.length - 1)
        if end < first:
            new_first += grown
            new_last += grown
        elif begin <= last:
            if begin <= first:
                new_first = hunk.new_first if hunk.new_length else hunk.new_first + 1
            if end >= last:
                new_last = hunk.new_first + max(hunk.new_length, 1) - 1
            else:
                new_last += grown
    return max(new_first, 1), max(new_last, new_first, 1)


def covers(hunks: Iterable[Hunk], ranges: list[tuple[int, int]], count: int) -> bool:
    """True if ``ranges`` of the new side, which has ``count`` lines, contain all that the hunks changed.

    Of a pure deletion they must contain both neighbouring lines: one of them alone does not show that something is gone.
    """
    return all(_within(showing(hunk, count), ranges) for hunk in hunks)


def showing(hunk: Hunk, count: int) -> tuple[int, int]:
    """Return the first and the last line of the new side, which has ``count`` lines, that show what the hunk has changed."""
    if hunk.new_length == 0:
        return max(hunk.new_first, 1), min(hunk.new_first + 1, count)
    return hunk.new_first, hunk.new_first + hunk.new_length - 1


def _within(span: tuple[int, int], ranges: list[tuple[int, int]]) -> bool:
    """True if ``span`` is inside the union of ``ranges``."""
    need, last = span
    for first, end in sorted(ranges):
        if first <= need <= end:
            need = end + 1
    return need > last


Replaced = tuple[tuple[bytes, ...], tuple[bytes, ...]]
"""The lines that a hunk removes, and those that it adds."""


def replaced_lines(patch: bytes) -> set[Replaced]:
    """What each hunk of a patch without context removes and adds."""
    pieces: list[tuple[list[bytes], list[bytes]]] = []
    for line in patch.split(b"\n"):
        if line.startswith(b"@@"):
            pieces.append(([], []))
        elif pieces and line[:1] in (b"-", b"+"):
            pieces[-1][line[:1] == b"+"].append(line[1:])
    return {(tuple(removed), tuple(added)) for removed, added in pieces}


def unplaced(patch: bytes) -> list[bytes]:
    """Return the hunks of a file's patch without their line numbers: the same wherever it is applied (git-patch-id(1))."""
    lines = patch.split(b"\n")
    start = next((n for n, line in enumerate(lines) if line.startswith(b"@@")), len(lines))
    return [b"@@" if line.startswith(b"@@") else line for line in lines[start:] if line]


def hunks_of(patch: str) -> list[str]:
    """Return the lines of a file's patch from its first hunk on; none if it has no hunk."""
    lines = patch.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("@@")), len(lines))
    return lines[start:]


def hunk_of_all(text: str, came: bool) -> list[str]:
    """Return the hunk of a file that was added (``came``) or deleted."""
    rows = text.splitlines()
    return [f"@@ {'-0,0 +1' if came else '-1'},{len(rows)} @@", *(f"{'+' if came else '-'}{row}" for row in rows)]


def submodule_hunk(before: Oid | None, after: Oid | None) -> list[str]:
    """Return the hunk of a submodule's commits, as git shows it; ``None``: there is no submodule."""
    rows = [f"{sign}Subproject commit {oid}" for sign, oid in (("-", before), ("+", after)) if oid]
    return [f"@@ {'-1' if before else '-0,0'} {'+1' if after else '+0,0'} @@", *rows]


def patch_of(path: str, before: Oid | None, after: Oid | None, body: list[str]) -> str:
    """Return a patch with git's two lines about the file; ``None``: the file does not exist."""
    head = [f"--- {quote('a/' + path) if before else '/dev/null'}", f"+++ {quote('b/' + path) if after else '/dev/null'}"]
    return "\n".join([*head, *body]).rstrip("\n")
