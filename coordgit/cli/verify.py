"""``coordgit verify``: the verdict of commits that are already made, here or wherever they and their notes are."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from coordgit.check import Request
from coordgit.check import verify as walk
from coordgit.cli.context import OF_OBJECTS, emit, find_worktree, here, invocation, refuse_programs, say, say_misspelt
from coordgit.cli.options import Filled, json_option
from coordgit.core.model import REJECTED
from coordgit.core.quoting import counted, escaped, named, quoted
from coordgit.explain.committer_text import answer, remedy_of
from coordgit.git import notes
from coordgit.git import settings as config
from coordgit.git.worktrees import Worktree
from coordgit.render.annotations import FORMATS
from coordgit.render.verdict_json import verdict_document
from coordgit.store.database import NAME, Store, in_memory

SHOWN = 5
"""Unknown commits listed at most."""


@click.command()
@click.argument("range_", type=Filled("a range of commits"), metavar="RANGE")
@click.option(
    "--onto",
    default=None,
    type=Filled("a branch"),
    metavar="REF",
    help="The branch to land on. Default: the branch's target, else RANGE's left side.",
)
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), help="Print annotations for a forge on standard output.")
@json_option
def verify(range_: str, onto: str | None, form: str | None, as_json: bool) -> int:
    """Check whether the commits of RANGE, such as main..feature, could land now.

    Prints what git's hook would print. Who made the commits and what was read for them is told by the store here, else by the
    notes that came with them (git fetch origin '+refs/notes/coordgit/*:refs/notes/coordgit/*'). Other commits have no reads to
    check; coordgit.unknown says what becomes of them. No store is needed: a fresh clone will do.
    """
    with _repository() as (worktree, store, now):
        settings = config.of(worktree.git(keep=True), os.environ)
        request = Request(worktree=worktree, environ=os.environ, settings=settings, pid=os.getppid(), now=now, cwd=os.getcwd())
        verified = walk.verify(store, request, range_, onto)
        verdict = verified.verdict if store.folder else verified.verdict._replace(number=0)
        if as_json:
            about: dict[str, object] = {"commits": [commit.oid for commit in verified.commits], "unknown": list(verified.unknown)}
            about |= {} if verdict.number else {"verdict": None}
            emit(verdict_document(verdict, remedy_of(verdict, store, invocation())) | about)
        elif form is not None:
            unknown = verified.unknown if settings.unknown == "warn" else {}
            if report := FORMATS[form](verdict, [(oid, subject) for oid, (_, subject, _) in unknown.items()]):
                say(report)
        if text := answer(verdict, store, invocation(), now):
            if not as_json:
                say(text.rstrip("\n"), err=True)
        elif not as_json:
            reads, count = verdict.checked or 0, len(verified.commits)
            what = f"{counted(reads, 'read')} behind {counted(count, 'commit')}"
            passed = f"passed {verdict.name}" if verdict.number else "passed"
            true = f"{what} {'is' if reads == 1 else 'are'} up to date" if count else "there is nothing to land"
            say(f"coordgit: {passed}: {true}", err=True)
    if not as_json and settings.unknown != "pass":
        _say_unknown(worktree, verified)
    return int(verdict.outcome == REJECTED)


@contextmanager
def _repository() -> Iterator[tuple[Worktree, Store, float]]:
    """Open the store of the current repository, or an empty one in memory."""
    worktree = find_worktree()
    if os.path.exists(f"{worktree.store}/{NAME}"):
        with here(settle=False) as at:
            yield at.worktree, at.store, at.now
    else:
        refuse_programs(worktree, OF_OBJECTS)
        say_misspelt(worktree)
        with in_memory() as store:
            yield worktree, store, time.time()


def _say_unknown(worktree: Worktree, verified: walk.Verified) -> None:
    if verified.left_out:
        say(f"too many to be published, so not checked: {verified.left_out} reads", err=True)
    if not verified.unknown:
        return
    say(f"unknown here, so without reads: {len(verified.unknown)} of {len(verified.commits)} commits", err=True)
    wrong = dict(verified.unreadable)
    for oid, (author, subject, _) in list(verified.unknown.items())[:SHOWN]:
        why = f": its note cannot be read, {escaped(wrong[oid])}" if oid in wrong else ""
        say(f"  {oid[:7]} {quoted(subject)} ({named(author)}){why}", err=True)
    if not notes.clones(worktree.git()):
        say(f"try: {notes.FETCH}", err=True)
