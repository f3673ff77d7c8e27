"""The way on after a rejection: one next action that fits what git was doing, and the exact commands. Pure text.

What continues and what undoes each operation after a hook denied it was found by experiment; a denied fast-forward is the
treacherous one: its files are in the index already, so a commit would take others' work as one's own. Names in a sentence are
quoted as git quotes them, those in commands for a shell.
"""

from __future__ import annotations

from coordgit.core.light import NamedTuple
from coordgit.core.quoting import quote, word

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
    "pull --ff": ("pull again", "git pull"),
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


FORWARDED = frozenset({"fast-forward", "pull --ff", "reset"})
"""Denied, they leave what they bring staged, and git has no word to take it back."""
MERGEABLE = frozenset({"commit", "update-ref"})
"""Denied, they leave a state in which a target can be merged; after an amend it can, but amending again would hit the merge."""
UNDO_FIRST = "# or undo: "
"""What the last command begins with when it takes back instead of leading on."""


class Way(NamedTuple):
    """What ``next:`` says, and the commands behind it in order; a line that begins with ``#`` says what no command does."""

    sentence: str
    commands: tuple[str, ...]


def way(
    operation: str,
    stale: Sequence[str],
    elsewhere: str,
    lost: Sequence[str],
    predicates: int,
    locked: Sequence[str],
    foreign: bool,
    incoming: str,
    turn: bool = False,
    taken: Sequence[str] = (),
    receiver: str = "",
    top: str = "",
) -> Way:
    """The way on.

    ``stale`` and ``lost`` are the paths of CG101/CG103 and of CG201 conflicts, ``elsewhere`` the short name of the line that
    has the change when it is not checked out here, ``locked`` paths another session holds, ``foreign`` whether somebody
    else's reads are stale (then reading again here helps nothing), ``incoming`` the commit of the update,
    ``turn`` whether it has been rejected again and again, ``taken`` paths that another session locked and changed after
    this one's lock had expired, ``receiver`` the folder of a repository that is pushed to, ``top`` what commands have before
    a path to count it from the top of the work tree.
    """
    stale, lost, locked, taken = (list(dict.fromkeys(paths)) for paths in (stale, lost, locked, taken))
    tool = f"coordgit -C {word(receiver)}" if receiver else "coordgit"
    words, commands = [], []
    if turn:
        words.append(f"take a turn, so that others' landings wait ({tool} lock --turn)")
        commands.append(f"{tool} lock --turn")
    there = f"{tool} read --at {word(elsewhere)}" if elsewhere and operation not in MERGEABLE else ""
    if operation == "push" and elsewhere:
        words.append(f"bring {quote(elsewhere)} in where you push from")
        commands.append(f"git pull origin {word(elsewhere)}")
    elif elsewhere and not there:
        # A denied commit leaves its work staged, over which a merge that is no fast-forward refuses to start.
        merge = f"git merge {'--autostash ' if operation == 'commit' else ''}{word(elsewhere)}"
        words.append(f"bring {quote(elsewhere)} in ({merge})")
        commands.append(merge)
    if locked:
        words.append(f"wait until {_list(locked)} {'is' if len(locked) == 1 else 'are'} released ({tool} locks)")
        commands.append(f"{tool} locks")
    if taken:
        now, it = ("it is", "it") if len(taken) == 1 else ("they are", "them")
        words.append(f"look at {_list(taken)} as {now} now, lock {it} again ({tool} lock {_words(taken, top)})")
        commands += [f"{tool} lock {word(top + path)}" for path in taken]
    if lost:
        now, it = ("it is", "that") if len(lost) == 1 else ("they are", "those")
        words.append(
            f"read {_list(lost)} as {now} at the tip ({tool} read --at HEAD {_words(lost, top)}), put your change into {it}"
        )
        for path in lost:
            commands += [f"{tool} read --at HEAD {word(top + path)}", f"# put your change into that version of {quote(path)}"]
    if stale and foreign:
        words.append(f"have {_list(stale)} read again by the session that read it, or acknowledge the change")
    elif stale and there:
        again = "again" if operation == "push" else f"as {'it is' if len(stale) == 1 else 'they are'} on {quote(elsewhere)}"
        words.append(f"read {_list(stale)} {again} ({there} {_words(stale, top)}), adapt your change if it needs it")
        commands += [f"{there} {word(top + path)}" for path in stale]
    elif stale:
        words.append(f"read {_list(stale)} again, adapt your change if it needs it")
        commands += [f"{tool} read {word(top + path)}" for path in stale]
    if predicates:
        # The answer that counts is that on the other line, which is not here to be searched.
        seen = f"look at what {quote(elsewhere)} has, acknowledge it ({tool} ack)" if there else "look or search again"
        words.append(f"{seen}, adapt your change if it needs it")
        commands.append(f"{tool} explain")
    again, command = AGAIN.get(operation, AGAIN["update-ref"])
    if operation == "commit" and elsewhere:
        again = f"stage it and {again}"
        commands.append("# stage your change: the merge has put it back unstaged")
    words.append(again)
    if command:
        commands.append(f"{command} {incoming[:12]}" if operation == "fast-forward" else command)
    sentence = ", ".join(words)
    undo = f"git read-tree -m -u {incoming[:12]} HEAD" if operation in FORWARDED else UNDO.get(operation, "")
    if operation in FORWARDED:
        sentence += f"; do not commit: the incoming files are staged (undo: {undo})"
    elif undo:
        sentence += f" (undo: {undo})"
    if undo:
        commands.append(UNDO_FIRST + undo)
    return Way(sentence, tuple(commands))


SHOWN = 3
"""Paths that a sentence names; the commands name all."""


def _list(paths: Sequence[str]) -> str:
    shown = [quote(path) for path in paths]
    if len(shown) > SHOWN:
        return f"{', '.join(shown[:SHOWN])} and {len(shown) - SHOWN} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _words(paths: Sequence[str], top: str) -> str:
    return " ".join([word(top + path) for path in paths[:SHOWN]] + ["..."] * (len(paths) > SHOWN))
