"""CG104: another session's uncommitted edit was read, and it was not committed as it was read (dirty read, G1a and G1b in Adya,
"Weak Consistency", 1999).

If it was committed as it was read, nothing is wrong. While its session continues the edit, and the branch has not changed, the
reader is only informed. If two sessions have each read the other's uncommitted edit (G1c), neither can come first: the one that
commits first is rejected.
"""

from coordgit.core.model import DROPPED, EDITED, MUTUAL, REPLACED, Oid
from coordgit.core.recognised_work import unformatted
from coordgit.core.rules.levels import INTEGRITY, WITHOUT_APPEND
from coordgit.core.rules.rule import READ_AGAIN, Rule
from coordgit.core.uncommitted_lines import NOBODY, STOOD, Weave
from coordgit.core.validation import DIRTY
from coordgit.startup.typing import Collection, NamedTuple

RULE = Rule(
    code=DIRTY,
    name="dirty read",
    levels=INTEGRITY,
    attributes=WITHOUT_APPEND,
    why="what was read was never committed like that",
    helps=READ_AGAIN,
)

Range = tuple[int, int]
"""The first and the last line that was read."""


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
    """True if the session of the edit has read, while it was uncommitted, what the update lands."""


def became(item: DirtyItem) -> str:
    """What became of the edit that was read, if that is a reason: one of the causes, else ""."""
    if item.tip in item.known or item.new in item.known:
        return ""
    if item.file in item.known:
        return MUTUAL if item.mutual else ""
    if item.tip != item.base:
        return REPLACED
    return DROPPED if item.file in (item.tip, item.new) else EDITED


def stands(seen: Weave, now: Weave, reader: str, lines: Range | None) -> bool:
    """True if a text has others' uncommitted edits just as they were read. Other differences do not count: the reader's own
    edits, those of nobody known (a commit's hook), those of sessions of which nothing was read, and what a formatter changes.

    ``seen`` leads from the branch's version to the text that was read, ``now`` to the text in question. ``lines``: the range that
    was read.
    """
    makers = {maker for maker, _, _ in _edits_of(seen, lines)} - {reader}
    return bool(makers) and NOBODY not in makers and not altered(seen, now, reader, lines)


def altered(seen: Weave, now: Weave, reader: str, lines: Range | None) -> set[str]:
    """Return whose uncommitted edits that were read a text does not have as they were. Of a range its own edits count alone."""
    read, then, there = _edits_of(seen, lines), _edits_of(seen), _edits_of(now)
    writers = {maker for maker, _, _ in read} - {reader, NOBODY}
    asked = read if lines else {*then, *there}
    return {edit[0] for edit in asked if edit[0] in writers and then.get(edit) != there.get(edit)}


def _edits_of(weave: Weave, lines: Range | None = None) -> dict[tuple[str, int, bool], bytes]:
    """Return (session, the number of its edit, whether it added or removed them) -> the lines, without what formatters change."""
    edits: dict[tuple[str, int, bool], bytes] = {}
    at = 1
    for line in weave.lines:
        inside = lines is None or lines[0] - 1 <= at <= lines[1] + 1
        at += line.disk
        if line.changed and inside:
            number = STOOD if line.maker in (None, STOOD) else weave.steps[line.maker].number
            edit = weave.maker(line), number, line.disk
            edits[edit] = edits.get(edit, b"") + unformatted(line.text)
    return edits
