"""What is OpenCode's own: a plugin instead of hooks, which is tried with the calls that OpenCode makes of it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from coordgit.clients import opencode
from coordgit.clients.base import Event
from coordgit.install.shim import shipped
from tests.clients import describe
from tests.clients.samples_test import payload
from tests.support.repository import Repository


def call(hook: str, tool: str, args: dict[str, Any], **more: Any) -> Event | None:
    return opencode.parse({"hook": hook, "session": "s1", "cwd": "/repo", "tool": tool, "call": "c1", "args": args, **more}, {})


def after(tool: str, args: dict[str, Any], **more: Any) -> str:
    return describe.event(call("tool.execute.after", tool, args, **more)).partition("; ")[2]


def shown(text: str, first: int, last: int, total: int) -> dict[str, Any]:
    return {"display": {"type": "file", "text": text, "lineStart": first, "lineEnd": last, "totalLines": total}}


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        (shown("a\nb", 1, 2, 2), "read a whole text"),
        (shown("3\n4", 3, 4, 9), "read a 3-4"),
        (shown("x... (line truncated to 2000 chars)", 1, 1, 1), "read a"),
        ({"display": {"type": "image"}}, "read a coarse"),
        (shown("", 1, 0, 0), "read a coarse"),
        ({"display": {"type": "directory", "truncated": True}}, "listing a '' coarse"),
    ],
)
def test_a_read_is_of_all_the_file_or_of_its_lines_or_of_a_folder(metadata: dict[str, Any], told: str) -> None:
    assert after("read", {"filePath": "a"}, metadata=metadata) == told


@pytest.mark.parametrize(
    ("args", "more", "told"),
    [
        ({}, {"metadata": {"exit": 0}, "output": ""}, "read a; read b"),
        ({}, {"metadata": {"exit": 1}, "output": "(no output)"}, "read a; read b if shown coarse"),
        ({}, {"metadata": {"exit": 0, "truncated": True}, "output": "x"}, "read a coarse; read b coarse"),
        ({}, {"metadata": {"exit": 0}}, "read a; read b"),
    ],
)
def test_a_command_ended_as_its_exit_code_says(args: dict[str, Any], more: dict[str, Any], told: str) -> None:
    assert after("bash", {"command": "cat a && test b && cat b", **args}, **more) == told


def test_searches_and_patches() -> None:
    assert after("grep", {"pattern": "x", "include": "*.{py,ts}"}, metadata={"truncated": True}) == (
        "match . 'x' in *.{py,ts} below coarse"
    )
    assert after("glob", {"pattern": "*.py", "path": "pkg"}) == "listing pkg '**/*.py' below"
    patch = "*** Begin Patch\n*** Delete File: a\n*** End Patch"
    assert after("apply_patch", {"patchText": patch}) == "write a"


def test_files_of_a_prompt_are_reads() -> None:
    made = opencode.parse(payload("opencode/03-chat.message") | {"files": ["/repo/a.py", 7, "/repo/b\0"]}, {})
    assert describe.event(made) == "prompt; read /repo/a.py coarse"


MAIN, SUB = {"sessionID": "main", "callID": "c1"}, {"sessionID": "sub", "callID": "c2"}
PLAY = """
import { readFileSync } from "node:fs"
import { Coordgit } from "./plugin.mjs"
const get = async ({ path }) => ({ data: path.id === "sub" ? { parentID: "main" } : {} })
const hooks = await Coordgit({ client: { session: { get } }, directory: process.cwd() })
const outputs = []
for (const [hook, input, output] of JSON.parse(readFileSync("steps.json", "utf8"))) {
  try {
    await hooks[hook](input, output)
    outputs.push(output ?? null)
  } catch (error) {
    outputs.push(error.message)
  }
}
console.log(JSON.stringify(outputs))
"""


class Plugin:
    """The plugin in node, as OpenCode loads it, with a program in coordgit's place that notes what it gets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def play(self, answer: str, *steps: list[Any]) -> tuple[list[Any], list[dict[str, Any]]]:
        """What OpenCode has after each step, and what the program got."""
        command = f"cat >> got; echo >> got; echo '{answer}'"
        (self.folder / "plugin.mjs").write_text(shipped("opencode/plugin.js").replace("@COMMAND@", json.dumps(command)))
        (self.folder / "play.mjs").write_text(PLAY)
        (self.folder / "steps.json").write_text(json.dumps(steps))
        done = subprocess.run(["node", "play.mjs"], cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        got = self.folder / "got"
        return json.loads(done.stdout), [json.loads(line) for line in got.read_text().splitlines()] if got.exists() else []


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    if shutil.which("node") is None:
        pytest.skip("there is no node to run the plugin with")
    return Plugin(tmp_path)


def test_the_plugin_sends_what_the_adapter_reads_and_puts_the_answer_after_the_tools(plugin: Plugin) -> None:
    recorded = payload("opencode/06-tool.execute.after-read")
    output = {"title": "a.py", "output": "1: x", "metadata": {"preview": "x", **recorded["metadata"]}}
    step = ["tool.execute.after", {"tool": "read", "args": recorded["args"], **MAIN}, output]
    (seen, other), sent = plugin.play(
        '{"context": "news"}', step, ["tool.execute.after", {"tool": "task", **MAIN}, {"output": "x"}]
    )
    assert (seen["output"], other["output"]) == ("1: x\n\nnews", "x")
    assert len(sent) == 1 and sent[0].keys() == recorded.keys()
    assert {key: sent[0][key] for key in ("hook", "tool", "args", "metadata")} == {
        key: recorded[key] for key in ("hook", "tool", "args", "metadata")
    }
    assert (sent[0]["session"], sent[0]["agent"], sent[0]["call"]) == ("main", "", "c1")


def test_the_plugin_stops_a_call_that_is_denied_and_no_other(plugin: Plugin) -> None:
    edit = ["tool.execute.before", {"tool": "edit", **MAIN}, {"args": {"filePath": "/a"}}]
    assert plugin.play('{"deny": "a is held"}', edit)[0] == ["a is held"]
    assert plugin.play("no JSON", edit)[0] == [{"args": {"filePath": "/a"}}]


def test_the_plugin_names_the_session_of_a_sub_agent_in_its_shell(plugin: Plugin) -> None:
    steps = [["shell.env", {"cwd": "/", **SUB}, {"env": {}}], ["tool.execute.before", {"tool": "bash", **SUB}, {"args": {}}]]
    (first, _), sent = plugin.play("", *steps)
    assert first == {"env": {"COORDGIT_SESSION": "main"}}
    assert (sent[0]["session"], sent[0]["agent"]) == ("main", "sub")


def test_the_plugin_says_itself_that_a_file_is_absent(plugin: Plugin) -> None:
    args = [{"filePath": str(plugin.folder / name)} for name in ("absent.py", "play.mjs")]
    _, sent = plugin.play("", *(["tool.execute.before", {"tool": "read", **MAIN}, {"args": one}] for one in args))
    assert len(sent) == 1
    made = opencode.parse(sent[0], {})
    assert made is not None and [describe.access(one) for one in made.accesses] == [f"read {args[0]['filePath']} missing"]


def test_the_plugin_sends_the_file_tools_of_mcp_servers_and_puts_the_answer_into_theirs(plugin: Plugin) -> None:
    gone, there = str(plugin.folder / "absent.py"), str(plugin.folder / "play.mjs")
    answer: dict[str, Any] = {"content": [{"type": "text", "text": "x"}]}
    steps = [
        ["tool.execute.before", {"tool": "fs_read_file", **MAIN}, {"args": {"path": gone}}],
        ["tool.execute.before", {"tool": "fs_write_file", **MAIN}, {"args": {"path": there}}],
        ["tool.execute.before", {"tool": "fs_list_directory", **MAIN}, {"args": {"path": there}}],
        ["tool.execute.after", {"tool": "fs_read_file", "args": {"path": there}, **MAIN}, answer],
    ]
    outputs, sent = plugin.play('{"context": "news"}', *steps)
    assert outputs[-1] == {"content": [{"type": "text", "text": "x"}, {"type": "text", "text": "news"}]}
    told = [describe.event(opencode.parse(one, {})).partition("; ")[2] for one in sent]
    assert told == [f"read {gone} missing", f"write {there} coarse", f"read {there} if shown coarse"]
    assert sent[-1]["output"] == "x"
    assert plugin.play('{"deny": "held"}', steps[1])[0] == ["held"]


def test_the_plugin_sends_the_events_of_sessions_that_a_user_speaks_to(plugin: Plugin) -> None:
    created = [{"type": "session.created", "properties": {"sessionID": one, "info": about}} for one, about in (
        ("main", {"id": "main"}), ("sub", {"id": "sub", "parentID": "main"}))]  # fmt: skip
    idle = [{"type": "session.idle", "properties": {"sessionID": one}} for one in ("sub", "main")]
    _, sent = plugin.play("", *(["event", {"event": one}, None] for one in (*created, *idle, {"type": "file.edited"})))
    assert [(one["hook"], one["session"]) for one in sent] == [("session.created", "main"), ("session.idle", "main")]


def test_the_plugin_is_written_and_tried_and_taken_out_with_its_folders(repository: Repository) -> None:
    path = repository.top / ".opencode/plugin/coordgit.js"
    assert repository.coordgit("init", "--client", "opencode").ok
    assert "coordgit hook opencode" in path.read_text() and "@COMMAND@" not in path.read_text()
    assert f"ok   opencode: its hooks in {repository.top} recorded a session" in repository.coordgit("doctor").out
    assert repository.coordgit("init", "--client", "opencode").out == "all is in place\n"
    assert repository.coordgit("uninit").ok and not (repository.top / ".opencode").exists()


def test_a_plugin_that_is_not_inits_is_never_run_nor_replaced(repository: Repository) -> None:
    path = repository.top / ".opencode/plugin/coordgit.js"
    path.parent.mkdir(parents=True)
    path.write_text("theirs")
    refused = repository.coordgit("init", "--client", "opencode")
    assert refused.code == 3 and ".opencode/plugin/coordgit.js is not coordgit's" in refused.err
    assert path.read_text() == "theirs"
    found = repository.json("doctor")
    assert found["guarded"] and found["clients"] == {"opencode": False}
    hint = refused.err.partition("try: ")[2]
    assert repository.run(["sh", "-c", hint], repository.folder).ok  # from anywhere
    assert repository.coordgit("init", "--client", "opencode").ok
    assert repository.json("doctor")["clients"] == {"opencode": True}
    path.write_text(path.read_text().replace("set -- hook", f"touch {repository.folder}/ran; set -- hook"))
    found = repository.coordgit("doctor")
    assert found.code == 1 and "run something else than init writes, which was not tried" in found.out
    assert not (repository.folder / "ran").exists()
