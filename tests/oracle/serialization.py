"""Judge a recorded history: what of it was not true, or not its session's, where it landed.

A transaction is a landing, the version order is the first-parent order of one line. Histories come from the workers that
made them: nothing here knows how landings are validated.

Versions have their content for identity, so a read may fit several places in the version order (A, B, A again).
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Answer = Callable[[str, str], object]
    """What a version, given by path and blob, adds to the answer of a question; ``None``: it does not match."""

INITIAL = -1
"""Stands for the landing that made what was there before the first one."""

ITEM, ABSENT, PREDICATE = "item", "absent", "predicate"


class Saw(NamedTuple):
    """A read of one item; ``blob`` is ``None`` where nothing was found.

    ``path`` may name a part of a file, if landings write that part under the same name.
    """

    path: str
    blob: str | None


class Asked(NamedTuple):
    """A read of a predicate: the versions that matched, as (path, answer), and what any version would answer."""

    question: str
    found: tuple[tuple[str, object], ...]
    answer: Answer


class Landing(NamedTuple):
    """One landing on the line, with what its session knew then.

    ``saw`` is the session's newest read of each item, sticky across its landings; reading back its own text replaces
    nothing. ``made`` has each (path, blob) that it wrote on the way here, landed or not, ``None`` for a deletion;
    empty when not recorded. ``over`` has, of paths that it wrote, the text that it knew there when it began.
    A landing of several sessions' commits is one entry for each commit, oldest first.
    """

    name: str
    session: str
    saw: tuple[Saw | Asked, ...]
    wrote: Mapping[str, str | None]
    made: frozenset[tuple[str, str | None]] = frozenset()
    over: Mapping[str, str | None] = {}


class History(NamedTuple):
    """The blobs of the line before its first landing, and its landings in first-parent order."""

    initial: Mapping[str, str]
    landings: tuple[Landing, ...]


class Untrue(NamedTuple):
    """A landed read that is not what stands at the landing's first parent."""

    landing: int
    read: Saw | Asked
    path: str
    seen: object
    there: object
    by: int
    """The landing that changed it, or on whose way it was seen before it landed; ``INITIAL``: none did."""


def among(matching: Iterable[tuple[str, str]]) -> Answer:
    """The answers of a question that is given by listing every (path, blob) that matches it."""
    listed = frozenset(matching)
    return lambda path, blob: blob if (path, blob) in listed else None


def true_at_parent(history: History) -> tuple[Untrue, ...]:
    """The landed reads that were not true at their first parent; none: the line equals its own serial execution.

    This is what a landing has to meet, and more than the absence of cycles.
    """
    untrue = []
    for read in placed(history):
        if read.parent not in read.slots:
            seen = [slot for slot in read.slots if slot < read.parent]
            by = read.versions[seen[-1] + 1].at if seen else _maker(history, read)
            untrue.append(Untrue(read.landing, read.read, read.path, read.seen, read.versions[read.parent].answer, by))
    return tuple(untrue)


def never_landed(history: History) -> tuple[Untrue, ...]:
    """The landed reads of versions that no landing has: dropped (G1a, ``by`` is ``INITIAL``) or intermediate (G1b)."""
    return tuple(
        Untrue(read.landing, read.read, read.path, read.seen, read.versions[read.parent].answer, _maker(history, read))
        for read in placed(history)
        if not read.slots
    )


def foreign_writes(history: History) -> tuple[tuple[int, str], ...]:
    """(landing, path) where it changed what its session never wrote, or landed another's text; needs ``made``."""
    makers: dict[tuple[str, str | None], set[str]] = {}
    for landing in history.landings:
        for pair in landing.made:
            makers.setdefault(pair, set()).add(landing.session)
    made: dict[str, set[tuple[str, str | None]]] = {}
    found = []
    for at, landing in enumerate(history.landings):
        own = made.setdefault(landing.session, set())
        own |= landing.made
        for path, blob in landing.wrote.items() if own else ():
            another = blob is not None and (path, blob) not in own and (path, blob) in makers
            if another or not any(path == written for written, _ in own):
                found.append((at, path))
    return tuple(found)


def lost_updates(history: History) -> tuple[tuple[int, str], ...]:
    """(landing, path) where lines are gone that another session landed, or back that it took out, unseen; needs ``over``."""
    paths = versions_of(history)
    return tuple(
        (at, path)
        for at, landing in enumerate(history.landings)
        for path, known in landing.over.items()
        if path in landing.wrote and _loses(history, at, paths[path], (known, landing.wrote[path]))
    )


def _loses(history: History, at: int, versions: Sequence[_Version], text: tuple[object, str | None]) -> bool:
    """Whether a landing that made the one text of the other undoes some of what others made of it before."""
    past = [version for version in versions if version.at < at]
    since = max((n for n, version in enumerate(past) if version.answer == text[0]), default=0) + 1
    if all(history.landings[version.at].session == history.landings[at].session for version in past[since:]):
        return False
    known, there, now = ({*str(one or "").splitlines()} for one in (text[0], past[-1].answer, text[1]))
    return bool((there - known) - now or (known - there) & now)


# From here on: how reads find their place among versions.


class _Version(NamedTuple):
    at: int
    answer: object


class Placed(NamedTuple):
    """One path of one read: the versions of what was asked there, and after which of them the reader may stand."""

    landing: int
    read: Saw | Asked
    path: str
    seen: object
    versions: tuple[_Version, ...]
    parent: int
    """The version at the landing's first parent."""
    slots: tuple[int, ...]

    @property
    def of(self) -> str:
        if isinstance(self.read, Asked):
            return PREDICATE
        return ABSENT if self.seen is None else ITEM


def placed(history: History) -> list[Placed]:
    """Every read, path by path, but those of what the reader wrote itself: they bind it to nobody."""
    blobs = versions_of(history)
    missing = (_Version(INITIAL, None),)
    found = []
    for at, landing in enumerate(history.landings):
        for read in landing.saw:
            for path, seen, versions in _cells(read, blobs, missing):
                slots = _slots(history, at, seen, versions)
                parent = max(slot for slot, version in enumerate(versions) if version.at < at)
                if slots or not _is_own(history, at, read, path, seen):
                    found.append(Placed(at, read, path, seen, versions, parent, slots))
    return found


def versions_of(history: History) -> dict[str, tuple[_Version, ...]]:
    paths = {path: [_Version(INITIAL, blob)] for path, blob in history.initial.items()}
    for at, landing in enumerate(history.landings):
        for path, blob in landing.wrote.items():
            versions = paths.setdefault(path, [_Version(INITIAL, None)])
            if versions[-1].answer != blob:
                versions.append(_Version(at, blob))
    return {path: tuple(versions) for path, versions in paths.items()}


def _cells(
    read: Saw | Asked, blobs: Mapping[str, tuple[_Version, ...]], missing: tuple[_Version, ...]
) -> Iterator[tuple[str, object, tuple[_Version, ...]]]:
    """What was seen, path by path. A question looks at every path that ever was: not matching is an answer too."""
    if isinstance(read, Saw):
        yield read.path, read.blob, blobs.get(read.path, missing)
        return
    found = dict(read.found)
    for path in sorted({*blobs, *found}):
        versions: list[_Version] = []
        for at, blob in blobs.get(path, missing):
            answer = read.answer(path, blob) if isinstance(blob, str) else None
            if not versions or versions[-1].answer != answer:
                versions.append(_Version(at, answer))
        if found.get(path) is not None or len(versions) > 1 or versions[0].answer is not None:
            yield path, found.get(path), tuple(versions)


def _slots(history: History, reader: int, seen: object, versions: Sequence[_Version]) -> tuple[int, ...]:
    """Where the reader may stand, oldest first: after any version equal to what it knows, but one it has yet to land.

    A session that knew a version also knows what it made of it itself: its own landings carry it forward, and whoever brings
    that back later brings back what it knows.
    """
    session = history.landings[reader].session

    def equal(answer: object, start: int) -> list[int]:
        found = [slot for slot in range(start, len(versions)) if versions[slot].answer == answer]
        return [n for n in found if versions[n].at < reader or history.landings[versions[n].at].session != session]

    slots: set[int] = set()
    starts = equal(seen, 0)
    while starts:
        first = last = starts.pop()
        for after in versions[first + 1 :]:
            if after.at >= reader or history.landings[after.at].session != session:
                break
            last += 1
        if last not in slots:
            slots.add(last)
            starts += equal(versions[last].answer, last + 1) if last > first else []
    return tuple(sorted(slots))


def _is_own(history: History, reader: int, read: Saw | Asked, path: str, seen: object) -> bool:
    """Whether the reader's session made what it saw, on the way to any landing."""
    session = history.landings[reader].session
    return any(_made(landing, read, path, seen) for landing in history.landings if landing.session == session)


def _maker(history: History, read: Placed) -> int:
    """The landing on whose way the version was made that the reader saw."""
    makers = (at for at, landing in enumerate(history.landings) if _made(landing, read.read, read.path, read.seen))
    return next(makers, INITIAL)


def _made(landing: Landing, read: Saw | Asked, path: str, seen: object) -> bool:
    for at, blob in {*landing.made, *landing.wrote.items()}:
        answer = read.answer(at, blob) if isinstance(read, Asked) and blob is not None else blob
        if at == path and answer == seen:
            return True
    return False
