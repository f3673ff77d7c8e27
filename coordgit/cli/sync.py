"""``coordgit sync`` and ``gc``: exchange with the team's store what happened here and elsewhere, and delete what nobody needs."""

import os

import click

from coordgit import prune
from coordgit.cli.caller import Amount, clone_of, team
from coordgit.cli.context import Here, display, find_place, here, json_option, say
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import settings as config
from coordgit.store.database import open_store
from coordgit.store.log_file import note

LONG = 30.0
"""Seconds that connecting and one transaction may take."""


@click.command()
@click.option("--watch", is_flag=True, help="Go on until nothing happens here any more: what hooks start in the background.")
@json_option
def sync(watch: bool, as_json: bool) -> None:
    """Send the team's store what happened in this clone, and receive what happened in others.

    Runs by itself while sessions are at work here. Only what waits for a server is left to do by hand.
    """
    if watch:
        _watch()
        return
    with here() as at:
        from coordgit.team import sync

        clone = team(at)
        if clone is None:
            raise UsageError("this clone is in no team: coordgit.team is not set", "coordgit init --team URL")
        moved = sync.exchange_once(clone, LONG, at.settings.team_reads)
    display(as_json, moved._asdict(), [f"sent {moved.sent}, received {moved.received}"])


def _watch() -> None:
    from coordgit.team import watch

    worktree = find_place()
    with watch.alone(worktree.store) as free:
        if free:
            with open_store(worktree.store) as store:
                try:
                    clone = clone_of(store, worktree, config.of(worktree.git(), os.environ))
                    if clone is not None:
                        watch.watch(clone)
                except Exception as error:  # nobody sees what it prints
                    note(worktree.store, f"sync ended: {type(error).__name__}: {error}")
                    raise


@click.command()
@click.option(
    "--days",
    type=Amount(min=0),
    default=30,
    show_default=True,
    metavar="N",
    help="Keep verdicts, write sets and the reads of ended sessions for N days.",
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
