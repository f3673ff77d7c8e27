"""What is Qwen Code's own: answers in the form of the text that the model sees, which Gemini CLI has too."""

from typing import Any

import pytest

from coordgit.clients import qwen
from coordgit.clients.base import Event
from tests.clients import describe
from tests.clients.samples_test import payload


def after(tool: str, asked: dict[str, Any], text: Any, display: Any = "") -> str:
    answered = {"llmContent": text, "returnDisplay": display}
    made = call("PostToolUse", tool, asked, tool_response=answered)
    return describe.event(made).partition("; ")[2]


def call(hook: str, tool: str, asked: dict[str, Any], **more: Any) -> Event | None:
    sent = {"session_id": "s1", "cwd": "/repo", "hook_event_name": hook, "tool_name": tool, "tool_call_id": "c1", **more}
    return qwen.parse({**sent, "tool_input": asked}, {})


READ = "Read lines"
PNG = {"inlineData": {"data": "AA==", "mimeType": "image/png"}}


@pytest.mark.parametrize(
    ("text", "display", "told"),
    [
        ("a\nb\n", "", "read a whole text"),
        ("Showing lines 1-2 of 3 total lines.\n\n---\n\na\n", "", "read a whole text"),
        ("Showing lines 39-41 of 41 total lines.\n\n---\n\n39\n40\n", READ, "read a 39-40"),
        ("Showing lines 1-3 of 41 total lines.\n\n---\n\n1\n\n---\n\n3", READ, "read a 1-3"),
        ("[File a unchanged since last read in this session]", "Unchanged: a", "read a coarse"),
        ("Showing lines x-3 of 41 total lines.\n\n---\n\n", READ, "read a coarse"),
        (PNG, "Read image file: a", "read a"),
        (None, "Read image file: a", "read a coarse"),
    ],
)
def test_a_read_is_of_all_the_file_or_of_its_lines(text: Any, display: str, told: str) -> None:
    assert after("read_file", {"file_path": "a"}, text, display) == told


CONTEXT = "Found 1 match:\n---\nFile: a.py\nL1- x\nL2: def f\nL3- \n---\nFile: pkg/c.py\nL4: def g\n---"


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ({}, "No matches found", "match . 'def' below anycase"),
        ({"path": "src", "glob": "*.py"}, "", "match src 'def' in *.py below anycase"),
        ({}, "Found 40 matches\n---\nFile: a\nL1: def\n---\n [37 lines truncated] ...", "match . 'def' below anycase coarse"),
        ({}, "Found 2 matches in x (results limited to 2 matches for performance):\n---", "match . 'def' below anycase coarse"),
        ({}, CONTEXT, "match . 'def' below anycase; read a.py 1-3 coarse"),
        ({"names_only": True}, "Found 1 files with matches\na.py", "match . 'def' below anycase coarse"),
        ({"path": "/repo/src"}, CONTEXT, "match /repo/src 'def' below anycase; read /repo/src/a.py 1-3 coarse"),
    ],
)
def test_a_search_is_a_question_and_shows_only_the_lines_around(asked: dict[str, Any], text: str, told: str) -> None:
    assert after("grep_search", {"pattern": "def", **asked}, text) == told


def test_a_glob_without_a_slash_is_of_one_folder() -> None:
    assert after("glob", {"pattern": "*.py", "path": "pkg"}, "Found 1 file(s)") == "listing pkg '*.py'"


def test_a_notebook_is_written() -> None:
    assert (
        after("notebook_edit", {"notebook_path": "/repo/n.ipynb", "cell_id": "1", "new_source": "x"}, "") == "write /repo/n.ipynb"
    )


def ran(command: str, output: str, code: int = 0) -> str:
    about = f"Error: (none)\nExit Code: {code}\nSignal: (none)\nProcess Group PGID: (none)"
    return f"Command: {command}\nDirectory: (root)\nOutput: {output}\n{about}"


@pytest.mark.parametrize(
    ("asked", "text", "told", "output"),
    [
        ({"command": "cat b.py"}, ran("cat b.py", "1\nExit Code: 3"), "read b.py", "1\nExit Code: 3"),
        ({"command": "x && cat b.py"}, ran("x && cat b.py", "", 1), "read b.py if shown coarse; unknown: x", ""),
        ({"command": "echo 'Output: x'; cat b.py"}, ran("echo 'Output: x'; cat b.py", "(empty)"), "read b.py", ""),
        ({"command": "cat c.py", "is_background": True}, "Background shell started.", "read c.py coarse", None),
        ({"command": "cat c.py"}, "Tool output was too large and has been truncated.\n", "read c.py coarse", None),
    ],
)
def test_a_command_ended_as_the_lines_after_its_output_say(
    asked: dict[str, Any], text: str, told: str, output: str | None
) -> None:
    assert after("run_shell_command", asked, text) == told
    made = call("PostToolUse", "run_shell_command", asked, tool_response={"llmContent": text})
    assert made is not None and made.output == output


@pytest.mark.parametrize(("folder", "where"), [("/repo/pkg", "/repo/pkg"), ("pkg", "/repo/pkg"), (None, "/repo")])
def test_a_command_runs_in_the_folder_that_was_asked_for(folder: str | None, where: str) -> None:
    made = call("PreToolUse", "run_shell_command", {"command": "cat c.py", "directory": folder})
    assert made is not None and made.cwd == where


def test_a_request_with_results_ends_a_set_of_calls_and_is_no_prompt() -> None:
    sent = payload("qwen/04-UserPromptSubmit") | {"submitted_prompt": "look at @a.py", "prompt": "look at @a.py @none.py"}
    assert describe.event(qwen.parse(sent, {})) == "prompt; read a.py coarse"
    assert describe.event(qwen.parse(sent | {"prompt": ""}, {})) == "batch"


def test_before_a_call_only_a_denial_is_heard() -> None:
    made = qwen.parse(payload("qwen/37-PreToolUse-edit"), {})
    assert made is not None and made.deaf
    assert qwen.answer(made, "news", "") is None
    said = {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "held"}
    assert qwen.answer(made, "news", "held") == {"hookSpecificOutput": said}


def test_a_command_that_is_watched_runs_on_in_the_folder_that_was_asked_for() -> None:
    asked = {"command": "cat a", "description": "d"}
    assert after("monitor", asked, "Monitor started.") == "read a coarse"
    assert (watched := call("PreToolUse", "monitor", asked | {"directory": "pkg"})) is not None and watched.cwd == "/repo/pkg"
