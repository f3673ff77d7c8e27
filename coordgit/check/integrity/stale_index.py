"""Commits of an index that does not match its work tree: most of the tree removed, or older versions restored.

The work tree is examined for suspects only, and only if the commit is made in it.
"""

import os

from coordgit.check.integrity.index_removals import is_kept
from coordgit.check.update import Update
from coordgit.core import pathspec
from coordgit.core.landed_steps import history
from coordgit.core.model import Change, Finding, Oid
from coordgit.core.rules.mass_deletion import is_emptied
from coordgit.core.rules.put_back import replaced
from coordgit.core.validation import EMPTIED, MANY_GONE, PUT_BACK
from coordgit.git import undone_changes, worktrees
from coordgit.git.plumbing import Git, nul, records
from coordgit.git.worktrees import Worktree
from coordgit.store import acknowledgements, landings, untracked
from coordgit.store.database import Store


def of(store: Store, git: Git, update: Update, gone: list[str], older: list[str]) -> list[Finding]:
    """Return the findings about ``gone``, the paths that the commit removes, and ``older``, the paths whose committed version the
    branch may have had before. (No other session moves a detached HEAD: what is older there, its session has staged.)"""
    worktree = worktrees.at(git.cwd)
    if worktree is None or not update.old or (worktrees.head(worktree)[0] or "HEAD") != update.ref:
        return []
    on_purpose = _on_purpose(store, worktree, update, [*gone, *older])
    gone = [path for path in gone if path not in on_purpose]
    older = [path for path in older if path not in on_purpose]
    removed = _emptied(git, worktree, update.old, gone) if len(gone) >= MANY_GONE else []
    if removed:
        return [update.finding(EMPTIED, path) for path in removed]
    changes = _put_back(store, git, worktree, update, older if update.ref != "HEAD" else [])
    return [update.finding(PUT_BACK, change.path)._replace(changes=(change,)) for change in changes]


def _on_purpose(store: Store, worktree: Worktree, update: Update, paths: list[str]) -> set[str]:
    """Return the paths that are removed, or put back, on purpose: acknowledged ones, and removed ones that the session's own
    ``git rm --cached`` has named, or another's that CG202 is about. One that names the whole tree does not count, since it may
    have emptied the index."""
    session = update.epoch.session
    specs = [pathspec.parse(text) for text in untracked.of(store, session, worktree.id)]
    named = [spec for spec in specs if spec.path.strip("*/")]
    left = {path for path in paths if update.written[path][1] is None and any(pathspec.matches(spec, path) for spec in named)}
    left |= {work.path for work in update.edits if work.mode == untracked.REMOVED}
    acked = acknowledgements.put_back(store, session, paths)
    return left | {path for path, oid, tip in acked if (oid == update.written[path][0] if oid else tip == update.old)}


def _emptied(git: Git, worktree: Worktree, old: Oid, gone: list[str]) -> list[str]:
    """Return the paths that are removed though the work tree has them, if they are most of the tree."""
    held = _not_ignored(git, [path for path in gone if is_kept(worktree, path)])
    if len(held) < MANY_GONE:
        return []
    tracked = sum(1 for _ in records(git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", old)))
    return held if is_emptied(len(held), tracked) else []


def _put_back(store: Store, git: Git, worktree: Worktree, update: Update, paths: list[str]) -> list[Change]:
    """Return the restored older versions that the work tree does not have."""
    session = update.epoch.session
    restored: dict[str, Change] = {}
    for path in paths:
        tip, ours = update.written[path]
        steps = history(update.landed_here(landings.versions(store, path)), tip, update.ref, session)
        makers = replaced(steps, ours, session)
        if makers:
            restored[path] = Change(path=path, before=ours, after=tip, makers=makers)
    if not restored:
        return []
    from coordgit.git.files import Hashing

    disk = Hashing(worktree, git).start(restored).oids()
    removed = [path for path, change in restored.items() if change.before is None and disk[path] is not None]
    removed = [path for path in removed if not worktrees.is_beyond_link(worktree, path)]
    kept = {*_not_ignored(git, removed), *_not_undone(git, restored, disk)}
    return [change for path, change in restored.items() if path in kept and not _is_taken_back(worktree, change)]


def _is_taken_back(worktree: Worktree, change: Change) -> bool:
    """True if this is a submodule that was at the newer commit here, and is at the older one on purpose."""
    folder = os.path.join(worktree.top, change.path)
    try:
        with open(os.path.join(folder, ".git"), encoding="utf-8") as file:
            git_dir = os.path.join(folder, file.read().strip().removeprefix("gitdir: "))
        with open(os.path.join(git_dir, "logs/HEAD"), encoding="utf-8", errors="replace") as file:
            named = [line.split(" ")[1] for line in file]
    except (OSError, IndexError):
        return False
    return named[-1:] == [change.before] and change.after in named


def _not_undone(git: Git, restored: dict[str, Change], disk: dict[str, Oid | None]) -> list[str]:
    """Return the paths that the work tree does not have, or has in the newer version or an edit of that."""
    paths, asked = [], []
    for path, change in restored.items():
        here = disk[path]
        if change.before is None or here == change.before:
            continue
        if here is None or here == change.after:
            paths.append(path)
        elif change.after is not None:
            asked.append((path, (change.before, change.after, here)))
    return paths + undone_changes.holding(git, asked)


def _not_ignored(git: Git, paths: list[str]) -> list[str]:
    """Return the paths that git does not ignore: whoever ignores a path removes it from the index on purpose."""
    if not paths:
        return []
    ignored = set(records(git.run("check-ignore", "--no-index", "-z", "--stdin", stdin=nul(paths), ok=(0, 1))))
    return [path for path in paths if path not in ignored]
