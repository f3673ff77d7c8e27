"""``coordgit ready``: which branches at work can land, and in which order."""

import os

import click

from coordgit.check import ready as walk
from coordgit.check import trial_merges as trial
from coordgit.cli.caller import up_to_date
from coordgit.cli.context import columns, display, here
from coordgit.cli.options import Filled, json_option
from coordgit.core.readiness import Tested
from coordgit.render.ready import ready_json, ready_text
from coordgit.store import names


@click.command()
@click.option(
    "--onto",
    type=Filled("a branch"),
    default=None,
    metavar="REF",
    help="The branch to land on. Default: the target of work here.",
)
@click.option("--remotes", is_flag=True, help="Also the branches of remotes, as fetched, that no worktree here has checked out.")
@click.option(
    "--test",
    "command",
    type=Filled("a command"),
    default=None,
    metavar="CMD",
    help="Run CMD on each merged tree, in a temporary worktree.",
)
@json_option
def ready(*, onto: str | None, remotes: bool, command: str | None, as_json: bool) -> int:
    """Show which branches that are checked out here can land, and in which order.

    For each: whether it merges cleanly, which reads behind it are stale on the target, and which would be once another branch has
    landed. With --test: the first branch, or branches together, with which CMD fails. With --remotes: also the newest branches
    that others have pushed; what was read for them is known if notes of it came along. Uncommitted work is not checked. Of what
    the sessions of a team's other clones are at work on: the paths that a branch here has read or changed too.
    """
    with here() as at:
        up_to_date(at)
        state = walk.ready(at.store, at.request(), onto, remotes)
        tested = trial.test(at.git, state, command, os.environ) if command is not None and state.branches else Tested()
        display(as_json, ready_json(state, tested), ready_text(state, tested, names.of(at.store), columns()))
    return int(not all(branch.lands for branch in state.branches) or tested.broken is not None)
