"""What moved a remote-tracking branch, or HEAD in a rebase, and the entries of the stash, from reflogs (git-reflog(1),
gitrepository-layout(5))."""

import os
from itertools import pairwise

from coordgit.core.model import Oid
from coordgit.git.plumbing import Git, content, readable
from coordgit.git.refs import HEADS
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple

BY_PUSH = "update by push"
"""What ``git push`` writes for a move."""


WITH_FILES = ("commit", "merge", "pull", "rebase", "checkout", "cherry-pick", "revert", "am", "clone")
"""The first words that git writes for moves of HEAD that take index and files along."""
MOST_MOVES = 1000
"""Moves of HEAD that its files may have missed, at most."""
LAST = 1 << 12
"""More bytes than the newest line of a log has."""


class ReflogEntry(NamedTuple):
    """One move. ``text`` is unique in that reflog."""

    old: Oid | None
    new: Oid
    by_push: bool
    text: str


def entries(worktree: Worktree, git: Git, ref: str) -> list[ReflogEntry]:
    """Return the moves of ``ref``, oldest first; none if nothing is logged."""
    if os.path.isdir(f"{worktree.common}/reftable"):
        return _from_git(git, ref)
    moves = []
    for line in readable(content(f"{worktree.common}/logs/{ref}")).split("\n"):
        about, _, why = line.partition("\t")
        words = about.split(" ", 2)
        if len(words) == 3:
            moves.append(
                ReflogEntry(
                    old=words[0] if words[0].strip("0") else None, new=words[1], by_push=why.strip() == BY_PUSH, text=about
                )
            )
    return moves


def _from_git(git: Git, ref: str) -> list[ReflogEntry]:
    """Do as ``entries`` where reflogs are in no file. git names only where a move ended: the next one started there."""
    out = git.start(
        "log", "-g", "--no-show-signature", "--date=raw", "--format=%H%x00%gd%x00%gn%x00%gs%x00", ref, "--"
    ).outcome()[1]
    fields = readable(out).split("\0")
    rows = [[field.lstrip("\n") for field in fields[n : n + 4]] for n in range(0, len(fields) - 4, 4)][::-1]
    olds = [None, *(row[0] for row in rows)]
    return [
        ReflogEntry(old=old, new=new, by_push=why == BY_PUSH, text=f"{old} {new} {at} {who}")
        for old, (new, at, who, why) in zip(olds, rows, strict=False)
    ]


def moved_alone(worktree: Worktree, git: Git, head: Oid) -> bool:
    """True if HEAD may have moved to ``head`` without index and files (``update-ref``, ``reset``, a push): its log does not say
    which command did that, or names one that may leave them."""
    if os.path.isdir(f"{worktree.common}/reftable"):
        return [oid for oid, why in _of_head(git, 1) if _takes_files(why)] != [head]
    try:
        with open(f"{worktree.git_dir}/logs/HEAD", "rb", 0) as file:
            file.seek(-min(LAST, os.fstat(file.fileno()).st_size), os.SEEK_END)
            about, _, why = readable(file.read()).rstrip("\n").rpartition("\n")[2].partition("\t")
    except OSError:
        return True
    return about.split(" ")[1:2] != [head] or not _takes_files(why)


def left_at(git: Git) -> list[Oid]:
    """Return the commits at which index and files may be, newest first: the last one that a command moved them to, and those of
    the moves since that may have left them."""
    commits = []
    for oid, why in _of_head(git, MOST_MOVES):
        if why:  # ``update-ref`` gives no reason
            commits.append(oid)
        if _takes_files(why):
            break
    return list(dict.fromkeys(commits))


def _takes_files(why: str) -> bool:
    return why.replace(":", " ").split(" ")[0] in WITH_FILES


def _of_head(git: Git, *count: int) -> list[tuple[Oid, str]]:
    """Return the newest moves of HEAD, the newest first: to which commit, and why."""
    out = git.start(
        "log", "-g", "--no-show-signature", *(f"-{n}" for n in count), "--format=%H%x00%gs%x00", "HEAD", "--"
    ).outcome()[1]
    fields = [field.lstrip("\n") for field in readable(out).split("\0")]
    return list(zip(fields[::2], fields[1::2], strict=False))


def left(git: Git, branch: str, other: str) -> Oid | None:
    """Return the commit that HEAD of a worktree named when it was last switched from one branch to another one, as full names;
    ``None`` if the log does not tell."""
    moves = git.once("reflog", "HEAD", lambda: _of_head(git))
    switch = f"checkout: moving from {branch.removeprefix(HEADS)} to {other.removeprefix(HEADS)}"
    return next((before for (_, why), (before, _) in pairwise(moves) if why == switch), None)


def since_rebase_began(git: Git) -> set[Oid]:
    """Return the commits that HEAD of a worktree has named since the newest rebase there began."""
    moves = git.once("reflog", "HEAD", lambda: _of_head(git))
    # "rebase (start): checkout main"; a pull and GIT_REFLOG_ACTION put other words before it
    began = next((n for n, (_, why) in enumerate(moves) if "(start): " in why), -1)
    return {oid for oid, _ in moves[: began + 1]}


def stash(worktree: Worktree, git: Git) -> list[Oid]:
    """Return the entries of the stash, newest first, as commits. All worktrees share it; dropping one of several runs no hook."""
    return [entry.new for entry in reversed(entries(worktree, git, "refs/stash"))]
