"""``coordgit session`` and ``report``: start, end, clear, list and show sessions; what one says that it is doing."""

import os
import secrets

import click

from coordgit.check.conflict_facts import read_dict
from coordgit.check.validate import take_journal
from coordgit.cli.caller import arrive
from coordgit.cli.context import Here, columns, emit, here, json_option, say, session_here
from coordgit.cli.group import Spelt
from coordgit.cli.session_text import about_people, known, overview
from coordgit.clients import LONGEST_ID, is_id
from coordgit.core.model import Session, Write
from coordgit.core.quoting import quote, quoted
from coordgit.errors import UsageError
from coordgit.git import worktrees
from coordgit.git.files import uncommitted
from coordgit.render.status import session_json
from coordgit.render.text import printable
from coordgit.session import identity
from coordgit.store import names, reads, renewal, sessions, writes


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
    if as_json:
        emit(session_json(started))
    else:
        say(started.session)


@session.command()
@json_option
def end(as_json: bool) -> None:
    """End this session and release its locks and tasks. Its reads are kept, as it may be resumed under its id."""
    with here(settle=False) as at, at.store.writing():
        mine = session_here(at)
        sessions.end(at.store, mine.session, at.now)
        released, reopened = renewal.release_all(at.store, mine.session, names.who(at.store, mine.session), at.now)
        ended = mine._replace(state="ended")
    if as_json:
        emit(session_json(ended))
    else:
        say(f"ended {ended.session}")
        for held in released:
            say(f"released the lock on {quote(held.pathspec)}")
        for entry in reopened:
            say(f"task {entry.task_id} is open again: {quoted(entry.title)}")


@session.command()
@json_option
def clear(as_json: bool) -> None:
    """Forget what this session has read, as when a conversation is cleared.

    The reads still count for its earlier commits that have not landed.
    """
    with here(settle=False) as at:
        take_journal(at.store, at.worktree, at.git, at.now)  # its commits on a detached HEAD depend on what it had read
        with at.store.writing():
            mine = session_here(at)
            fresh = mine._replace(epoch_number=sessions.clear(at.store, mine.session, at.now))
    if as_json:
        emit(session_json(fresh))
    else:
        say(f"{fresh.session} is in epoch {fresh.epoch_number}: it has read nothing yet")


@session.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the sessions, most recently seen first."""
    with here(settle=False) as at:
        found = [(one, sessions.reads_of(at.store, one.epoch)) for one in sessions.every(at.store)]
    if as_json:
        emit({"sessions": [session_json(one) | {"branch": one.branch, "seen_at": one.seen_at} for one, _ in found]})
    else:
        lines = [*overview(found, columns()), *about_people((one for one, _ in found), columns())]
        say("\n".join(lines) or "no session has been seen here")


@session.command()
@click.argument("ident", required=False, metavar="[ID]")
@json_option
def show(ident: str | None, as_json: bool) -> None:
    """Show what a session has read, and its uncommitted writes.

    ID may be a name or the beginning of an id. Without it: this session.
    """
    with here(settle=False) as at:
        one = _find(at, ident)
        counted = reads.tracked(at.store, one.epoch)
        seen = [read for read in reads.every(at.store, one.epoch) if read.read_id in counted]
        written = _standing(at, writes.of_session(at.store, one.session))
        if as_json:
            count, newest = sessions.unknown_commands(at.store, one.session)
            emit(
                session_json(one)
                | {
                    "reads": [read_dict(read) for read in seen],
                    "writes": [{"path": w.path, "before": w.before, "after": w.after, "at": w.at, "via": w.via} for w in written],
                    "unknown": {"count": count, "newest": newest},
                }
            )
        else:
            say("\n".join(known(at.store, one, seen, written, columns())))


def _standing(at: Here, written: list[Write]) -> list[Write]:
    """Return the writes without those that were undone where no hook saw it, for example by ``git checkout``."""
    paths: dict[str, list[str]] = {}
    for write in written:
        paths.setdefault(write.worktree, []).append(write.path)
    there = {}
    for name, some in paths.items():
        found = worktrees.named(at.worktree, name)
        there[name] = uncommitted(found.top, some) if found else set(some)
    return [write for write in written if write.path in there[write.worktree]]


def _find(at: Here, ident: str | None) -> Session:
    """Return the session called ``ident``, or the calling one; looking does not revive an ended one."""
    if ident is None:
        who = identity.current(at.worktree, os.environ, at.store, os.getppid())
        return sessions.get(at.store, who.session) or session_here(at)
    exact = sessions.get(at.store, ident)
    if exact is not None:
        return exact
    found = [one for one in sessions.every(at.store) if ident and (one.name == ident or one.session.startswith(ident))]
    if len(found) != 1:
        what = f"{len(found)} sessions are called {ident}" if found else f"no session is called {ident}"
        raise UsageError(what, "coordgit session list")
    return found[0]


@click.command()
@click.argument("text")
@click.option("--state", type=click.Choice(sessions.REPORTED), default=sessions.REPORTED[0], show_default=True, help="The state.")
@json_option
def report(text: str, state: str, as_json: bool) -> None:
    """Report what this session is doing, for others to see in status."""
    if not printable(text):
        raise UsageError("nothing to report", "coordgit report TEXT")
    with here(settle=False) as at:
        session = arrive(at)
        made = sessions.Report(session, state, printable(text), at.now)
        with at.store.writing():
            sessions.add_report(at.store, made)
    if as_json:
        emit({"report": {"session": session, "text": made.text, "state": state, "at": made.at}})
    else:
        say(f"reported {state}: {quoted(made.text)}")
