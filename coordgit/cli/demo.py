"""``coordgit demo``: show what coordgit does, on scratch repositories."""

from __future__ import annotations

import sys

import click

from coordgit.cli import story as walk
from coordgit.cli.here import fast_path, say


@click.command()
@click.option("--keep", is_flag=True, help="Keep the scratch repositories and print where they are.")
def demo(keep: bool) -> int:
    """Show what coordgit does, on scratch repositories with real git, in a few seconds.

    First a merge that git calls clean breaks a program. Then the same with coordgit: the rejection, explain, the repair. Then two
    sessions in one folder: an old text written back, and a commit of one's own edits alone. Then two clones of one remote.
    """
    return int(not walk.tell(say, sys.executable, fast_path(), keep))
