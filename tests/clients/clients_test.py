"""Clients by name, and the session that their environment names."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit import clients
from coordgit.clients import claude, codex, copilot, gemini, opencode, qwen
from coordgit.clients.base import Client
from coordgit.errors import CoordgitError
from coordgit.program import FAST
from tests.support.claude import BASE, Claude
from tests.support.repository import Repository

ADAPTERS: dict[str, Client] = {
    "claude": claude,
    "codex": codex,
    "qwen": qwen,
    "copilot": copilot,
    "gemini": gemini,
    "opencode": opencode,
}
"""Here mypy sees that a module is a ``Client``."""

EVERY_MODULE = "import sys; from coordgit import clients; {}; print(*sorted(m for m in sys.modules if 'coordgit' in m))"


def loaded(statement: str) -> set[str]:
    """Return coordgit's modules that a fresh interpreter has after ``statement``."""
    done = subprocess.run([sys.executable, "-c", EVERY_MODULE.format(statement)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_an_adapter_is_found_by_its_name() -> None:
    adapter = clients.load("claude")
    assert adapter.name == "claude"
    assert adapter.settings.path == ".claude/settings.json"


def test_every_name_can_be_loaded() -> None:
    assert {name: clients.load(name) for name in clients.CLIENTS} == ADAPTERS
    assert all(adapter.name == name for name, adapter in ADAPTERS.items())


def test_another_name_is_a_usage_error() -> None:
    with pytest.raises(CoordgitError) as caught:
        clients.load("vim")
    assert caught.value.code == 2
    assert "is not a client" in str(caught.value)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_hook_of_one_client_loads_no_other(name: str) -> None:
    there = loaded(f"clients.load({name!r})")
    assert not there & {f"coordgit.clients.{other}" for other in clients.CLIENTS if other != name}


def test_the_environment_names_the_session_without_any_adapter() -> None:
    assert "coordgit.clients.claude" not in loaded("clients.session_from_environment({'CODEX_SESSION_ID': 'x'}, 1)")
    assert "coordgit.clients.claude" in loaded("clients.load('claude')")


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"CLAUDE_CODE_SESSION_ID": "a"}, ("claude", "a")),
        ({"CODEX_SESSION_ID": "b"}, ("codex", "b")),
        ({"GEMINI_SESSION_ID": "c"}, ("gemini", "c")),
        ({"QWEN_CODE_SESSION_ID": "d"}, ("qwen", "d")),
        ({"COPILOT_AGENT_SESSION_ID": "e"}, ("copilot", "e")),
        ({"CLAUDE_CODE_SESSION_ID": "", "CODEX_SESSION_ID": "b"}, ("codex", "b")),
        ({"CLAUDE_CODE_SESSION_ID": "a\nb"}, None),
        ({"HOME": "/root"}, None),
    ],
)
def test_the_environment_names_the_session(environ: dict[str, str], found: tuple[str, str] | None) -> None:
    assert clients.session_from_environment(environ, os.getpid()) == found


def test_a_hook_imports_nothing_slow() -> None:
    path = f"import sys; sys.path.insert(0, {str(Path(clients.__file__).parents[2])!r}); "
    before = "seen = set(sys.modules); import json; from coordgit import clients; clients.load('claude'); "
    run = "from coordgit.shell.accesses import accesses; accesses('grep x a | head -3', True, ''); "
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{path}{before}{run}print(*sorted(set(sys.modules) - seen))"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert not set(done.stdout.split()) & {
        "typing",
        "dataclasses",
        "pathlib",
        "subprocess",
        "argparse",
        "inspect",
        "shlex",
    }


def test_a_look_loads_nothing_that_only_edits_failures_and_set_up_need(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann")
    file = {"filePath": str(repository.top / "api.py"), "content": "1\n", "numLines": 1, "startLine": 1, "totalLines": 1}
    response = {"type": "text", "file": file}
    given = {"file_path": file["filePath"]}
    fields = {"tool_name": "Read", "tool_input": given, "tool_response": response, "tool_use_id": "1"}
    said = BASE | fields | {"session_id": "ann", "cwd": str(repository.top)}
    argv = [sys.executable, "-I", "-S", "-X", "importtime", FAST, "hook", "claude"]
    done = repository.run(argv, stdin=json.dumps(said), **ann.env)
    names = {line.rsplit("|", 1)[1].strip() for line in done.err.splitlines() if line.startswith("import time:")}
    assert "coordgit.record.apply" in names
    needless = {
        "record.edits",
        "clients.directory",
        "install.settings",
        "store.verdicts",
        "notify",
        "core.changes_since",
        "check.validate",
    }
    assert not names & {f"coordgit.{name}" for name in needless}
