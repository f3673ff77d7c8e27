"""git commands that replace files of the work tree without naming them, or drop entries from the stash."""

from coordgit.shell.call import Argument, Call, Options, join, options
from coordgit.shell.call import split as cut
from coordgit.startup.typing import Callable, Iterable, Iterator, Mapping, NamedTuple

SWITCH, RESET, RESTORE, CLEAN, STASH, ENTRY, REMOVE = "switch", "reset", "restore", "clean", "stash", "entry", "remove"
AUTOSTASH, END, UNTRACK, UNSTAGE = "autostash", "end", "untrack", "unstage"
"""What a move does.

``SWITCH``: HEAD goes elsewhere. ``RESET``: all tracked files become a commit's. ``RESTORE``: some become a commit's or the
index's. ``CLEAN``: untracked files are deleted. ``STASH``: edits are stashed. ``ENTRY``: a stash entry is dropped, or applied to
the work tree. ``REMOVE``: files, or the whole work tree, are deleted. ``AUTOSTASH``: edits are stashed while a rebase or a merge
runs. ``END``: an operation that has stopped ends, and no more. ``UNTRACK``: paths leave the index. ``UNSTAGE``: there they become
HEAD's.
"""

ENTRIES = ("pop", "apply", "drop", "clear", "branch")
OTHERS = ("list", "show", "create", "store", "export", "import")
"""Subcommands of ``git stash`` that remove nothing."""
CHOSEN = ("pathspec-from-file", "ours", "theirs", "2", "3", "i", "interactive")
"""With these it is unknown what is removed: a user chooses, or a stopped merge decides."""
ENDING = ("--abort", "--skip", "--quit")
"""With these a merge, a rebase or the like that has stopped ends otherwise than by its commit, which the gate judges."""
STOPPED = (*ENDING, "--continue", "--edit-todo", "--show-current-patch")
"""With these ``git rebase`` and ``git merge`` go on with, or end, what has begun."""
PATCH = ("p", "patch")
"""With these a user chooses hunks: only where all edits are another's it is known whose they are."""


class Move(NamedTuple):
    """One such command. ``rev`` and ``paths`` are as git takes them, in ``directory``."""

    act: str
    command: str
    """The command without its paths, as messages name it."""
    directory: str = ""
    """Absolute, or relative to where the whole command started."""
    rev: str = ""
    """The commit whose files come; "" for the index, or for HEAD where the index goes too. For a stash entry: which one."""
    paths: tuple[str, ...] = ()
    """Pathspecs; empty for everything."""
    either: bool = False
    """``git checkout X``: ``rev`` is a commit, a path or a remote's branch."""
    new: str = ""
    """The branch that a switch makes."""
    force: bool = False
    """True for a switch that discards all edits."""
    anew: bool = False
    """True for a switch that makes ``new`` even if there is a branch of that name."""
    orphan: bool = False
    """True for a switch to a branch without commits, which has no files."""
    detach: bool = False
    stages: bool = False
    """True for a restore that changes the index as well."""
    removes: bool = False
    """True for a restore that removes what the commit does not have."""
    untracked: bool = False
    ignored: bool = False
    keeps_index: bool = False
    staged_only: bool = False
    chosen: bool = False
    """True if a user chooses hunks."""
    ends: bool = False
    """True if it ends a merge, a rebase or the like that has stopped: git forgets that along with the rest."""
    stopped: str = ""
    """The operation that has to have stopped for it to be done."""
    setting: str = ""
    """The setting that has to be true for it to be done; ``pull.rebase`` decides which one."""
    words: tuple[str, ...] = ()
    """For a clean: its options except ``-f`` and ``-q``. For a stash entry: what is done with it."""


Reader = Callable[[list[Argument], list[Argument], bool], Move | None]
"""Returns the move of one git command. Takes its arguments before ``--``, those after it, and whether it is there."""


def moves(calls: Iterable[Call]) -> tuple[Move, ...]:
    """Return the moves among git's commands, without those that are not understood."""
    return tuple(move for call in calls for move in _moves(call))


def written_out(calls: Iterable[Call], aliases: Mapping[str, str]) -> Iterator[Call]:
    """Yield commands, aliases replaced by what they are set to (git-config(1), ``alias.*``), without those of the shell."""
    from shlex import split

    for call in calls:
        try:
            words = split(aliases.get(call.name.lower(), "!"))
        except ValueError:  # git refuses it too
            continue
        if words and not words[0].startswith(("!", "-")):
            call.name, call.arguments = words[0], [*map(Argument, words[1:]), *call.arguments]
            yield call


def _moves(call: Call) -> Iterator[Move]:
    reader = READERS.get(call.name)
    if reader is None or call.directory is None:
        return
    move = reader(*cut([_plain(item) for item in call.arguments]))
    if move is not None and not any("\0" in text for text in (move.rev, move.new, *move.paths, *move.words)):
        folder = join(call.directory, move.directory) if move.directory else call.directory
        yield move._replace(directory=folder or "")


def _plain(item: Argument) -> Argument:
    """Return a glob marked as ``:(glob)``: the shell's ``*`` does not match a slash; git's does without this word."""
    return (
        item._replace(text=f":(glob){item.text}") if item.glob and item.known and not item.text.startswith((":", "-")) else item
    )


def _texts(items: Iterable[Argument]) -> tuple[str, ...]:
    return tuple(item.text for item in items)


def _stash(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    first = before[0].text if before else ""
    what = first if first in (*ENTRIES, *OTHERS, "push", "save") else "push"
    if what in OTHERS or (what == "push" and first not in ("push", "") and not first.startswith("-")):
        return None
    given = options(before[1:] if what == first else before, "m", ("message", "pathspec-from-file"))
    if what in ENTRIES:
        names = [item.text for item in given.operands]
        entry = "" if what == "clear" else (names[1:] if what == "branch" else names)[:1] or ["stash@{0}"]
        return Move(ENTRY, f"git stash {what}", rev=entry[0] if entry else "", words=(what,))
    if given.has(*CHOSEN):
        return None
    return Move(
        STASH,
        "git stash -p" if given.has(*PATCH) else "git stash",
        paths=() if what == "save" else _texts([*given.operands, *after]),
        untracked=given.has("u", "include-untracked", "a", "all"),
        ignored=given.has("a", "all"),
        keeps_index=given.has("k", "keep-index"),
        staged_only=given.has("S", "staged"),
        chosen=given.has(*PATCH),
        ends=not given.has("S", "staged", *PATCH) and (what == "save" or not (given.operands or after)),
    )


def _clean(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "e", ("exclude",))
    if given.has("n", "dry-run", *CHOSEN) or not given.has("f", "force"):
        return None
    words = [f"-{letter}" for letter in "dxX" if letter in given.given]
    words += [word for item in given.values("e", "exclude") for word in ("-e", item.text)]
    return Move(CLEAN, "git clean", paths=_texts([*given.operands, *after]), words=tuple(words))


def _reset(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "", ("pathspec-from-file",))
    if after or len(given.operands) > 1 or given.has("pathspec-from-file", *PATCH):
        return None
    rev = given.operands[0] if given.operands else Argument("HEAD")
    how = next((how for how in ("hard", "merge") if given.has(how)), "")
    move = Move(RESET if how else END, f"git reset --{how}" if how else "git reset", staged_only=how == "merge", ends=True)
    return move._replace(rev=rev.text if rev.known else "HEAD")


def _ended(name: str) -> Reader:
    """Return the reader of a command that may only end what has stopped. It resets the work tree, but for ``--quit``: a rebase
    all of it, the others only what is staged."""

    def reader(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
        how = next((item.text for item in before if item.text in ENDING), "")
        if how in ("", "--quit"):
            return Move(END, f"{name} {how}", ends=True) if how else None
        what = name.removeprefix("git ")
        rev = "ORIG_HEAD" if (what, how) == ("rebase", "--abort") else "HEAD"
        return Move(RESET, f"{name} {how}", rev=rev, staged_only=what != "rebase", ends=True, stopped=what)

    return reader


def _autostash(name: str, setting: str) -> Reader:
    """Return the reader of a command that stashes all edits while it runs, if its option or a setting says so."""

    def reader(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
        words = [item.text for item in before if item.known]
        if any(word in STOPPED for word in words):
            return _ended(name)(before, after, dashed)
        if "--no-autostash" in words:
            return None
        if "--autostash" in words:
            return Move(AUTOSTASH, f"{name} --autostash")
        if name != "git pull":
            return Move(AUTOSTASH, name, setting=setting)
        hows = [word for word in words if word in ("-r", "--rebase", "--no-rebase") or word.startswith("--rebase=")]
        merges = hows and hows[-1] in ("--no-rebase", "--rebase=false")
        return Move(AUTOSTASH, name, setting="pull.rebase" if not hows else "merge.autoStash" if merges else setting)

    return reader


def _restore(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "s", ("source", "conflict", "pathspec-from-file"))
    paths = _texts([*given.operands, *after])
    if given.has("S", "staged") and not given.has("W", "worktree"):
        return None if given.has(*CHOSEN, *PATCH, "s", "source") else Move(UNSTAGE, "git restore --staged", paths=paths)
    if given.has(*CHOSEN, "m", "merge"):
        return None
    rev = given.last("s", "source") or ("HEAD" if given.has("S", "staged") else "")
    removes = bool(rev) and not given.has("overlay")
    stages = given.has("S", "staged")
    chosen = given.has(*PATCH)
    if not paths and not chosen:
        return None
    name = "git restore -p" if chosen else "git restore"
    return Move(RESTORE, name, rev=rev, paths=paths, removes=removes, stages=stages, chosen=chosen)


def _checkout(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "bB", ("orphan", "conflict", "pathspec-from-file"))
    if given.has(*CHOSEN, "orphan"):
        return None
    names = list(_texts(given.operands))
    chosen = given.has(*PATCH)
    if after or chosen or (len(names) > 1 and not given.has("b", "B")):
        rev = names.pop(0) if names else ""
        name = "git checkout -p" if chosen else "git checkout"
        paths = (*names, *_texts(after))
        return Move(RESTORE, name, rev=rev, paths=paths, either=not dashed, stages=True, chosen=chosen)
    move = _switched("git checkout", given, names, given.values("b", "B"), force=given.has("f", "force"))
    return move and move._replace(either=not dashed and not move.new, anew=given.has("B"))


def _switch(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "cC", ("create", "force-create", "orphan", "conflict"))
    if given.has("orphan"):
        return _orphan(given)
    made = given.values("c", "C", "create", "force-create")
    force = given.has("f", "force", "discard-changes")
    move = _switched("git switch", given, list(_texts(given.operands)), made, force=force)
    return move and move._replace(anew=given.has("C", "force-create"))


def _orphan(given: Options) -> Move | None:
    """Return the move to a branch without commits, and so without files. ``git checkout --orphan`` keeps all files."""
    name, force = given.values("orphan")[-1].text, given.has("f", "force", "discard-changes")
    if given.operands:  # git refuses
        return None
    return Move(SWITCH, f"git switch --orphan {name}", new=name, ends=True, force=force, orphan=True)


def _switched(name: str, given: Options, names: list[str], made: list[Argument], *, force: bool) -> Move | None:
    if not names and not force and not made:
        return None
    rev = names[0] if names else "HEAD"
    return Move(
        SWITCH,
        " ".join([name, *(["-c" if "switch" in name else "-b", made[-1].text] if made else []), *names[:1]]),
        rev="@{-1}" if rev == "-" else rev,
        new=made[-1].text if made else "",
        ends=True,
        force=force,
        detach=given.has("d", "detach"),
    )


def _rm(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "", ("pathspec-from-file",))
    paths = _texts([*given.operands, *after])
    if given.has("cached") and not given.has("n", "dry-run", *CHOSEN):
        return Move(UNTRACK, "git rm --cached", paths=paths)
    if given.has("n", "dry-run", *CHOSEN) or not given.has("f", "force"):
        return None  # git itself refuses to remove what is not committed
    return Move(REMOVE, "git rm -f", paths=paths) if paths else None


def _worktree(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "", ())
    names = _texts([*given.operands, *after])
    if names[:1] != ("remove",) or len(names) != 2 or not given.has("f", "force"):
        return None
    return Move(REMOVE, "git worktree remove --force", directory=names[1])


def _checkout_index(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "", ("prefix", "stage"))
    if given.has("n", "no-create", "prefix", "stage", "temp", "stdin") or not given.has("f", "force"):
        return None
    paths = tuple(f":(literal){path}" for path in _texts([*given.operands, *after]))
    return Move(RESTORE, "git checkout-index -f", paths=paths) if paths or given.has("a", "all") else None


def _read_tree(before: list[Argument], after: list[Argument], dashed: bool) -> Move | None:
    given = options(before, "", ("prefix", "index-output", "exclude-per-directory"))
    if not given.has("reset") or not given.has("u") or given.has("n", "dry-run", "prefix") or len(given.operands) != 1:
        return None
    return Move(RESTORE, "git read-tree --reset -u", rev=given.operands[0].text, paths=(":/",), removes=True, stages=True)


READERS: dict[str, Reader] = {
    "stash": _stash,
    "clean": _clean,
    "reset": _reset,
    "restore": _restore,
    "checkout": _checkout,
    "switch": _switch,
    "rm": _rm,
    "worktree": _worktree,
    "checkout-index": _checkout_index,
    "read-tree": _read_tree,
    **{name: _ended(f"git {name}") for name in ("cherry-pick", "revert", "am")},
    "rebase": _autostash("git rebase", "rebase.autoStash"),
    "pull": _autostash("git pull", "rebase.autoStash"),
    "merge": _autostash("git merge", "merge.autoStash"),
}
