"""The next step by git's operation: the commands that continue or undo each of them after a hook denied it.

Found by experiment. A denied fast-forward is the dangerous one: its files are in the index already, so a commit would take
others' work as one's own.
"""

from coordgit.core.advice_facts import AMEND_ANOTHERS, PORTION, Remedy
from coordgit.git import operation
from coordgit.git.refs import REMOTES

CONTINUED = {
    operation.MERGE: "commit --no-edit",
    operation.PULL: "commit --no-edit",
    operation.PICK: "cherry-pick --continue",
    operation.REVERT: "commit --no-edit",
    operation.REBASE: "rebase --continue",
    operation.AM: "am --continue",
}
"""Operation -> what continues it, after ``git``: repeating the command would fail."""
WHOLE = CONTINUED.keys() - {operation.REBASE, operation.AM}
"""Operations that one commit concludes: while they have stopped, git commits no path by itself, or that commit ends them."""
AGAIN = {
    operation.COMMIT: ("commit again", "commit"),
    PORTION: ("commit again", ""),
    operation.AMEND: ("amend again", "commit --amend"),
    AMEND_ANOTHERS: ("commit again without --amend (it would rewrite the other session's commit)", "commit"),
    operation.SQUASH: ("commit again", "commit"),
    operation.FORWARD: ("merge again", "merge --ff-only"),
    operation.FORWARD_PULL: ("pull again", "pull"),
    operation.PUSH: ("push again", "push"),
    operation.SEND: ("push again", "push"),
    operation.NOTED: ("push again with its hooks from the clone where it was read", "push"),
    operation.FORGE: ("push, have it merged again", "push"),
}
"""Operation -> (what to repeat in words, the command after ``git`` if the typed one is not known)."""
ANY = ("run it again", "")

UNDO = {
    operation.MERGE: "merge --abort",
    operation.PULL: "merge --abort",
    operation.PICK: "cherry-pick --abort",
    operation.REVERT: "reset --merge HEAD",
    operation.REBASE: "rebase --abort",
    operation.AM: "am --abort",
}
AMENDED = {operation.REBASE: "commit --amend --no-edit"}
"""What puts a change into the newest commit where git has made all that the update brings, and goes on after that."""
FORWARDED = frozenset({operation.FORWARD, operation.FORWARD_PULL, operation.RESET})
"""After a denial these leave what they bring staged, and git has no command to undo it."""
FINISHED = FORWARDED | {operation.REF, operation.SEND, operation.FORGE, operation.NOTED, operation.PUSH}
"""These bring existing commits: repeated unchanged, they bring the same."""


def at_remote(facts: Remedy, branch: str) -> tuple[str, str]:
    """Return (the remote that has a branch, its name there)."""
    if facts.remote and branch.startswith(f"{facts.remote}/"):
        return facts.remote, branch.removeprefix(f"{facts.remote}/")
    if REMOTES + branch in (step.branch for step in facts.steps):
        remote, _, name = branch.partition("/")
        return facts.remote or remote, name
    return facts.remote or "origin", branch


def anew(what: str, incoming: str) -> str:
    """Return where a change goes if the update brings commits that exist; "" where the commit is made again."""
    return f" in a new commit on {incoming[:12]}" if what in FINISHED else ""
