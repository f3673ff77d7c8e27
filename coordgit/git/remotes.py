"""Where remote-tracking branches are, read from files: a fetch leaves a loose one behind (gitrepository-layout), and no hook of a
client asks git about it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.git.worktrees import Worktree

DEFAULT = "refs/remotes/origin/HEAD"


def tips(worktree: Worktree, refs: Iterable[str]) -> dict[str, str]:
    """The commits of those ``refs``, and of the remote's default branch, that a loose file names."""
    found = {}
    default = _line(f"{worktree.common}/{DEFAULT}")
    names = [*refs, default[5:]] if default.startswith("ref: ") else list(refs)
    for ref in names:
        oid = _line(f"{worktree.common}/{ref}")
        if oid and not oid.startswith("ref: "):
            found[ref] = oid
    return found


def _line(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.readline().decode("utf-8", "replace").rstrip("\r\n")
    except OSError:
        return ""
