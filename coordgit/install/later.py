"""Guard a worktree whose hooks are missing, though the repository is set up.

It was made later, where a relative ``core.hooksPath`` means a folder without our hooks; or another tool that brings hooks was
installed since: husky sets ``core.hooksPath`` and puts its pre-push over ours, simple-git-hooks deletes what is not its own.

git 2.54 and newer need no hook files. A folder outside the project is for ``coordgit init`` to write into.
"""

import os

from coordgit.errors import CoordgitError
from coordgit.git.worktrees import Worktree

KEYS = "^(core\\.hookspath|hook\\.coordgit\\.command)$"
EVENT, PUSH = "reference-transaction", "pre-push"


def may_lack(worktree: Worktree) -> bool:
    """True if git's configuration or its folder of hooks was changed since this worktree's hooks were last looked for, or in the
    same tick of the file system's clock."""
    try:
        looked = os.stat(_looked(worktree)).st_mtime_ns
    except OSError:
        return False
    try:
        return any(os.stat(f"{worktree.common}/{name}").st_mtime_ns >= looked for name in ("config", "hooks"))
    except OSError:  # the folder is gone, too
        return True


def look_again(worktree: Worktree) -> None:
    """Have ``may_lack`` be true until the worktree's hooks are looked for."""
    if os.access(_looked(worktree), os.W_OK):
        os.utime(_looked(worktree), (0, 0))


def _looked(worktree: Worktree) -> str:
    """Return the file whose time says when this worktree's hooks were last looked for: each has a folder of its own."""
    return f"{worktree.store}/installed" if worktree.git_dir == worktree.common else f"{worktree.git_dir}/commondir"


def guard(worktree: Worktree) -> str:
    """Install the hooks that the worktree lacks; return what to say about it, "" if none was missing. Where coordgit was taken
    out and its store left, only say so."""
    if not worktree.top:
        return ""
    if not os.path.exists(f"{worktree.store}/installed"):
        from coordgit.core.quoting import quote

        return f"coordgit: commits in {quote(worktree.top)} are not checked: coordgit was taken out of there\ntry: coordgit init"
    try:
        return _guard(worktree)
    finally:
        if os.access(_looked(worktree), os.W_OK):
            os.utime(_looked(worktree))


def _guard(worktree: Worktree) -> str:
    configured = dict(worktree.git().settings(KEYS))
    if "hook.coordgit.command" in configured:
        return ""
    named = configured.get("core.hookspath", f"{worktree.common}/hooks")
    folder = os.path.realpath(os.path.join(worktree.top, os.path.expanduser(named)))
    lacking = _lacking(worktree, folder)
    if not lacking:
        return ""
    from coordgit.core.quoting import quote
    from coordgit.install import hooks

    what = f"commits in {quote(worktree.top)}" if lacking == EVENT else f"pushes from {quote(worktree.top)}"
    where = f"{quote(named)} (core.hooksPath)" if "core.hookspath" in configured else quote(folder)
    try:
        hooks.check(worktree)
        if not _is_in_project(worktree, folder):
            raise CoordgitError(f"{where} has no hooks of coordgit", "coordgit init")
        hooks.install(worktree, [])
    except CoordgitError as error:
        return f"coordgit: {what} are not checked: {error.message}\ntry: {error.hint}"
    if _lacking(worktree, folder):  # a tracked pre-push, which is left as it is
        return ""
    return f"coordgit: {what} are checked from now on: {where} had no {'hooks' if lacking == EVENT else PUSH} of coordgit there"


def _lacking(worktree: Worktree, folder: str) -> str:
    """Return which of our hooks is missing in the folder where git looks for them, "" for none."""
    if not os.path.lexists(f"{folder}/{EVENT}"):
        return EVENT
    from coordgit.install import chained_hooks, installed

    made = installed.Record(worktree.common).changes
    ours = any((change.kind, change.name) == (installed.HOOK, f"{folder}/{PUSH}") for change in made)
    return PUSH if ours and not chained_hooks.asks(f"{folder}/{PUSH}") else ""


def _is_in_project(worktree: Worktree, folder: str) -> bool:
    """True if no other repository looks for its hooks in this folder. What a bare repository lies in is anybody's."""
    homes = [worktree.top, worktree.common]
    if os.path.basename(worktree.common) == ".git":
        homes.append(os.path.dirname(worktree.common))
    return any(f"{folder}/".startswith(f"{os.path.realpath(home)}/") for home in homes)
