"""Branches and other refs: their commits, locks and names."""

from __future__ import annotations

import os

from coordgit.git.plumbing import decode, is_utf8, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from coordgit.git.plumbing import Git


HEADS = "refs/heads/"


def is_locked(common: str, ref: str) -> bool:
    """True if a git holds the lock for moving ``ref``: its own or, with reftable, the one of all refs."""
    return os.path.lexists(f"{common}/{ref}.lock") or os.path.lexists(f"{common}/reftable/tables.list.lock")


def heads(git: Git) -> dict[str, str]:
    """Return every branch and its commit, without symbolic ones: they are other names of branches."""
    rows = (row.split("\0") for row in rows_of(git.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)", HEADS)))
    return {name: oid for name, oid, real in rows if not real}


def unheld(git: Git, oids: Collection[str], but: Iterable[str], also: Iterable[str]) -> set[str]:
    """Return those commits that no local or remote-tracking branch other than ``but`` holds, nor any of the commits ``also``.

    A remote's HEAD is another name of one of its branches.
    """
    here = [f"--exclude={ref.removeprefix(HEADS)}" for ref in but if ref.startswith(HEADS)]
    there = [f"--exclude={ref.removeprefix('refs/remotes/')}" for ref in but if ref.startswith("refs/remotes/")]
    branches = ("--not", *here, "--branches", *there, "--exclude=*/HEAD", "--remotes")
    return listed(git, oids, (*oids, *(f"^{oid}" for oid in also)), *branches)


def rows_of(raw: bytes) -> list[str]:
    """Return the lines git printed, without names the store cannot keep; names may hold characters at which ``splitlines``
    splits."""
    return [row for row in decode(raw).split("\n")[:-1] if is_utf8(row)]


def short(ref: str) -> str:
    """Return ``main`` for ``refs/heads/main``, ``origin/main`` for a remote branch; the whole name if that would be an option."""
    name = ref.removeprefix(HEADS).removeprefix("refs/remotes/")
    return ref if name.startswith("-") else name
