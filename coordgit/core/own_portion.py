"""Who made each uncommitted line of a path, and what a session may commit of it: all if it alone edited it, else its own hunks.

A hunk here is everything between two lines that HEAD and the work tree have in common. If two sessions have changed each other's
text, their changes cannot be separated, and nothing is committed.
"""

from coordgit.core.model import IndexEntry, ModeChange, Oid
from coordgit.core.recognised_work import unformatted
from coordgit.core.uncommitted_lines import NOBODY, EditStep, Line, Weave
from coordgit.startup.typing import Collection, Iterator, NamedTuple, Sequence


class Sides(NamedTuple):
    """Whose portion is asked for. ``handed``: sessions no longer at work, whose edits another may take over."""

    me: str
    handed: frozenset[str] = frozenset()


class Portion(NamedTuple):
    """What a session may commit of one path."""

    text: bytes | None = None
    """The path as it would be committed; ``None``: without it."""
    changes: bool = False
    """False if there is nothing to commit."""
    clash: str = ""
    """Why nothing can be committed, "" if something can."""
    lines: tuple[Line, ...] = ()
    """The lines that clash, or those that wait together with those they wait for."""
    carried: frozenset[int] = frozenset()
    """The places in the weave of the changed lines that would be committed."""
    waits: bool = False
    """True if own lines are left out until another session has committed those around them."""


class EditedPath(NamedTuple):
    """One path and who made its changes. ``weave`` is ``None`` for what has no lines: a binary file, a link."""

    path: str
    head: IndexEntry
    disk: IndexEntry
    steps: tuple[EditStep, ...]
    weave: Weave | None
    mode: ModeChange | None
    """Who has given it another mode than HEAD has, if that was recorded."""

    @property
    def differs(self) -> bool:
        return self.head != self.disk


class PathPart(NamedTuple):
    """A path, who made its changes, and what a commit would have there; ``None``: the same as HEAD."""

    edited: EditedPath
    portion: Portion = Portion()
    entry: IndexEntry | None = None

    @property
    def takes_mode(self) -> bool:
        return self.entry is not None and self.entry.mode == self.edited.disk.mode


NOTHING = Portion()
OVERLAP = "both changed these lines"
INSIDE = "its lines stand within another session's, which has to commit first"
BEFORE = "it changed lines that were changed, unrecorded, before its first edit"
MADE = "another session made this file, and has to commit first"
FOUND = "nobody recorded who made this file"
GONE = "one deleted the file that the other edited"
FIRST = (INSIDE, MADE)
"""The reasons for which a session has to wait for another one; it can commit the rest meanwhile."""
ONE_PIECE = "the file can only be committed whole, and another session edited it too"
MUTUAL = (OVERLAP, GONE, ONE_PIECE)
"""The reasons for which neither session can commit."""
ALIKE = "HEAD has a line that equals one of its own, and which of the two was committed cannot be told"
HALF_LINE = "the last line has no line end in one version, and another line follows it"


def of(weave: Weave, sides: Sides, head: bool, disk: bool) -> Portion:
    """Return the portion of ``sides.me`` in a text file. ``head``, ``disk``: whether HEAD and the work tree have the file."""
    me = sides.me
    editors = pending(weave.steps) | weave.makers
    if me not in editors or not (head or disk):
        return NOTHING
    others = editors - {me, NOBODY} - sides.handed
    if not disk:  # what another has added and taken out again does not go with the file
        others = frozenset(who for who in others if any(_is_of(weave, line, who) for line in weave.lines))
    clash = _of_the_file(weave.steps, sides, others, head, disk)
    if clash:
        return Portion(clash=clash, lines=tuple(line for line in weave.lines if line.changed))
    if not disk:
        return Portion(changes=head, carried=frozenset(n for n, line in enumerate(weave.lines) if line.changed))
    taken: set[int] = set()
    stuck: list[Line] = []
    for run in _runs(weave):
        hunk = _of_hunk(weave, run, sides, others)
        if hunk.clash:
            return Portion(clash=hunk.clash, lines=tuple(weave.lines[n] for n in run))
        taken |= hunk.taken
        stuck += [weave.lines[n] for n in run] if hunk.waits else []
    text = [line.text for n, line in enumerate(weave.lines) if (n in taken and line.disk) or (n not in taken and line.head)]
    if _half(text):
        return Portion(clash=HALF_LINE, lines=tuple(line for line in weave.lines if line.changed))
    if stuck and not taken:
        return Portion(clash=INSIDE, lines=tuple(stuck))
    return Portion(b"".join(text), bool(taken) or not head, lines=tuple(stuck), carried=frozenset(taken), waits=bool(stuck))


class HunkPart(NamedTuple):
    """What a session may commit of one hunk: the places of the lines that are ``taken``; others wait for another session."""

    taken: frozenset[int] = frozenset()
    waits: bool = False
    clash: str = ""


def _of_hunk(weave: Weave, run: Sequence[int], sides: Sides, others: frozenset[str]) -> HunkPart:
    """Return what ``sides.me`` may commit of the hunk with the lines at ``run``."""
    live = [n for n in run if weave.lines[n].changed]
    foreign = [n for n in live if weave.stood(weave.lines[n]) or weave.maker(weave.lines[n]) in others]
    own = [n for n in live if n not in foreign and weave.maker(weave.lines[n]) == sides.me]
    lines = [weave.lines[n] for n in run]
    if own and foreign:
        if _alike(weave, [weave.lines[n] for n in own], [weave.lines[n] for n in foreign]):
            return HunkPart(clash=ALIKE)
        if clash := _clash(weave, lines, sides, others):
            return HunkPart(clash=clash)
        inside = _inside(weave, run, sides, others)
        return HunkPart(taken=frozenset(own) - inside, waits=bool(inside))
    if own or not (others or foreign):  # unrecorded lines in a hunk of its own (a formatter's) go with it
        over = any(_crosses(weave, line, sides.handed) for line in lines)
        return HunkPart(taken=frozenset(n for n in live if over or weave.maker(weave.lines[n]) not in sides.handed))
    return HunkPart()


def _alike(weave: Weave, own: Sequence[Line], foreign: Sequence[Line]) -> bool:
    """True if an own line equals one that HEAD has and no version of the weave: it may be that one, and be committed twice."""
    unplaced = {line.text for line in foreign if weave.stood(line) and line.head}
    return any(line.disk and line.text in unplaced for line in own)


def waiting(weave: Weave, portion: Portion, me: str) -> list[EditStep]:
    """Return the edits whose lines wait for another session's commit, oldest first."""
    left = [line for n, line in enumerate(weave.lines) if portion.waits and line.changed and n not in portion.carried]
    steps = {line.born for line in left if weave.maker(line) == me and line.born is not None}
    return [weave.steps[n] for n in sorted(steps)]


def unrecorded(weave: Weave, me: str, carried: Collection[int] | None = None) -> frozenset[int]:
    """Return the places of the lines that are ``carried`` (by default all) though nobody recorded who changed them. What a
    formatter may have changed is left out: lines in a hunk where ``me`` has changed something itself, and hunks in which only the
    form differs."""
    makers = [weave.maker(line) if line.changed else None for line in weave.lines]
    apart = (run for run in _runs(weave) if all(makers[n] != me for n in run) and not _is_form([weave.lines[n] for n in run]))
    return frozenset(n for run in apart for n in run if makers[n] == NOBODY and (carried is None or n in carried))


def _is_form(lines: Sequence[Line]) -> bool:
    """True if HEAD and the work tree have the same text here but for what formatters change."""
    head, disk = ([line.text for line in lines if line.head], [line.text for line in lines if line.disk])
    return unformatted(b"".join(head)) == unformatted(b"".join(disk))


def of_whole(steps: Sequence[EditStep], sides: Sides, head: Oid | None, disk: Oid | None) -> Portion:
    """Return the portion of ``sides.me`` in a file without lines (a binary file, a link): all or nothing. The text is not set."""
    editors = pending(steps)
    if sides.me not in editors or head == disk:
        return NOTHING
    if editors - {sides.me} - sides.handed:
        return Portion(clash=ONE_PIECE)
    if steps[0].before != head:
        return Portion(clash=FOUND if head is None else BEFORE)
    return Portion(changes=True)


def of_declared(weave: Weave, sides: Sides) -> Portion:
    """Return the portion of ``sides.me`` if it has declared its own version: what differs there from HEAD, except lines that
    another session's edits changed. If the two overlap, the version decides."""
    others = (pending(weave.steps) | weave.makers) - {sides.me, NOBODY} - sides.handed
    text: list[bytes] = []
    taken: set[int] = set()
    changes = False
    for run in _runs(weave, declared=True):
        lines = [weave.lines[n] for n in run]
        decided = any(_crosses(weave, line, others) for line in lines)
        for n, line in zip(run, lines, strict=True):
            foreign = line.changed and not decided and weave.maker(line) in others
            kept = line.head if foreign else line.declared
            if kept:
                text.append(line.text)
            if kept != line.head:
                changes = True
                taken.add(n)
    if _half(text):
        return Portion(clash=HALF_LINE, lines=tuple(line for line in weave.lines if line.changed))
    return Portion(b"".join(text), changes, carried=frozenset(taken))


def pending(steps: Sequence[EditStep]) -> frozenset[str]:
    """Return the sessions with uncommitted edits."""
    return frozenset(step.session for step in steps if step.landed is None and step.session != NOBODY)


def _runs(weave: Weave, declared: bool = False) -> Iterator[list[int]]:
    """Yield the places of the lines of each hunk, ghosts included. ``declared``: lines that all versions have are runs too,
    so that every line is in one."""
    run: list[int] = []
    for n, line in enumerate(weave.lines):
        if line.head and line.disk and (line.declared or not declared):
            if run:
                yield run
            run = []
            if declared:
                yield [n]
        else:
            run.append(n)
    if run:
        yield run


def _of_the_file(steps: Sequence[EditStep], sides: Sides, others: Collection[str], head: bool, disk: bool) -> str:
    """Return why the file as such cannot be committed: who made it, or who deleted it; "" if it can."""
    if not disk:
        deleter = next((step.session for step in reversed(steps) if step.after is None), NOBODY)
        return GONE if others or deleter not in (sides.me, NOBODY, *sides.handed) else ""
    removed = max((n for n, step in enumerate(steps, 1) if step.after is None and step.landed is not None), default=0)
    steps = steps[removed:]  # what was there before a committed removal is not this file
    if head or not steps:
        return ""
    if steps[0].before is not None:
        return FOUND
    maker = next(step.session for step in reversed(steps) if step.before is None)
    if maker in others:
        return MADE
    return FOUND if maker == NOBODY else ""


def _clash(weave: Weave, lines: Sequence[Line], sides: Sides, others: frozenset[str]) -> str:
    """Return why the lines of ``sides.me`` cannot be separated from those of the others beside them, "" if they can."""
    at_odds = {weave.maker(line) for line in lines if line.changed} - {sides.me}
    for line in lines:
        makers = {weave.session(line.born), weave.session(line.died)}
        if line.ghost and sides.me in makers and at_odds.intersection(makers):
            return OVERLAP if others.intersection(makers) else BEFORE
    return ""


def _inside(weave: Weave, run: Sequence[int], sides: Sides, others: Collection[str]) -> set[int]:
    """Return the places of the lines of ``sides.me`` between lines that another session added in one edit."""
    found: set[int] = set()
    blocks: dict[int, int] = {}
    for at, n in enumerate(run):
        line = weave.lines[n]
        if line.head:
            blocks.clear()
        elif line.disk and line.born is not None and weave.session(line.born) in others:
            between = run[blocks.setdefault(line.born, at) : at]
            found.update(k for k in between if weave.lines[k].disk and weave.session(weave.lines[k].born) == sides.me)
    return found


def _crosses(weave: Weave, line: Line, others: Collection[str]) -> bool:
    """True if one of the others and somebody else both changed a line that is gone now."""
    makers = {weave.session(line.born), weave.session(line.died)}
    return line.ghost and line.born is not None and len(makers) > 1 and bool(makers.intersection(others))


def _is_of(weave: Weave, line: Line, session: str) -> bool:
    """True if a line differs from HEAD because of the session or, where somebody else took it out, would."""
    return weave.maker(line) == session if line.changed else _crosses(weave, line, (session,))


def _half(text: Sequence[bytes]) -> bool:
    """True if a line without a line end would not be the last one."""
    return any(not line.endswith(b"\n") for line in text[:-1])
