"""``coordgit demo``: the whole story."""

from __future__ import annotations

import sys

import click

from coordgit.cli import story as walk
from coordgit.cli.here import fast_path, say


@click.command()
@click.option("--keep", is_flag=True, help="Leave the scratch repositories and say where they are.")
def demo(keep: bool) -> int:
    """Tell the whole story on scratch repositories with real git, in a few seconds.

    A merge that git calls clean breaks a program; then the same with coordgit: the rejection, explain, the repair.
    """
    return int(not walk.tell(say, sys.executable, fast_path(), keep))
