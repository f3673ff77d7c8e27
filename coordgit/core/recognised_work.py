"""Recognise the work of one session in another's: by telling lines, and by text without what formatters change. Pure."""

from coordgit.startup.typing import Iterable, Sequence

SHARE = 4
"""A change is recognised if at least one in SHARE of its added lines is among those of another change."""
TELLING = 4
"""Letters and digits that a line needs to be telling: brackets, ``fi`` and ``end`` occur everywhere."""
EMPTY = frozenset(
    ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
)
"""The blob of an empty file, in SHA-1 and SHA-256: that two sessions have the same says nothing."""


def recognised(before: bytes, after: bytes, old: bytes, new: bytes, own: bytes = b"") -> bool:
    """True if enough lines that one change (``before`` to ``after``) adds are added by another (``old`` to ``new``) too.

    Lines in ``own``, written by the author of the other change, do not count.
    """
    here = telling(new) - telling(old)
    added = telling(after) - telling(before)
    common = added & here - telling(own)
    return len(common) * SHARE >= len(added) > 0


def same_hunks(hunks: Iterable[tuple[Sequence[bytes], Sequence[bytes]]]) -> bool:
    """True if one of the hunks (lines removed, lines added) that two changes have in common shows that one change was copied from
    the other, and that they were not both made by the same formatter. ``recognised`` decides about hunks that only add lines."""
    texts = [(b"\n".join(removed), b"\n".join(added)) for removed, added in hunks if removed]
    return any(unformatted(old) != unformatted(new) and telling(old + b"\n" + new) for old, new in texts)


def changes_alike(one: Iterable[tuple[bytes, bytes]], other: Iterable[tuple[bytes, bytes]]) -> bool:
    """True if two changes, each of the texts (before, after) of several files, add or remove a telling line that is the same."""
    mine, theirs = ({line for before, after in texts for line in telling(before) ^ telling(after)} for texts in (one, other))
    return not mine.isdisjoint(theirs)


def telling(text: bytes) -> set[bytes]:
    """The telling lines of a text, without the spaces around them."""
    stripped = map(bytes.strip, text.split(b"\n"))
    return {line for line in stripped if sum(byte > 127 or chr(byte).isalnum() for byte in line) >= TELLING}


def unformatted(text: bytes) -> bytes:
    """Return a text without what formatters change: white space, kinds of quotes, separators, parentheses."""
    return text.translate(None, b" \t\r\n\f\v'\"`,;()")
