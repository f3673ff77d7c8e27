"""``coordgit init`` and ``coordgit uninit``."""

from __future__ import annotations

import sys

import click

from coordgit import setup
from coordgit.cli.here import emit, fast_path, find_place, json_option, say


@click.command()
@click.option("--client", "clients", multiple=True, metavar="NAME", help="Register this client's hooks (several allowed).")
@click.option("--no-clients", is_flag=True, help="Register no client.")
@json_option
def init(clients: tuple[str, ...], no_clients: bool, as_json: bool) -> None:
    """Guard this repository: make the store, install the git hooks, register the hooks of the clients found here.

    Safe to repeat: says each thing it did, nothing when all is in place.
    """
    place = find_place()
    wanted = () if no_clients else clients or None
    said = setup.initialise(place, sys.executable, fast_path(), wanted)
    _report(said, as_json, "all is in place")


@click.command()
@click.option("--keep-store", is_flag=True, help="Leave what was recorded.")
@json_option
def uninit(keep_store: bool, as_json: bool) -> None:
    """Take out exactly what init put in, and restore what was there."""
    _report(setup.take_down(find_place(), keep_store), as_json, "there was nothing to take out")


def _report(said: list[str], as_json: bool, nothing: str) -> None:
    if as_json:
        emit({"did": said})
        return
    for line in said or [nothing]:
        say(line)
