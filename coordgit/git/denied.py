"""The command that a hook is about to deny: its words as typed, and its folder. Taken from the system, for advice only: if
it is not known there, the advice is general."""

from itertools import islice

from coordgit import processes
from coordgit.git import operation
from coordgit.startup.typing import NamedTuple, Sequence

REPEATABLE = {
    operation.COMMIT: ("commit",),
    operation.AMEND: ("commit",),
    operation.SQUASH: ("commit",),
    operation.FORWARD: ("merge", "cherry-pick"),
    operation.FORWARD_PULL: ("pull",),
    operation.RESET: ("reset", "checkout", "switch"),
    operation.REF: ("branch", "update-ref", "reset"),
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
MESSAGE = ("--message", "--file", "--reuse-message", "--reedit-message", "--template", "--no-edit")
"""Long options of ``git commit`` that give the message, so that no editor opens."""
VALUED = frozenset("mFCct")
"""Its short options with a value, in the same word or as the next one: all of them give the message."""


class Denied(NamedTuple):
    """``command`` repeats it, () if unknown; ``elsewhere``: its options name another folder."""

    command: tuple[str, ...]
    elsewhere: bool


def of(pid: int, what: str, git_dir: str) -> Denied:
    """Return what process ``pid``, a git, was asked to do."""
    options, rest = operation.words(operation.strings(f"/proc/{pid}/cmdline"))
    above = next((process.pid for process in processes.ancestors(pid)[1:]), 0)
    outer_options, outer = operation.words(operation.strings(f"/proc/{above}/cmdline"))
    if outer[:1] == ["pull"]:  # it runs git merge, or git rebase
        pid, options, rest = above, outer_options, outer
    placed = any(option.split("=")[0] in PLACING for option in options)
    placed = placed or any(name.startswith(("GIT_DIR=", "GIT_WORK_TREE=")) for name in operation.strings(f"/proc/{pid}/environ"))
    if outer and outer[0] in RUNNING_COMMIT:
        return Denied((), placed)
    if not rest or rest[0] not in REPEATABLE.get(what, ()) or "--stdin" in rest or len("".join(rest)) > LONGEST:
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
    return word.startswith("-") and not VALUED.isdisjoint(word[1:])


VALUED_WORDS = frozenset(
    ["author", "cleanup", "date", "file", "fixup", "message", "reedit-message", "reuse-message", "squash", "template", "trailer"]
)
CHOOSING, CHOOSING_LETTERS = frozenset(["--all", "--include", "--interactive", "--only", "--patch"]), frozenset("aiop")
"""Options that choose what is committed."""


class CommitCommand(NamedTuple):
    """``message``: the options that give it, as ``-m TEXT`` or ``-F FILE``; ``paths``: those that are named; ``rest``: the words
    without what chooses the paths, so that others can be named; ``None`` if paths come from a file."""

    message: tuple[str, ...]
    paths: tuple[str, ...]
    rest: tuple[str, ...] | None


def chooses(words: Sequence[str]) -> bool:
    """True if a ``git commit`` itself chooses what it commits, by an option or by paths, instead of taking the index."""
    return parse_commit(words).rest != tuple(words)


def parse_commit(words: Sequence[str]) -> CommitCommand:
    """Parse the words after ``git``."""
    message: list[str] = []
    paths: list[str] = []
    rest, from_file = list(words[:1]), False
    following = iter(words[1:])
    for word in following:
        if word == "--":
            paths += following
        elif word.startswith("--"):
            name, equals, value = word.partition("=")
            values = [*islice(following, 1)] if name[2:] in VALUED_WORDS and not equals else []
            if name in ("--message", "--file"):
                message += ["-m" if name == "--message" else "-F", *(values or [value])]
            from_file |= name == "--pathspec-from-file"
            rest += [] if word in CHOOSING else [word, *values]
        elif word.startswith("-"):
            at = next((n for n, letter in enumerate(word) if letter in VALUED), len(word))
            values = [*islice(following, 1)] if at == len(word) - 1 else []
            if word[at : at + 1] in ("m", "F"):
                message += [f"-{word[at]}", *(values or [word[at + 1 :]])]
            letters = "".join(letter for letter in word[1:at] if letter not in CHOOSING_LETTERS)
            rest += [*([f"-{letters}{word[at:]}"] if letters or word[at:] else []), *values]
        else:
            paths.append(word)
    return CommitCommand(tuple(message), tuple(paths), None if from_file else tuple(rest))
