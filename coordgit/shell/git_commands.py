"""git commands that show or change files of the work tree, or show one file of a commit."""

from coordgit.core.model import LISTING, MATCH, READ, Access, Query
from coordgit.shell.call import Argument, Call, Handler, blurred, has_wildcards, join, named, number, split, wordset
from coordgit.shell.printing_commands import presence
from coordgit.shell.search_commands import GREP, any_depth, asked_by, dialect_of, search
from coordgit.shell.writing_commands import patch, rewrite, transfer

QUIET = wordset(
    "status branch add commit push fetch pull merge rebase cherry-pick revert rev-parse rev-list remote config",
    "tag worktree init clone reflog describe shortlog name-rev merge-base symbolic-ref for-each-ref show-ref",
    "ls-remote var version help bisect notes gc fsck update-ref update-index write-tree commit-tree read-tree",
    "hash-object switch reset check-ignore check-attr count-objects submodule sparse-checkout prune maintenance",
    "pack-refs cherry whatchanged backfill format-rev history last-modified refs replay repo url-parse",
)
"""Commands that show names, states and history, or only move files from one commit to another."""

AUTOSTASH = tuple(
    f"{what}.autostash{value}" for what in ("rebase", "merge", "pull") for value in ("", "=true", "=yes", "=on", "=1")
)
"""Settings for one command that have a pull, a rebase or a merge stash everybody's edits."""
_NAMES_ONLY = ("stat", "shortstat", "numstat", "dirstat", "name-only", "name-status", "summary", "quiet", "check", "s")
_NO_PATH = ("' does not exist in '", "' exists on disk, but not in '")


def git(call: Call) -> list[Access]:
    """Find the command among git's own options, and call its handler."""
    words = iter(call.arguments)
    stashes = False
    for word in words:
        if word.text == "-C":
            folder = next(words, Argument("", known=False))
            call.directory = join(call.directory, folder.text) if folder.known else None
        elif word.text == "-c":
            stashes |= next(words, Argument("")).text.lower() in AUTOSTASH
        elif word.text.startswith(("--git-dir", "--work-tree", "--namespace")) or not word.known:
            return call.untold()
        elif not word.text.startswith("-"):
            call.name, call.arguments = word.text, list(words)
            if stashes and call.name in ("merge", "pull", "rebase"):
                call.arguments.insert(0, Argument("--autostash"))
            if word.text in QUIET:
                return call.blur()
            handler = GIT.get(word.text)
            if handler in (restore, rewrite, transfer):  # git matches what the shell has left
                call.arguments = [item._replace(glob=item.glob or has_wildcards(item.text)) for item in call.arguments]
            return call.untold() if handler is None else handler(call)
    return []


def show(call: Call) -> list[Access]:
    """Return ``REV:path`` as a read at that revision, and parts of the paths after ``--`` of HEAD's patch; the patch of any other
    commit shows what need not be there any more."""
    options = call.options()
    if options.has("no-patch", *_NAMES_ONLY):
        return []
    objects = [item for item in options.operands if item.text not in ("blob", "tree", "commit")]
    if not objects or options.has("batch", "batch-check"):
        return call.untold()
    before, paths, _ = split(call.arguments)
    if paths and {word.text for word in before if not word.text.startswith("-")} <= {"HEAD", "@"}:
        return _patched(call, paths)
    return [touch for item in objects for touch in _shown(call, item)]


def _patched(call: Call, paths: list[Argument]) -> list[Access]:
    """Return parts of the paths of which patches are printed; of a file that one of these removes, that it is gone too."""
    found = call.parts(paths)
    if "+++ /dev/null" not in (call.output or ""):
        return found
    from coordgit.shell import printed_patches

    gone = [patch for patch in printed_patches.parse(call.output or "") if not patch.new]
    removed = [touch for touch in found if any(printed_patches.about(patch, touch.path) for patch in gone)]
    return [*found, *(touch._replace(missing=True) for touch in removed)]


def _shown(call: Call, item: Argument) -> list[Access]:
    rev, _, path = item.text.partition(":")
    path = path if rev else path.removeprefix("0:")
    if not item.known or not path or (not rev and path[1:2] == ":"):
        return call.untold()
    missing = [line for line in call.messages if line.startswith(tuple(f"fatal: path '{path}{says}" for says in _NO_PATH))]
    call.failed = bool(missing) or any(line.startswith("fatal: ") and named(item.text, line) for line in call.messages)
    if call.failed and not missing:
        return []
    if path.startswith(("./", "../")):
        where = join(call.directory, path)
        return call.untold() if where is None else [Access(READ, where, rev=rev, missing=bool(missing))]
    if call.directory is None:
        return call.untold()
    staged = not rev  # what is staged is taken for what HEAD has
    return [Access(READ, path, rev=rev or "HEAD", top=True, exact=not staged, missing=bool(missing), directory=call.directory)]


def cat_file(call: Call) -> list[Access]:
    """Return the same as ``show``; of a question about the object only, that it is not there."""
    options = call.options()
    if not options.has("e", "t", "s"):
        return show(call)
    return [touch for item in options.operands if ":" in item.text for touch in _shown(call, item) if touch.missing]


def diff(call: Call) -> list[Access]:
    """Return parts of the paths after ``--``; without it a path cannot be distinguished from a revision."""
    before, paths, _ = split(call.arguments)
    texts = {word.text for word in before}
    if texts & {f"--{name}" for name in _NAMES_ONLY} or any(text.startswith("--stat=") for text in texts):
        return []
    if "--no-index" in texts:
        paths = [*(word for word in before if not word.text.startswith("-")), *paths]
    return _patched(call, paths) if paths else call.untold()


def log(call: Call) -> list[Access]:
    """Return nothing for history alone, which never changes; patches show unknown parts of files."""
    return call.untold() if call.options().has("p", "u", "patch", "L", "c", "cc") else call.blur()


def blame(call: Call) -> list[Access]:
    """Return the file, or the lines of ``-L``."""
    _, paths, _ = split(call.arguments)
    options = call.options("LSM", ())
    files = paths or options.operands
    if len(files) != 1 or len(options.operands) > 1:
        return call.untold()
    first, _, last = options.last("L").partition(",")
    if not number(first) or not number(last.removeprefix("+")):
        return call.read(files[0], exact=not options.has("L"))
    return call.read(files[0], int(first), int(first) + int(last) - 1 if last.startswith("+") else int(last))


def grep(call: Call) -> list[Access]:
    """Return a search of the tracked files below, or of the paths named. A name without ``--`` before it may be a revision: then
    all that is below was searched, of another commit."""
    call.arguments, paths, _ = split(call.arguments)
    options = call.options("efABCm", GREP[1])
    asked = asked_by(call, options, dialect_of(options))
    if asked is None:
        return []
    query, rest = asked
    call.failed = any(line.startswith("fatal: ") and named(item.text, line) for item in rest for line in call.messages)
    if call.failed:  # what was to be searched is unknown
        return []
    plain = [item for item in rest if item.text in (".", "..") or item.text.endswith("/") or item.text.startswith("./")]
    doubtful = [item for item in rest if item not in plain]
    globs = [item for item in paths if has_wildcards(item.text) or ":" in item.text]
    if doubtful and all(item.known for item in rest) and not paths and call.directory is not None:
        found = []
        for item in rest:
            touches = search(call, options, (query, [item]), [], recursive=True)
            where = (call.directory or ".") if item in doubtful else ""
            found += [touch._replace(directory=where) if touch.act == MATCH else touch for touch in touches]
        return found
    worktrees = [] if doubtful or globs else plain + paths
    narrowed = globs if not doubtful and globs == paths and not any("/" in item.text for item in globs) else []
    touches = search(call, options, (query, worktrees), narrowed, recursive=True)
    exact = not doubtful and narrowed == globs
    return touches if exact else [touch._replace(exact=touch.missing) for touch in touches]


def ls_files(call: Call) -> list[Access]:
    """Return the names below, or those that the pathspecs match; with an option that chooses among them, some of these."""
    touches: list[Access] = []
    options = call.options("xX", ("exclude", "exclude-from"))
    for item in options.operands or [Argument(".")]:
        if has_wildcards(item.text):
            found = call.spread(item)
            touches += [Access(LISTING, found[0], query=Query(any_depth(found[1])))] if found else []
        else:
            touches += call.listing(item, Query())
    asked = options.operands if options.has("error-unmatch") else []
    return [*(blurred(touches) if options.has(*CHOSEN) else touches), *presence(call, asked)]


CHOSEN = wordset("m modified d deleted o others i ignored u unmerged k killed")


def ls_tree(call: Call) -> list[Access]:
    """Return the names that HEAD has in a folder, with ``-r`` also those below, or the look at a folder of another commit."""
    options = call.options("", ("abbrev", "format"))
    tree, *places = options.operands or [Argument("")]
    recursive = options.has("r")
    if not tree.known or options.has("d", "full-tree"):
        return call.untold()
    if tree.text not in ("HEAD", "@"):
        plain = not recursive and all(place.known and place.text.endswith("/") for place in places)
        folders = [tree] if not places else [Argument(f"{tree.text}:./{place.text.rstrip('/')}") for place in places]
        inside = ":" in tree.text and bool(places)
        return [touch for folder in folders for touch in _shown(call, folder)] if plain and not inside else call.untold()
    folders = [place for place in places if recursive or place.text.endswith("/")] if places else [Argument(".")]
    return [touch for folder in folders for touch in call.listing(folder, Query(recursive=recursive))]


def restore(call: Call) -> list[Access]:
    """Return possible writes of every named path, none if the index alone is restored; the name of a branch is not a path."""
    before, paths, _ = split(call.arguments)
    options = call.options("bBs", ("source", "orphan", "conflict"))
    if call.name == "restore" and options.has("S", "staged") and not options.has("W", "worktree"):
        return []
    first = [item.text for item in before if not item.text.startswith("-")]
    source = options.last("s", "source") or (first[0] if first and (paths or len(first) > 1) else "")
    return [touch._replace(source=source) for touch in call.writes(paths or options.operands)]


GIT: dict[str, Handler] = {
    "show": show,
    "cat-file": cat_file,
    "diff": diff,
    "log": log,
    "annotate": blame,
    "blame": blame,
    "grep": grep,
    "ls-files": ls_files,
    "ls-tree": ls_tree,
    "restore": restore,
    "checkout": restore,
    "rm": rewrite,
    "mv": transfer,
    "apply": patch,
}
COMMANDS = QUIET | GIT.keys() | {"git"}
"""Commands that git has, as far as they matter here. Any other may be an alias."""
