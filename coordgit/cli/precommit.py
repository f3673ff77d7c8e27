"""``coordgit pre-commit``, hidden: what the hooks ``coordgit`` and ``coordgit-record`` of the pre-commit framework run.

pre-commit has no stage that ``--no-verify`` does not skip, so its hook does not guard: it installs the gate, which git runs
later in the very same commit. The check here is the gate's own answer, earlier; whenever the two could differ (a merge, a
rebase, a bypass), and for everything that only informs, only the gate reports.
"""

import os
import time

import click

from coordgit.check import validate as walk
from coordgit.cli import gate
from coordgit.cli.context import Here, find_worktree, here, invocation, point_shim, say, session_here
from coordgit.core.grouping import grouped
from coordgit.core.model import REJECTED
from coordgit.core.quoting import quote
from coordgit.explain.committer_text import answer
from coordgit.git import files, operation, separate_index, worktrees
from coordgit.git import settings as config
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.install import setup
from coordgit.store import names, sessions, writes
from coordgit.store.database import NAME
from coordgit.store.text_files import note


@click.command(hidden=True)
@click.option("--record", is_flag=True, help="Only record where branches and worktrees are.")
def pre_commit(record: bool) -> int:
    """Set up what is missing, then check what a commit of the index would get."""
    _go_where_git_is()
    worktree = find_worktree()
    if record:
        return _record(worktree)
    settings = None
    try:
        settings = config.of(worktree.git(keep=True), os.environ)
        _set_up(worktree)
        with here() as at:
            _say_what_is_put_away(at)
            return _judge(at, settings) if _is_plain_commit(worktree) and not settings.bypass else 0
    except Exception as error:
        code = gate.failed(worktree, error, settings)
        return 0 if _pushing() else code


def _go_where_git_is() -> None:
    """Change to the worktree that commits: ``coordgit commit`` runs hooks in a folder outside the repository."""
    if separate_index.VARIABLE in os.environ:
        worktree = gate.here()
        if worktree is not None and worktree.top and separate_index.under_way(worktree.store):
            os.chdir(worktree.top)
            os.environ.pop("GIT_WORK_TREE", None)


def _record(worktree: Worktree) -> int:
    """Record where branches are. Fails open: these stages run after git is done."""
    if not os.path.exists(f"{worktree.store}/{NAME}"):
        return 0
    try:
        with here() as at:
            session_here(at)
    except Exception as error:
        note(worktree.store, f"pre-commit --record: {type(error).__name__}: {error}")
    return 0


def _set_up(worktree: Worktree) -> None:
    """Do what ``coordgit init --no-clients`` does, on every run: hooks that somebody removed come back."""
    fresh = not os.path.exists(f"{worktree.store}/{NAME}")
    point_shim(worktree)
    did: list[str] = []
    try:
        setup.initialise(worktree, did, environ=os.environ, now=time.time(), by_itself=True)
    finally:
        for line in did:
            say(f"coordgit: {line}")
    if fresh:
        say(f"commits are guarded from this one on; to record what clients read: {worktree.store}/shim init")


def _judge(at: Here, settings: Config) -> int:
    """Print a rejection, which ends the commit before the gate is called. Notes are left to the gate.

    A commit names its index to its hooks; ``pre-commit run`` does not, and rejects nothing.
    """
    committing = "GIT_INDEX_FILE" in os.environ
    request = at.request()._replace(settings=settings)
    verdict = walk.check(at.store, request, committing=committing)
    if verdict.outcome != REJECTED:
        return 0
    say(answer(verdict, at.store, invocation(), at.now).rstrip("\n"), err=True)
    return 1


def _is_plain_commit(worktree: Worktree) -> bool:
    """True if git will commit just the index, on a branch. A clean merge has no state file yet, but names itself to its hooks."""
    if _pushing() or os.environ.get("GIT_REFLOG_ACTION"):
        return False
    return bool(worktrees.head(worktree)[0]) and operation.under_way(worktree.git_dir) == operation.COMMIT


def _pushing() -> bool:
    """True at ``pre-push``: pre-commit names the stage in no other way."""
    return "PRE_COMMIT_REMOTE_NAME" in os.environ


def _say_what_is_put_away(at: Here) -> None:
    """Print whose unstaged edits pre-commit puts away from the work tree while its hooks run."""
    paths = files.put_away(at.worktree, at.git, os.environ)
    if not paths:
        return
    me = session_here(at).session
    away = grouped(
        (names.who(at.store, other.session), quote(write.path))
        for other in sessions.live(at.store)
        if other.session != me
        for write in writes.of_session(at.store, other.session)
        if write.worktree == at.worktree.id and write.path in paths
    )
    if away:
        named = "; ".join(f"{name}: {', '.join(sorted(theirs))}" for name, theirs in away.items())
        say(f"coordgit: pre-commit puts unstaged edits away while its hooks run ({named}); a worktree each avoids it")
