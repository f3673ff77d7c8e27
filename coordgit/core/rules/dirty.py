"""CG104: what was read was another session's uncommitted edit, and it did not become what was read (the dirty read, G1a and G1b
in Adya, "Weak Consistency", 1999).

Committed as it was read, nothing was wrong. While its session goes on with the edit, and the branch still has what it had, the
reader is informed. Two sessions that have each read what the other has not committed (G1c) cannot both have come first: the one
that commits first is rejected.
"""

from coordgit.core.model import DROPPED, EDITED, MUTUAL, REPLACED, Oid
from coordgit.core.recognised_work import unformatted
from coordgit.core.uncommitted_lines import NOBODY, Weave
from coordgit.startup.typing import Collection, NamedTuple


class DirtyItem(NamedTuple):
    """A path that was read with an uncommitted edit in it, as it is now."""

    known: Collection[Oid | None]
    """The versions that the reader knows: what it saw, also with its own edits in it, and what it was shown since."""
    base: Oid | None
    """What the branch had when it was read."""
    tip: Oid | None
    """What the branch has."""
    new: Oid | None
    """What it will have with the update."""
    file: Oid | None
    """What the work tree has where it was read."""
    mutual: bool = False
    """Has the session of the edit read, uncommitted, what the update lands?"""


def became(item: DirtyItem) -> str:
    """What became of the edit that was read, if that is a reason: one of the causes, else ""."""
    if item.tip in item.known or item.new in item.known:
        return ""
    if item.file in item.known:
        return MUTUAL if item.mutual else ""
    if item.tip != item.base:
        return REPLACED
    return DROPPED if item.file in (item.tip, item.new) else EDITED


def stands(seen: Weave, now: Weave, reader: str) -> bool:
    """True if a text has others' uncommitted edits just as they were read. What the reader has changed beside them does not
    count, nor what nobody known, such as a commit's hook, has, nor what sessions have of which nothing was read; nor what a
    formatter changes in them.

    The weaves lead from the branch's version to the text that was read, and to that text.
    """
    writers = seen.makers - {reader, NOBODY}
    theirs = _edits_of(seen, writers)
    return bool(theirs) and NOBODY not in seen.makers and theirs == _edits_of(now, writers)


def _edits_of(weave: Weave, writers: Collection[str]) -> dict[tuple[int, bool], bytes]:
    """Return (the number of an edit, whether it added or removed them) -> its lines, without what formatters change."""
    lines: dict[tuple[int, bool], bytes] = {}
    for line in weave.lines:
        if line.changed and weave.maker(line) in writers:
            assert line.maker is not None
            change = (weave.steps[line.maker].number, line.disk)
            lines[change] = lines.get(change, b"") + unformatted(line.text)
    return lines
