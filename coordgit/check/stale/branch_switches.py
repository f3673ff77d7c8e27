"""How others have switched a work tree to another branch since its session did.

git's hook notes switches (``hooks/git/prefilter.sh``), as of git 2.46. A file for each worktree holds its newest switches, the
newest first. ``git worktree add`` notes one too, for the worktree in which it was typed, which does not move: a line that does
not lead to the next switch is ignored.
"""

from coordgit.core.model import Oid
from coordgit.git import commits, reflogs, worktrees
from coordgit.git.plumbing import Git, content, decode
from coordgit.session import identity
from coordgit.startup.typing import NamedTuple
from coordgit.store.database import Store


class NotedSwitch(NamedTuple):
    """One switch as the hook noted it: full names of branches, or a commit where HEAD was detached."""

    to: str
    origin: str
    who: tuple[str, ...]
    """What the hook noted of its session, for ``identity.noted``."""


class Switch(NamedTuple):
    """How others switched a work tree to a branch: ``by`` whom last, and from which commits since its own session last did so
    (from which branch, where the commit is unknown)."""

    by: str
    origins: tuple[str, ...]


def parse(text: str) -> list[NotedSwitch]:
    """Return the switches in the lines, the newest first; a truncated line is skipped."""
    switches = []
    for line in text.split("\n")[:-1]:
        fields = line.split("\t")
        if len(fields) >= 3 and fields[0].startswith("refs/heads/"):
            origin = fields[1].removeprefix("ref: ")
            switches.append(NotedSwitch(fields[0], origin, tuple(fields[2:])))
    return switches


def by_others(store: Store, git: Git, ref: str, session: str) -> Switch | None:
    """Return how others switched the worktree of ``git`` to ``ref`` under ``session``; ``None``: by itself, or unknown."""
    noted = parse(decode(content(worktrees.kept(store.folder, git.worktree, "switched"))))
    at, by, origins = ref, "", []
    for one in noted:
        if one.to != at:
            continue
        who = identity.noted(worktrees.of(git), store, one.who).session
        if who == session:
            break
        by, at = by or who, one.origin
        origins.append(reflogs.left(git, one.origin, one.to) or one.origin)
    return Switch(by, tuple(origins)) if by else None


def leads_from(git: Git, switch: Switch, base: Oid) -> bool:
    """True if the commit was checked out, or an ancestor of what was, before the switch."""
    return any(commits.is_ancestor(git, base, origin) for origin in switch.origins)
