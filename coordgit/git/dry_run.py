"""What a command that replaces files would leave at given paths, found by asking git without running it."""

import os

from coordgit.core.model import Oid
from coordgit.core.quoting import unquote
from coordgit.core.removed_edits import PathState
from coordgit.git import files, operation, trees, worktrees
from coordgit.git.plumbing import NOT_INSIDE, Git, decode, first_line, literally, raw_changes, records
from coordgit.git.refs import HEADS, REMOTES
from coordgit.git.worktrees import Worktree
from coordgit.shell.git_moves import CLEAN, REMOVE, RESET, RESTORE, SWITCH, Move
from coordgit.startup.typing import Iterable, Mapping

Items = Mapping[str, Oid]

WOULD = "Would remove "


def resolved(git: Git, folder: str, move: Move) -> Move | None:
    """Return the move with its commit id, or its path; ``None`` for one that git refuses or that changes nothing."""
    rev, paths = _origin(git, move) if move.stopped else move.rev, move.paths
    if move.stopped and not rev:
        return None
    if move.setting and not _is_set(git, move):
        return None
    if move.orphan:
        return None if git.commit(HEADS + move.new) else move._replace(rev=trees.empty(git))
    if not rev:
        return move
    oid = git.commit(rev)
    if oid is None and move.act == RESTORE and move.either:
        return move._replace(rev="", paths=(rev, *paths))
    if oid is None and move.act == SWITCH:
        if move.either and os.path.lexists(os.path.join(folder, rev)):
            return move._replace(act=RESTORE, rev="", paths=(rev,), either=False)
        names = git.text("for-each-ref", "--format=%(refname)", f"{REMOTES}*/{rev}").split("\n")
        oid = git.commit(names[0]) if len(names) == 1 and names[0] else None
        if oid is None and move.either and git.code("-C", folder, "ls-files", "--error-unmatch", "--", rev) == 0:  # tracked files
            return move._replace(act=RESTORE, rev="", paths=(rev,), either=False)
    return None if oid is None else move._replace(rev=oid)


def _is_set(git: Git, move: Move) -> bool:
    """True if settings have a command stash all edits while it runs: of a pull its own, which git knows from 2.51 on, before that
    of the rebase or the merge by which it goes on."""
    name = move.setting
    if move.command == "git pull":
        own = git.text("config", "--type=bool", "--get", "pull.autoStash", ok=(0, 1, 128))
        if own and git.version() >= (2, 51):
            return own == "true"
    if name == "pull.rebase":
        branch = worktrees.head(worktrees.of(git))[0] or ""
        how = git.setting(f"branch.{branch.removeprefix(HEADS)}.rebase") or git.setting(name)
        name = "merge.autoStash" if how.lower() in ("", "false", "no", "off", "0") else "rebase.autoStash"
    return git.text("config", "--type=bool", "--get", name, ok=(0, 1, 128)) == "true"


def _origin(git: Git, move: Move) -> str:
    """Return the commit to which git resets when the operation that has stopped is ended; "" if no operation of that name has
    stopped."""
    git_dir = worktrees.of(git).git_dir
    if operation.under_way(git_dir) != move.stopped:
        return ""
    return rebased(git_dir)[1] if move.rev == "ORIG_HEAD" else move.rev


def rebased(git_dir: str) -> tuple[str, Oid]:
    """Return the branch that is being rebased, "" for a detached HEAD, and the commit that it named before."""
    folder = next(name for name in ("rebase-merge", "rebase-apply") if os.path.isdir(f"{git_dir}/{name}"))
    name = first_line(f"{git_dir}/{folder}/head-name")
    return name if name.startswith(HEADS) else "", first_line(f"{git_dir}/{folder}/orig-head")


def reach(
    worktree: Worktree, git: Git, folder: str, move: Move, paths: list[str], *, unstaged: frozenset[str]
) -> dict[str, PathState]:
    """Return what the (resolved) move, run in ``folder``, would do to those of ``paths`` that it touches. ``unstaged``: those
    that have become in the index what HEAD has before that."""
    if not paths:
        return {}
    _, head = worktrees.head(worktree)
    hashing = files.Hashing(worktree, git).start(paths)
    in_head, staged, comes = files.in_tree(git, head, paths), files.in_index(git, paths)[0], files.in_tree(git, move.rev, paths)
    staged = {path: oid for path, oid in staged.items() if path not in unstaged or path in in_head}
    staged |= {path: in_head[path] for path in unstaged if path in in_head}
    disk = hashing.oids()
    if move.act == RESET and move.staged_only:  # git refuses if a file is not as it is staged
        paths = [path for path in paths if disk.get(path) == staged.get(path) != in_head.get(path)]
    left = _left(git, folder, move, paths, (in_head, staged, comes))
    return {path: PathState(head=in_head.get(path), disk=disk.get(path), left=left[path]) for path in left}


def modes(git: Git, move: Move, paths: Iterable[str]) -> dict[str, str]:
    """Return path -> the file's mode, of those of ``paths`` to which the (resolved) move would give another one."""
    from_index = move.keeps_index or (move.act == RESTORE and not move.rev)
    source = ("diff-files",) if from_index else ("diff-index", move.rev or "HEAD")
    words = (*source, NOT_INSIDE, "-z", "--raw", "--no-renames", "--")
    raw = git.run(*words, *specs, ok=(0, 128)) if (specs := literally(paths)) else b""
    return {path: now for path, (before, now), _ in raw_changes(raw) if before != now}


def changed(worktree: Worktree, git: Git, move: Move) -> list[str]:
    """Return the paths that differ in the commit that a (resolved) switch goes to."""
    _, head = worktrees.head(worktree)
    return list(trees.diff(git, head or trees.empty(git), move.rev))


def branch_of(git: Git, rev: str) -> str:
    """Return the full name of the local branch that ``rev`` means; "" if it means something else."""
    name = git.full_name(rev) if git.commit(rev) else ""
    return name if name.startswith(HEADS) else ""


def is_elsewhere(worktree: Worktree, git: Git, move: Move) -> bool:
    """True if the branch that a switch goes to is checked out in another worktree: git refuses."""
    branch = "" if move.new or move.detach else branch_of(git, move.rev)
    others = worktrees.worktrees(worktree) if branch else []
    return any(worktrees.head(other)[0] == branch for other in others if other.id != worktree.id)


def _left(git: Git, folder: str, move: Move, paths: list[str], items: tuple[Items, Items, Items]) -> dict[str, Oid | None]:
    """Return path -> what the move leaves at each path it touches. ``items``: of HEAD, the index and the commit it names."""
    head, index, comes = items
    if move.act == RESET or (move.act == SWITCH and move.force):
        return {path: comes.get(path) for path in paths if path in comes or path in index}
    if move.act == SWITCH:
        return {path: comes.get(path) for path in paths if head.get(path) != comes.get(path)}
    if move.act == CLEAN:
        gone = _cleaned(git, folder, move)
        return {
            path: None for path in paths if any(path == name or (name[-1:] == "/" and path.startswith(name)) for name in gone)
        }
    chosen = named(git, folder, move.paths, set(paths)) if move.paths else set(paths)
    if move.act == REMOVE:
        return dict.fromkeys(path for path in paths if path in chosen and (path in index or not move.paths))
    if move.act == RESTORE:
        source: Items = comes if move.rev else index
        removed: Items = index if move.removes else {}
        return {path: source.get(path) for path in paths if path in chosen and (path in source or path in removed)}
    kept = index if move.keeps_index else head  # of a stash, and of one that is made on the way
    loose = _untracked(git, move, paths, index) if move.untracked and not move.staged_only else set()
    some = [path for path in paths if path in index or path in head]
    if move.staged_only:
        some = [path for path in some if head.get(path) != index.get(path)]
    return {path: kept.get(path) for path in some if path in chosen} | dict.fromkeys(loose & chosen)


def named(git: Git, folder: str, specs: tuple[str, ...], paths: set[str]) -> set[str]:
    """Return the paths that pathspecs name in ``folder``. A pathspec without any other match names paths that HEAD still has."""
    words = ("-C", folder, "ls-files", "-c", "-o", "-d", "-z", "--full-name", "--", *specs)
    return paths.intersection(records(git.run(*words, ok=(0, 128))))


def _untracked(git: Git, move: Move, paths: list[str], index: Items) -> set[str]:
    """Return the untracked paths, with ignored ones only if the move removes them too."""
    loose = {path for path in paths if path not in index}
    if move.ignored or not loose:
        return loose
    words = ("ls-files", "-o", "--exclude-standard", "-z", "--full-name", "--")
    return loose.intersection(records(git.run(*words, *literally(sorted(loose)))))


def _cleaned(git: Git, folder: str, move: Move) -> list[str]:
    """Return what ``git clean`` would remove, from the top; a folder ends in a slash."""
    paths = ("--", *move.paths) if move.paths else ()
    words = ("-C", folder, "-c", "core.quotePath=false", "clean", "-n", *move.words, *paths)
    lines = decode(git.run(*words, ok=(0, 1, 128, 129))).split("\n")
    prefix = git.text("-C", folder, "rev-parse", "--show-prefix", ok=(0, 128))
    names = [unquote(line.removeprefix(WOULD)) for line in lines if line.startswith(WOULD)]
    return [os.path.normpath(prefix + name) + ("/" if name.endswith("/") else "") for name in names]


def puts_away(git: Git, folder: str, move: Move) -> bool:
    """True if a stash has, or with untracked files may have, something to put away."""
    words = ("-C", folder, "diff-index", "--quiet", "--ignore-submodules=all", "HEAD", "--")  # it puts away no submodule
    return move.untracked or git.code(*words, *move.paths) != 0
