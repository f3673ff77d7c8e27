"""``coordgit sync``: exchange with the team's store what happened here and elsewhere."""

import os

import click

from coordgit.cli.caller import clone_of, team
from coordgit.cli.context import display, find_worktree, here
from coordgit.cli.options import json_option
from coordgit.errors import UsageError
from coordgit.git import settings as config
from coordgit.install.launcher import keep_up
from coordgit.store.database import open_store
from coordgit.store.text_files import note

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
    from coordgit.team import background_sync

    worktree = find_worktree()
    with background_sync.alone(worktree.store) as free:
        if free:
            with open_store(worktree.store) as store:
                keep_up(store, worktree.common)
                try:
                    clone = clone_of(store, worktree, config.of(worktree.git(), os.environ))
                    if clone is not None:
                        background_sync.watch(clone)
                except Exception as error:  # nobody sees what it prints
                    note(worktree.store, f"sync ended: {type(error).__name__}: {error}")
                    raise
