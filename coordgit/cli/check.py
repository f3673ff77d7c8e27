"""``coordgit check``: the verdict that a commit of the index would get now."""

import click

from coordgit.check import validate
from coordgit.cli.context import emit, here, invocation, say
from coordgit.cli.options import json_option
from coordgit.core.model import REJECTED
from coordgit.explain.committer_text import answer, remedy_of
from coordgit.render.verdict_json import verdict_document


@click.command()
@json_option
def check(as_json: bool) -> int:
    """Check what a commit of the index on this branch would get now. Prints what git's hook would print."""
    with here(settle=False) as at:
        verdict = validate.check(at.store, at.request())
        if as_json:
            emit(verdict_document(verdict, remedy_of(verdict, at.store, invocation())))
        elif text := answer(verdict, at.store, invocation(), at.now):
            say(text.rstrip("\n"), err=True)
        else:
            true = "1 read is up to date" if verdict.checked == 1 else f"{verdict.checked} reads are up to date"
            say(f"coordgit: passed {verdict.name}: {true}", err=True)
    return int(verdict.outcome == REJECTED)
