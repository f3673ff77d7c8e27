"""The command that a hook is about to deny: its words as typed, and its folder. Taken from the system, for advice only: if
it is not known there, the advice is general."""

from coordgit import processes
from coordgit.core import advice_facts
from coordgit.core.commit_command import gives_message, is_input, with_paths
from coordgit.git import operation
from coordgit.git.plumbing import first_line
from coordgit.startup.typing import NamedTuple, Sequence

REPEATABLE = {
    operation.COMMIT: ("commit",),
    operation.AMEND: ("commit",),
    operation.SQUASH: ("commit",),
    advice_facts.FIXUP: ("history",),
    operation.FORWARD: ("merge", "cherry-pick"),
    operation.FORWARD_PULL: ("pull",),
    operation.RESET: ("reset", "checkout", "switch"),
    operation.REF: ("branch", "history", "refs", "replay", "reset", "update-ref"),
    operation.SEND: ("push",),
    **dict.fromkeys((operation.MERGE, operation.PULL, operation.PICK, operation.REVERT), ("commit",)),
}
"""Operation -> the commands that are denied as a whole: running the same command again repeats it. What has stopped may be
concluded by ``git commit``."""
RUNNING_COMMIT = frozenset(["cherry-pick", "revert", "rebase"])
"""Commands that run ``git commit`` to continue."""
PLACING = ("-C", "--git-dir", "--work-tree")
LONGEST = 1000
"""Most characters of a command that is repeated in advice."""


class Denied(NamedTuple):
    """``command`` repeats it, () if unknown; ``elsewhere``: its options name another folder."""

    command: tuple[str, ...]
    elsewhere: bool


def of(pid: int, what: str, git_dir: str, paths: Sequence[str] = ()) -> Denied:
    """Return what process ``pid``, a git, was asked to do. ``paths``: pathspecs of what a denied commit changes."""
    options, rest = operation.words(operation.strings(f"/proc/{pid}/cmdline"))
    above = next((process.pid for process in processes.ancestors(pid)[1:]), 0)
    outer_options, outer = operation.words(operation.strings(f"/proc/{above}/cmdline"))
    if outer[:1] == ["pull"]:  # it runs git merge, or git rebase
        pid, options, rest = above, outer_options, outer
    placed = any(option.split("=")[0] in PLACING for one in _typed(pid) for option in operation.words(one)[0])
    placed = placed or any(name.startswith(("GIT_DIR=", "GIT_WORK_TREE=")) for name in operation.strings(f"/proc/{pid}/environ"))
    if outer and outer[0] in RUNNING_COMMIT:
        return Denied((), placed)
    if rest[:1] == ["update-ref"] and first_line(f"/proc/{above}/comm").startswith("git"):
        return Denied((), placed)  # a tool such as git-revise, run as a command of git: that is what its user repeats
    if rest[:1] == ["commit"]:
        rest = [*with_paths(rest, paths)]
    if not rest or rest[0] not in REPEATABLE.get(what, ()) or "--stdin" in rest or len("".join(rest)) > LONGEST:
        return Denied((), placed)
    kept = [word for n, word in enumerate(options) if word == "-c" or (n and options[n - 1] == "-c")]
    return Denied((*kept, *(_with_message(rest, git_dir) if rest[0] == "commit" else rest)), placed)


def named(pid: int, what: str) -> str:
    """Return the operation as advice names it, where process ``pid``, a git, is known to do it by another command."""
    fixes = what == operation.AMEND and operation.words(operation.strings(f"/proc/{pid}/cmdline"))[1][:1] == ["history"]
    return advice_facts.FIXUP if fixes else what


def is_elsewhere(pid: int) -> bool:
    """True if process ``pid``, a git, runs in another folder than its user's: an option said so, or it receives a push."""
    called = operation.strings(f"/proc/{pid}/cmdline")[:2]
    return any(word.endswith("receive-pack") for word in called) or of(pid, "", "").elsewhere


def inherited_prefix(pid: int) -> str | None:
    """Return the folder in which another git, such as an alias, was called that runs process ``pid``; ``None`` if none does.

    git names it to all that it runs, at the top of the work tree.
    """
    names = [name for name in operation.strings(f"/proc/{pid}/environ") if name.startswith("GIT_PREFIX=")]
    return names[0].partition("=")[2] if names else None


def _typed(pid: int) -> list[list[str]]:
    """Return the words of process ``pid``, a git, and of those above it up to the one that no git runs."""
    above = [process.pid for process in processes.ancestors(pid)[1:]] if inherited_prefix(pid) is not None else []
    outermost = next((n for n, one in enumerate(above) if inherited_prefix(one) is None), len(above))
    return [operation.strings(f"/proc/{one}/cmdline") for one in (pid, *above[: outermost + 1])]


def _with_message(rest: list[str], git_dir: str) -> list[str]:
    """Return ``git commit`` with the message that git kept, if it came from an editor or from standard input."""
    file = f"{git_dir}/COMMIT_EDITMSG"
    made, skip = [], False
    for n, word in enumerate(rest):
        following = rest[n + 1] if n + 1 < len(rest) else ""
        if skip:
            skip = False
        elif is_input(following) and (word == "--file" or (word.endswith("F") and word[:1] == "-" != word[1:2])):
            others = word.removesuffix("F") if word != "--file" else "-"
            made += [*([others] if others != "-" else []), "-F", file]
            skip = True
        elif word.startswith(("-F", "--file=")) and is_input(word.removeprefix("-F").removeprefix("--file=")):
            made += ["-F", file]
        else:
            made.append(word)
    options = made[1 : made.index("--")] if "--" in made else made[1:]
    if any(gives_message(word) for word in options):
        return made
    return [made[0], "-F", file, "--cleanup=strip", *made[1:]]
