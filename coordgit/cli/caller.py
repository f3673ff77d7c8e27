"""How the coordination commands start: the calling session, notices to it, the paths it gave."""

import os
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from coordgit.cli.context import Here, say, session_here
from coordgit.coordinate import Caller, locking, typed_pathspecs
from coordgit.core.pathspec import Paths
from coordgit.errors import CoordgitError, UsageError
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.install import registered_repositories
from coordgit.program import spelt
from coordgit.render.verdict import clock
from coordgit.store import mirror
from coordgit.store.database import Store
from coordgit.team import locks_and_tasks, membership
from coordgit.team.locks_and_tasks import Clone

T = TypeVar("T")


def arrive(at: Here) -> str:
    """Return the calling session; those of its locks that have expired are printed on stderr."""
    session = session_here(at).session
    with at.store.writing():
        notice = locking.expired_notice(at.store, session, at.now)
    if notice:
        say(notice, err=True)
    return session


def decided(at: Here, session: str, step: Callable[[Caller], T], span: float | None = None) -> T:
    """Run a step where locks and tasks are granted: in the team's store if there is one, else in this repository's. ``span``: how
    long what it grants lasts. Raises ``UsageError`` if that is too short for the session's activity to reach the team's store."""
    clone = team(at)
    if clone is None:
        return step(Caller(at.store, session, at.now))
    if span is not None and span < locks_and_tasks.SHORTEST:
        least = f"{locks_and_tasks.SHORTEST:g}s"
        again = f"{click.get_current_context().command_path} --for {least}"
        raise UsageError(f"in a team it has to last {least} or longer: that the session goes on has to reach the server", again)
    return locks_and_tasks.decide(clone, session, step)


def team(at: Here) -> Clone | None:
    """Return this clone's membership in its team, ``None`` without one."""
    return clone_of(at.store, at.worktree, at.settings)


def clone_of(store: Store, worktree: Worktree, settings: Config) -> Clone | None:
    """Return the clone with its membership in the team that ``settings`` name, ``None`` without one. Raises ``CoordgitError``
    in a repository that this user did not set up: credentials are not sent to a server that came with an archive."""
    if not settings.team and not os.path.exists(f"{worktree.store}/team"):
        return None
    if settings.team and not registered_repositories.holds(worktree.common):
        raise CoordgitError(
            f"{worktree.common} was not set up by you where it is now, so its coordgit.team is not used", "coordgit init"
        )
    its_membership = membership.settle(worktree, settings)
    return its_membership and locks_and_tasks.Clone(store=store, worktree=worktree, membership=its_membership, environ=os.environ)


def up_to_date(at: Here) -> None:
    """Ask the team's store, if there is one, for what others hold and do; if it does not answer, say how old the answer is."""
    clone = team(at)
    if clone is None:
        return
    from coordgit.team import sync

    try:
        sync.exchange_once(clone)
    except CoordgitError as error:
        known = mirror.counter(at.store, "team seen")
        since = f"this was known at {clock(known)}" if known else "nothing is known of the team"
        hint = spelt(error.hint, at.program(), "")
        say(f"coordgit: {error.message}; {since}\ntry: {hint}", err=True)


def wanted(at: Here, texts: Iterable[str]) -> list[Paths]:
    """Parse pathspecs given in the current folder."""
    try:
        return typed_pathspecs.parsed(at.worktree, texts, os.getcwd())
    except ValueError as error:
        raise UsageError(str(error), "git help glossary") from error
