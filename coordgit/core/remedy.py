"""The way on after a rejection as facts: what git was doing, where, and what helps for each conflict. ``render`` says it."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READ, WRITE, SEARCH, ACKNOWLEDGE, FOLDER, READER, ANSWER, WAIT, LOCK, LEAVE_OUT, RESTORE, REFILL, KEEP, BRING = (
    "read",
    "write",
    "search",
    "acknowledge",
    "folder",
    "reader",
    "answer",
    "wait",
    "lock",
    "leave-out",
    "restore",
    "refill",
    "keep",
    "bring",
)
"""What helps: read it again; read it and write it anew; search or list again; acknowledge it, where no look can help; look into
a folder, which is no read; have its reader look, who is at work; answer for its reader, who is not; wait for a lock; lock it
again; leave another session's edit out of the commit; take the index's old version back; fill the index again; keep the dropped
commits on a branch; bring in the branch that has them."""


MERGEABLE = frozenset({"commit", "update-ref"})
"""Operations that, denied, leave a state in which a target can be merged; after an amend it can, but amending again would hit the
merge."""
TURN_AFTER = 2
"""Rejections in a row after which a session may take a turn, if others landed in between."""


class Step(NamedTuple):
    """What helps for one conflict of the verdict. ``branch`` is the full name of the one that has the change, "" where that is
    what is checked out."""

    help: str
    n: int
    branch: str


class Remedy(NamedTuple):
    """Facts about the update that was denied."""

    operation: str
    worktree: str
    """The folder of the worktree, of a repository without one its git directory."""
    prefix: str | None
    """The folder in it that the command was typed in, "/" at its end, "" at the top; ``None``: not known."""
    elsewhere: bool
    """The command was told to run in another folder than the one it was typed in."""
    command: tuple[str, ...]
    """The words after ``git`` that do it again, () where they are not known."""
    branch: str
    incoming: str
    """The commit that the update would have named, "" for a check of the index."""
    dropped: str
    """The commit that the branch names."""
    turn: bool
    steps: tuple[Step, ...]


def document(remedy: Remedy) -> dict[str, Any]:
    """As JSON, with named fields."""
    fields = dict(zip(Remedy._fields, remedy, strict=True))
    return fields | {
        "command": list(remedy.command),
        "steps": [{"help": step.help, "conflict": step.n, "branch": step.branch} for step in remedy.steps],
    }


def parse(fields: dict[str, Any]) -> Remedy:
    """What ``document`` made."""
    steps = tuple(Step(step["help"], step["conflict"], step["branch"]) for step in fields["steps"])
    return Remedy(**fields | {"command": tuple(fields["command"]), "steps": steps})


def stages_all(command: tuple[str, ...]) -> bool:
    """Does the command commit all that is tracked? A letter that takes a value ends the letters of a word."""
    letters = [one[1:].partition("m")[0].partition("F")[0] for one in command if one[:1] == "-" and one[:2] != "--"]
    return "--all" in command or any("a" in some for some in letters)
