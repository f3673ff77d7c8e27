"""``coordgit explain``: why a commit was rejected."""

import os
import sys

import click

from coordgit.cli.context import emit, here, invocation, say
from coordgit.cli.options import Filled, json_option
from coordgit.explain import explanation as walk
from coordgit.explain.committer_text import reader_folder, remedy_of
from coordgit.notify import shown_diffs
from coordgit.render.verdict_json import verdict_document
from coordgit.session import identity
from coordgit.store import names as naming
from coordgit.store import sessions


@click.command()
@click.argument("name", required=False, type=Filled("a verdict or a commit"), metavar="[VERDICT[#N]|COMMIT]")
@click.option("--all", "whole", is_flag=True, help="Show all conflicts with their whole diffs.")
@json_option
def explain(name: str | None, whole: bool, as_json: bool) -> None:
    """Explain a verdict: what was read and when, who changed it, the diff, and the commands to go on.

    Without an argument: the newest rejection of this session or, without any, of the repository. A long explanation shows the
    lines of the change that matter to the commit; the one of a single conflict (v12#1) is whole.
    """
    with here(settle=False) as at:
        who = identity.current(at.worktree, os.environ, at.store, os.getppid())
        if name and walk.number_of(name.partition("#")[0]) is None:
            name = at.git.commit(name) or name
        verdict, conflicts = walk.find(at.store, name, who.session)
        if as_json:
            emit(verdict_document(verdict._replace(conflicts=conflicts), remedy_of(verdict, at.store, invocation())))
        else:
            called = naming.of(at.store)
            where = reader_folder(at.store, verdict.epoch.session, invocation())
            whole = whole or "#" in (name or "")
            text = walk.text(verdict, conflicts, called, where, walk.answered(at.store, verdict, called), whole=whole)
            say(text)
            session = sessions.get(at.store, who.session)
            if session is not None and not session.client and not _is_dropped():  # a client's hook reports what was printed
                shown_diffs.note(at.store, at.worktree, session, text, now=at.now, environ=os.environ)


def _is_dropped() -> bool:
    """True if nobody reads what is printed: standard output is closed, or leads nowhere."""
    try:
        return os.path.samestat(os.fstat(sys.stdout.fileno()), os.stat(os.devnull))
    except OSError:  # it is no file
        return False
