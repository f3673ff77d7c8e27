"""``coordgit verify``: check commits that are already made."""

from __future__ import annotations

import os

import click

from coordgit.check import validate
from coordgit.check import verify as walk
from coordgit.cli.answer import answer, remedy_of
from coordgit.cli.context import emit, here, json_option, say
from coordgit.core.model import REJECTED
from coordgit.core.quoting import named, quoted
from coordgit.explain import explain as explaining

SHOWN = 5
"""Unknown commits listed at most."""


@click.command()
@click.argument("range_", metavar="RANGE")
@click.option(
    "--onto", default=None, metavar="REF", help="The branch to land on. Default: the branch's target, else RANGE's left side."
)
@json_option
def verify(range_: str, onto: str | None, as_json: bool) -> int:
    """Check whether the commits of RANGE, such as main..feature, could land now.

    Text and exit code are the gate's. Commits that no session here is known to have made have no reads to check.
    """
    with here(settle=False) as at:
        settings = validate.settings_of(at.worktree, os.environ)
        found = walk.verify(
            at.store,
            at.worktree,
            environ=os.environ,
            settings=settings,
            pid=os.getppid(),
            text=range_,
            onto=onto,
            now=at.now,
        )
        verdict = found.verdict
        if as_json:
            about = {"commits": [one.commit.oid for one in found.commits], "unknown": [one.commit.oid for one in found.unknown]}
            emit(explaining.document(verdict, remedy_of(verdict, at.store)) | about)
        elif text := answer(verdict, at.store):
            say(text.rstrip("\n"), err=True)
        else:
            reads, count = verdict.checked or 0, len(found.commits)
            what = f"{reads} read{'' if reads == 1 else 's'} behind {count} commit{'' if count == 1 else 's'}"
            say(
                f"coordgit: passed {verdict.name}: "
                + (f"{what} {'is' if reads == 1 else 'are'} true" if count else "there is nothing to land"),
                err=True,
            )
    if found.unknown and not as_json:
        say(f"unknown here, so without reads: {len(found.unknown)} of {len(found.commits)} commits", err=True)
        for one in found.unknown[:SHOWN]:
            say(f"  {one.commit.oid[:7]} {quoted(one.subject)} ({named(one.author)})", err=True)
    return int(verdict.outcome == REJECTED)
