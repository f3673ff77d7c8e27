"""``coordgit explain``: why."""

from __future__ import annotations

import os

import click

from coordgit import identity
from coordgit.cli.here import emit, here, json_option, say
from coordgit.explain import explain as walk
from coordgit.store import names


@click.command()
@click.argument("name", required=False, metavar="[VERDICT|COMMIT]")
@json_option
def explain(name: str | None, as_json: bool) -> None:
    """Say why: what was read, when, at which base; who changed it; the hunk; the exact command to go on.

    Without an argument: the newest rejection of this session, else of the repository.
    """
    with here(settle=False) as at:
        who = identity.current(at.place, os.environ, at.store, os.getppid())
        if name and walk.number_of(name) is None:
            name = at.git.text("rev-parse", "-q", "--verify", f"{name}^{{commit}}", ok=(0, 1, 128)) or name
        verdict = walk.find(at.store, name, who.session)
        if as_json:
            emit(walk.document(verdict))
        else:
            say(walk.text(verdict, names.of(at.store)))
