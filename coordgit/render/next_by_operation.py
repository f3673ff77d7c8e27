"""The next step by git's operation: the commands that continue or undo each of them after a hook denied it.

Found by experiment. A denied fast-forward is the dangerous one: its files are in the index already, so a commit would take
others' work as one's own.
"""

from coordgit.core.advice_facts import AMEND_ANOTHERS, PORTION, Remedy
from coordgit.git.operation import (
    AM,
    AMEND,
    COMMIT,
    FORGE,
    FORWARD,
    FORWARD_PULL,
    MERGE,
    NOTED,
    PICK,
    PULL,
    PUSH,
    REBASE,
    REF,
    RESET,
    REVERT,
    SEND,
    SQUASH,
)
from coordgit.git.refs import REMOTES

CONTINUED = {
    MERGE: "commit --no-edit",
    PULL: "commit --no-edit",
    PICK: "cherry-pick --continue",
    REVERT: "commit --no-edit",
    REBASE: "rebase --continue",
    AM: "am --continue",
}
"""Operation -> what continues it, after ``git``: repeating the command would fail."""
WHOLE = CONTINUED.keys() - {REBASE, AM}
"""Operations that one commit concludes: while they have stopped, git commits no path by itself, or that commit ends them."""
AGAIN = {
    COMMIT: ("commit again", "commit"),
    PORTION: ("commit again", ""),
    AMEND: ("amend again", "commit --amend"),
    AMEND_ANOTHERS: ("commit again without --amend (it would rewrite the other session's commit)", "commit"),
    SQUASH: ("commit again", "commit"),
    FORWARD: ("merge again", "merge --ff-only"),
    FORWARD_PULL: ("pull again", "pull"),
    PUSH: ("push again", "push"),
    SEND: ("push again", "push"),
    NOTED: ("push again", "push"),
    FORGE: ("push, have it merged again", "push"),
}
"""Operation -> (what to repeat in words, the command after ``git`` if the typed one is not known)."""
ANY = ("run it again", "")

UNDO = {
    MERGE: "merge --abort",
    PULL: "merge --abort",
    PICK: "cherry-pick --abort",
    REVERT: "reset --merge HEAD",
    REBASE: "rebase --abort",
    AM: "am --abort",
}
FORWARDED = frozenset({FORWARD, FORWARD_PULL, RESET})
"""After a denial these leave what they bring staged, and git has no command to undo it."""
FINISHED = FORWARDED | {REF, SEND, FORGE, NOTED, PUSH}
"""These bring existing commits: repeated unchanged, they bring the same."""


def at_remote(facts: Remedy, branch: str) -> tuple[str, str]:
    """Return (the remote that has a branch, its name there)."""
    if facts.remote and branch.startswith(f"{facts.remote}/"):
        return facts.remote, branch.removeprefix(f"{facts.remote}/")
    if REMOTES + branch in (step.branch for step in facts.steps):
        remote, _, name = branch.partition("/")
        return facts.remote or remote, name
    return facts.remote or "origin", branch


def anew(operation: str, incoming: str) -> str:
    """Return where a change goes if the update brings commits that exist; "" where the commit is made again."""
    return f" in a new commit on {incoming[:12]}" if operation in FINISHED else ""
