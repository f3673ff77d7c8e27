"""A clone's membership in a team: where the team's store is, the project in it, and the name of this clone there."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from coordgit.errors import CoordgitError
from coordgit.git import commits
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.store.engines import libpq, postgresql
from coordgit.store.engines.postgresql import TeamStore
from coordgit.team.start_sync import LEFT, MARK


class Membership(NamedTuple):
    """A project in a team's store, as this clone sees it."""

    url: str
    project: str
    clone: str


def settle(worktree: Worktree, settings: Config) -> Membership | None:
    """Note in the store's folder whether this clone is in a team, naming it there first; return its membership, ``None`` without
    ``coordgit.team``. Raises ``CoordgitError``."""
    mark, left = f"{worktree.store}/{MARK}", f"{worktree.store}/{LEFT}"
    if not settings.team:
        if os.path.exists(mark):
            os.replace(mark, left)
        return None
    if not os.path.exists(mark) and os.path.exists(left):
        os.replace(left, mark)
    if not os.path.exists(mark):
        _name_clone(worktree, mark)
    clone = _named(worktree, mark)
    if not clone:
        os.unlink(mark)
        _name_clone(worktree, mark)
        clone = _named(worktree, mark)
    return Membership(settings.team, settings.project or root(worktree), clone)


def _named(worktree: Worktree, mark: str) -> str:
    """Return the name of this clone; "" if the folder is a copy of another clone, since what both send would be mixed up."""
    with open(mark, encoding="ascii") as file:
        name, _, folder = file.read().strip().partition("\n")
    return name if folder in ("", _identity(worktree)) else ""


def _identity(worktree: Worktree) -> str:
    about = os.stat(worktree.store)
    return f"{about.st_dev}:{about.st_ino}"


def _name_clone(worktree: Worktree, path: str) -> None:
    """Choose the name of this clone for the others: its host and some random digits, which stay when the host is renamed."""
    host = re.sub(r"[^0-9A-Za-z]+", "-", os.uname().nodename.partition(".")[0]).strip("-")[:20] or "clone"
    part = f"{path}.{os.getpid()}"
    with open(part, "w", encoding="ascii") as file:
        file.write(f"{host}-{os.urandom(3).hex()}\n{_identity(worktree)}\n")
    try:
        os.link(part, path)
    except FileExistsError:  # another command was faster
        pass
    finally:
        os.unlink(part)


def root(worktree: Worktree) -> str:
    """Return the id of the root commit, which is the same in every clone. Raises ``CoordgitError`` where it is not known."""
    git = worktree.git()
    why = ""
    if commits.is_shallow(git):
        why = "a shallow clone does not know its root commit"
    elif git.code("rev-parse", "-q", "--verify", "HEAD^0"):
        why = "there is no commit yet"
    if why:
        raise CoordgitError(f"coordgit.project has to be set: {why}", "git config coordgit.project NAME", 2)
    return git.text("rev-list", "--first-parent", "--max-parents=0", "HEAD")[:40]


def connect(membership: Membership, environ: Mapping[str, str], *, create: bool = False, wait: float = 0.0) -> TeamStore:
    """Open the team's store; ``create``: make the project if it does not exist. Raises ``CoordgitError``."""
    return postgresql.open_store(libpq.resolve(membership.url, environ), membership.project, create=create, wait=wait)
