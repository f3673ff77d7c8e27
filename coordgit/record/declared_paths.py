"""Parse what ``coordgit read`` is given: ``PATH`` or ``PATH:FIRST-LAST``. An existing path of the whole name wins over a range.

"Existing" means in the commit of ``--at``, otherwise in the work tree.
"""

import os

from coordgit.core.model import LISTING, READ, Access, Query
from coordgit.core.quoting import LITERAL, quote, word
from coordgit.errors import UsageError
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import absolute
from coordgit.shell.call import split_glob

TOPS = (":/:", ":/")
"""Git's prefixes of a path from the top of the work tree. The second works unless the path's first letter is magic."""
DIGITS = 9
"""Digits of a line number; longer ones are refused."""


def access(git: Git, text: str, top: str) -> Access:
    """Parse ``PATH`` or ``PATH:FIRST-LAST``; an existing path of the whole name wins over a range, and over one from the top.

    Of a submodule, HEAD's commit of it is read.
    """
    whole = _whole(text, top)
    path, first, last = (whole, 0, 0) if os.path.lexists(whole) else _range(whole)
    if os.path.isdir(path):
        inside, head = _inside(path, top), git.commit("HEAD")
        if not head or trees.kinds(git, head, [inside]).get(inside) != "commit":
            raise _directory(path)
        return Access(READ, inside, rev=head, top=True)
    return Access(act=READ, path=path, first=first, last=last)


def accesses_at(git: Git, rev: str, top: str, texts: tuple[str, ...]) -> list[Access]:
    """Parse paths as ``access`` does, by what exists in the commit ``rev``."""
    commit = git.commit(rev)
    if not commit:
        raise UsageError(f"{rev} is not a commit here", "git log --oneline --all")
    wholes = [_whole(text, top) for text in texts]
    there = trees.kinds(git, commit, [_inside(whole, top) for whole in wholes])
    named = [(whole, 0, 0) if _inside(whole, top) in there else _range(whole) for whole in wholes]
    there |= trees.kinds(git, commit, [_inside(path, top) for path, first, _ in named if first])
    for path, _, _ in named:
        if there.get(_inside(path, top)) == "tree":
            raise _directory(path)
    return [Access(act=READ, path=_inside(path, top), first=first, last=last, rev=rev, top=True) for path, first, last in named]


def is_there(git: Git, access: Access) -> bool:
    return access.path in trees.kinds(git, access.rev, [access.path]) if access.rev else os.path.lexists(access.path)


def listing(text: str, top: str) -> Access:
    """Return the names that match a glob (``*`` stays within a folder); for a folder, all names below it."""
    if not text:
        raise UsageError("the empty string is not a glob", "coordgit read --glob 'FOLDER/*'")
    path = _from_top(text, top)
    if path.startswith(":"):
        raise UsageError(f"{quote(text)} has pathspec magic, which a glob cannot have", "coordgit read --glob 'FOLDER/*'")
    folder, pattern = split_glob(path)
    if pattern in ("", ".", "..") or os.path.isdir(path):
        return Access(LISTING, path, query=Query())
    if pattern.endswith("/"):
        pattern += "**"
    if any(part in (".", "..") for part in pattern.split("/")):
        raise UsageError(f"{quote(text)} has . or .. behind a wildcard", "coordgit read --glob 'FOLDER/*'")
    return Access(LISTING, folder, query=Query(pattern))


def _whole(text: str, top: str) -> str:
    if not text:
        raise UsageError("the empty string is not a path", "coordgit read PATH")
    if os.path.lexists(text):
        return text
    return os.path.join(top, text.removeprefix(LITERAL)) if text.startswith(LITERAL) else _from_top(text, top)


def _from_top(text: str, top: str) -> str:
    prefix = next((prefix for prefix in TOPS if text.startswith(prefix)), "")
    return os.path.join(top, text[len(prefix) :]) if prefix else text


def _range(text: str) -> tuple[str, int, int]:
    """Return (path, first, last), 0 for a path without a range."""
    path, _, lines = text.rpartition(":")
    low, ends, high = lines.partition("-")
    if not path or not low.isascii() or not low.isdigit() or (high and not (high.isascii() and high.isdigit())):
        return text, 0, 0
    first, last = (int(number) if len(number) <= DIGITS else 0 for number in (low, high or low))
    if first < 1 or last < first or (ends and not high):
        raise UsageError(f"{text[:80]}: a range is FIRST-LAST, counted from 1", "coordgit read PATH:10-20")
    return path, first, last


def _inside(path: str, top: str) -> str:
    """Return ``path`` from the top of the work tree, whether it exists or not. Links below the top are not followed: a commit may
    have something else there."""
    full = os.path.abspath(path)
    above = [full[:n] or "/" for n, letter in enumerate(f"{full}/") if letter == "/"]
    start = next((folder for folder in above if os.path.realpath(folder) == top), None)
    inside = os.path.relpath(full, start) if start else os.path.relpath(absolute(path), top)
    if inside.split("/")[0] == "..":
        raise UsageError(f"{quote(path)} is outside the work tree", "coordgit read --at REV PATH")
    return inside


def _directory(path: str) -> UsageError:
    return UsageError(f"{quote(path)} is a directory: its names are a listing", f"coordgit read --glob {word(path)}")
