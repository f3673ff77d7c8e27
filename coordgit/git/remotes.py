"""Read remote-tracking branches from files (gitrepository-layout): a client's hook asks git only if refs are in a reftable."""

from __future__ import annotations

import os

from coordgit.git.plumbing import content, readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.git.worktrees import Worktree

DEFAULT = "refs/remotes/origin/HEAD"


def tips(worktree: Worktree, refs: Iterable[str]) -> dict[str, str]:
    """Return the commits of these ``refs``, and of the remote's default branch."""
    if os.path.isdir(f"{worktree.common}/reftable"):
        return _told(worktree, list(refs))
    found = {}
    default = _line(f"{worktree.common}/{DEFAULT}")
    names = dict.fromkeys([*refs, default[5:]] if default.startswith("ref: ") else refs)
    packed: bytes | None = None
    for ref in names:
        oid = _line(f"{worktree.common}/{ref}")
        if not oid:  # after a clone or gc it has no file of its own
            packed = content(f"{worktree.common}/packed-refs") if packed is None else packed
            end = packed.find(f" {ref}\n".encode("utf-8", "surrogateescape"))
            oid = packed[packed.rfind(b"\n", 0, end) + 1 : end].decode("ascii", "replace") if end > 0 else ""
        if oid and not oid.startswith("ref: "):
            found[ref] = oid
    return found


def _told(worktree: Worktree, refs: list[str]) -> dict[str, str]:
    """Ask git for them."""
    git = worktree.git()
    default = git.text("symbolic-ref", "-q", DEFAULT, ok=(0, 1, 128))
    names = [*refs, *([default] if default else [])]
    if not names:
        return {}
    rows = git.text("for-each-ref", "--format=%(refname) %(objectname)", *names).split("\n")
    return {ref: oid for ref, _, oid in (row.partition(" ") for row in rows) if oid}


def _line(path: str) -> str:
    return readable(content(path).partition(b"\n")[0]).rstrip("\r")
