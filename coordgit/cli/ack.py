"""``coordgit ack``: acknowledge a change that does not matter to one's own."""

from __future__ import annotations

import click

from coordgit.cli.caller import one_line
from coordgit.cli.here import emit, here, json_option, say, session_here
from coordgit.explain import acknowledge


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="VERDICT[#N]...")
@click.option("--why", required=True, metavar="TEXT", help="Why the changes do not matter; stored with the verdict.")
@json_option
def ack(names: tuple[str, ...], why: str, as_json: bool) -> None:
    """Acknowledge the changes that a verdict lists, or only its conflict N, so that they no longer reject.

    Covers exactly these changes: a later one rejects again.
    """
    with here(settle=False) as at:
        session = session_here(at)
        with at.store.writing():
            done = acknowledge.acknowledge(at.store, session, names, one_line(why), at.now)
    if as_json:
        emit({"acknowledged": [{"verdict": f"v{number}", "n": n} for number, n in done]})
    else:
        say(f"acknowledged {len(done)} conflict{'s' if len(done) != 1 else ''}; commit again")
