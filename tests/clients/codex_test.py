"""What is Codex's own: patches, outputs that were cut, and hooks that it does not run until they are trusted."""

import json
from typing import Any

import pytest

from coordgit.clients import codex
from coordgit.clients.base import Event
from coordgit.install import client_trust, registration
from tests.clients import describe
from tests.support.repository import Repository

PATCH = """*** Begin Patch
*** Add File: new.py
+NEW = 1
+
*** Update File: old.py
*** Move to: moved.py
@@ def f
-*** Add File: no.py
+*** Add File: no.py
*** Delete File: gone.py
*** Add File: last.py
+*** End Patch
*** End Patch"""


def call(hook: str, tool: str, command: str, **more: Any) -> Event | None:
    sent = {"session_id": "s1", "cwd": "/repo", "hook_event_name": hook, "tool_name": tool, "tool_use_id": "c1", **more}
    return codex.parse({**sent, "tool_input": {"command": command}}, {})


def test_a_patch_writes_every_file_that_it_names() -> None:
    written = "write new.py whole text; write old.py; write moved.py; write gone.py; write last.py whole text"
    made = call("PostToolUse", "apply_patch", PATCH, tool_response="Success.")
    assert describe.event(made) == f"after apply_patch; {written}"
    assert made is not None and [one.text for one in made.accesses if one.text] == ["NEW = 1\n\n", "*** End Patch\n"]
    before = describe.event(call("PreToolUse", "apply_patch", PATCH))
    assert before == f"before apply_patch; {written}".replace(" whole text", "").replace(".py", ".py coarse")


@pytest.mark.parametrize(
    ("said", "exactly"), [("a\n", ""), ("Warning: truncated output (original token count: 9)\na\n", " coarse")]
)
def test_an_output_that_was_cut_may_show_less(said: str, exactly: str) -> None:
    made = call("PostToolUse", "Bash", "cat a.py", tool_response=said)
    assert describe.event(made) == f"after Bash; read a.py{exactly}"


def test_what_may_not_have_run_is_coarse_as_codex_does_not_say_how_a_command_ended() -> None:
    made = call("PostToolUse", "Bash", "test a.py && cat a.py; cat b.py", tool_response="")
    assert describe.event(made) == "after Bash; read a.py if shown coarse; read b.py"


def test_a_hook_keeps_the_hash_under_which_users_have_trusted_it() -> None:
    """As the real client computed it: another command has to be trusted again by everybody."""
    entry = {"type": "command", "command": registration.command("codex")("SessionStart"), "timeout": 10}
    known = "sha256:e0cb5d629e08601fb12b7d204fe7dbdb91b7edea66019b4f92634e25fc3159a3"
    assert client_trust.codex_hash("session_start", None, entry) == known
    known = "sha256:5163b20367c9e17721b92eb1dab3a76deee3f566d0b855dec6a83baa615b526c"
    assert client_trust.codex_hash("pre_tool_use", "Bash|apply_patch", entry) == known


def test_doctor_names_what_a_user_has_not_trusted(repository: Repository) -> None:
    assert repository.coordgit("init", "--client", "codex").ok
    found = repository.coordgit("doctor")
    assert found.ok and f"warn codex: it runs no hooks in {repository.top}, which you have not trusted" in found.out
    path = repository.top / ".codex/hooks.json"
    config = repository.folder / "home/.codex/config.toml"
    config.parent.mkdir()
    config.write_text(f'[projects."{repository.top}"]\ntrust_level = "trusted"\n')
    for hook, groups in json.loads(path.read_text())["hooks"].items():
        event = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in hook).lstrip("_")
        known = client_trust.codex_hash(event, groups[0].get("matcher"), groups[0]["hooks"][0])
        with config.open("a") as file:
            file.write(f'[hooks.state."{path}:{event}:0:0"]\ntrusted_hash = "{known if hook != "Stop" else "sha256:0"}"\n')
    found = repository.coordgit("doctor")
    assert (
        f"warn codex: it skips hooks in {repository.top} that you have not trusted: Stop\n     try: codex, then /hooks"
        in found.out
    )
    config.write_text(
        config.read_text().replace(
            "sha256:0", client_trust.codex_hash("stop", None, json.loads(path.read_text())["hooks"]["Stop"][0]["hooks"][0])
        )
    )
    assert "warn codex" not in repository.coordgit("doctor").out


def test_a_group_of_hooks_that_codex_cannot_run_keeps_nobody_from_registering(repository: Repository) -> None:
    repository.begin()
    others = [{"matcher": "x"}, {"hooks": None}, {"hooks": ["x"]}, "x"]
    repository.write(".codex/hooks.json", json.dumps({"hooks": {"Stop": others}}))
    config = repository.folder / "home/.codex/config.toml"
    config.parent.mkdir()
    config.write_text(f'[projects."{repository.top}"]\ntrust_level = "trusted"\n')
    assert repository.coordgit("init", "--client", "codex").ok
    groups = json.loads((repository.top / ".codex/hooks.json").read_text())["hooks"]["Stop"]
    assert groups[:-1] == others
    path = repository.top / ".codex/hooks.json"
    known = client_trust.codex_hash("stop", None, groups[-1]["hooks"][0])
    for n in range(len(others) + 1):
        with config.open("a") as file:
            file.write(f'[hooks.state."{path}:stop:{n}:0"]\ntrusted_hash = "{known}"\n')
    found = repository.coordgit("doctor")
    assert found.ok and "ok   codex: " in found.out and "Stop" not in found.out
