"""What GitPython, which costs 77 ms to import, is used for outside hooks: its command interface alone, as its object model knows
neither SHA-256 nor reftable."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from coordgit.core.model import Oid
from coordgit.errors import CoordgitError
from coordgit.git.plumbing import decode, executable
from coordgit.git.worktrees import Worktree


def still_here(worktree: Worktree, without: Iterable[Oid], coming: Iterable[Oid]) -> set[Oid]:
    """Return every commit that a ref, HEAD or reflog of any worktree keeps, or one of the ``coming`` commits, except those
    reachable from ``without``."""
    git = executable(os.environ)
    with as_environment(worktree.git().env | {"GIT_PYTHON_GIT_EXECUTABLE": git}):  # the import runs it
        from git import Git as Commands
        from git.exc import GitCommandError

    words = [git, "--no-pager", "rev-list", "--all", "--reflog", "--ignore-missing", *coming, "--not", *without]
    try:
        with as_environment(worktree.git().env):
            return set(decode(bytes(Commands(worktree.folder).execute(words, stdout_as_string=False))).split())
    except GitCommandError as error:
        out = str(error.stderr).strip().removeprefix("stderr: ").strip("'\n")
        raise CoordgitError(f"git rev-list failed: {out or error.status}", "git fsck --connectivity-only") from error


@contextmanager
def as_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Make ``variables`` those of this process: GitPython passes all of them on, and can add some, but leave none out."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
