"""What a client waits for at each tool call: coordgit's hook compared with a bare interpreter and with its nearest peer."""

import json
import os
import shlex
import shutil
import sys
from typing import Any

from coordgit.bench.cost import scratch
from coordgit.bench.cost.clocks import Bench, TimedProcess, run
from coordgit.bench.cost.scratch import Scratch
from coordgit.program import PACKAGE

CLIENT = "claude"
GOAL = "at most 1.25"
FASTER = "below 1"
PEER = "readset"


def measure(folder: str, bench: Bench) -> None:
    """Time one call of a hook, as the client starts it."""
    sizes, files = bench.sizes, bench.sizes.files[0]
    bench.tell(f"making repositories of {files:,} files")
    guarded = Scratch(os.path.join(folder, "hook"), files, True, (CLIENT,))
    for reads in sizes.reads:
        guarded.read(_reader(reads), reads)
    registered, shim = ("sh", "-c", _registered(guarded)), (guarded.shim, "hook", CLIENT)
    few = _reader(sizes.reads[0])
    read = scratch.path(0)

    def call(name: str, argv: tuple[str, ...], fields: dict[str, Any], session: str = few) -> TimedProcess:
        feed = payload(folder, name, fields | {"session_id": session, "cwd": guarded.top})
        return TimedProcess(name=name, argv=argv, cwd=guarded.top, env=guarded.env, stdin=feed)

    bare = TimedProcess(
        name="bare interpreter with sqlite3",
        argv=(sys.executable, "-I", "-S", "-c", "import sqlite3"),
        cwd=folder,
        env=guarded.env,
    )
    seen = after_read(os.path.join(guarded.top, read))
    calls = [call(f"hook call after Read, {reads:,} reads", shim, seen, _reader(reads)) for reads in sizes.reads]
    calls.append(call("hook call before Edit", shim, _edit(os.path.join(guarded.top, read))))
    calls.append(call("hook call after Bash", shim, _bash(scratch.path(1))))
    calls.append(call("registered command after Read", registered, seen))
    calls.append(call("coordgit hook claude after Read", _console(), seen))
    peer = _peer(folder, files, bench)
    times = bench.time("hook calls", [bare, *calls, *peer])
    for process in calls:
        bench.compare(f"{process.name} / bare interpreter", GOAL, times[process.name], times[bare.name])
    ours = "registered command after Read"
    for process in peer:
        bench.compare(f"{ours} / {process.name}", FASTER, times[ours], times[process.name])


def _reader(reads: int) -> str:
    return f"reader-of-{reads}"


def _registered(scratch: Scratch) -> str:
    """Return the shell line in the client's project settings for the end of a tool call."""
    with open(os.path.join(scratch.top, ".claude", "settings.json"), encoding="utf-8") as file:
        command: str = json.load(file)["hooks"]["PostToolUse"][0]["hooks"][0]["command"]
    return command


def payload(folder: str, name: str, fields: dict[str, Any]) -> str:
    """Write a file with what the client sends to its hook; return its path."""
    path = os.path.join(folder, f"{name}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(fields, file)
    return path


def after_read(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text.count("\n") + 1
    shown = {"filePath": path, "content": text, "numLines": lines, "startLine": 1, "totalLines": lines}
    return {
        "hook_event_name": "PostToolUse", "tool_name": "Read", "tool_use_id": "call_1", "tool_input": {"file_path": path},
        "tool_response": {"type": "text", "file": shown},
    }  # fmt: skip


def _edit(path: str) -> dict[str, Any]:
    asked = {"file_path": path, "old_string": "line 1 ", "new_string": "line one ", "replace_all": False}
    return {"hook_event_name": "PreToolUse", "tool_name": "Edit", "tool_use_id": "call_2", "tool_input": asked}


def _bash(path: str) -> dict[str, Any]:
    answer = {"stdout": "line 0 of kind 0\nline 1 of kind 0", "stderr": "", "interrupted": False}
    return {
        "hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_use_id": "call_3",
        "tool_input": {"command": f"head -n 2 {path}"}, "tool_response": answer,
    }  # fmt: skip


def _console() -> tuple[str, ...]:
    """Return the installed command, or what it runs."""
    script = os.path.join(os.path.dirname(sys.executable), "coordgit")
    if os.access(script, os.X_OK):
        return (script, "hook", CLIENT)
    program = f"import sys; sys.path.insert(0, {os.path.dirname(PACKAGE)!r}); from coordgit.cli.main import main; main()"
    return (sys.executable, "-c", program, "hook", CLIENT)


def _peer(folder: str, files: int, bench: Bench) -> list[TimedProcess]:
    """Return the peer's own registration after its own ``init``, with the same call."""
    program = shutil.which(PEER)
    if not program:
        bench.skipped.append(f"{PEER}: not on PATH (pip install {PEER})")
        return []
    other = Scratch(os.path.join(folder, PEER), files, False)
    run(TimedProcess(name=PEER, argv=(program, "init"), cwd=other.top, env=other.env))
    try:
        argv = tuple(shlex.split(_registered(other)))
    except (OSError, ValueError, LookupError) as error:
        bench.skipped.append(f"{PEER}: {program} init registered no hook ({error!r})")
        return []
    seen = after_read(os.path.join(other.top, scratch.path(0))) | {"session_id": "one", "cwd": other.top}
    name = f"{PEER} hook call after Read"
    return [TimedProcess(name=name, argv=argv, cwd=other.top, env=other.env, stdin=payload(folder, name, seen))]
