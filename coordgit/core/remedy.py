"""What to do after a rejection, as facts: what git was doing, where, and what helps for each conflict. ``render`` words it."""

from __future__ import annotations

from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READ, WRITE, SEARCH, ACKNOWLEDGE, FOLDER, READER, ANSWER, WAIT, LOCK, LEAVE_OUT, PORTION, OWNER, RESTORE, REFILL, KEEP, BRING = (
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
    "portion",
    "owner",
    "restore",
    "refill",
    "keep",
    "bring",
)
"""What helps: read it again; read it and write it anew; search or list again; acknowledge it, if reading cannot help; look into
a folder, which records no read; have its reader read it, who is at work; answer for its reader, who is not; wait for a lock;
lock it again; leave another session's edit out of the commit; commit one's own edits of a path alone; have its session commit
it, or hand it over; restore the index's old version; refill the index; keep the dropped commits on a branch; bring in the
branch that has them."""
NAME_OWN = "name-own"
"""What helps where the other session's file is new, and staged: commit one's own paths by name."""
CONCLUDE = "conclude"
"""What helps where another session's merge or the like has stopped: let it end that first."""
PUBLISH = "publish"
"""What helps where reads are unknown: publish them where they were made."""


PORTION = "portion"
"""The operation of ``coordgit commit``: its command is coordgit's, not git's."""
MERGEABLE = frozenset({"commit", PORTION, "update-ref"})
"""Operations after whose rejection a target can be merged; after an amend it can too, but amending again would change the
merge."""
TURN_AFTER = 2
"""Rejections in a row after which a session may take a turn, if others landed in between."""


class Step(NamedTuple):
    """What helps for one conflict of the verdict. ``branch`` is the full name of the branch that has the change, "" if that is
    the one checked out."""

    help: str
    n: int
    branch: str


class Remedy(NamedTuple):
    """Facts about the rejected update."""

    operation: str
    worktree: str
    """The folder of the worktree; for a repository without one, its git directory."""
    prefix: str | None
    """The folder in it in which the command was typed, with "/" at its end, "" at the top; ``None``: unknown."""
    elsewhere: bool
    """True if the command's options name another folder than the one it was typed in."""
    command: tuple[str, ...]
    """The words after ``git``, or ``coordgit``, that repeat it, () if unknown."""
    branch: str
    incoming: str
    """The commit that the update would have named, "" for a check of the index."""
    dropped: str
    """The commit that the branch names."""
    turn: bool
    steps: tuple[Step, ...]
    remote: str = ""
    """Where a push goes: the remote's name, or its URL."""


def document(remedy: Remedy) -> dict[str, Any]:
    """Return it as JSON, with named fields."""
    fields = dict(zip(Remedy._fields, remedy, strict=True))
    return fields | {
        "command": list(remedy.command),
        "steps": [{"help": step.help, "conflict": step.n, "branch": step.branch} for step in remedy.steps],
    }


def parse(fields: dict[str, Any]) -> Remedy:
    """Return the remedy from what ``document`` made."""
    steps = tuple(Step(step["help"], step["conflict"], step["branch"]) for step in fields["steps"])
    return Remedy(**fields | {"command": tuple(fields["command"]), "steps": steps})


VALUED = frozenset("mFCct")
"""Letters of ``git commit`` that take a value, in the same word or as the next one."""
VALUED_WORDS = frozenset(
    ["author", "cleanup", "date", "file", "fixup", "message", "reedit-message", "reuse-message", "squash", "template", "trailer"]
)
CHOOSING = frozenset(["--all", "--include", "--interactive", "--only", "--patch"])
"""Options of ``git commit`` that choose what is committed."""
CHOOSING_LETTERS = frozenset("aiop")


def chooses(command: tuple[str, ...]) -> bool:
    """True if a ``git commit`` itself chooses what it commits, by an option or by paths, instead of taking the index."""
    return naming(command) != command


def message(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the options of a ``git commit`` that give its message, as ``-m TEXT`` or ``-F FILE``; () if they are unknown."""
    found: list[str] = []
    words = iter(command[1:])
    for one in words:
        if one == "--":
            break
        name, equals, value = one.partition("=")
        if name in ("--message", "--file"):
            found += ["-m" if name == "--message" else "-F", value if equals else next(words, "")]
        elif one.startswith("--"):
            if one[2:] in VALUED_WORDS:
                next(words, "")
        elif one.startswith("-"):
            at = next((n for n, letter in enumerate(one) if letter in VALUED), len(one) - 1)
            value = one[at + 1 :] or (next(words, "") if one[at] in VALUED else "")
            found += [f"-{one[at]}", value] if one[at] in "mF" else []
    return tuple(found)


def operands(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths that a ``git commit`` names."""
    options = command[: command.index("--")] if "--" in command else command
    found = command[len(options) + 1 :]
    valued = False
    for one in options[1:]:
        if not valued and not one.startswith("-"):
            found = (*found, one)
        at = next((n for n, letter in enumerate(one) if letter in VALUED), len(one)) if one[1:2] != "-" else len(one)
        valued = not valued and (one[2:] in VALUED_WORDS if one.startswith("--") else one.startswith("-") and at == len(one) - 1)
    return found


def naming(command: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return a ``git commit`` without what chooses its paths, so that others can be added; ``None`` if paths come from a file."""
    kept: list[str] = []
    valued = False
    for one in command[1:]:
        if valued:
            kept.append(one)
            valued = False
        elif one == "--":
            break
        elif one.startswith("--pathspec-from-file"):
            return None
        elif one.startswith("--"):
            kept += [] if one in CHOOSING else [one]
            valued = one[2:] in VALUED_WORDS
        elif one.startswith("-"):
            at = next((n for n, letter in enumerate(one) if letter in VALUED), len(one))
            letters = "".join(letter for letter in one[1:at] if letter not in CHOOSING_LETTERS)
            kept += [f"-{letters}{one[at:]}"] if letters or one[at:] else []
            valued = at == len(one) - 1
    return (*command[:1], *kept)
