"""Restore uncommitted work that was missing from the work tree."""

import os

from coordgit.core.model import Oid
from coordgit.git import files, worktrees
from coordgit.git import kept_refs as refs
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple, Sequence
from coordgit.store import kept as rows
from coordgit.store import stashes
from coordgit.store.database import Store
from coordgit.store.kept import STASH, Kept


class Restored(NamedTuple):
    """The result of restoring a piece of work."""

    kept: Kept
    outcome: str
    """restored, there (it was there already), changed (the file has newer content), or missing (the objects are gone)."""


RESTORED, THERE, CHANGED, MISSING = "restored", "there", "changed", "missing"


def restore(store: Store, worktree: Worktree, some: Sequence[Kept]) -> list[Restored]:
    """Restore work, each path to its newest kept content; a file with any other uncommitted content stays as it is."""
    git = worktree.git()
    done = [Restored(one, _entry(git, one) if one.what == STASH else _file(worktree, git, one)) for one in some]
    with store.writing():
        for one, outcome in done:
            if outcome in (RESTORED, THERE):
                rows.back(store, one.worktree, one.path, one.oid)
                if one.what == STASH:
                    stashes.note(store, one.oid, one.session, one.worktree, one.at)
    return done


def _file(worktree: Worktree, git: Git, kept: Kept) -> str:
    if not git.has(kept.oid):
        return MISSING
    stamp = worktrees.stamp(worktree, kept.path)
    now = files.Hashing(worktree, git).start([kept.path]).oids()[kept.path]
    if now == kept.oid:
        return THERE
    _, head = worktrees.head(worktree)
    full = f"{worktree.top}/{kept.path}"
    known: list[Oid | None] = [None, kept.instead, files.in_tree(git, head, [kept.path]).get(kept.path)]
    if now is not None and os.path.isfile(full) and not os.path.getsize(full):
        known.append(now)  # nothing to lose
    if now not in known or os.path.isdir(full):
        return CHANGED
    runs = git.text("ls-files", "-s", "--", f":(top,literal){kept.path}").startswith("100755")
    mode = os.lstat(full).st_mode & 0o777 if os.path.lexists(full) else 0o777 if runs else 0o666
    os.makedirs(os.path.dirname(full), exist_ok=True)
    beside = f"{full}.coordgit-{os.getpid()}"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(refs.content(git, kept.path, kept.oid))
        if os.path.lexists(full):
            os.chmod(beside, mode)
        if worktrees.stamp(worktree, kept.path) != stamp:  # another process was faster
            return CHANGED
        os.replace(beside, full)
    finally:
        if os.path.lexists(beside):
            os.unlink(beside)
    return RESTORED


def _entry(git: Git, kept: Kept) -> str:
    if not git.has(kept.oid):
        return MISSING
    message = git.text("log", "-1", "--no-show-signature", "--format=%s", kept.oid)
    git.run("stash", "store", "-m", message, kept.oid)
    return RESTORED
