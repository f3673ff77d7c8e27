"""Which uncommitted edits of other sessions a command would remove, which were overwritten, and what still stands in a file.

An edit would be removed if it is in the file, nothing but the file has it, and the command leaves something else there. The
caller's own edits do not count, nor those of a session that is not at work.
"""

from coordgit.core.grouping import grouped, tally
from coordgit.core.model import Oid, Write
from coordgit.core.recognised_work import telling, unformatted
from coordgit.startup.typing import Container, Iterable, Mapping, NamedTuple, Sequence

Texts = Mapping[Oid, bytes | None]
Stretch = tuple[Oid | None, Oid | None]
"""The blobs before and after a part of an edit."""


class PathState(NamedTuple):
    """A path's blob in HEAD, on disk, and as the command leaves it; ``None``: no file."""

    head: Oid | None
    disk: Oid | None
    left: Oid | None

    @property
    def is_lost(self) -> bool:
        """True if nothing but the file has its content, and the command leaves something else there."""
        return self.disk not in (self.left, self.head)


class Taken(NamedTuple):
    """What a command takes from one session: its edits of ``edited``, and the versions of ``read`` that it works from."""

    session: str
    edited: tuple[str, ...]
    read: tuple[str, ...] = ()


def taken(writes: Iterable[Write], states: Mapping[str, PathState], texts: Texts) -> list[Write]:
    """Return the edits that would be lost."""
    return [
        write
        for write in writes
        if (state := states.get(write.path)) is not None and state.is_lost and stands(write, state.disk, texts)
    ]


class OwnEdits(NamedTuple):
    """The caller's own edits where a command would remove others'."""

    alone: list[str]
    """The paths that the command would change and that the caller alone has edited."""
    mixed: bool
    """True if the caller has edited one of the others' paths too."""
    clash: bool
    """True if the command's commit has other contents where there are edits, so that git does not keep them."""


def own_edits(own: Iterable[Write], taken: Iterable[Write], states: Mapping[str, PathState]) -> OwnEdits:
    """Return what is the caller's beside the edits that would be lost."""
    mine, others = [write.path for write in own], {write.path for write in taken}
    return OwnEdits(
        alone=[path for path in mine if path in states and states[path].is_lost and path not in others],
        mixed=not others.isdisjoint(mine),
        clash=any(state.disk != state.head != state.left for state in states.values()),
    )


def doubtful(writes: Iterable[Write], states: Mapping[str, PathState]) -> list[Oid]:
    """Return the blobs whose texts ``taken`` needs: those of edits whose file has changed since."""
    return [
        oid
        for write in writes
        if (state := states.get(write.path)) is not None and state.is_lost and state.disk != write.after
        for oid in (write.before, write.after, state.disk)
        if oid is not None
    ]


def stands(write: Write, now: Oid | None, texts: Texts, undone: Container[bytes] = ()) -> bool:
    """True if any of the edit is still in the version ``now``: a line that it added is there, or one that it removed is not.
    ``undone`` lines do not count."""
    if write.before == write.after:
        return False
    if now == write.after:
        return True
    if now in (None, write.before):
        return False
    before, after, here = (_lines(texts, oid) for oid in (write.before, write.after, now))
    if after is None or here is None or before is None:
        return True  # too large, so its text is not kept: unknown
    added = [line for line, count in after.items() if count > before.get(line, 0) and line not in undone]
    if added:
        return any(here.get(line, 0) > before.get(line, 0) for line in added)
    removed = [line for line, count in before.items() if count > after.get(line, 0) and line not in undone]
    return any(here.get(line, 0) < before[line] for line in removed)


def is_whole(write: Write, now: Oid | None, texts: Texts) -> bool:
    """True if the version ``now`` has every line that the edit added, and none that it removed."""
    before, after, here = (_lines(texts, oid) for oid in (write.before, write.after, now))
    if None in (write.after, now) or before is None or after is None or here is None:
        return False
    added = [line for line, count in after.items() if count > before.get(line, 0)]
    removed = [line for line, count in before.items() if count > after.get(line, 0)]
    return (
        bool(added or removed)
        and all(here.get(line, 0) >= after[line] for line in added)
        and all(here.get(line, 0) <= after.get(line, 0) for line in removed)
    )


def lost(write: Write, now: Oid | None, head: Oid | None, texts: Texts, stretches: Sequence[Stretch] = ()) -> bool:
    """True if nothing of the edit is left in a file that is what it was before, what HEAD has, or deleted. Of a file with other
    text ``overwritten`` decides. ``stretches``: the edit's parts, without what others have put between them."""
    if write.after is None or write.after in (write.before, now):
        return False
    if takes_back(stretches, texts):
        return False
    parts, undone = _parts(write, texts, stretches)
    return now in (None, write.before, head) and not any(stands(part, now, texts, undone) for part in parts)


SHARE = 10
"""An edit counts as gone if at most one in SHARE of its lines is left: a line like ``return None`` is in many files."""
MOST_SOUGHT = 200
"""So many lines are looked for in a text that may have them in another form."""


def overwritten(
    write: Write, now: Oid | None, head: Oid | None, texts: Texts, stretches: Sequence[Stretch] = (), *, typed: bool
) -> bool:
    """True if somebody has replaced the edit in a file that has other text now, and HEAD does not have it either.

    In each part of the edit the added lines must be gone, in any form, and either the removed lines back or most of the lines
    around it gone too; otherwise somebody has continued the edit. ``typed``: a tool wrote the text that its caller gave. It may
    continue an edit of all lines of a file; a command that puts another text there does not.
    """
    if write.after is None or now is None or write.after in (write.before, now) or takes_back(stretches, texts):
        return False
    parts, undone = _parts(write, texts, stretches)
    return all(_is_replaced(part, now, texts, undone, typed) and not stands(part, head, texts) for part in parts)


def _parts(write: Write, texts: Texts, stretches: Sequence[Stretch]) -> tuple[list[Write], set[bytes]]:
    """Return the parts of an edit, and the lines that one of them added and another removed."""
    parts = [write._replace(before=before, after=after) for before, after in stretches] or [write]
    made = _made(stretches, texts) if len(parts) > 1 else {}
    return parts, {line for line, count in made.items() if count == 0}


def _is_replaced(part: Write, now: Oid, texts: Texts, undone: set[bytes], typed: bool) -> bool:
    before, after, here = (texts.get(oid) if oid is not None else b"" for oid in (part.before, part.after, now))
    if before is None or after is None or here is None:
        return False  # too large, so its text is not kept: unknown
    old, new, there = map(_unformatted_lines, (before, after, here))
    flat, flat_before, undone = unformatted(here), unformatted(before), {unformatted(line) for line in undone}
    added = [line for line, count in new.items() if count > old.get(line, 0) and line not in undone]
    says = {unformatted(line) for line in telling(after)}
    added = [line for line in added if line in says] or added
    left = [line for line in added if there.get(line, 0) > old.get(line, 0)]
    left = left or [line for line in added[:MOST_SOUGHT] if flat.count(line) > flat_before.count(line)]
    if len(left) * SHARE > len(added):
        return False
    removed = [line for line, count in old.items() if count > new.get(line, 0) and line not in undone]
    if not added and not removed:  # it made an empty file, or changed white space alone
        return False
    if all(there.get(line, 0) >= old[line] for line in removed):
        return True
    if typed and not added:  # the lines that it removed are still gone
        return False
    around = [line for line in new if line in old]
    if not around:
        return not typed
    around = around[:MOST_SOUGHT] if sum(line in there for line in around) * 2 < len(around) else []
    return sum(line in flat for line in around) * 2 < len(around)


def _unformatted_lines(text: bytes) -> dict[bytes, int]:
    """Return how often each line occurs, without what formatters change."""
    return tally(line for line in map(unformatted, text.split(b"\n")) if line)


def takes_back(stretches: Sequence[Stretch], texts: Texts) -> bool:
    """True if the later parts of an edit take back, line by line, all that the earlier ones did."""
    made = _made(stretches, texts) if len(stretches) > 1 else {}
    return bool(made) and not any(made.values())


def _made(stretches: Iterable[Stretch], texts: Texts) -> dict[bytes, int]:
    """Return how many more of each line there are after all parts of an edit: 0 if one part added it and another removed it."""
    total: dict[bytes, int] = {}
    for before, after in stretches:
        for oid, sign in ((before, -1), (after, 1)):
            for line, count in (_lines(texts, oid) or {}).items():
                total[line] = total.get(line, 0) + sign * count
    return total


def by_session(writes: Iterable[Write], reads: Iterable[tuple[str, str]]) -> list[Taken]:
    """Return what is taken, one entry for each session; a path that it edits is not listed as read too."""
    edited = grouped((write.epoch.session, write.path) for write in writes)
    read = grouped((session, path) for session, path in reads if path not in edited.get(session, ()))
    return [
        Taken(session, tuple(dict.fromkeys(edited.get(session, ()))), tuple(dict.fromkeys(read.get(session, ()))))
        for session in dict.fromkeys((*edited, *read))
    ]


def _lines(texts: Texts, oid: Oid | None) -> dict[bytes, int] | None:
    """Return how often each non-blank line occurs in a blob; nothing for no blob; ``None`` for a blob that is not here."""
    text = texts.get(oid) if oid is not None else b""
    return None if text is None else tally(line for line in map(bytes.strip, text.split(b"\n")) if line)
