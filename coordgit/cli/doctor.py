"""``coordgit doctor``: test whether commits here are really guarded."""

import os

import click

from coordgit.cli.context import display, find_place, json_option, say
from coordgit.core.quoting import escaped
from coordgit.install import doctor as walk
from coordgit.install.finding import FAIL


@click.command()
@json_option
def doctor(as_json: bool) -> int:
    """Test whether commits here are really guarded, in every worktree. Exits with 0 only if they are."""
    worktree = find_place()
    findings = []
    for one in walk.examine(worktree, os.environ):
        findings.append(one)
        if not as_json:
            say(f"{one.state.ljust(4)} {escaped(one.text, '')}" + (f"\n     try: {escaped(one.hint, '')}" if one.hint else ""))
    failed = {one.client for one in findings if one.state == FAIL}
    clients = {one.client: one.client not in failed for one in findings if one.client}
    rows = [{"state": one.state.lower(), "text": one.text, "try": one.hint or None} for one in findings]
    lines = ["commits here are not guarded" if "" in failed else "commits here are guarded"]
    lines += [f"what {name} reads is not recorded everywhere" for name in sorted(failed - {""})]
    display(as_json, {"guarded": "" not in failed, "clients": clients, "findings": rows}, lines)
    return int(bool(failed))
