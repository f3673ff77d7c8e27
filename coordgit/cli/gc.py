"""``coordgit gc``: delete what nobody needs, here and in the team's store."""

import os

import click

from coordgit import prune
from coordgit.cli.caller import team
from coordgit.cli.context import Here, display, here, say
from coordgit.cli.options import Amount, json_option
from coordgit.errors import CoordgitError


@click.command()
@click.option(
    "--days",
    type=Amount(min=0),
    default=30,
    show_default=True,
    metavar="N",
    help="Keep verdicts, write sets, ended tasks, reports and the reads of ended sessions for N days.",
)
@json_option
def gc(days: float, as_json: bool) -> None:
    """Delete records that nothing needs any more.

    Kept is what a live session, an uncommitted edit, a commit that has not landed, or a verdict of the last N days needs.
    """
    with here() as at:
        done = prune.prune(at.store, at.worktree, os.environ, days, at.now)
        sent = _forget(at, days)
        if sent:
            done.removed["rows in the team's store"] = sent
    counts = ", ".join(f"{count} {table if count != 1 else table.removesuffix('s')}" for table, count in done.removed.items())
    removed = f"removed {counts}" if counts else "there was nothing to remove"
    size = f"the store has {done.after / 1024:,.0f} KiB (before: {done.before / 1024:,.0f})"
    display(as_json, {"removed": done.removed, "bytes": {"before": done.before, "after": done.after}}, [removed, size])


def _forget(at: Here, days: float) -> int:
    """Delete what this clone sent to the team's store long ago; without an answer, that is left for the next time."""
    clone = team(at)
    if clone is None:
        return 0
    from coordgit.team import sync

    try:
        return sync.forget(clone, days)
    except CoordgitError as error:
        say(str(error), err=True)
        return 0
