"""``coordgit init`` and ``coordgit uninit``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from coordgit import registration, setup
from coordgit.cli.here import emit, fast_path, find_place, json_option, say
from coordgit.errors import UsageError


@click.command()
@click.option("--client", "clients", multiple=True, metavar="NAME", help="Register this client's hooks (several allowed).")
@click.option("--no-clients", is_flag=True, help="Register no client, now and later.")
@json_option
def init(clients: tuple[str, ...], no_clients: bool, as_json: bool) -> None:
    """Guard this repository: make the store, install the git hooks, register the hooks of the clients found here.

    Safe to repeat: says each thing it did, nothing when all is in place.
    """
    if clients and no_clients:
        raise UsageError("--client and --no-clients do not go together", "coordgit init --help")
    place = find_place()
    setup.check(place, clients)
    with _reported(as_json, "all is in place") as said:
        setup.initialise(place, sys.executable, fast_path(), (), said)
        if clients or no_clients:
            setup.want(place, clients=not no_clients)
        for name in clients:
            said += registration.register(place, name)
        if not clients and not setup.unwanted(place):
            setup.register(place, setup.detected(place), said)


@click.command()
@click.option("--keep-store", is_flag=True, help="Leave what was recorded.")
@json_option
def uninit(keep_store: bool, as_json: bool) -> None:
    """Take out exactly what init put in, and restore what was there."""
    place = find_place()
    with _reported(as_json, "there was nothing to take out") as said:
        setup.take_down(place, keep_store, said)


@contextmanager
def _reported(as_json: bool, nothing: str) -> Iterator[list[str]]:
    """A list of what is done, printed in the end, before an error that comes after some of it as well."""
    said: list[str] = []
    try:
        yield said
        said += [] if said or as_json else [nothing]
    finally:
        if as_json:
            emit({"did": said})
        else:
            for line in said:
                say(line)
