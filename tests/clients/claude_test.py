"""Claude Code's tools, in shapes that the real client sent."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coordgit.clients import claude
from coordgit.clients.base import Event
from tests.clients import describe
from tests.clients.samples_test import TOLD, payload

SESSION = {"session_id": "s1", "cwd": "/repo"}


def call(hook: str, tool: str, asked: dict[str, Any], **more: Any) -> Event | None:
    sent = {**SESSION, "hook_event_name": hook, "tool_name": tool, "tool_input": asked, "tool_use_id": "c1", **more}
    return claude.parse(sent, {})


def after(tool: str, asked: dict[str, Any], answered: Any, cwd: str = "/repo") -> str:
    return describe.event(call("PostToolUse", tool, asked, tool_response=answered, cwd=cwd)).partition("; ")[2]


def failed(tool: str, asked: dict[str, Any], error: str) -> str:
    return describe.event(call("PostToolUseFailure", tool, asked, error=error)).partition("; ")[2]


def text(content: str, first: int, count: int, total: int) -> dict[str, Any]:
    file = {"filePath": "a", "content": content, "startLine": first, "numLines": count, "totalLines": total}
    return {"type": "text", "file": file}


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ({}, text("a\nb", 1, 2, 2), "read a whole text"),
        ({}, text("", 1, 1, 1), "read a whole text"),
        ({}, text("a\n\n\n", 1, 4, 4), "read a whole text"),
        ({}, text("a\ufffd\n", 1, 2, 2), "read a"),
        ({"limit": 3}, text("1\n2\n3", 1, 3, 41), "read a 1-3"),
        ({"limit": 40}, text("1\n2", 1, 40, 41), "read a 1-40"),
        ({"offset": 38}, text("38\n39\n40\n", 38, 4, 41), "read a 38-40"),
        ({"offset": 38}, text("38\n39\n40", 38, 3, 40), "read a 38-40"),
        ({"offset": 100}, text("", 100, 0, 41), "read a coarse"),
        ({"offset": 41}, text("", 41, 1, 41), "read a coarse"),
        ({}, text("a", 2, 9, 3), "read a coarse"),
        ({}, {"type": "notebook", "file": {"filePath": "a", "cells": []}}, "read a"),
        ({}, {"type": "image", "file": {"base64": "AA=="}}, "read a"),
        ({}, {"type": "pdf", "file": {"base64": "AA=="}}, "read a"),
        ({"pages": "1-5"}, {"type": "pdf", "file": {"base64": "AA=="}}, "read a coarse"),
        ({"pages": "1-5"}, {"type": "parts", "file": {"count": 5}}, "read a coarse"),
        ({"offset": 3, "limit": 2}, {"type": "file_unchanged", "file": {"filePath": "a"}}, "read a 3-4 coarse"),
        ({}, None, "read a coarse"),
    ],
)
def test_a_read_is_of_all_the_file_or_of_its_lines(asked: dict[str, Any], answered: Any, told: str) -> None:
    assert after("Read", {"file_path": "a", **asked}, answered) == told


def test_a_failed_read_is_of_something_missing_only_if_it_says_so() -> None:
    assert failed("Read", {"file_path": "a"}, "File does not exist. Note: ...") == "read a missing"
    assert failed("Read", {"file_path": "a"}, "EISDIR: illegal operation on a directory, read 'a'") == ""


CONTEXT = "a.py:1:def helper():\na.py-2-    return 1\n--\npkg/c.py-4-def caller():\npkg/c.py:5:    return helper()"


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ({}, {"mode": "files_with_matches"}, "match . 'x' below coarse"),
        ({"path": "src", "-i": True}, {"mode": "count"}, "match src 'x' below anycase coarse"),
        ({"glob": "*.{py,ts}"}, {"mode": "content"}, "match . 'x' in *.{py,ts} below"),
        ({"glob": "*.py, *.ts"}, {"mode": "content"}, "match . 'x' in *.py in *.ts below"),
        ({"type": "py"}, {"mode": "content"}, "match . 'x' in *.py in *.pyi below"),
        ({"type": "cobol"}, {"mode": "content"}, "match . 'x' below coarse"),
        ({"head_limit": 5}, {"mode": "content", "appliedLimit": 5}, "match . 'x' below coarse"),
        ({"multiline": True}, {"mode": "content"}, "match . 'x' below coarse"),
        ({}, {"mode": "content", "content": "a.py:1:x"}, "match . 'x' below"),
        (
            {"-C": 1},
            {"mode": "content", "content": CONTEXT},
            "match . 'x' below; read a.py 1-2 coarse; read pkg/c.py 4-5 coarse",
        ),
        (
            {"-A": 1, "path": "long.py"},
            {"mode": "content", "content": "1:x\n2-y\n--\n10:x\n11-y"},
            "match long.py 'x' below; read long.py 1-2 coarse; read long.py 10-11 coarse",
        ),
        ({"-A": 1, "-n": False}, {"mode": "content", "content": "a.py:x\na.py-y"}, "match . 'x' below"),
    ],
)
def test_a_grep_is_a_question_and_shows_only_the_lines_around(asked: dict[str, Any], answered: dict[str, Any], told: str) -> None:
    assert after("Grep", {"pattern": "x", **asked}, answered) == told


def test_a_grep_that_failed_says_at_most_that_its_folder_is_missing() -> None:
    assert failed("Grep", {"pattern": "x", "path": "nodir"}, "Path does not exist: /repo/nodir.") == "read nodir missing"
    assert failed("Grep", {"pattern": "(x"}, "Search failed: unclosed group") == ""


@pytest.mark.parametrize(
    ("asked", "answered", "told"),
    [
        ({"pattern": "**/*.py"}, {}, "listing . '**/*.py' below"),
        ({"pattern": "*.py"}, {}, "listing . '**/*.py' below"),
        ({"pattern": "pkg/*.py"}, {}, "listing pkg '*.py'"),
        ({"pattern": "/repo/pkg/**"}, {}, "listing /repo/pkg '**' below"),
        ({"pattern": "a/*.py", "path": "/repo/pkg"}, {}, "listing /repo/pkg/a '*.py'"),
        ({"pattern": "*.py"}, {"truncated": True}, "listing . '**/*.py' below coarse"),
    ],
)
def test_a_glob_is_a_listing(asked: dict[str, Any], answered: dict[str, Any], told: str) -> None:
    assert after("Glob", asked, answered) == told


@pytest.mark.parametrize(
    ("tool", "answered", "told"),
    [
        ("Edit", {"originalFile": "a\n", "oldString": "a", "newString": "b"}, "write a whole text known before"),
        ("Edit", {"originalFile": "a\n", "oldString": "x", "newString": "b"}, "write a known before"),
        ("Edit", {"originalFile": "a", "oldString": "a", "newString": "b", "userModified": True}, "write a known before"),
        ("Edit", {"originalFile": "", "oldString": "", "newString": "b"}, "write a"),
        ("Write", {"type": "create", "originalFile": None, "content": "b\n"}, "write a whole text created"),
        ("Write", {"type": "update", "originalFile": "", "content": "b\n"}, "write a whole text known before"),
        ("Write", {"type": "update", "originalFile": "a", "content": "b", "userModified": True}, "write a known before"),
        ("Write", {"type": "update", "originalFile": "\ufffd", "content": "b"}, "write a whole text"),
    ],
)
def test_a_write_says_what_it_wrote_over(tool: str, answered: dict[str, Any], told: str) -> None:
    assert after(tool, {"file_path": "a"}, answered) == told


@pytest.mark.parametrize(("every", "text"), [(True, "b b\n"), (False, "b a\n")])
def test_an_edit_is_known_by_the_text_that_it_made(every: bool, text: str) -> None:
    answered = {"originalFile": "a a\n", "oldString": "a", "newString": "b", "replaceAll": every}
    event = call("PostToolUse", "Edit", {"file_path": "a"}, tool_response=answered)
    assert event is not None
    assert [(access.before, access.text) for access in event.accesses] == [("a a\n", text)]


def test_a_notebook_edit_is_a_write() -> None:
    answered = {"original_file": "{}", "updated_file": "{ }", "error": ""}
    assert after("NotebookEdit", {"notebook_path": "n.ipynb"}, answered) == "write n.ipynb whole text known before"


@pytest.mark.parametrize("tool", ["Edit", "Write", "MultiEdit", "NotebookEdit"])
def test_before_an_edit_its_path_is_a_possible_write_and_after_a_failed_one_nothing(tool: str) -> None:
    asked = {"file_path": "a", "notebook_path": "a"}
    assert describe.event(call("PreToolUse", tool, asked)) == f"before {tool}; write a coarse"
    assert failed(tool, asked, "String to replace not found in file.") == ""


@pytest.mark.parametrize("tool", ["Task", "WebFetch", "mcp__files__read_file", "TodoWrite", ""])
def test_other_tools_say_nothing(tool: str) -> None:
    assert call("PostToolUse", tool, {"file_path": "a", "command": "cat a"}, tool_response={}) is None


@pytest.mark.parametrize(("asked", "told"), [({"command": "cat a"}, "read a coarse"), ({"ws": {"url": "ws://x"}}, "")])
def test_a_command_that_is_watched_runs_on_and_a_socket_is_no_command(asked: dict[str, Any], told: str) -> None:
    assert after("Monitor", {"description": "d", "timeout_ms": 1000, **asked}, {"taskId": "b1"}) == told
    assert failed("Monitor", {"description": "d", "timeout_ms": 1000, **asked}, "denied") == told


def printed(stdout: str, **more: Any) -> dict[str, Any]:
    return {"stdout": stdout, "stderr": "", "interrupted": False, "isImage": False, **more}


@pytest.mark.parametrize(
    ("command", "answered", "told"),
    [
        ("cat a.py", printed("x"), "read a.py"),
        ("cat absent.py; echo hi", printed("cat: absent.py: No such file or directory\nhi"), "read absent.py missing"),
        ("cat a.py", printed("x" * 30_000, persistedOutputPath="/tmp/x"), "read a.py coarse"),
        ("cat a.py", printed("", interrupted=True), "read a.py coarse"),
        ("cat a.py", printed("", backgroundTaskId="b1"), "read a.py coarse"),
        ("cat a > b", printed(""), "read a coarse; write b coarse"),
        (
            "grep zz a && cat b",
            printed("", returnCodeInterpretation="No matches found"),
            "match a 'zz'; read b if shown coarse",
        ),
        ("grep x a && cat b", printed("x"), "match a 'x'; read b"),
        ("make test", printed("ok"), "unknown: make test"),
    ],
)
def test_a_command_is_told_by_its_words_and_its_output(command: str, answered: dict[str, Any], told: str) -> None:
    assert after("Bash", {"command": command}, answered) == told


def test_a_failed_command_is_told_by_its_error() -> None:
    error = "Exit code 1\ndef helper():\n    return 1\ncat: absent.py: No such file or directory"
    assert failed("Bash", {"command": "cat a.py absent.py"}, error) == "read a.py; read absent.py missing"
    assert failed("Bash", {"command": "cat a.py"}, "The user interrupted this.") == "read a.py coarse"
    assert failed("Bash", {"command": "seq 9; cat a"}, "Exit code 1\n" + "9\n" * 5000) == "read a coarse"


@pytest.mark.parametrize(
    ("command", "ended", "told"),
    [
        ("cd pkg && cat c.py", "/repo/pkg", "read ../pkg/c.py"),
        ("cat c.py; cd ..", "/repo", "unknown: read c.py, from an unknown directory"),
        ("cd .. && cat a.py", "/repo", "read a.py"),
        ("cd ../lib && cat a.py ../x", "/repo/lib", "read ../lib/a.py; read ../x"),
        ("cd /repo/pkg && cat c.py", "/repo/pkg", "read /repo/pkg/c.py"),
        ("cat a; cd /repo/pkg", "/repo/pkg", "unknown: read a, from an unknown directory"),
        ("cat a; cd /repo/pkg", "/repo", "read a"),
        ("(cd pkg && cat c.py)", "/repo", "read pkg/c.py"),
        ("cd pkg; cd ..; cat a.py", "/repo", "read a.py"),
        ('cd "$DIR"; cat /repo/a.py', "/repo/x", "read /repo/a.py"),
        ("cd /repo/pkg && git show main:a.py", "/repo/pkg", "read a.py at main"),
        ("cd /other && git show main:a.py", "/repo", "read a.py at main"),
    ],
)
def test_paths_hold_from_the_directory_that_the_shell_ended_in(command: str, ended: str, told: str) -> None:
    assert after("Bash", {"command": command}, printed(""), cwd=ended) == told


def test_a_shell_that_was_sent_back_never_left() -> None:
    answered = printed("x", stderr="\nShell cwd was reset to /repo/pkg")
    assert after("Bash", {"command": "cat c.py; cd pkg"}, answered, cwd="/repo/pkg") == "read c.py"


def prompt(words: str) -> list[str]:
    made = claude.parse({**SESSION, "hook_event_name": "UserPromptSubmit", "prompt": words}, {})
    assert made is not None
    return describe.accesses(made.accesses)


def test_a_prompt_mentions_files() -> None:
    assert prompt('look at @a.py, @"b c.py" and @long.py#L3-5 or @long.py#7 in @pkg/ now') == [
        "read a.py coarse",
        "read b c.py coarse",
        "read long.py 3-5 coarse",
        "read long.py coarse",
        "listing pkg '' coarse",
    ]


def test_a_prompt_without_mentions_says_nothing() -> None:
    assert prompt("mail dev@example.com about @github:issue://3 and @ alone") == []


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "session_id",
        "cwd",
        "hook_event_name",
        "tool_name",
        "tool_input",
        "tool_response",
        "error",
        "prompt",
        "reason",
        "agent_id",
        "tool_use_id",
    ]
)
INNER = st.sampled_from(
    [
        "file_path",
        "command",
        "pattern",
        "path",
        "glob",
        "type",
        "-A",
        "-n",
        "content",
        "file",
        "startLine",
        "numLines",
        "totalLines",
        "mode",
        "stdout",
        "stderr",
        "originalFile",
        "offset",
        "limit",
        "notebook_path",
    ]
)


def parse_or_reason(sent: Any) -> Event | None:
    """Parse, and let through only what an adapter may raise: one line that says what is wrong."""
    try:
        return claude.parse(sent, {})
    except ValueError as reason:
        assert type(reason) is ValueError
        assert str(reason)
        assert "\n" not in str(reason)
        return None


@given(GARBAGE)
def test_garbage_is_refused_with_a_reason(sent: Any) -> None:
    assert parse_or_reason(sent) is None


@given(st.sampled_from(sorted(TOLD)), st.dictionaries(FIELDS, GARBAGE, max_size=3), st.sets(FIELDS, max_size=2))
def test_a_payload_with_wrong_fields_is_refused_or_told(name: str, wrong: dict[str, Any], lost: set[str]) -> None:
    sent = {key: value for key, value in {**payload(name), **wrong}.items() if key not in lost}
    made = parse_or_reason(sent)
    assert made is None or (made.session and made.cwd is not None)


@given(st.sampled_from(sorted(TOLD)), st.data())
def test_a_tool_call_with_wrong_details_is_refused_or_told(name: str, data: st.DataObject) -> None:
    sent = payload(name)
    details = st.dictionaries(INNER, GARBAGE, max_size=4)
    for part in ("tool_input", "tool_response"):
        if isinstance(sent.get(part), dict):
            sent[part] = {**sent[part], **data.draw(details)}
            if isinstance(sent[part].get("file"), dict):
                sent[part]["file"] = {**sent[part]["file"], **data.draw(details)}
    made = parse_or_reason(sent)
    for found in made.accesses if made else ():
        assert "\0" not in found.path
        found.path.encode("utf-8", "surrogateescape")
        assert 0 <= found.first <= found.last or found.first == found.last == 0


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ([], "the payload is not a JSON object"),
        ({}, "hook_event_name is missing"),
        ({"hook_event_name": "Stop"}, "session_id is missing"),
        ({"hook_event_name": "Stop", "session_id": 7}, "session_id is not text"),
        ({"hook_event_name": "Stop", "session_id": ""}, "session_id is not an id"),
        ({"hook_event_name": "Stop", "session_id": "a\nb"}, "session_id is not an id"),
        ({"hook_event_name": "SessionStart", "session_id": "s", "cwd": None}, "cwd is not text"),
        ({"hook_event_name": "SessionStart", "session_id": "s", "cwd": "/a\0"}, "cwd has a NUL"),
        ({"hook_event_name": "SessionStart", "session_id": "s", "cwd": "\ud800"}, "cwd has no bytes in UTF-8"),
        ({**SESSION, "hook_event_name": "PreToolUse"}, "tool_name is missing"),
        ({**SESSION, "hook_event_name": "PreToolUse", "tool_name": "Read"}, "tool_input is not an object"),
        ({**SESSION, "hook_event_name": "PreToolUse", "tool_name": "Read", "tool_input": {}}, "file_path is missing"),
    ],
)
def test_the_reason_names_the_field(sent: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        claude.parse(sent, {})


def test_the_project_folder_is_used_for_a_missing_directory() -> None:
    made = claude.parse({"hook_event_name": "SessionStart", "session_id": "s"}, {"CLAUDE_PROJECT_DIR": "/repo"})
    assert made is not None
    assert made.cwd == "/repo"


def start(hook: str) -> Event:
    wanted = claude.settings.hooks[hook]
    return Event(wanted.event, "s1", "claude", "/repo", hook=hook, deaf=not wanted.heard)


@pytest.mark.parametrize("hook", sorted(hook for hook, wanted in claude.settings.hooks.items() if wanted.heard))
def test_context_goes_before_the_model(hook: str) -> None:
    said = claude.answer(start(hook), "api.py changed", "")
    assert said == {"hookSpecificOutput": {"hookEventName": hook, "additionalContext": "api.py changed"}}
    json.dumps(said)


def test_nothing_to_say_is_not_an_answer() -> None:
    assert claude.answer(start("PostToolUse"), "", "") is None
    assert claude.answer(start("SessionEnd"), "nobody hears this", "") is None


def test_a_call_is_denied_before_it_runs_and_not_after() -> None:
    assert claude.answer(start("PreToolUse"), "look", "held by bob") == {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": "held by bob",
            "additionalContext": "look",
        }
    }
    assert claude.answer(start("PostToolUse"), "", "held by bob") is None


@given(st.text())
@example("@a#L2-1 @#L1-2 @/")
def test_any_prompt_can_be_parsed(words: str) -> None:
    parse_or_reason({**SESSION, "hook_event_name": "UserPromptSubmit", "prompt": words})


def test_what_copilot_cli_sends_to_these_hooks_is_not_claude_codes() -> None:
    sent = payload("claude/04-PostToolUse-Read")
    assert claude.parse(sent, {"COPILOT_PROJECT_DIR": "/repo", "CLAUDE_PROJECT_DIR": "/repo", "COPILOT_CLI": "1"}) is None
    assert claude.parse(sent, {"CLAUDE_PROJECT_DIR": "/repo", "COPILOT_CLI": "1"}) is not None, "Claude Code in its shell"
