"""The way on after a rejection: one next action that fits what git was doing, and the exact commands. Pure text.

What continues and what undoes each operation after a hook denied it was found by experiment; a denied fast-forward is the
treacherous one: its files are in the index already, so a commit would take others' work as one's own.
"""

from __future__ import annotations

from coordgit.core.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

AGAIN = {
    "commit": ("commit again", "git commit"),
    "amend": ("amend again", "git commit --amend"),
    "squash": ("commit again", "git commit"),
    "merge": ("git commit --no-edit", "git commit --no-edit"),
    "pull": ("git commit --no-edit", "git commit --no-edit"),
    "fast-forward": ("merge again", "git merge --ff-only"),
    "cherry-pick": ("git cherry-pick --continue", "git cherry-pick --continue"),
    "revert": ("git commit --no-edit", "git commit --no-edit"),
    "rebase": ("git rebase --continue", "git rebase --continue"),
    "am": ("git am --continue", "git am --continue"),
    "push": ("push again", "git push"),
    "reset": ("run it again", ""),
    "update-ref": ("run it again", ""),
}
"""Operation -> (in words, as a command)."""

UNDO = {
    "merge": "git merge --abort",
    "pull": "git merge --abort",
    "cherry-pick": "git cherry-pick --abort",
    "revert": "git reset --merge HEAD",
    "rebase": "git rebase --abort",
    "am": "git am --abort",
}


class Way(NamedTuple):
    """What ``next:`` says, and the commands behind it in order."""

    sentence: str
    commands: tuple[str, ...]


def way(
    operation: str,
    stale: list[str],
    elsewhere: str,
    lost: list[str],
    predicates: int,
    locked: list[str],
    foreign: bool,
    incoming: str,
    turn: bool = False,
    taken: Sequence[str] = (),
) -> Way:
    """The way on.

    ``stale`` and ``lost`` are quoted paths of CG101/CG103 and of CG201 conflicts, ``elsewhere`` the short name of the line that
    has the change when it is not checked out here, ``locked`` quoted paths another session holds, ``foreign`` whether somebody
    else's reads are stale (then reading again here helps nothing), ``incoming`` the commit of a denied fast-forward,
    ``turn`` whether it has been rejected again and again, ``taken`` quoted paths that another session locked and changed after
    this one's lock had expired.
    """
    words, commands = [], []
    if turn:
        words.append("take a turn, so that others' landings wait (coordgit lock --turn)")
        commands.append("coordgit lock --turn")
    if elsewhere:
        # A denied commit leaves its work staged, over which a merge that is no fast-forward refuses to start.
        merge = f"git merge --autostash {elsewhere}" if operation in ("commit", "amend", "squash") else f"git merge {elsewhere}"
        words.append(f"bring {elsewhere} in ({merge})")
        commands.append(merge)
    if locked:
        words.append(f"wait until {_list(locked)} is released (coordgit locks)")
        commands.append("coordgit locks")
    if taken:
        words.append(f"look at {_list(list(taken))} as it is now, lock it again (coordgit lock {taken[0]})")
        commands += [f"coordgit lock {path}" for path in taken]
    if lost:
        words.append(f"read {_list(lost)} as it is at the tip (coordgit read --at HEAD {lost[0]}), put your change into that")
        commands += [f"coordgit read --at HEAD {path}" for path in lost]
    if stale:
        if foreign:
            words.append(f"have {_list(stale)} read again by the session that read it, or acknowledge the change")
        else:
            words.append(f"read {_list(stale)} again, adapt your change if it needs it")
            commands += [f"coordgit read {path}" for path in stale]
    if predicates:
        words.append("look or search again, adapt your change if it needs it")
        commands.append("coordgit explain")
    again, command = AGAIN.get(operation, AGAIN["update-ref"])
    words.append(again)
    if command:
        commands.append(command)
    sentence = ", ".join(words)
    if operation == "fast-forward" or (operation == "pull" and incoming):
        undo = f"git read-tree -m -u {incoming[:12]} HEAD"
        sentence += f"; do not commit: the incoming files are staged (undo: {undo})"
        commands.append(undo)
    elif operation in UNDO:
        sentence += f" (undo: {UNDO[operation]})"
        commands.append(UNDO[operation])
    return Way(sentence, tuple(commands))


def _list(paths: list[str]) -> str:
    unique = list(dict.fromkeys(paths))
    if len(unique) > 3:
        return f"{', '.join(unique[:3])} and {len(unique) - 3} more"
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)
