"""Restore uncommitted work that was missing from the work tree."""

import os

from coordgit.core.model import Oid
from coordgit.core.quoting import quote
from coordgit.git import files, separate_index, worktrees
from coordgit.git.plumbing import Git, decode
from coordgit.git.separate_index import EXECUTABLE, LINK, NONE
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple, Sequence
from coordgit.store import kept as rows
from coordgit.store import stashes
from coordgit.store.database import Store
from coordgit.store.kept import STASH, KeptWork


class Restored(NamedTuple):
    """The result of restoring a piece of work."""

    kept: KeptWork
    outcome: str
    """restored, there (it was there already), changed (the file has newer content), blocked (it cannot be written), or missing
    (the objects are gone)."""
    why: str = ""
    """What keeps a blocked file from being written."""


RESTORED, THERE, CHANGED, BLOCKED, MISSING = "restored", "there", "changed", "blocked", "missing"
NO_NAMES = {"", ".", "..", ".git"}
"""What git refuses as a part of a path (``verify_path`` in read-cache.c)."""
LONGEST = 4095
"""Bytes of a link's target at most (PATH_MAX)."""


def restore(store: Store, worktree: Worktree, some: Sequence[KeptWork]) -> list[Restored]:
    """Restore work, each path to its newest kept content; a file with any other uncommitted content stays as it is, and so does
    one beyond a link."""
    git = worktree.git()
    done = [Restored(one, _entry(git, one)) if one.what == STASH else _file(worktree, git, one) for one in some]
    with store.writing():
        for one, outcome, _ in done:
            if outcome in (RESTORED, THERE):
                rows.back(store, one.worktree, one.path, one.oid)
                if one.what == STASH:
                    stashes.note(store, one.oid, one.session, one.worktree, one.at)
    return done


def _file(worktree: Worktree, git: Git, kept: KeptWork) -> Restored:
    if not git.has(kept.oid):
        return Restored(kept, MISSING)
    why = _in_the_way(worktree, kept.path)
    try:
        return Restored(kept, BLOCKED, why) if why else Restored(kept, _write(worktree, git, kept))
    except OSError as error:
        return Restored(kept, BLOCKED, error.strerror or "it cannot be written")


def _in_the_way(worktree: Worktree, path: str) -> str:
    """Return what keeps the path from being one of this work tree, "" if nothing. A store may have come with an archive, so its
    paths are looked at as git looks at those of a tree."""
    parts = path.split("/")
    if not NO_NAMES.isdisjoint(part.lower() for part in parts):
        return "git has no file of this name"
    for folder in ("/".join(parts[:n]) for n in range(1, len(parts))):
        full = f"{worktree.top}/{folder}"
        if os.path.islink(full) or (os.path.lexists(full) and not os.path.isdir(full)):
            return f"{quote(folder)} is a {'link' if os.path.islink(full) else 'file'} by now"
    return ""


def _write(worktree: Worktree, git: Git, kept: KeptWork) -> str:
    stamp = worktrees.stamp(worktree, kept.path)
    now = files.Hashing(worktree, git).start([kept.path]).oids()[kept.path]
    if now == kept.oid:
        return THERE
    head = separate_index.of_tree(git, worktrees.head(worktree)[1], [kept.path]).get(kept.path, NONE)
    full = f"{worktree.top}/{kept.path}"
    there, is_link = os.path.lexists(full), os.path.islink(full)
    known: list[Oid | None] = [None, kept.instead, head.oid or None]
    if now is not None and not is_link and not os.path.getsize(full):
        known.append(now)  # nothing to lose
    if now not in known or (there and now is None):  # a folder, or what git cannot read
        return CHANGED
    mode = separate_index.of_index(git, [kept.path]).get(kept.path, head).mode
    target = git.run("cat-file", "blob", kept.oid) if mode == LINK else b""
    replaces = there and not is_link
    bits = os.lstat(full).st_mode & 0o777 if replaces else 0o777 if mode == EXECUTABLE else 0o666
    os.makedirs(os.path.dirname(full), exist_ok=True)
    beside = f"{os.path.dirname(full)}/.coordgit-{os.getpid()}"
    try:
        if 0 < len(target) <= LONGEST and not {*b"\0\n"}.intersection(target):  # else the edit has made a file of the link
            os.symlink(decode(target), beside)
        else:
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, bits)
            with os.fdopen(file, "wb") as out:
                out.write(git.run("cat-file", "--filters", f"--path={kept.path}", kept.oid))  # as git checks it out
            if replaces:
                os.chmod(beside, bits)
        if worktrees.stamp(worktree, kept.path) != stamp:  # another process was faster
            return CHANGED
        os.replace(beside, full)
    finally:
        if os.path.lexists(beside):
            os.unlink(beside)
    return RESTORED


def _entry(git: Git, kept: KeptWork) -> str:
    if not git.has(kept.oid):
        return MISSING
    message = git.text("log", "-1", "--no-show-signature", "--format=%s", kept.oid)
    git.run("stash", "store", "-m", message, kept.oid)
    return RESTORED
