"""``coordgit init`` and ``coordgit uninit``."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from coordgit.cli.context import display, find_worktree, say, say_misspelt
from coordgit.cli.options import json_option
from coordgit.clients import CLIENTS
from coordgit.errors import UsageError
from coordgit.git.plumbing import content
from coordgit.install import hooks, setup

SETS_UP = re.compile(rb"^[^#\n]*\b(id|entry):\s*['\"]?coordgit\b", re.M)
"""An entry of pre-commit's configuration that runs coordgit."""


@click.command()
@click.option(
    "--client",
    "clients",
    multiple=True,
    metavar="NAME",
    help=f"Register hooks with this client (repeatable): {', '.join(CLIENTS)}.",
)
@click.option("--no-clients", is_flag=True, help="Register hooks with no client, now and in later runs.")
@click.option(
    "--team", metavar="URL", help="Share locks, tasks and who is at work over clones: postgresql://HOST/DB (docs/team.md)."
)
@click.option("--publish", is_flag=True, help="Let pushes send what was read for their commits, as git notes (docs/notes.md).")
@json_option
def init(*, clients: tuple[str, ...], no_clients: bool, team: str | None, publish: bool, as_json: bool) -> None:
    """Set coordgit up in this repository: create the store, install the git hooks, register hooks with the clients found.

    Can be run again at any time. Prints each change it makes.
    """
    if clients and no_clients:
        raise UsageError("--client and --no-clients do not go together", "coordgit init --help")
    if team == "":
        raise UsageError("--team needs the URL of a server", "coordgit init --team postgresql://HOST/DB")
    worktree = find_worktree()
    setup.check(worktree, clients)
    with _reported(as_json, "all is in place") as did:
        setup.initialise(worktree, did, environ=os.environ, now=time.time())
        if team is not None:
            setup.join(worktree, team, os.environ, did)
        if publish:
            hooks.publish(worktree, did)
        if clients or no_clients:
            setup.want(worktree, clients=not no_clients)
        if failed := setup.register(worktree, clients, os.environ, did):
            raise failed[0]
        if not clients and not setup.unwanted(worktree):
            setup.register(worktree, setup.detected(worktree), os.environ, did)
    say_misspelt(worktree)


@click.command()
@click.option("--keep-store", is_flag=True, help="Keep what was recorded.")
@json_option
def uninit(keep_store: bool, as_json: bool) -> None:
    """Remove exactly what init installed and restore what was there before."""
    worktree = find_worktree()
    say_misspelt(worktree)
    with _reported(as_json, "there was nothing to remove") as did:
        setup.take_down(worktree, keep_store, did)
    if worktree.top and SETS_UP.search(content(f"{worktree.top}/.pre-commit-config.yaml")):
        say("note: .pre-commit-config.yaml still names coordgit: the next commit with pre-commit sets it up again", err=True)


@contextmanager
def _reported(as_json: bool, nothing: str) -> Iterator[list[str]]:
    """Collect what is done and print it at the end, or before an error."""
    did: list[str] = []
    try:
        yield did
        did += [] if did or as_json else [nothing]
    finally:
        display(as_json, {"did": did}, did)
