"""``coordgit report``: tell others what this session is doing."""

import click

from coordgit.cli.caller import arrive
from coordgit.cli.context import display, here
from coordgit.cli.options import json_option
from coordgit.core.quoting import quoted
from coordgit.errors import UsageError
from coordgit.render.text import printable
from coordgit.store import sessions


@click.command()
@click.argument("text")
@click.option("--state", type=click.Choice(sessions.REPORTED), default=sessions.WORKING, show_default=True, help="The state.")
@json_option
def report(text: str, state: str, as_json: bool) -> None:
    """Report what this session is doing, for others to see in status."""
    if not printable(text):
        raise UsageError("nothing to report", "coordgit report TEXT")
    with here(settle=False) as at:
        session = arrive(at)
        made = sessions.Report(session=session, state=state, text=printable(text), at=at.now)
        with at.store.writing():
            sessions.add_report(at.store, made)
    document = {"report": {"session": session, "text": made.text, "state": state, "at": made.at}}
    display(as_json, document, [f"reported {state}: {quoted(made.text)}"])
