"""``coordgit session``: start, end, clear, list and show sessions."""

import os
import secrets

import click

from coordgit.check.validate import take_journal
from coordgit.cli.context import Here, columns, display, emit, here, say, session_here
from coordgit.cli.group import Spelt
from coordgit.cli.options import Filled, json_option
from coordgit.clients import LONGEST_ID, is_id, session_from_environment
from coordgit.core import read_json
from coordgit.core.grouping import grouped
from coordgit.core.model import Oid, Read, Session, Write
from coordgit.core.quoting import named, quote, quoted
from coordgit.errors import UsageError
from coordgit.git import trees, worktrees
from coordgit.git.files import uncommitted
from coordgit.render.sessions import about_people, known, overview, session_json
from coordgit.session import identity
from coordgit.store import lock_renewal, names, reads, sessions, writes


@click.group(cls=Spelt, no_args_is_help=False)
def session() -> None:
    """Start, end, clear, list and show sessions."""


@session.command()
@click.option(
    "--id", "given", default=None, metavar="ID", help="Use ID instead of a random id; an ended session of this id is resumed."
)
@click.option("--name", default="", metavar="N", help="A name to show to people.")
@click.option("--client", default="", metavar="C", help="The client the session works in.")
@json_option
def start(given: str | None, name: str, client: str, as_json: bool) -> None:
    """Start a session and print its id. Set COORDGIT_SESSION to it for all commands of the session."""
    ident = secrets.token_hex(16) if given is None else given.strip()
    for text, what in ((ident, "id"), (name or "-", "name"), (client or "-", "client")):
        if not is_id(text):
            raise UsageError(f"the {what} has to be 1 to {LONGEST_ID} printable characters", f"coordgit session start --{what} X")
    with here(settle=False) as at, at.store.writing():
        ref, _ = worktrees.head(at.worktree)
        # No process is registered: a script that starts two sessions would be both.
        started = sessions.seen(at.store, ident, at.now, client=client, name=name, worktree=at.worktree.top, branch=ref)
        last = sessions.newest_reports(at.store, [ident]).get(ident)
        if last and last.state != sessions.WORKING:  # said of its earlier work
            again = sessions.Report(session=ident, state=sessions.WORKING, text="started again", at=at.now)
            sessions.add_report(at.store, again)
    display(as_json, session_json(started), [started.session])
    if inside := session_from_environment(os.environ, os.getppid()):
        who = f"{inside[0]} {named(names.short_id(inside[1]))}"
        say(f"coordgit: commands in the shell of {who} are that session's, whatever COORDGIT_SESSION says", err=True)


@session.command()
@json_option
def end(as_json: bool) -> None:
    """End this session and release its locks and tasks. Its reads are kept, as it may be resumed under its id."""
    with here(settle=False) as at, at.store.writing():
        mine = session_here(at)
        sessions.end(at.store, mine.session, at.now)
        released, reopened = lock_renewal.release_all(at.store, mine.session, names.who(at.store, mine.session), at.now)
        ended = mine._replace(state="ended")
    lines = [f"ended {ended.session}", *(f"released the lock on {quote(held.pathspec)}" for held in released)]
    lines += [f"task {entry.task_id} is open again: {quoted(entry.title)}" for entry in reopened]
    display(as_json, session_json(ended), lines)


@session.command()
@json_option
def clear(as_json: bool) -> None:
    """Forget what this session has read, as when a conversation is cleared.

    The reads still count for its earlier commits that have not landed.
    """
    with here(settle=False) as at:
        take_journal(at.store, at.request(), at.git)  # its commits on a detached HEAD depend on what it had read
        with at.store.writing():
            mine = session_here(at)
            fresh = mine._replace(epoch_number=sessions.clear(at.store, mine.session, at.now))
    display(as_json, session_json(fresh), [f"{fresh.session} is in epoch {fresh.epoch_number}: it has read nothing yet"])


@session.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the sessions, most recently seen first."""
    with here(settle=False) as at:
        listed = [(known, reads.count_tracked(at.store, known.epoch)) for known in sessions.every(at.store)]
    document = {"sessions": [session_json(known) | {"branch": known.branch, "seen_at": known.seen_at} for known, _ in listed]}
    lines = [*overview(listed, columns()), *about_people((known for known, _ in listed), columns())]
    display(as_json, document, lines, "no session has been seen here")


@session.command()
@click.argument("ident", required=False, type=Filled("a session"), metavar="[ID]")
@json_option
def show(ident: str | None, as_json: bool) -> None:
    """Show what a session has read, and its uncommitted writes.

    ID may be a name, the beginning of an id, or an id as it is shown. Without it: this session.
    """
    with here(settle=False) as at:
        shown = _find(at, ident)
        seen = _counting(at, reads.every(at.store, shown.epoch))
        written = _standing(at, writes.of_session(at.store, shown.session))
        count, newest = sessions.unknown_commands(at.store, shown.session)
        if as_json:
            emit(
                session_json(shown)
                | {
                    "reads": [read_json.fields(read) for read in seen],
                    "writes": [{"path": w.path, "before": w.before, "after": w.after, "at": w.at, "via": w.via} for w in written],
                    "unknown": {"count": count, "newest": newest},
                }
            )
        else:
            say("\n".join(known(shown, seen, written, (count, newest), columns())))


def _counting(at: Here, seen: list[Read]) -> list[Read]:
    """Return the reads without those of paths that git does not track, neither where they were read nor by now."""
    loose = [read.path for read in seen if not read.tracked]
    since = trees.items(at.git, Oid("HEAD"), loose) if loose and at.git.commit("HEAD") else {}
    return [read for read in seen if read.tracked or since.get(read.path)]


def _standing(at: Here, written: list[Write]) -> list[Write]:
    """Return the writes without those that were undone where no hook saw it, for example by ``git checkout``."""
    there = {}
    for name, some in grouped((write.worktree, write.path) for write in written).items():
        worktree = worktrees.named(at.worktree, name)
        there[name] = uncommitted(worktree.top, some) if worktree else set(some)
    return [write for write in written if write.path in there[write.worktree]]


def _find(at: Here, ident: str | None) -> Session:
    """Return the session called ``ident``, or the calling one; looking does not revive an ended one."""
    if ident is None:
        who = identity.current(at.worktree, os.environ, at.store, os.getppid())
        return sessions.get(at.store, who.session) or session_here(at)
    exact = sessions.get(at.store, ident)
    if exact is not None:
        return exact
    every = sessions.every(at.store) if ident else []
    called = [known for known in every if ident in (known.name, names.short_id(known.session)) or known.session.startswith(ident)]
    if len(called) != 1:
        what = f"{len(called)} sessions are called {ident}" if called else f"no session is called {ident}"
        raise UsageError(what, "coordgit session list")
    return called[0]
