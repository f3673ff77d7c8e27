"""What advice after a rejection is made of: what git was doing, where, and what helps for each conflict.

Facts only: ``render.next_steps`` chooses and words what is said.
"""

from coordgit.startup.typing import Any, Mapping, NamedTuple

READ, WRITE, ACKNOWLEDGE, FOLDER = "read", "write", "acknowledge", "folder"
"""What helps: read again; read and write anew; acknowledge, if reading cannot help; look into a folder, which records no read."""
PUT_IN = "put-in"
"""Read it on the branch and write it anew: the branch has been merged, but without its text of the path."""
SEARCH, SEARCH_TIP = "search", "search-tip"
"""Search or list again; do so at the tip, as uncommitted changes hide what is new there."""
READER, ANSWER = "reader", "answer"
"""Have its reader read it, who is at work; answer for its reader, who is not."""
WAIT, LOCK = "wait", "lock"
"""Wait for a lock; lock it again."""
LEAVE_OUT, NAME_OWN, OWNER, CONCLUDE = "leave-out", "name-own", "owner", "conclude"
"""Leave another session's edit out of the commit; commit one's own paths by name, since that edit is a new file that is staged;
have its session commit it, or hand it over; let that session first end its merge or the like, which has stopped."""
PORTION = "portion"
"""Commit one's own edits of a path alone. Also the operation of ``coordgit commit``, whose command is coordgit's, not git's."""
RESTORE, SUBMODULE, TAKE, KEEP, BRING = "restore", "submodule", "take", "keep", "bring"
"""Restore the index's old version; of a submodule also update it, or it would be staged again; also restore the file; keep the
dropped commits on a branch; bring in the branch that has them."""
REFILL, REMERGE = "refill", "remerge"
"""Refill the index from HEAD, or with what git had merged where an operation has stopped: a reset would end that."""
PUBLISH = "publish"
"""Publish the reads that are unknown, where they were made."""

QUIT = "rebase --quit"
"""A rebase that has stopped, where another session's edit of a tracked file stays in the work tree: git does not continue
over that, so it is ended there, and what it has yet to do is done without it."""
APPLY = "rebase --apply"
"""A rebase that git can neither continue nor abort after a denial."""
AMEND_ANOTHERS = "amend another's"
"""An amend of the commit that made the session's reads stale: another session has landed it on top of the one that was meant."""
FIXUP = "history fixup"
"""An amend of any commit with what is staged, by ``git history fixup``."""

MERGEABLE = frozenset({"commit", PORTION})
"""Operations after whose rejection a target can be merged. (An amend would then amend the merge, and a command that points a
branch at a commit would take the merge off it again.)"""
TURN_AFTER = 2
"""Rejections in a row after which a session may take a turn, if others landed in between."""


class Step(NamedTuple):
    """What helps for one conflict. ``branch``: the full name of the branch that has the change, "" if it is checked out."""

    help: str
    n: int
    branch: str
    rest: tuple[int, ...] = ()
    """The first and the last line that are still to be seen of a file; () for all of it."""


class StepFacts(NamedTuple):
    """A step with its facts: ``branch`` is a short name, "" for the current one; ``search``: the words after
    ``coordgit read`` that declare a search or listing again, "" if only its client can."""

    help: str
    n: int
    path: str
    branch: str = ""
    search: str = ""
    reader: str = ""
    unread: bool = False
    """True if the reader has read nothing of the path: its text undoes another's change there."""
    swept: str = ""
    """The path of the reader's uncommitted edit, if the commit carries nothing else of its work."""
    owner: str = ""
    """Whose uncommitted edit it is."""
    beside: bool = False
    """True if the session has edits of its own in the path, beside another's."""
    rest: tuple[int, ...] = ()


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
    """The words after ``git``, or ``coordgit``, that repeat the rejected command; () if unknown."""
    branch: str
    incoming: str
    """The commit that the update would have named, "" for a check of the index."""
    dropped: str
    """The commit that the branch names."""
    turn: bool
    steps: tuple[Step, ...]
    remote: str = ""
    """Where a push goes: the remote's name, or its URL."""
    apart: tuple[str, ...] = ()
    """Branches that are not merged into the updated one: they share no commit with it, or both are targets."""
    shared: bool = False
    """True if others have uncommitted edits in the work tree: a merge might stash those, or stop for them."""
    instead: tuple[str, ...] = ()
    """The commands, after ``git``, that take the place of continuing a rebase."""
    commit: str = ""
    """The command, after ``git``, that makes the commit again at which a rebase has stopped, "" if continuing it does."""
    unstaged: tuple[str, ...] = ()
    """The paths that are to be staged before that."""
    left: int = 0
    """How many commits a revert of several has still to revert, with this one; 0 if this one ends it."""
    swept: tuple[str, ...] = ()
    """The paths with the uncommitted edits that bring the reads of other sessions in."""
    by_hand: bool = False
    """True if a ``git commit`` makes what looks like a revert, as after ``cherry-pick -n``: before it anything may be staged."""
    renamed: Mapping[str, str] = {}
    """The paths that the commit changes and a branch that is to be merged has under another name -> that name."""
    switch: str = ""
    """The branch that is pushed, if no worktree has it checked out."""
    forward_only: bool = False
    """True if git is set to merge by fast-forward alone (``merge.ff``)."""

    @property
    def amends(self) -> bool:
        """True if the commit replaces another one."""
        return self.operation == "amend" or "--amend" in self.commit


def document(remedy: Remedy) -> dict[str, Any]:
    """Return what is to be written as JSON, with named fields."""
    steps = [{"help": step.help, "conflict": step.n, "branch": step.branch, "rest": step.rest} for step in remedy.steps]
    return remedy._asdict() | {"steps": steps}


def parse(fields: dict[str, Any]) -> Remedy:
    """Return the remedy from what ``document`` made."""
    steps = tuple(
        Step(help=step["help"], n=step["conflict"], branch=step["branch"], rest=tuple(step.get("rest", ())))
        for step in fields["steps"]
    )
    lists = {"command": tuple(fields["command"])} | {
        name: tuple(fields.get(name, ())) for name in ("apart", "instead", "unstaged", "swept")
    }
    return Remedy(**fields | lists | {"steps": steps})
