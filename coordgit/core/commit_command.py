"""The words of a ``git commit`` as it was typed (git-commit(1)): which give the message, and which choose what is committed."""

from itertools import islice

from coordgit.startup.typing import NamedTuple, Sequence

MESSAGE = ("--message", "--file", "--reuse-message", "--reedit-message", "--template", "--no-edit")
"""Long options of ``git commit`` that give the message, so that no editor opens."""
VALUED = frozenset("mFCct")
"""Its short options with a value, in the same word or as the next one: all of them give the message."""
VALUED_WORDS = frozenset(
    ["author", "cleanup", "date", "file", "fixup", "message", "reedit-message", "reuse-message", "squash", "template", "trailer"]
)
REST = frozenset("Su")
"""Its short options whose value, if any, is the rest of the word."""
CHOOSING, CHOOSING_LETTERS = frozenset(["--all", "--include", "--interactive", "--only", "--patch"]), frozenset("aiop")
"""Options that choose what is committed."""
AMENDING = frozenset(["--amend", "--no-edit", "--reset-author"])
"""Options that ``git commit`` takes with the first of them, or that give no message without it."""
REUSING, REUSING_LETTERS = ("--reuse-message", "--reedit-message"), frozenset("Cc")
"""Options that take the message of another commit, which may be the one that is amended."""
FROM_FILE = "--pathspec-from-file"
"""The option that takes its paths from a file."""


class CommitCommand(NamedTuple):
    """``message``: the options that give it, as ``-m TEXT`` or ``-F FILE``; ``paths``: those that are named; ``rest``: the words
    without what chooses the paths, so that others can be named; ``None`` if paths come from a file."""

    message: tuple[str, ...]
    paths: tuple[str, ...]
    rest: tuple[str, ...] | None


def chooses(words: Sequence[str]) -> bool:
    """True if a ``git commit`` itself chooses what it commits, by an option or by paths, instead of taking the index, as
    ``git history fixup`` does."""
    return _name(words) != "history" and parse_commit(words).rest != tuple(words)


def names_paths(words: Sequence[str]) -> bool:
    """True if a ``git commit`` names the paths that it commits, or takes them from a file."""
    typed = parse_commit(words)
    return bool(typed.paths) or typed.rest is None


def is_commit(words: Sequence[str]) -> bool:
    """True if the words after ``git`` are those of a ``git commit``."""
    return _name(words) == "commit"


def parse_commit(words: Sequence[str]) -> CommitCommand:
    """Parse the words after ``git``."""
    message: list[str] = []
    paths: list[str] = []
    options = _at(words) + 1
    rest, from_file = list(words[:options]), False
    following = iter(words[options:])
    for word in following:
        if word == "--":
            paths += following
        elif word.startswith("--"):
            name, equals, value = word.partition("=")
            values = [*islice(following, 1)] if name[2:] in VALUED_WORDS and not equals else []
            if name in ("--message", "--file"):
                message += ["-m" if name == "--message" else "-F", *(values or [value])]
            from_file |= name == FROM_FILE
            rest += [] if word in CHOOSING else [word, *values]
        elif word.startswith("-"):
            at = _plain(word)
            values = [*islice(following, 1)] if word[at:] in VALUED else []
            if word[at : at + 1] in ("m", "F"):
                message += [f"-{word[at]}", *(values or [word[at + 1 :]])]
            letters = "".join(letter for letter in word[1:at] if letter not in CHOOSING_LETTERS)
            rest += [*([f"-{letters}{word[at:]}"] if letters or word[at:] else []), *values]
        else:
            paths.append(word)
    return CommitCommand(tuple(message), tuple(paths), None if from_file else tuple(rest))


def not_amending(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words after ``git`` of a ``git commit --amend`` without what makes it amend; () if its message is another
    commit's, perhaps that of the one that is amended."""
    options = _at(words) + 1
    kept, following = list(words[:options]), iter(words[options:])
    for word in following:
        short = word[:1] == "-" != word[1:2]
        at = _plain(word) if short else 0
        if word.startswith(REUSING) or (short and word[at : at + 1] in REUSING_LETTERS):
            return ()
        if word in AMENDING:
            continue
        kept.append(word)
        if word == "--":
            kept += following
        elif word[at:] in VALUED if short else word.removeprefix("--") in VALUED_WORDS:
            kept += islice(following, 1)
    return tuple(kept)


def skips_hooks(words: Sequence[str]) -> bool:
    """True if a ``git commit`` runs no pre-commit hook."""
    options = parse_commit(words).rest or ()
    short = (word[1 : _plain(word)] for word in options if word[:1] == "-" != word[1:2])
    return "--no-verify" in options or any("n" in letters for letters in short)


def is_input(file: str) -> bool:
    """True if a file that is named stands for standard input or another open file, which cannot be read a second time."""
    return file in ("-", "/dev/stdin") or file.startswith(("/dev/fd/", "/proc/self/fd/"))


def with_paths(words: Sequence[str], paths: Sequence[str]) -> Sequence[str]:
    """Return the words after ``git``; if it takes its paths from its input, with ``paths`` instead, () if they are unknown."""
    at = next((n for n, word in enumerate(words) if word.partition("=")[0] == FROM_FILE), len(words))
    _, equals, file = "".join(words[at : at + 1]).partition("=")
    after = at + 1 if equals else at + 2
    if not is_input(file if equals else "".join(words[at + 1 : after])):
        return words
    rest = [word for word in (*words[:at], *words[after:]) if word not in ("--", "--pathspec-file-nul")]
    return [*rest, "--", *paths] if paths else ()


def gives_message(word: str) -> bool:
    """True if it is an option, perhaps among several short ones (``-qam``), that gives the message."""
    if word.startswith("--"):
        return word.split("=")[0] in MESSAGE or word.startswith(("--fixup", "--squash"))
    return word.startswith("-") and word[_plain(word) :][:1] in VALUED


def _at(words: Sequence[str]) -> int:
    """Return where the command's name stands among the words after ``git``: behind settings for this command alone (``-c``)."""
    at = 0
    while at < len(words) and words[at] == "-c":
        at += 2
    return at


def _name(words: Sequence[str]) -> str:
    at = _at(words)
    return words[at] if at < len(words) else ""


def _plain(word: str) -> int:
    """Return how many characters of a word of short options come before the one with a value."""
    return next((n for n, letter in enumerate(word) if letter in VALUED or letter in REST), len(word))
