"""The command that a hook is about to deny: its words as typed, and its folder. Taken from the system, for advice only: if
it is not known there, the advice is general."""

import os

from coordgit import processes
from coordgit.git import operation
from coordgit.git.plumbing import content
from coordgit.startup.typing import NamedTuple

REPEATABLE = {
    operation.COMMIT: ("commit",),
    operation.AMEND: ("commit",),
    operation.SQUASH: ("commit",),
    operation.FORWARD: ("merge", "cherry-pick"),
    operation.FORWARD_PULL: ("pull",),
    operation.RESET: ("reset", "checkout", "switch"),
    operation.REF: ("branch", "update-ref", "reset"),
    operation.SEND: ("push",),
}
"""Operation -> the commands that are denied as a whole: running the same command again repeats it."""
PLACING = ("-C", "--git-dir", "--work-tree")
LONGEST = 1000
"""Most characters of a command that is repeated in advice."""
MESSAGE = ("-m", "-F", "-C", "-c", "-t", "--message", "--file", "--reuse-message", "--reedit-message", "--template", "--no-edit")
"""Options of ``git commit`` that give the message, so that no editor opens."""


class Denied(NamedTuple):
    """``command`` repeats it, () if unknown; ``elsewhere``: its options name another folder."""

    command: tuple[str, ...]
    elsewhere: bool


def of(pid: int, what: str, git_dir: str) -> Denied:
    """Return what process ``pid``, a git, was asked to do."""
    options, rest = operation.words(_strings(f"/proc/{pid}/cmdline"))
    above = next((one.pid for one in processes.ancestors(pid)[1:]), 0)
    around = operation.words(_strings(f"/proc/{above}/cmdline"))
    if around[1][:1] == ["pull"]:  # it runs git merge, or git rebase
        pid, (options, rest) = above, around
    placed = any(option.split("=")[0] in PLACING for option in options)
    placed = placed or any(name.startswith(("GIT_DIR=", "GIT_WORK_TREE=")) for name in _strings(f"/proc/{pid}/environ"))
    if rest[:1] == [] or rest[0] not in REPEATABLE.get(what, ()) or "--stdin" in rest or len("".join(rest)) > LONGEST:
        return Denied((), placed)
    kept = [word for n, word in enumerate(options) if word == "-c" or (n and options[n - 1] == "-c")]
    return Denied((*kept, *(_with_message(rest, git_dir) if rest[0] == "commit" else rest)), placed)


def _with_message(rest: list[str], git_dir: str) -> list[str]:
    """Return ``git commit`` with the message that git kept, if it came from an editor or from standard input."""
    file = f"{git_dir}/COMMIT_EDITMSG"
    made, skip = [], False
    for n, word in enumerate(rest):
        following = rest[n + 1] if n + 1 < len(rest) else ""
        if skip:
            skip = False
        elif following == "-" and (word == "--file" or (word.endswith("F") and word[:1] == "-" != word[1:2])):
            others = word.removesuffix("F") if word != "--file" else "-"
            made += [*([others] if others != "-" else []), "-F", file]
            skip = True
        elif word in ("-F-", "--file=-"):
            made += ["-F", file]
        else:
            made.append(word)
    options = made[1 : made.index("--")] if "--" in made else made[1:]
    if any(_gives_message(word) for word in options):
        return made
    return [made[0], "-F", file, "--cleanup=strip", *made[1:]]


def _gives_message(word: str) -> bool:
    """True if it is an option, perhaps among several short ones (``-qam``), that gives the message."""
    if word.startswith("--"):
        return word.split("=")[0] in MESSAGE or word.startswith(("--fixup", "--squash"))
    return word.startswith("-") and any(letter in word[1:] for letter in "mFCct")


def _strings(path: str) -> list[str]:
    """Return the strings in a file of /proc (proc_pid_cmdline(5)), none if it cannot be read."""
    return os.fsdecode(content(path)).split("\0")[:-1]
