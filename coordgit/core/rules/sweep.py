"""CG202: the commit carries an edit of another session that is not committed, and that this session never made.

Whose edit it is: what the other session itself changed, by the blobs before and after each stretch of its edits, minus what the
committing session changed in the same way. A path that this session has rewritten with the other's lines in it still carries
them: it found them there. Of a path that is the other's alone the blob decides, of one that both have edited the lines.

Which edits count. An edit belongs to its session until it is committed or handed over: the session has ended, is gone, has
reported ``done`` since, or the sweep was acknowledged. A person who commits may take more: what an agent has left at the end of
its turn is theirs to commit. An agent is at work for a person from the prompt to the end of the turn, as its client says both; a
client that never says that a turn is over is at work until it ends.

What a person had edited before an agent's session began is the person's, whoever has logged in to commit it. An agent that
commits it besides its own edits takes it along; one that has edited nothing of the commit does what its user has asked for, and
so does one that went on with the person's edit in the same path.
"""

from coordgit.core.recognised_work import SHARE, telling, unformatted
from coordgit.core.rules.rule import WORK
from coordgit.core.validation import SWEPT
from coordgit.startup.typing import Iterable, NamedTuple

RULE = WORK._replace(
    code=SWEPT,
    name="sweep",
    why="it is another session's edit, which is not committed and was not handed over",
    helps="leave it out of the commit, or let its session commit it first",
    counted=("path", "is another session's", "are other sessions'"),
)


class Owner(NamedTuple):
    """What tells whether a session still has its edits for itself."""

    person: bool = False
    live: bool = True
    """It has not ended, its process runs as far as is known, and it was not silent for longer than ``coordgit.idle``."""
    resting: bool = False
    """Its client says that its turn is over."""
    done_at: float | None = None
    """When it reported ``done``, if it has reported nothing since."""


class TextEdit(NamedTuple):
    """The texts before and after an edit; an empty one without a file."""

    before: bytes
    after: bytes


class Committer(NamedTuple):
    """Who commits: a person or not; and what it has edited of the commit, in the path in question or in any."""

    person: bool
    edited: bool = True
    edited_path: bool = False


def holds(owner: Owner, edited_at: float, by: Committer) -> bool:
    """True if an edit still belongs to ``owner``, who made it last at ``edited_at``, so that ``by`` must not commit it."""
    if owner.person:
        return not by.person and by.edited and not by.edited_path
    if not owner.live or (owner.done_at is not None and owner.done_at >= edited_at):
        return False
    return not (by.person and owner.resting)


def carries(theirs: Iterable[TextEdit], own: Iterable[TextEdit], commit: TextEdit) -> bool:
    """True if ``commit`` changes a path as others' edits did, and the session's ``own`` edits did not.

    If an edit adds lines, the commit must have one of them: another edit may have removed the lines that it replaced.
    """
    theirs, own = list(theirs), list(own)
    return _carries_lines(theirs, own, commit) or _carries_reformatted(theirs, own, commit)


def _carries_lines(theirs: list[TextEdit], own: list[TextEdit], commit: TextEdit) -> bool:
    foreign = _left(theirs) - _signs(own)
    typed = {unformatted(line) for is_added, line in _signs(own) if is_added}
    foreign = {sign for sign in foreign if unformatted(sign[1]) not in typed}  # others only reformatted the session's lines
    common = foreign & _signs([commit])
    if any(is_added for is_added, _ in foreign) and not any(is_added for is_added, _ in common):
        return False
    return bool(common) and len(common) * SHARE >= len(foreign)


MOST = 200
"""Added lines that are looked for in a text that a formatter may have changed."""


def _carries_reformatted(theirs: list[TextEdit], own: list[TextEdit], commit: TextEdit) -> bool:
    """True if a formatter, the commit's hook for instance, has run over others' lines: they may be split or joined by now."""
    added = {unformatted(line) for edit in theirs for line in telling(edit.after) - telling(edit.before)}
    before, after = map(unformatted, commit)
    common = [line for line in sorted(added)[:MOST] if line in after and line not in before]
    pairs = [tuple(map(unformatted, edit)) for edit in own] if common else []
    foreign = [line for line in common if not any(line in after and line not in before for before, after in pairs)]
    return bool(foreign) and len(foreign) * SHARE >= len(added)


def is_formatted(theirs: bytes, commit: TextEdit) -> bool:
    """True if ``commit`` gives a path another session's whole text, formatted: then its short lines count too."""
    before, after = map(unformatted, commit)
    return before != after == unformatted(theirs)


def _left(edits: Iterable[TextEdit]) -> set[tuple[bool, bytes]]:
    """The signs (``_signs``) of a session's edits, oldest first, without those that a later edit of its own took back."""
    left: set[tuple[bool, bytes]] = set()
    for edit in edits:
        for is_added, line in _signs([edit]):
            if (not is_added, line) in left:
                left.remove((not is_added, line))
            else:
                left.add((is_added, line))
    return left


def _signs(edits: Iterable[TextEdit]) -> set[tuple[bool, bytes]]:
    """The telling lines that edits add (true) and take away."""
    signs: set[tuple[bool, bytes]] = set()
    for before, after in edits:
        old, new = telling(before), telling(after)
        signs |= {(True, line) for line in new - old} | {(False, line) for line in old - new}
    return signs
