"""What goes on with each of git's operations after a hook denied it, and what takes it back.

Found by experiment; a denied fast-forward is the treacherous one: its files are in the index already, so a commit would take
others' work as one's own.
"""

from __future__ import annotations

CONTINUED = {
    "merge": "commit --no-edit",
    "pull": "commit --no-edit",
    "cherry-pick": "cherry-pick --continue",
    "revert": "commit --no-edit",
    "rebase": "rebase --continue",
    "am": "am --continue",
}
"""Operation -> what goes on with it, after ``git``: the command itself would fail."""
AGAIN = {
    "commit": ("commit again", "commit"),
    "amend": ("amend again", "commit --amend"),
    "squash": ("commit again", "commit"),
    "fast-forward": ("merge again", "merge --ff-only"),
    "pull --ff": ("pull again", "pull"),
    "push": ("push again", "push"),
    "send": ("push again", "push"),
    "forge": ("push, have it merged again", "push"),
}
"""Operation -> (what is done again in words, the command after ``git`` where its words are not known)."""
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
"""Denied, it can neither be continued nor aborted."""
FORWARDED = frozenset({"fast-forward", "pull --ff", "reset"})
"""Denied, they leave what they bring staged, and git has no word to take it back."""
FINISHED = FORWARDED | {"update-ref", "send", "forge", "push"}
"""They bring commits that are made already: done again as they are, they bring the same."""
