"""``coordgit log``: what has landed and what was rejected."""

import click

from coordgit.cli.caller import up_to_date
from coordgit.cli.context import columns, display, here
from coordgit.cli.options import LARGEST, Whole, json_option
from coordgit.render.log import log_json, log_text
from coordgit.store import names, other_clones, verdicts


@click.command()
@click.option("-n", "count", type=Whole(min=1), default=20, show_default=True, metavar="N", help="Show the newest N.")
@json_option
def log(count: int, as_json: bool) -> None:
    """Show landings and rejections, newest first. Landings that no hook saw are marked unverified."""
    with here() as at:
        up_to_date(at)
        entries = verdicts.newest(at.store, min(count, LARGEST))
        others = other_clones.newest(at.store, min(count, LARGEST))
        if others:
            entries = sorted([*entries, *others], key=lambda entry: entry[0].at, reverse=True)[:count]
        display(as_json, log_json(entries), log_text(entries, names.of(at.store), columns()), "nothing has landed yet")
