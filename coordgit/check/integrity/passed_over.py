"""Reads whose base contains a branch's newest version although they are older: they went along with a merge that took their
session's own side of the path."""

from __future__ import annotations

from coordgit.core.model import LINES, Oid, Read
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable
from coordgit.store import known_commits
from coordgit.store.database import Store


def has_seen_with(store: Store, git: Git, tip: Oid | None, mine: Iterable[Read]) -> bool:
    """True if the whole path was read at a commit that contains the tip, such as the session's own merge of it."""
    whole = [read for read in mine if read.kind != LINES and read.base and read.base != tip]
    return tip is not None and any(
        commits.is_ancestor(git, tip, read.base or "") and not _went_along(store, git, tip, read) for read in whole
    )


def _went_along(store: Store, git: Git, tip: Oid, read: Read) -> bool:
    """True if a merge of the tip took a side of the path whole, and nothing of it was read since git stopped for that. What was
    read of the conflict is not settled where a side was taken; where it was resolved otherwise, the diff may have shown it."""
    if not read.settled:
        return False
    merge = git.text("rev-list", "--ancestry-path", "--topo-order", "--reverse", f"{tip}..{read.base}").partition("\n")[0]
    landing = known_commits.first_landings(store, [merge]).get(merge, 0)
    if read.landing_id >= landing:
        return False
    first = commits.of(git, [merge])[merge].parents[0]
    return first != tip and trees.items(git, merge, [read.path]) == trees.items(git, first, [read.path])
