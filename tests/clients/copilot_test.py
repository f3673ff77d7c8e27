"""What is Copilot CLI's own: calls without ids, sub-agents whose shell names nobody, and hooks in a file of their own."""

import json
from typing import Any

import pytest

from coordgit.clients import copilot
from coordgit.clients.base import Event
from coordgit.install import client_settings as texts
from tests.clients import describe
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository

SUB = {"agentId": "a1", "parentAgentId": "s1"}


def call(hook: str, tool: str, asked: dict[str, Any], **more: Any) -> Event | None:
    return copilot.parse({"sessionId": "s1", "cwd": "/repo", "toolName": tool, "toolArgs": asked, **more}, {}, hook)


def after(tool: str, asked: dict[str, Any], text: Any) -> str:
    return describe.event(call("postToolUse", tool, asked, toolResult={"textResultForLlm": text})).partition("; ")[2]


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ({}, "a\nb\n", "read a whole text"),
        ({"view_range": [38, -1]}, "38\n39\n", "read a 38-40"),
        ({"view_range": [10, 12]}, "10\n11\n12", "read a 10-12"),
        ({}, "File too large to read at once (28.2 KB). Consider using", ""),
        ({}, None, "read a coarse"),
    ],
)
def test_a_view_is_of_all_the_file_or_of_its_lines_or_of_nothing(asked: dict[str, Any], text: Any, told: str) -> None:
    assert after("view", {"path": "a", **asked}, text) == told


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ({"-i": True, "glob": "*.py"}, "./a.py", "match . 'x' in *.py below anycase coarse"),
        ({"output_mode": "content", "-C": 1, "-n": True}, "./c.py-3-\n./c.py:4:x", "match . 'x' below; read ./c.py 3-4 coarse"),
        ({"head_limit": 1}, "./a.py", "match . 'x' below coarse"),
    ],
)
def test_a_search_is_a_question_and_shows_only_the_lines_around(asked: dict[str, Any], text: str, told: str) -> None:
    assert after("grep", {"pattern": "x", **asked}, text) == told


def test_a_search_in_several_folders_is_one_in_each() -> None:
    asked = {"pattern": "x", "output_mode": "content"}
    assert after("rg", {**asked, "paths": ["a", "b"]}, "") == "match a 'x' below; match b 'x' below"
    assert after("rg", {**asked, "paths": "a"}, "") == "match a 'x' below"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1\n<shellId: 0 completed with exit code 0>", "read a; read b"),
        ("\n<shellId: 0 completed with exit code 1>", "read a; read b if shown coarse"),
        ("<command started in background with shellId: 4>", "read a coarse; read b coarse"),
        ("Output too large to read at once\n<shellId: 2 completed with exit code 0>", "read a coarse; read b coarse"),
    ],
)
def test_a_command_ended_as_the_line_after_its_output_says(text: str, told: str) -> None:
    assert after("bash", {"command": "cat a && test b && cat b"}, text) == told


def test_a_call_has_the_same_id_before_and_after_it_and_another_input_another() -> None:
    made = [call(hook, "view", {"path": path}) for hook, path in (("preToolUse", "a"), ("postToolUse", "a"), ("preToolUse", "b"))]
    first, second, other = (one.call for one in made if one is not None)
    assert first == second != other


@pytest.mark.parametrize("command", ["git commit -qm x", "make release"])
def test_a_sub_agents_command_that_may_run_git_is_told_whose_it_is(command: str) -> None:
    asked = {"command": command, "description": "d"}
    made = call("preToolUse", "bash", asked, **SUB)
    assert made is not None
    answer = copilot.answer(made, "", "")
    assert answer == {"modifiedArgs": {"command": f"export COPILOT_AGENT_SESSION_ID=s1; {command}", "description": "d"}}
    changed = call("postToolUse", "bash", answer["modifiedArgs"], **SUB)
    assert changed is not None and (changed.session, changed.agent, changed.call) == ("s1", "a1", made.call)


def test_a_command_of_the_session_itself_and_one_that_runs_no_git_stay_as_they_are() -> None:
    for made in (call("preToolUse", "bash", {"command": "git push"}), call("preToolUse", "bash", {"command": "cat a"}, **SUB)):
        assert made is not None and copilot.answer(made, "news", "") is None


def test_a_command_in_a_repository_that_was_not_set_up_stays_as_it_is(repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("init", "-q", str(other))
    sent = {"sessionId": "s1", "cwd": str(other), "toolName": "bash", "toolArgs": {"command": "git commit"}, **SUB}
    done = repository.coordgit("hook", "copilot", "preToolUse", cwd=other, stdin=json.dumps(sent).encode())
    assert (done.code, done.out) == (0, "")


def test_names_that_were_shown_of_a_folder_are_a_listing(repository: Repository) -> None:
    repository.commit_files(FILES)
    ann = Recorded(repository, CLIENTS["copilot"])
    ann.send("10-postToolUse-view")
    repository.session("bob").lands("fresh.py", "")
    assert ann.commits("new.py", "NEW = 1\n").rejected == ["CG102 fresh.py"]


def test_what_the_same_call_was_told_before_counts_when_it_is_made_again(repository: Repository) -> None:
    repository.commit_files(FILES)
    ann = Recorded(repository, CLIENTS["copilot"])
    ann.sends(ann.client.reads_a)
    repository.session("bob").lands("a.py", "def helper():\n    return 2\n")
    assert "return 2" in ann.sends(ann.client.reads_lines)
    ann.send(ann.client.reads_lines[0])
    assert ann.commits("new.py", "NEW = 1\n").ok


def test_hooks_are_in_a_file_of_their_own_and_each_names_itself() -> None:
    made = texts.register(copilot, {}, lambda hook: f"coordgit hook copilot {hook}")
    entry = {"type": "command", "bash": "coordgit hook copilot preToolUse", "timeoutSec": 10}
    assert made["version"] == 1 and made["hooks"]["preToolUse"] == [entry] and set(made["hooks"]) == set(copilot.settings.hooks)
    assert texts.register(copilot, made, lambda hook: f"coordgit hook copilot {hook}") == made
    assert texts.unregister(copilot, made) == {}
    theirs = {"version": 1, "hooks": {"preToolUse": [{"type": "command", "bash": "true"}]}}
    assert texts.unregister(copilot, texts.register(copilot, theirs, lambda hook: "coordgit hook copilot")) == theirs


def test_a_hook_that_fails_denies_no_call(repository: Repository) -> None:
    assert repository.coordgit("init", "--client", "copilot").ok
    (repository.folder / "home/.local/state/coordgit/launcher").write_text("exit 137\n")
    settings = json.loads((repository.top / ".github/hooks/coordgit.json").read_text())
    for entries in settings["hooks"].values():
        assert repository.run(["sh", "-c", entries[0]["bash"]]).code == 0


def test_the_folders_that_were_made_for_the_file_go_with_it(repository: Repository) -> None:
    for kept in ("", ".github"):
        if kept:
            (repository.top / kept).mkdir()
        assert repository.coordgit("init", "--client", "copilot").ok
        assert (repository.top / ".github/hooks/coordgit.json").is_file()
        assert repository.coordgit("uninit").ok
        assert [path.name for path in repository.top.iterdir() if path.name != ".git"] == ([kept] if kept else [])


def test_doctor_says_that_a_folder_is_not_trusted(repository: Repository) -> None:
    assert repository.coordgit("init", "--client", "copilot").ok
    found = repository.coordgit("doctor")
    assert found.ok and f"ok   copilot: its hooks in {repository.top} recorded a session" in found.out
    assert f"warn copilot: it runs no hooks in {repository.top}, which you have not trusted" in found.out
    config = repository.folder / "home/.copilot/config.json"
    config.parent.mkdir()
    config.write_text(f"// managed\n{json.dumps({'trustedFolders': [str(repository.top)]})}")
    assert "warn copilot" not in repository.coordgit("doctor").out
