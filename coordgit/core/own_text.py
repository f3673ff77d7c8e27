"""What a session sees of HEAD's version where the file has its own text, or where it has removed the file.

That text may hold what others have committed since it was made: then the session sees it. Else it hides HEAD's version, and a
look at it must not refresh a stale read.
"""

from coordgit.core.knowledge import Knowledge, KnownRead
from coordgit.core.model import Oid
from coordgit.startup.typing import Callable, Iterable, NamedTuple


class FileText(NamedTuple):
    """The text of a file beside HEAD's version, and questions that need other texts or history. Asked only where they decide."""

    blob: Oid | None
    tip: Oid | None
    """HEAD's version."""
    head: Oid | None
    at: Callable[[Oid], Oid | None]
    """The version that a commit has."""
    lacking: Callable[[list[Oid | None]], list[bool]]
    """For each version: True if the text lacks something of the change from that version to HEAD's."""
    landed: Callable[[], list[Oid | None]]
    """The session's own newest version in the history of HEAD's, if any. When it landed that, it knew all older ones."""
    left_last: Callable[[], bool]
    """False if another session's edit left this text last: that session may have committed its part of it since."""
    foreign: Callable[[], bool]
    """True if another session's uncommitted edit made exactly this text."""


def hides_newer(knowledge: Knowledge, text: FileText) -> bool:
    """True if the session saw its own text, or its removal of the file, which shows nothing of HEAD's newer version.

    It is recognised by the recorded write, else by HEAD's version, which is neither the file's nor known to the session. A text
    that holds all that others changed, as after an edit in place, does show it.
    """
    items, write = knowledge
    knows_tip = any(item.knows(text.tip) or item.read.observed == text.tip for item in items)
    if text.blob is None:
        return bool(text.tip and items) and not knows_tip
    lost = write if write is not None and write.lost and text.left_last() else None
    back = lost if lost and lost.after == text.blob else None  # it wrote back what it knew: that shows nothing either
    behind = [item.read for item in items if back or item.read.known != text.blob]
    if not behind or (not back and (text.tip == text.blob or knows_tip)):
        return False
    if not _undoes(items, {back.origin} if back else {read.known for read in behind}, text):
        return False
    if not back and not _came_later({read.base for read in behind if read.base}, text):
        return False
    bases = {item.read.base for item in items if lost or item.read.known != text.blob}
    return write is None or not all(base and _holds(text.at(base), text) for base in bases)


def shows_all(knowledge: Knowledge, base: Oid | None, text: FileText) -> bool:
    """True if the session's own text in the file holds all that HEAD's version has gained, so that a read of the file shows that
    version. That is so if another session wrote into the same file and has committed its part. What counts is the gain since the
    text's ``base`` or, if the text was not read yet, since the version that it was made from."""
    write = knowledge.write
    if write is None or write.lost or text.blob is None or write.after != text.blob or write.before == write.after:
        return False  # without a change of its own that is what git has put there
    if any(item.read.known == text.blob for item in knowledge.items):
        return _holds(text.at(base), text) if base else False
    return _holds(write.origin, text)


def _undoes(items: Iterable[KnownRead], versions: set[Oid | None], text: FileText) -> bool:
    """True if the text undoes what HEAD's version changed since one of these, and since the session's own newest landing."""
    own = text.landed()
    edited = {item.read.known: item.read.base for item in items if not item.read.settled}
    older = [text.at(base) if (base := edited.get(version)) else version for version in versions]
    lost = text.lacking([*own, *older])
    return all(lost[: len(own)]) and any(lost[len(own) :])


def _came_later(bases: set[Oid], text: FileText) -> bool:
    """True if HEAD's version is newer than the commits that the session read at, and nobody else wrote the text."""
    if text.head is None or (bases and all(text.at(base) == text.tip for base in bases)):
        return False
    return not text.foreign() and text.left_last()


def _holds(before: Oid | None, text: FileText) -> bool:
    """True if the text holds all that HEAD's version has gained since ``before``, or since the session's newest landing of the
    path, whose lines it may have changed."""
    if text.tip in (None, text.blob, before):
        return False
    return not all(text.lacking([before, *(own for own in text.landed() if own != text.tip)]))
