"""Commands that continue or undo each of git's operations after a hook denied it.

Found by experiment. A denied fast-forward is the dangerous one: its files are in the index already, so a commit would take
others' work as one's own.
"""

from coordgit.core.remedy import AMEND_ANOTHERS, PORTION, Remedy

CONTINUED = {
    "merge": "commit --no-edit",
    "pull": "commit --no-edit",
    "cherry-pick": "cherry-pick --continue",
    "revert": "commit --no-edit",
    "rebase": "rebase --continue",
    "am": "am --continue",
}
"""Operation -> what continues it, after ``git``: repeating the command would fail."""
WHOLE = CONTINUED.keys() - {"rebase", "am"}
"""Operations that one commit concludes: while they have stopped, git commits no path by itself, or that commit ends them."""
AGAIN = {
    "commit": ("commit again", "commit"),
    PORTION: ("commit again", ""),
    "amend": ("amend again", "commit --amend"),
    AMEND_ANOTHERS: ("commit again without --amend (it would rewrite the other session's commit)", "commit"),
    "squash": ("commit again", "commit"),
    "fast-forward": ("merge again", "merge --ff-only"),
    "pull --ff": ("pull again", "pull"),
    "push": ("push again", "push"),
    "send": ("push again", "push"),
    "noted": ("push again", "push"),
    "forge": ("push, have it merged again", "push"),
}
"""Operation -> (what to repeat in words, the command after ``git`` if the typed one is not known)."""
ANY = ("run it again", "")

UNDO = {
    "merge": "merge --abort",
    "pull": "merge --abort",
    "cherry-pick": "cherry-pick --abort",
    "revert": "reset --merge HEAD",
    "rebase": "rebase --abort",
    "am": "am --abort",
}
APPLY = "rebase --apply"
"""After a denial it can neither be continued nor aborted."""
FORWARDED = frozenset({"fast-forward", "pull --ff", "reset"})
"""After a denial these leave what they bring staged, and git has no command to undo it."""
FINISHED = FORWARDED | {"update-ref", "send", "forge", "noted", "push"}
"""These bring existing commits: repeated unchanged, they bring the same."""


def at_remote(facts: Remedy, branch: str) -> tuple[str, str]:
    """Return (the remote that has a branch, its name there)."""
    if facts.remote and branch.startswith(f"{facts.remote}/"):
        return facts.remote, branch.removeprefix(f"{facts.remote}/")
    if f"refs/remotes/{branch}" in (step.branch for step in facts.steps):
        remote, _, name = branch.partition("/")
        return facts.remote or remote, name
    return facts.remote or "origin", branch


def anew(operation: str, incoming: str) -> str:
    """Return where a change goes if the update brings commits that exist; "" where the commit is made again."""
    return f" in a new commit on {incoming[:12]}" if operation in FINISHED else ""
