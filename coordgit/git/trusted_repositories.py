"""Find the repository of a folder, and refuse what git refuses and what may have come with somebody's files.

git itself is asked, so that another user's repository (``safe.directory``), or a bare one among the files of another
(``safe.bareRepository``), is never opened.
"""

import os

from coordgit.errors import CoordgitError
from coordgit.git.plumbing import Git, decode
from coordgit.git.worktrees import Worktree, inside, nearest


def find(start: str, named: bool = False) -> Worktree | None:
    """Return the worktree or bare repository that git finds from ``start``; ``None`` outside any. ``named``: a person named it.

    Raises ``CoordgitError`` for one that git refuses, for a bare one inside another's work tree unless it was named and is not
    tracked there, and for a folder whose ``.git`` leads to the repository of another folder.
    """
    here = nearest(start)
    words = ("-c", "safe.bareRepository=all") if named else ()  # naming it is what "explicit" requires
    child = Git(start).start(*words, "rev-parse", "--absolute-git-dir")
    code, out = child.outcome()
    if code:
        why = child.why()
        if "not a git repository" in why or code != 128:
            return None
        hint = "coordgit -C PATH ..." if "safe.bareRepository" in why else "git status"
        raise CoordgitError(f"git does not open this repository: {why.removeprefix('fatal: ')}", hint)
    git_dir = os.path.realpath(decode(out).removesuffix("\n"))
    if here is not None and here.git_dir == git_dir:
        return here
    worktree = inside(git_dir)
    if not f"{os.path.realpath(start)}/".startswith(f"{git_dir}/"):
        raise CoordgitError(f"the .git here leads to {git_dir}, the repository of {worktree.top}", "git worktree list")
    outer = None if "/.git/" in f"{git_dir}/" else nearest(os.path.dirname(git_dir))
    if outer is not None and outer.git_dir != git_dir:
        _refuse_embedded(outer, git_dir, named and os.path.realpath(start) == git_dir)
    return worktree


def _refuse_embedded(outer: Worktree, git_dir: str, named: bool) -> None:
    """Raise ``CoordgitError`` for a bare repository in ``outer``'s work tree that may have come with its files."""
    from coordgit.core.quoting import word

    head = os.path.relpath(f"{git_dir}/HEAD", outer.top)
    if outer.git().code("--literal-pathspecs", "ls-files", "--error-unmatch", "--", head) != 1:
        raise CoordgitError(f"{git_dir} is made of files that {outer.top} tracks, and is not opened", f"cd {word(outer.top)}")
    if not named:
        out = f"{git_dir} is a bare repository inside {outer.top}, and is opened only where it is named"
        raise CoordgitError(out, f"coordgit -C {word(git_dir)} status")
