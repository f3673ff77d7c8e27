"""The file tools of MCP servers, as each client names and reports them; recorded with the reference file server, 2026.8.31."""

import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from coordgit import clients
from coordgit.clients.base import AFTER, BEFORE
from coordgit.record.delivered import is_whole_in
from tests.clients import describe
from tests.support.claude import Claude, begun
from tests.support.repository import Repository

NAMES = {
    "claude": "mcp__fs__{}",
    "codex": "mcp__fs__{}",
    "qwen": "mcp__fs__{}",
    "gemini": "mcp_fs_{}",
    "copilot": "fs-{}",
    "opencode": "fs_{}",
}
BEFORE_HOOKS = {"gemini": "BeforeTool", "copilot": "preToolUse", "opencode": "tool.execute.before"}
AFTER_HOOKS = {"gemini": "AfterTool", "copilot": "postToolUse", "opencode": "tool.execute.after"}


def told(client: str, hook: str, tool: str, asked: Any, **more: Any) -> str:
    """What the adapter of a client makes of its payload."""
    name, ids = NAMES[client].format(tool), {"session_id": "s1", "sessionId": "s1", "session": "s1", "cwd": "/repo"}
    call = {"tool_name": name, "toolName": name, "tool": name, "tool_input": asked, "toolArgs": asked, "args": asked}
    sent = {**ids, **call, "hook_event_name": hook, "hook": hook, "tool_use_id": "c1", "call": "c1", **more}
    return describe.event(clients.load(client).parse(sent, {}, hook)).partition("; ")[2]


CALLS: list[tuple[str, dict[str, Any], str, str]] = [
    ("read_text_file", {"path": "/repo/a"}, "read /repo/a coarse", "read /repo/a if shown coarse"),
    ("read_file", {"path": "/repo/a"}, "read /repo/a coarse", "read /repo/a if shown coarse"),
    ("read_text_file", {"path": "/repo/a", "head": 5}, "read /repo/a coarse", "read /repo/a 1-5"),
    ("read_text_file", {"path": "/repo/a", "tail": 5}, "read /repo/a coarse", "read /repo/a coarse"),
    ("read_file", {"path": "/repo/a", "offset": 9}, "read /repo/a coarse", "read /repo/a coarse"),
    ("read_multiple_files", {"paths": ["/a", 7]}, "read /a coarse", "read /a if shown coarse"),
    ("read_multiple_files", {"paths": ["/a", "/b"], "x": 1}, "read /a coarse; read /b coarse", "read /a coarse; read /b coarse"),
    ("write_file", {"path": "/repo/a", "content": "x\n"}, "write /repo/a coarse", "write /repo/a"),
    ("edit_file", {"path": "/repo/a", "edits": []}, "write /repo/a coarse", "write /repo/a"),
    ("move_file", {"source": "/a", "destination": "/b"}, "write /a coarse; write /b coarse", "write /a; write /b"),
    ("list_directory", {"path": "/repo"}, "", ""),
    ("read_file", {"owner": "o", "repo": "r"}, "", ""),
    ("read_file", {"path": "a\0b"}, "", ""),
]


@pytest.mark.parametrize("client", NAMES)
@pytest.mark.parametrize(("tool", "asked", "begins", "ends"), CALLS)
def test_a_call_reads_or_writes_the_paths_that_it_names(
    client: str, tool: str, asked: dict[str, Any], begins: str, ends: str
) -> None:
    assert told(client, BEFORE_HOOKS.get(client, "PreToolUse"), tool, asked) == begins
    assert told(client, AFTER_HOOKS.get(client, "PostToolUse"), tool, asked) == ends.replace(" if shown coarse", "")
    assert (
        told(client, AFTER_HOOKS.get(client, "PostToolUse"), tool, asked, tool_response="y", toolResult="y", output="y") == ends
    )


@pytest.mark.parametrize(
    ("tool", "error", "ends"),
    [
        ("read_file", "ENOENT: no such file or directory, open '/repo/a'", "read /repo/a missing"),
        ("read_file", "Access denied - path outside allowed directories", ""),
        ("edit_file", "ENOENT: no such file or directory, open '/repo/a'", ""),
    ],
)
def test_a_call_that_failed_tells_at_most_that_nothing_is_there(tool: str, error: str, ends: str) -> None:
    asked = {"path": "/repo/a"}
    assert told("claude", "PostToolUseFailure", tool, asked, error=error) == ends
    assert told("copilot", "postToolUseFailure", tool, asked, error=f"MCP server 'fs': {error}") == ends
    assert told("opencode", "tool.execute.after", tool, asked, error=error) == ends
    assert told("gemini", "AfterTool", tool, asked, tool_response={"error": {"message": f"MCP tool: {error}"}}) == ends


@pytest.mark.parametrize("client", ["claude", "codex", "gemini", "qwen"])
def test_the_registered_hooks_run_for_these_tools_and_for_no_other(client: str) -> None:
    adapter = clients.load(client)
    assert isinstance(adapter, ModuleType)
    own = set(vars(adapter)["TOOLS"])
    for hook in (hook for hook in adapter.settings.hooks.values() if hook.event in (BEFORE, AFTER)):
        for tool, *_ in CALLS:
            assert bool(re.search(hook.tools, NAMES[client].format(tool))) == (tool != "list_directory")
        assert any(re.search(hook.tools, tool) for tool in own)
        assert not any(re.search(hook.tools, tool) for tool in ("TodoWrite", "BashOutput", "mcp__web__fetch", "mcp_web_read"))


def calls(session: Claude, tool: str, write: str = "", most: int | None = None, **asked: Any) -> str:
    """A call of a server's tool, which writes ``write`` to its path, or shows ``most`` letters of what is there."""
    name, call = f"mcp__fs__{tool}", session.call()
    said = session.before(name, asked, call)
    if write:
        session.repository.write(asked["path"], write)
    answer = json.dumps({"content": Path(asked["path"]).read_text()[:most]})
    return said + session.after(name, asked, answer, call) + session.batch()


@pytest.mark.daily(1)
@pytest.mark.parametrize(("landed", "rejected"), [("a.py", ["CG101 a.py"]), ("b.py", [])])
def test_a_file_that_a_server_read_and_that_changed_since_rejects(
    repository: Repository, landed: str, rejected: list[str]
) -> None:
    ann = begun(repository, {"a.py": "1\n", "b.py": "1\n", "mine.py": "1\n"})
    calls(ann, "read_text_file", path=str(repository.top / "a.py"))
    repository.session("bob").lands(landed, "2\n")
    repository.write("mine.py", "2\n")
    done = ann.commits("mine.py")
    assert done.rejected == rejected, done
    if rejected:
        calls(ann, "read_text_file", path=str(repository.top / "a.py"))
        assert ann.commits("mine.py").ok


@pytest.mark.daily(1)
@pytest.mark.parametrize(("most", "rejected"), [(None, []), (100, ["CG101 a.py"])], ids=["all of it", "the beginning"])
def test_to_read_again_what_an_answer_leaves_out_in_part_is_not_enough(
    repository: Repository, most: int | None, rejected: list[str]
) -> None:
    lines = "".join(f"{n}\n" for n in range(3000))
    ann = begun(repository, {"a.py": lines, "mine.py": "1\n"})
    calls(ann, "read_file", path=str(repository.top / "a.py"))
    repository.session("bob").lands("a.py", lines + "{\n" * 3000)
    repository.write("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == ["CG101 a.py"]
    calls(ann, "read_file", most=most, path=str(repository.top / "a.py"))
    assert ann.commits("mine.py").rejected == rejected


def test_what_a_server_writes_is_its_sessions_own(repository: Repository) -> None:
    ann = begun(repository, {"a.py": "1\n", "b.py": "1\n"})
    bob = repository.session("bob")
    calls(ann, "edit_file", write="2\n", path=str(repository.top / "a.py"), edits=[])
    bob.writes("b.py", "2\n")
    assert bob.git("commit", "-qam", "All").rejected == ["CG202 a.py"]
    assert ann.runs("coordgit commit -q -m Mine").ok
    assert bob.git("commit", "-qam", "Rest").ok


TEXT = '{"a": 1}\n'


@pytest.mark.parametrize(
    ("client", "answer"),
    [
        ("claude", json.dumps({"content": TEXT})),
        ("claude", TEXT),
        ("claude", [{"type": "text", "text": TEXT}]),
        ("codex", {"content": [{"type": "text", "text": TEXT}], "structuredContent": {"content": TEXT}}),
        ("gemini", {"llmContent": [{"text": f"<untrusted_context>\n{TEXT}\n</untrusted_context>"}], "returnDisplay": TEXT}),
        ("qwen", {"llmContent": [{"text": json.dumps({"content": TEXT})}, {"text": TEXT}]}),
        ("copilot", {"resultType": "success", "textResultForLlm": f"{TEXT}\n\n{json.dumps({'content': TEXT})}"}),
        ("opencode", TEXT),
    ],
)
def test_the_text_that_is_read_is_found_in_each_clients_answer(client: str, answer: Any) -> None:
    hook, ids = AFTER_HOOKS.get(client, "PostToolUse"), {"session_id": "s1", "sessionId": "s1", "session": "s1", "cwd": "/repo"}
    name, asked = NAMES[client].format("read_file"), {"path": "/repo/a"}
    call = {"tool_name": name, "toolName": name, "tool": name, "tool_input": asked, "toolArgs": asked, "args": asked}
    answers = {"tool_response": answer, "toolResult": answer, "output": answer}
    event = clients.load(client).parse({**ids, **call, **answers, "hook_event_name": hook, "hook": hook, "call": "c1"}, {}, hook)
    assert event is not None and is_whole_in(TEXT.encode(), event.output or "")
