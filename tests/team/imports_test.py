"""What hooks import of the team's code: nothing without a team, and what starts the sync and tells its news with one."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST
from tests.support.claude import BASE
from tests.support.repository import Repository


def imported(repository: Repository, *words: str, stdin: str) -> set[str]:
    argv = [sys.executable, "-I", "-S", "-X", "importtime", FAST, *words]
    done = subprocess.run(argv, cwd=repository.top, env=repository.env, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"\| +([\w.]+)\n", done.stderr))


@pytest.mark.parametrize("team", [False, True], ids=["without", "with"])
def test_hooks_and_gate_import_the_teams_code_only_where_there_is_a_team(repository: Repository, team: bool) -> None:
    head = repository.begin(api__py="1\n")
    store = Path(repository.top / ".git/coordgit")
    if team:
        (store / "team").write_text("ann\n")
        (store / "sync").touch()  # a sync is taken to be running
    payload = {name: value for name, value in BASE.items() if not name.startswith("tool_")}
    payload |= {"session_id": "s", "cwd": str(repository.top), "hook_event_name": "UserPromptSubmit", "prompt": "go on"}
    found = imported(repository, "hook", "claude", stdin=json.dumps(payload))
    found |= imported(
        repository, "gate", "pre-receive", str(os.getpid()), stdin=f"{'0' * 40} {head} refs/heads/coordgit/probe-x\n"
    )
    ours = {
        name
        for name in found
        if name.startswith(("coordgit.team", "coordgit.notify.team_notices"))  # its own imports may come with it
    }
    assert ours == ({"coordgit.team", "coordgit.team.start_sync", "coordgit.notify.team_notices"} if team else set())
    assert not {name for name in found if name.startswith(("pg8000", "socket", "ssl", "coordgit.store.engines.postgresql"))}
