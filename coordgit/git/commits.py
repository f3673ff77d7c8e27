"""The commits of an update: which ones, their parents and authors, which came from elsewhere, who descends from whom."""

from __future__ import annotations

from coordgit.core.model import Commit
from coordgit.git.plumbing import decode, readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Child, Git

LOG = ("log", "--encoding=UTF-8", "--no-show-signature", "--root", "--no-follow", "--ignore-submodules=none")
"""``git log`` whose output is the same whatever the user has set for their own eyes."""
ONES = (*LOG, "--topo-order", "--date=raw")
FORMAT = "--format=%H%x00%P%x00%an <%ae> %ad%x00"


def start_between(git: Git, new: Oid, without: Iterable[str]) -> Child:
    """Commits reachable from ``new`` but from none of ``without`` (commits, or options such as ``--remotes``)."""
    return git.start(*ONES, FORMAT, new, "--not", *without, "--")


def start_single(git: Git, new: Oid, without: Iterable[str]) -> Child:
    """The commits of ``start_between``, two at most, with what they change: one child answers for the plain commit."""
    options = ("-n2", "-z", "-r", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff")
    return git.start(*ONES, *options, FORMAT.replace("=", "=%x01", 1), new, "--not", *without, "--")


def parse_single(raw: bytes, old: Oid) -> tuple[Commit, bytes] | None:
    """(the one commit, what it changes as ``git diff-tree --raw -z``) when it is one, on top of ``old``; else ``None``."""
    if raw.count(b"\1") != 1:
        return None
    oid, parents, author, changed = raw[1:].split(b"\0", 3)
    return (Commit(decode(oid), (old,), readable(author)), changed.lstrip(b"\0\n")) if decode(parents) == old else None


def parse(raw: bytes) -> list[Commit]:
    """Newest first."""
    fields = readable(raw).split("\0")
    return [Commit(fields[n].lstrip("\n"), tuple(fields[n + 1].split()), fields[n + 2]) for n in range(0, len(fields) - 3, 3)]


def between(git: Git, new: Oid, without: Iterable[str]) -> list[Commit]:
    return parse(start_between(git, new, without).result())


def is_ancestor(git: Git, older: Oid, newer: Oid) -> bool:
    """False too when one of them is not here."""
    return older == newer or git.code("merge-base", "--is-ancestor", older, newer) == 0


def merge_base(git: Git, one: Oid, other: Oid) -> Oid | None:
    """The best common ancestor; ``None`` without one, or in a clone too shallow to have it."""
    if one == other:
        return one
    said = git.text("merge-base", one, other, ok=(0, 1, 128))
    return said.split("\n", 1)[0] or None


def touching(git: Git, since: Oid | None, tip: Oid, paths: list[str]) -> list[tuple[Oid, list[str]]]:
    """The commits of ``since..tip`` that changed one of ``paths``, newest first, each with those it changed.

    All of ``tip``'s history counts where ``since`` is not here any more.
    """
    options = (*LOG, "--format=%x00%H", "--name-only", "--no-renames", "-z", "-c")
    specs = [f":(literal){path}" for path in paths]
    child = git.start(*options, f"{since}..{tip}" if since else tip, "--", *specs)
    raw = child.drain()
    if child.wait():
        raw = git.run(*options, tip, "--", *specs)
    wanted = set(paths)
    found = []
    for piece in decode(raw).strip("\0").split("\0\0"):
        oid, *names = piece.split("\0")
        names[:1] = [name.removeprefix("\n") for name in names[:1]]  # the line end after the commit's own line
        if oid:
            found.append((oid, [name for name in names if name in wanted]))
    return found


def describe(git: Git, oid: Oid) -> tuple[str, str, float]:
    """(author's name, subject, committer time in seconds) of a commit; what the terminals of others would obey is blank."""
    fields = readable(git.run(*LOG, "-1", "--format=%an%x00%s%x00%ct", oid, "--", ok=(0, 128))).removesuffix("\n").split("\0")
    return (_shown(fields[0]), _shown(fields[1]), float(fields[2])) if len(fields) == 3 else ("", "", 0.0)


def _shown(said: str) -> str:
    return said if said.isprintable() else "".join(a if a.isprintable() else " " for a in said)
