"""Build a commit in a separate index, and update the shared index for exactly the commit's paths.

The gate updates the shared index just before git moves the branch (``bring_forward``): a crash before the move leaves the
paths staged, one after it leaves nothing to do. In the other order a crash would leave an index that undoes the commit.
"""

import os
import time

from coordgit.core.model import IndexEntry, Oid
from coordgit.errors import CoordgitError
from coordgit.git import plumbing
from coordgit.git.plumbing import RAW, Git, content, decode, encode, entries, raw_changes, records
from coordgit.git.worktrees import Worktree, ref_value
from coordgit.startup.typing import Iterable

VARIABLE = "COORDGIT_PORTION"
"""The variable that names the commit being built to the hooks that git runs for it. It is a name only: the notes about the commit
are in a folder of that name in the store of its repository, so in any other repository it names nothing."""
PREFIX = "portion-"
"""How the names begin."""
TYPED = "COORDGIT_PORTION_TYPED"
"""The variable that tells them, as JSON, the folder in which ``coordgit`` ran, if ``-C`` named that, and its words."""
REJECTED, MOVED, LOCKED = "rejected", "moved", "locked"
"""Outcomes that the gate notes about it: it denied the commit; the branch had moved; the index was locked."""
WAIT = 5.0
"""Seconds to wait for the shared index's lock."""
PAUSE = 0.02


NONE = IndexEntry("0", "")
LINK, EXECUTABLE, PLAIN = "120000", "100755", "100644"


def of_tree(git: Git, commit: Oid | None, paths: list[str]) -> dict[str, IndexEntry]:
    """Return the entries of ``paths`` in ``commit``; missing paths are left out."""
    listed = entries(git.run(*plumbing.of_tree(commit, paths)), paths) if commit and paths else ()
    return {path: IndexEntry(mode, oid) for (mode, _, oid), path in listed}


def mode(git: Git, full: str, head: IndexEntry | None) -> str:
    """Return the mode that git would record for a file, "" for anything but a file or a link."""
    try:
        status = os.lstat(full)
    except OSError:
        return ""
    kind = status.st_mode & 0o170000
    if kind != 0o100000:
        return LINK if kind == 0o120000 else ""
    if git.once("file mode", "", lambda: git.setting("core.fileMode", "bool")) == "false":
        return head.mode if head is not None and head.mode != LINK else PLAIN
    return EXECUTABLE if status.st_mode & 0o100 else PLAIN


def of_index(git: Git, paths: list[str]) -> dict[str, IndexEntry]:
    """Return the entries of ``paths`` in the index, without unmerged ones."""
    listed = entries(git.run(*plumbing.of_index(paths)), paths) if paths else ()
    return {path: IndexEntry(mode, oid) for (mode, oid, stage), path in listed if stage == "0"}


def differing(git: Git, head: Oid | None) -> list[str]:
    """Return the tracked paths whose work tree version differs from ``head``."""
    if head is None:
        return [path for _, path in entries(git.run("ls-files", "-s", "-z"))]
    out = records(git.run("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=all"))
    return [record[3:] for record in out]


def index_info(entries: Iterable[tuple[str, IndexEntry]], blank: Oid) -> bytes:
    """Return the standard input of ``git update-index -z --index-info``. ``blank``: an id of zeros."""
    return b"".join(encode(f"{entry.mode} {entry.oid or blank}\t{path}\0") for path, entry in entries)


def build(git: Git, worktree: Worktree, folder: str, head: Oid | None, entries: dict[str, IndexEntry]) -> Git:
    """Make the index in ``folder``: ``head`` with ``entries`` replaced. Return a git that uses it."""
    index = f"{folder}/index"
    try:  # it caches the state of the files on disk, so that git need not read them all
        with open(f"{worktree.git_dir}/index", "rb") as old, open(index, "wb") as new:
            while piece := old.read(1 << 20):
                new.write(piece)
    except FileNotFoundError:
        pass
    own = type(git)(git.cwd, git.env | {"GIT_INDEX_FILE": index}, git.worktree)
    own.run("read-tree", *(["--reset", head] if head else ["--empty"]))
    blank = "0" * len(head or own.text("hash-object", "-t", "tree", "/dev/null"))
    own.run("update-index", "-z", "--index-info", stdin=index_info(entries.items(), blank))
    return own


# --- the shared index ------------------------------------------------------------------------------------------------


def begin(store: str) -> str:
    """Return the new folder in ``store`` for the notes about a commit."""
    import tempfile

    return tempfile.mkdtemp(prefix=PREFIX, dir=store)


def under_way(store: str) -> str:
    """Return the folder of the commit that is being built in the repository of ``store``, "" outside its hooks."""
    name = os.environ.get(VARIABLE, "")
    folder = f"{store}/{name}"
    return folder if name.startswith(PREFIX) and "/" not in name and os.path.isfile(f"{folder}/base") else ""


def expect(folder: str, ref: str, head: Oid | None, session: str, declared: Iterable[str]) -> None:
    """Note for the gate what the commit is built for, and the paths whose version ``session`` declares."""
    with open(f"{folder}/declared", "wb") as names:
        names.write(plumbing.nul((ref or "HEAD", session, *declared)))
    with open(f"{folder}/base", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{ref}\n{head or ''}\n")


def declared(store: str, ref: str, session: str) -> set[str]:
    """Return the paths that the commit which ``session`` builds for ``ref`` declares to be its own; none for any other commit."""
    folder = under_way(store)
    made_for, maker, *paths = records(content(f"{folder}/declared")) if folder else ("", "")
    return set(paths) if (made_for, maker) == (ref, session) else set()


def forget(store: str, before: float) -> None:
    """Delete the folders of commits that were killed before a time."""
    import shutil

    with os.scandir(store) as found:
        old = [entry.path for entry in found if entry.name.startswith(PREFIX) and entry.stat().st_mtime < before]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)


def note(folder: str, name: str, text: str) -> None:
    """Note something about the commit that is built in ``folder``: its outcome (``word``) or its id (``new``)."""
    with open(f"{folder}/{name}", "w", encoding="ascii") as file:
        file.write(text)


def word(folder: str) -> str:
    """Return the outcome noted in ``folder``, "" for none."""
    return decode(content(f"{folder}/word"))


def _arrived(worktree: Worktree, folder: str, ref: str, old: Oid | None, new: Oid) -> bool:
    """Update the shared index when the gate lets ``ref`` move from ``old`` to ``new``, if this is the commit built in ``folder``.
    False: the commit must not be made, and the reason is noted."""
    branch, _, base = decode(content(f"{folder}/base")).removesuffix("\n").partition("\n")
    if branch != ref:
        return True  # a hook of the commit moves another branch
    if base != (old or ""):
        note(folder, "word", MOVED)
        return False
    note(folder, "new", new)
    if bring_forward(worktree, folder, old, new):
        return True
    note(folder, "word", LOCKED)
    return False


def answer(worktree: Worktree, folder: str, moves: list[tuple[str, Oid]], denied: bool) -> bool:
    """Answer the commit that is built in ``folder``, for the gate: true if the ``moves`` (branch, new commit) may be made."""
    if denied:
        note(folder, "word", REJECTED)
        return False
    return all(_arrived(worktree, folder, ref, ref_value(worktree, ref), new) for ref, new in moves)


def made(folder: str) -> Oid:
    """Return the commit that the gate let through, "" for none."""
    return decode(content(f"{folder}/new"))


def bring_forward(worktree: Worktree, folder: str, old: Oid | None, new: Oid) -> bool:
    """Apply the changes from ``old`` to ``new`` to the shared index, and note what it had; false if another command locks it."""
    git = worktree.git()
    raw = git.run("diff-tree", *RAW, *([old, new] if old else ["--root", "--no-commit-id", new]))
    changed = {path: IndexEntry(mode, oid) if mode.strip("0") else NONE for path, (_, mode), (_, oid) in raw_changes(raw)}
    blank = "0" * len(new)
    info, had = index_info(changed.items(), blank), of_index(git, list(changed))
    with open(f"{folder}/had", "wb") as file:
        file.write(index_info(((path, had.get(path, NONE)) for path in changed), blank))
    with open(f"{folder}/made", "wb") as file:
        file.write(info)
    return update(git, info)


def update(git: Git, info: bytes) -> bool:
    """Change entries of the shared index; false if another command keeps it locked."""
    until = time.monotonic() + WAIT
    lock = git.path("index.lock")
    while True:
        child = git.start("update-index", "-z", "--index-info", stdin=info)
        code, _ = child.outcome()
        if code == 0:
            return True
        if not os.path.exists(lock) and time.monotonic() > until - WAIT + 1:
            raise CoordgitError(f"the index cannot be written: {child.why()}", "git status")
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)


def put_back(worktree: Worktree, folder: str) -> None:
    """Restore the shared index's old entries after a commit was not made, unless somebody has changed them since."""
    try:
        with open(f"{folder}/had", "rb") as had, open(f"{folder}/made", "rb") as made:
            pairs = list(zip(had.read().split(b"\0")[:-1], made.read().split(b"\0")[:-1], strict=True))
    except FileNotFoundError:
        return
    git = worktree.git()
    paths = [decode(record).split("\t", 1)[1] for _, record in pairs]
    now = of_index(git, paths)
    back = []
    for path, (old, new) in zip(paths, pairs, strict=True):
        blank = "0" * len(decode(new).split("\t")[0].split(" ")[1])
        if index_info([(path, now.get(path, NONE))], blank) == new + b"\0":
            back.append(old + b"\0")
    if back and not update(git, b"".join(back)):
        raise CoordgitError("the commit was not made, and its paths are staged: another command holds the index", "git reset")


def refresh(worktree: Worktree) -> None:
    """Refresh the shared index's state of the files on disk, if nobody locks it."""
    git = worktree.git()
    git.env.pop("GIT_OPTIONAL_LOCKS")
    git.code("update-index", "-q", "--refresh")
