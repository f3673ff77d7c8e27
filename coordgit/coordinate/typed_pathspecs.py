"""Pathspecs as they are typed in a folder."""

import os

from coordgit.core.pathspec import Paths, Pathspec, group, parse
from coordgit.core.quoting import quote, word
from coordgit.errors import UsageError
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable


def parsed(worktree: Worktree, texts: Iterable[str], folder: str) -> list[Paths]:
    """Return what pathspecs typed in ``folder`` name. Raises ``ValueError`` for one that git would refuse."""
    prefix = os.path.relpath(os.path.realpath(folder), worktree.top) if worktree.top else "."
    prefix = "" if prefix == "." or prefix.startswith("..") else prefix
    named = group((parse(text, prefix, worktree.top) for text in texts), prefix)
    return [paths._replace(leaf=_is_leaf(worktree, paths.spec)) for paths in named]


def _is_leaf(worktree: Worktree, spec: Pathspec) -> bool:
    """True if a pathspec names exactly one thing that is there and not a folder."""
    if spec.wild or spec.icase or not spec.path or spec.path.endswith("/") or not worktree.top:
        return False
    path = os.path.join(worktree.top, spec.path)
    return os.path.lexists(path) and (os.path.islink(path) or not os.path.isdir(path))


def refuse_beyond_links(worktree: Worktree, paths: Iterable[Paths], command: str, folder: str) -> None:
    """Raise ``UsageError`` for a path beyond a symbolic link of the work tree; ``command`` is right with the real path added, as
    seen from ``folder``. Git accepts none of these: what is there is known, and locked, under another name."""
    if not worktree.top:
        return
    for spec in (named.spec for named in paths):
        parts = spec.path.split("/")
        above = (os.path.join(worktree.top, *parts[:n]) for n in range(1, len(parts)))
        if any(os.path.islink(folder) for folder in above):
            real = os.path.relpath(os.path.realpath(os.path.join(worktree.top, spec.path)), os.path.realpath(folder))
            raise UsageError(f"pathspec {quote(spec.text)} is beyond a symbolic link", f"{command} {word(real)}")
