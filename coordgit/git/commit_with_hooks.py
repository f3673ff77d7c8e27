"""Run ``git commit`` on an index of its own, and the repository's hooks in a work tree of their own.

Otherwise a hook that puts away unstaged edits, as pre-commit's does, would put away what other sessions are writing.
"""

import os

from coordgit.core.model import Oid
from coordgit.core.quoting import ignore_line
from coordgit.git.plumbing import Git, encode, executable, records, without_local
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, Sequence


def _inside(own: Git, tree: str) -> Git:
    env = own.env | {"GIT_DIR": own.text("rev-parse", "--absolute-git-dir"), "GIT_WORK_TREE": tree}
    return type(own)(tree, env, own.worktree)


def left(own: Git, folder: str) -> Oid | None:
    """Return the tree that hooks made of the checked out files, staged or not; ``None`` if none ran, or git cannot read them."""
    tree = f"{folder}/tree"
    if not os.path.isdir(tree):
        return None
    inside = _inside(own, tree)
    return inside.text("write-tree") if inside.code("add", "-u") == 0 else None


MOST_LINKS = 500
"""Ignored files and folders that the work tree for hooks gets links to."""


def link_ignored(git: Git, top: str, tree: str, folder: str) -> str:
    """Link what git ignores (installed packages, virtual environments) into ``tree``: hooks may need it. Return a file that
    hides the links from git."""
    out = list(records(git.run("ls-files", "-o", "-i", "--exclude-standard", "--directory", "-z", ok=(0, 128))))
    hidden = []
    for name in out[:MOST_LINKS]:
        path = name.rstrip("/")
        there = os.path.join(tree, path)
        if os.path.isdir(os.path.dirname(there)) and not os.path.lexists(there):
            os.symlink(os.path.join(top, path), there)
            hidden.append(encode(f"{ignore_line(path)}\n"))
    users = git.setting("core.excludesFile", "path")
    home = os.environ.get("XDG_CONFIG_HOME") or f"{os.environ.get('HOME', '')}/.config"
    excludes = f"{folder}/exclude"
    with open(excludes, "wb") as file:
        try:
            with open(users or f"{home}/git/ignore", "rb") as old:
                file.write(old.read() + b"\n")
        except OSError:
            pass
        file.write(b"".join(hidden))
    return excludes


HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")


def hooks_folder(git: Git) -> tuple[str, bool]:
    """Return (the folder of git's hooks, whether it is named relative to the work tree)."""
    named = git.setting("core.hooksPath", "path")
    return os.path.normpath(git.path("hooks")), bool(named) and not os.path.isabs(named)


def has_hooks(git: Git, folder: str, names: Sequence[str] = HOOKS) -> bool:
    """True if a commit here runs hooks of the repository's with one of these names, files or (git 2.54) settings."""
    if any(os.access(f"{folder}/{name}", os.X_OK) for name in names):
        return True
    return any(event in names for _, event in git.settings(r"^hook\..*\.event$"))


def commit(worktree: Worktree, folder: str, words: Sequence[str], environ: Mapping[str, str], quiet: bool) -> int:
    """Run ``git commit`` of the index in ``folder``; return its exit code. ``quiet``: its output goes to standard error."""
    import subprocess
    import sys

    git = worktree.git()
    env = without_local(environ) | {"GIT_INDEX_FILE": f"{folder}/index"}
    cwd, settings = worktree.top, []
    hooks, relative = hooks_folder(git)
    if has_hooks(git, hooks):
        own = type(git)(git.cwd, git.env | {"GIT_INDEX_FILE": f"{folder}/index"}, git.worktree)
        cwd = f"{folder}/tree"
        os.mkdir(cwd)
        _inside(own, cwd).run("checkout-index", "-a", "-u", "-q")
        env |= {"GIT_DIR": worktree.git_dir, "GIT_WORK_TREE": cwd}
        if not git.setting("core.worktree"):  # else git would look there, and not here
            with open(f"{cwd}/.git", "wb") as file:  # for hooks that unset these variables, as lint-staged does
                file.write(b"gitdir: %b\n" % encode(worktree.git_dir))
        settings = ["-c", f"core.excludesFile={link_ignored(git, worktree.top, cwd, folder)}"]
        settings += ["-c", f"core.hooksPath={hooks}"] if relative else []
    sys.stdout.flush()
    sys.stderr.flush()
    out = sys.stderr.fileno() if quiet else None
    return subprocess.run([executable(environ), *settings, "commit", *words], cwd=cwd, env=env, stdout=out).returncode
