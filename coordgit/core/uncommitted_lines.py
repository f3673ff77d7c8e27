"""Who made each line of a file that differs between HEAD and the work tree, even if several sessions edited the file in turns.

It is derived from the versions before and after each recorded edit, by the weave of the file (Rochkind, "The Source Code Control
System", 1975): every line it ever had, who added it, who removed it. Lines are bytes with their line end.
"""

from bisect import bisect_right
from itertools import accumulate

from coordgit.core.line_differences import Lines, Replacement, common, differences
from coordgit.core.model import Oid
from coordgit.core.recognised_work import unformatted
from coordgit.startup.typing import Callable, Mapping, NamedTuple, Sequence

NOBODY = ""
"""Who made a change that no session recorded."""
STOOD = -1
"""In place of a step: the change was there before the first recorded edit."""


class EditStep(NamedTuple):
    """One change of a path in a worktree: the blob before and after; ``None``: no file."""

    session: str
    before: Oid | None
    after: Oid | None
    landed: int | None = None
    """The number of the newest edit when a commit took this one in; ``None``: uncommitted."""
    exact: bool = True
    """False if something else may have changed the file while the call ran."""
    at: float = 0.0
    number: int = 0
    """Edits are numbered in the order in which they were recorded."""


class Line(NamedTuple):
    """A line of the weave. ``born`` and ``died`` are the steps that added and removed it; ``None``: none did."""

    text: bytes
    head: bool
    """True if HEAD has it."""
    disk: bool
    """True if the work tree has it."""
    born: int | None
    died: int | None
    declared: bool = False
    """True if it is in the version that a session declared to be its own."""

    @property
    def changed(self) -> bool:
        """True if it differs between HEAD and the work tree."""
        return self.head != self.disk

    @property
    def ghost(self) -> bool:
        """True if neither has it."""
        return not self.head and not self.disk

    @property
    def maker(self) -> int | None:
        """Return the step that makes it differ."""
        return self.born if self.disk else self.died


class Weave(NamedTuple):
    """The lines, in an order that holds for every version, and the steps that they refer to."""

    lines: tuple[Line, ...]
    steps: tuple[EditStep, ...]

    def maker(self, line: Line) -> str:
        """Return the session that made a changed line differ."""
        return self.session(line.maker)

    @property
    def makers(self) -> frozenset[str]:
        """Return the sessions that made what differs between HEAD and the work tree."""
        return frozenset(self.maker(line) for line in self.lines if line.changed)

    def without(self, left_out: Callable[[Line], bool]) -> bytes:
        """Return the work tree's text with the changed lines that are ``left_out`` as HEAD has them."""
        return b"".join(line.text for line in self.lines if (line.head if line.changed and left_out(line) else line.disk))

    def adds(self, session: str) -> bool:
        """True if the work tree has a line of the session's, with a letter or a digit, that HEAD does not have."""
        added = (line for line in self.lines if line.disk and not line.head and self.session(line.born) == session)
        return any(chr(byte).isalnum() for line in added for byte in line.text)

    def session(self, step: int | None) -> str:
        """Return the session of a step."""
        return NOBODY if step is None or step == STOOD else self.steps[step].session

    def stood(self, line: Line) -> bool:
        """True if the difference was there before the first recorded edit."""
        return line.changed and line.maker in (None, STOOD)


def recent(steps: Sequence[EditStep]) -> list[EditStep]:
    """Return the edits that can tell whose an uncommitted line is: those not committed, and what was committed after one of them
    was made. What overlaps those counts too, for three rounds: a removal of theirs may have been undone."""
    since = min((step.number for step in steps if step.landed is None), default=None)
    if since is None:
        return []
    for _ in range(3):
        since = min(step.number for step in steps if step.landed is None or step.landed >= since)
    return [step for step in steps if step.number >= since]


def chained(steps: Sequence[EditStep], head: Oid | None, disk: Oid | None) -> list[EditStep]:
    """Return ``steps``, oldest first, as one chain up to what the work tree has; steps of nobody fill the gaps.

    A call that ran while another session edited was given a version that is no longer the newest: its change was added to the
    newest, or comes before the change that began with its result. Of two that recorded the same change the one that knows it
    exactly made it.
    """
    chain: list[EditStep] = []
    current = steps[0].before if steps else head
    seen = {current}
    for step in steps:
        if chain and step.before != current and (step.before, step.after) == (chain[-1].before, chain[-1].after):
            if step.exact and not chain[-1].exact:
                chain[-1] = step
            continue
        if step.before != current:
            places = [slice(n, n + 1) for n, one in enumerate(chain) if one.session == NOBODY and one[1:3] == step[1:3]]
            if places or (chain and step.after == chain[0].before and step.before not in seen):
                chain[(*places, slice(0))[0]] = [step]
                seen.add(step.before)
                continue
            if step.before in seen:
                step = step._replace(before=current)
            else:
                chain.append(EditStep(NOBODY, current, step.before, at=step.at, number=step.number))
        if step.before != step.after:
            chain.append(step)
        current = step.after
        seen.add(current)
    if current != disk:
        chain.append(EditStep(NOBODY, current, disk, number=chain[-1].number + 1 if chain else 1))
    return chain


def attributed(chain: list[EditStep], me: str, running: Sequence[tuple[str, Oid | None]]) -> list[EditStep]:
    """Return the chain with its unrecorded last step attributed to ``running`` calls that may be writing, each with the version
    it began with: to a call of another session if there is one, else to ``me``, as far as it was made since its call began."""
    if not chain or chain[-1].session != NOBODY or not running:
        return chain
    *rest, last = chain
    others = [session for session, _ in running if session != me]
    if others:
        return [*rest, last._replace(session=others[0])]
    began = running[0][1]
    if began == last.after:
        return chain
    first = [last._replace(after=began)] if began != last.before else []
    return [*rest, *first, last._replace(session=me, before=began, exact=False)]


def woven(chain: Sequence[EditStep], head: Oid | None, disk: Oid | None, texts: Mapping[Oid, Lines]) -> Weave:
    """Return the weave of a ``chained`` path. ``texts``: the lines of every blob of the chain and of HEAD."""

    def lines(oid: Oid | None) -> Lines:
        return () if oid is None else texts[oid]

    first = chain[0].before if chain else disk
    entries = [_Entry(text) for text in lines(first)]
    for n, step in enumerate(chain):
        _apply(entries, chain, n, lines(step.after))

    def expected(entry: _Entry) -> bool:
        landed = 0 if entry.born is None else chain[entry.born].landed
        if landed is None or entry.died is None:
            return landed is not None
        return chain[entry.died].landed is None and chain[entry.died].number > landed

    placed = _copied(entries)
    _place(placed, expected, lines(head), "head")
    if len(placed) > len(entries):  # a commit that no hook saw has some of them; equal ones may be matched wrongly
        other = _copied(entries)
        _place(other, lambda entry: expected(entry) or entry.died is None, lines(head), "head")
        placed = min(placed, other, key=len)
    return _finished(placed, chain)


def declared(weave: Weave, version: Lines) -> Weave:
    """Return the weave with ``version``, which a session declares as its own: its lines have ``declared`` set."""
    entries = [_Entry(line.text, line.born, line.died, line.head) for line in weave.lines]
    _place(entries, lambda entry: entry.died is None, version, "declared")
    return _finished(entries, weave.steps)


class _Entry:
    """A line while the weave is built."""

    __slots__ = ("born", "declared", "died", "head", "text")

    def __init__(self, text: bytes, born: int | None = None, died: int | None = None, head: bool = False) -> None:
        self.text, self.born, self.died, self.head, self.declared = text, born, died, head, False


def _copied(entries: list[_Entry]) -> list[_Entry]:
    return [_Entry(entry.text, entry.born, entry.died, entry.head) for entry in entries]


def _finished(entries: list[_Entry], chain: Sequence[EditStep]) -> Weave:
    lines = (Line(text=e.text, head=e.head, disk=e.died is None, born=e.born, died=e.died, declared=e.declared) for e in entries)
    return Weave(tuple(lines), tuple(chain))


def _apply(entries: list[_Entry], chain: Sequence[EditStep], n: int, new: Lines) -> None:
    """Apply the step ``n``: it turns the lines that are alive into ``new``."""
    alive = [at for at, entry in enumerate(entries) if entry.died is None]
    old = [entries[at].text for at in alive]
    for a0, a1, b0, b1 in reversed([part for span in differences(old, new) for part in _formatted(old, new, span)]):
        left = alive[a0 - 1] if a0 else -1
        right = alive[a1] if a1 < len(alive) else len(entries)
        gap = entries[left + 1 : right]
        dead = [entry for entry in gap if entry.died is not None and _comes_back(entry, chain, n)]
        removed = [entries[at] for at in alive[a0:a1]]
        for entry in removed:
            entry.died = n
        back = common([entry.text for entry in dead], new[b0:b1])
        for i, _ in back:
            dead[i].died = None
        added = [_Entry(text, n) for text in new[b0:b1]]
        if not chain[n].exact or chain[n].session == NOBODY:
            _keep_makers(removed, added, chain, n)
        at = max((gap.index(entries[k]) + 1 for k in alive[a0:a1]), default=0)
        entries[left + 1 : right] = _joined(gap, added, {b: gap.index(dead[i]) for i, b in back}, at)


def _formatted(old: Lines, new: Lines, span: Replacement) -> list[Replacement]:
    """Return a span that was only formatted in parts of equal text, so that a line stays beside its formatted form."""
    a0, a1, b0, b1 = span
    sides = [[unformatted(line) for line in some] for some in (old[a0:a1], new[b0:b1])]
    if b"".join(sides[0]) != b"".join(sides[1]):
        return [span]
    ends = [list(accumulate(map(len, side))) for side in sides]
    parts = []
    for end in sorted(set(ends[0]).intersection(ends[1])):
        a, b = (first + bisect_right(some, end) for first, some in zip((span[0], span[2]), ends, strict=True))
        parts.append((a0, a, b0, b))
        a0, b0 = a, b
    return parts or [span]


def _keep_makers(removed: Sequence[_Entry], added: Sequence[_Entry], chain: Sequence[EditStep], n: int) -> None:
    """Attribute another's uncommitted lines that step ``n``, a formatter, only split, joined or respaced to who added them."""
    if unformatted(b"".join(entry.text for entry in removed)) != unformatted(b"".join(entry.text for entry in added)):
        return
    makers = {entry.born for entry in removed}
    maker = makers.pop() if len(makers) == 1 else None
    if maker is None or chain[maker].session == chain[n].session or _is_later(chain[n], chain[maker].landed):
        return
    for entry in removed:
        entry.died = maker
    for entry in added:
        entry.born = maker


def _is_later(step: EditStep, landed: int | None) -> bool:
    """True if a commit, number ``landed``, came before the step."""
    return landed is not None and step.number > landed


def _comes_back(entry: _Entry, chain: Sequence[EditStep], n: int) -> bool:
    """True if a line that the step adds may be this one, removed before. A session undoes its own removal, or puts back what it
    found; an equal line that another session has added and removed again is not its own. After the
    removal is committed, the line is added anew."""
    if entry.died not in (None, STOOD) and _is_later(chain[n], chain[entry.died].landed):
        return False
    gone = NOBODY if entry.died in (None, STOOD) else chain[entry.died].session
    return entry.born is None or NOBODY in (gone, chain[n].session) or gone == chain[n].session


def _place(entries: list[_Entry], view: Callable[[_Entry], bool], version: Lines, name: str) -> None:
    """Set the attribute ``name`` of the lines of ``version``: those of the ``view`` or, failing that, others in the same gap."""
    seen = [at for at, entry in enumerate(entries) if view(entry)]
    kept = set(seen)
    for a0, a1, _, _ in (hunks := differences([entries[at].text for at in seen], version)):
        kept -= set(seen[a0:a1])
    for at in kept:
        setattr(entries[at], name, True)
    for a0, a1, b0, b1 in reversed(hunks):
        left = seen[a0 - 1] if a0 else -1
        right = seen[a1] if a1 < len(seen) else len(entries)
        gap = entries[left + 1 : right]
        beside = [entry for entry in gap if not view(entry)]
        found = common([entry.text for entry in beside], version[b0:b1])
        added = [_Entry(text, None, STOOD) for text in version[b0:b1]]
        for entry in [*(beside[i] for i, _ in found), *added]:
            setattr(entry, name, True)
        at = max((gap.index(entries[k]) + 1 for k in seen[a0:a1]), default=0)
        entries[left + 1 : right] = _joined(gap, added, {b: gap.index(beside[i]) for i, b in found}, at)


def _joined(gap: list[_Entry], added: list[_Entry], places: Mapping[int, int], at: int) -> list[_Entry]:
    """Return ``gap`` with the ``added`` lines in it, except those that it has (``places``: number -> place in the gap); all at
    ``at`` without any of them."""
    before: dict[int, list[_Entry]] = {}
    place = min(places.values()) if places else at
    for n, entry in enumerate(added):
        if n in places:
            place = places[n] + 1
        else:
            before.setdefault(place, []).append(entry)
    joined: list[_Entry] = []
    for k, entry in enumerate(gap):
        joined += [*before.get(k, ()), entry]
    return joined + before.get(len(gap), [])


# --- differences -----------------------------------------------------------------------------------------------------
