"""``coordgit doctor``: test whether commits here are really guarded."""

import os
import sys
import time

import click

from coordgit.cli.context import emit, find_worktree, moved, say
from coordgit.cli.options import json_option
from coordgit.core.quoting import escaped
from coordgit.install import doctor as walk
from coordgit.install.finding import FAIL, OK
from coordgit.program import NAME, spelt


@click.command()
@json_option
def doctor(as_json: bool) -> int:
    """Test whether commits here are really guarded, in every worktree. Exits with 0 only if they are."""
    worktree = find_worktree()
    findings = []
    away = os.getcwd() if moved() else ""
    for finding in walk.examine(worktree, os.environ, time.time()):
        finding = finding._replace(hint=spelt(finding.hint, NAME, away))
        findings.append(finding)
        if not as_json:
            hint = f"\n     try: {escaped(finding.hint, '')}" if finding.hint else ""
            _say(f"{finding.state.ljust(4)} {escaped(finding.text, '')}{hint}")
    failed = {finding.client for finding in findings if finding.state == FAIL}
    records = {finding.client for finding in findings if finding.state == OK} - failed
    clients = {finding.client: finding.client in records for finding in findings if finding.client}
    rows = [{"state": finding.state.lower(), "text": finding.text, "try": finding.hint or None} for finding in findings]
    lines = ["commits here are not guarded" if "" in failed else "commits here are guarded"]
    lines += [f"what {name} reads is not recorded everywhere" for name in sorted(failed - {""})]
    if as_json:
        emit({"guarded": "" not in failed, "clients": clients, "findings": rows})
    for line in lines if not as_json else ():
        _say(line)
    return int(bool(failed))


def _say(text: str) -> None:
    """Print text; where nobody reads on, as behind ``| head -1``, the exit code still tells."""
    try:
        say(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
