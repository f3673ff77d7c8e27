"""The way on after a rejection: one next action that fits what git was doing, and the exact commands. Pure text.

What continues and what undoes each operation after a hook denied it was found by experiment; a denied fast-forward is the
treacherous one: its files are in the index already, so a commit would take others' work as one's own. Names are quoted
for a shell, in a sentence too: whoever pastes it runs none of them, so no sentence has a quote of its own that is not closed.
"""

from __future__ import annotations

import json

from coordgit.core.quoting import word
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordgit.core.model import Verdict

    ByBranch = Mapping[str, Sequence[str]]

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
    "send": ("push again", "git push"),
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
TURN_AFTER = 2
"""Rejections in a row after which a session may take a turn."""
VERDICT = "\0"
"""Stands in a sentence for the verdict's name, which has none yet when its way on is found."""
UNDO_FIRST = "# or undo: "
"""What the last command begins with when it takes back instead of leading on."""


NONE: ByBranch = {}


class Way(NamedTuple):
    """What ``next:`` says, and the commands behind it in order; a line that begins with ``#`` says what no command does."""

    sentence: str
    commands: tuple[str, ...]


def way(
    operation: str,
    stale: ByBranch = NONE,
    lost: ByBranch = NONE,
    searches: ByBranch = NONE,
    others: Sequence[str] = (),
    folders: Sequence[str] = (),
    locked: Sequence[str] = (),
    taken: Sequence[str] = (),
    incoming: str = "",
    turn: bool = False,
    receiver: str = "",
    top: str = "",
) -> Way:
    """The way on.

    ``stale`` and ``lost`` are the paths of CG101/CG103 and of CG201 conflicts, by the short name of the branch that has the
    change, "" where that is checked out here; ``searches``, likewise, what records a search or a listing of CG102 again, as
    the words after ``coordgit``, "" where only its client can. ``others`` are paths that other sessions read: reading them
    again here helps nothing. ``folders`` are there by now where the session had found nothing: a folder is no read. ``locked``
    paths are held by another session, ``taken`` ones were locked and changed after this one's lock had expired. ``incoming``
    is the commit of the update, ``turn`` whether it has been rejected again and again, ``receiver`` the folder of a repository
    that is pushed to, ``top`` what commands have before a path to count it from the top of the work tree.
    """
    tool = f"coordgit -C {word(receiver)}" if receiver else "coordgit"
    words, commands = [], []
    if turn:
        words.append(f"take a turn, so that other landings wait ({tool} lock --turn)")
        commands.append(f"{tool} lock --turn")
    elsewhere = sorted({branch for by_branch in (stale, lost, searches) for branch in by_branch if branch})
    for branch in elsewhere:
        if operation == "push":
            words.append(f"bring {word(branch)} in where you push from")
            commands.append(f"git pull origin {word(branch)}")
        elif operation == "send":
            remote, _, name = branch.rpartition("/")
            pull = f"git pull {word(remote or 'origin')} {word(name)}"
            words.append(f"bring {word(branch)} in ({pull})")
            commands.append(pull)
        elif operation in MERGEABLE:
            # A denied commit leaves its work staged, over which a merge that is no fast-forward refuses to start.
            merge = f"git merge {'--autostash ' if operation == 'commit' else ''}{word(branch)}"
            words.append(f"bring {word(branch)} in ({merge})")
            commands.append(merge)
    if operation in MERGEABLE or operation == "send":
        stale, lost, searches = _here(stale), _here(lost), _here(searches)
    for piece in (
        _held(tool, _once(locked)),
        _taken(tool, _once(taken), top),
        *(_written_again(tool, branch, _once(some), top) for branch, some in lost.items()),
        *(_read_again(tool, branch, _once(some), top, operation == "push") for branch, some in stale.items()),
        *(_asked_again(tool, branch, _once(some)) for branch, some in searches.items()),
    ):
        words += [piece.sentence] if piece.sentence else []
        commands += piece.commands
    if stale or searches:
        words.append("adapt your change if it needs it")
    acknowledge = f'{tool} ack {VERDICT} --why "..."'
    if folders:
        words.append(f"look at what is in {_list(_once(folders))} now, acknowledge it ({acknowledge})")
    if others:
        read = f"have {_list(_once(others))} read again by the session that read it"
        words.append(f"{read}, or acknowledge the change ({acknowledge})")
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


def _here(by_branch: ByBranch) -> ByBranch:
    """All as if it were here: once a branch is brought in, it is."""
    found = [one for some in by_branch.values() for one in some]
    return {"": found} if found else {}


def _once(some: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(some))


def _held(tool: str, paths: Sequence[str]) -> Way:
    if not paths:
        return Way("", ())
    return Way(f"wait until {_list(paths)} {'is' if len(paths) == 1 else 'are'} released ({tool} locks)", (f"{tool} locks",))


def _taken(tool: str, paths: Sequence[str], top: str) -> Way:
    if not paths:
        return Way("", ())
    now, it = ("it is", "it") if len(paths) == 1 else ("they are", "them")
    sentence = f"look at {_list(paths)} as {now} now, lock {it} again ({tool} lock {_words(paths, top)})"
    return Way(sentence, tuple(f"{tool} lock {word(top + path)}" for path in paths))


def _written_again(tool: str, branch: str, paths: Sequence[str], top: str) -> Way:
    now, it = ("it is", "that") if len(paths) == 1 else ("they are", "those")
    read, where = f"{tool} read --at {word(branch or 'HEAD')}", f"on {word(branch)}" if branch else "at the tip"
    pairs = ((f"{read} {word(top + path)}", f"# put your change into that version of {word(path)}") for path in paths)
    sentence = f"read {_list(paths)} as {now} {where} ({read} {_words(paths, top)}), put your change into {it}"
    return Way(sentence, tuple(step for pair in pairs for step in pair))


def _read_again(tool: str, branch: str, paths: Sequence[str], top: str, pushed: bool) -> Way:
    read = f"{tool} read --at {word(branch)}" if branch else f"{tool} read"
    how = "again" if pushed or not branch else f"as {'it is' if len(paths) == 1 else 'they are'} on {word(branch)}"
    sentence = f"read {_list(paths)} {how}" + (f" ({read} {_words(paths, top)})" if branch else "")
    return Way(sentence, tuple(f"{read} {word(top + path)}" for path in paths))


def _asked_again(tool: str, branch: str, searches: Sequence[str]) -> Way:
    if branch:  # the answer that counts is that on the other branch, which is not here to be searched
        sentence = f'look at what {word(branch)} has, acknowledge it ({tool} ack {VERDICT} --why "...")'
        return Way(sentence, (f"{tool} explain",))
    declared = [f"{tool} {one}" for one in searches if one]
    named = f" ({declared[0]}{', ...' if len(declared) > 1 else ''})" if declared else ""
    return Way(f"look or search again{named}", (*declared, *(["# search again as you did"] if "" in searches else [])))


SHOWN = 3
"""Paths that a sentence names; the commands name all."""


def _list(paths: Sequence[str]) -> str:
    shown = [word(path) for path in paths]
    if len(shown) > SHOWN:
        return f"{', '.join(shown[:SHOWN])} and {len(shown) - SHOWN} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _words(paths: Sequence[str], top: str) -> str:
    return " ".join([word(top + path) for path in paths[:SHOWN]] + ["..."] * (len(paths) > SHOWN))


def of(verdict: Verdict) -> list[str]:
    """[the sentence of ``next:``, command, command, …] of a stored verdict; of one that was acknowledged since, what is left."""
    found: list[str] = json.loads(verdict.remedy)
    counting = [conflict for conflict in verdict.conflicts if conflict.counts]
    if found and counting and all(conflict.acked_at for conflict in counting):
        return ["all of it is acknowledged, go on", *[step for step in found[1:] if step.startswith("git ")][-1:]]
    return [text.replace(VERDICT, verdict.name) for text in found]
