"""What could not be recorded is said, and counts as a read."""

import json
import sqlite3
from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Session
from tests.walks.observing import Slow, lands, part, printed


def locked(ann: Claude) -> sqlite3.Connection:
    """A connection that holds the store for writing."""
    held = sqlite3.connect(f"{ann.repository.top}/.git/coordgit/coordination.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    return held


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordgit.store.database.WAIT", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_is_reported_and_counts(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    assert ann.reads("api.py") == ""
    held.close()
    assert "api.py" in ann.runs("true").out
    assert "api.py" not in ann.runs("true").out
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_counts_for_the_gate_at_once(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]
    assert "api.py was not recorded" in ann.runs("true").out


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_rejects_nothing_while_its_path_stays(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    bob.lands("other.py", "OTHER = 2\n")
    assert lands(ann).ok


@pytest.mark.usefixtures("impatient")
def test_a_look_that_was_not_recorded_refreshes_nothing(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    assert lands(ann).rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert lands(ann).ok


@pytest.mark.parametrize("cut", [-40, -1], ids=["cut in its answer", "cut at its end"])
def test_a_broken_payload_of_a_read_counts_as_one(ann: Claude, bob: Session, cut: int) -> None:
    ann.runs("true")
    given = {"file_path": str(ann.cwd / "api.py")}
    payload: dict[str, Any] = {
        "session_id": ann.session,
        "cwd": str(ann.cwd),
        "hook_event_name": "PostToolUse",
        "tool_name": "Read",
    }
    payload |= {"tool_input": given, "tool_use_id": "x", "tool_response": part(ann, "api.py", API)}
    raw = json.dumps(payload).encode()[:cut]
    assert ann.repository.coordgit("hook", "claude", cwd=ann.cwd, stdin=raw, **ann.env).code == 0
    assert "api.py was not recorded" in ann.runs("true").out
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


def over(tool: str, given: dict[str, Any], call: str) -> dict[str, Any]:
    return {"tool_calls": [{"tool_name": tool, "tool_input": given, "tool_use_id": call, "tool_response": "text"}]}


@pytest.mark.parametrize("killed", [True, False])
@pytest.mark.parametrize("tool", ["Bash", "Read"])
def test_a_call_whose_hook_was_killed_counts_as_a_read(ann: Claude, bob: Session, tool: str, killed: bool) -> None:
    command = {"command": "cat api.py", "description": "run"}
    given = command if tool == "Bash" else {"file_path": str(ann.cwd / "api.py")}
    call = Slow(ann, tool, given, before=tool == "Bash")
    if not killed:
        ann.after(tool, given, printed(API) if tool == "Bash" else part(ann, "api.py", API), call.call)
    ann.send("PostToolBatch", **over(tool, given, call.call))
    assert ("api.py was not recorded" in ann.last.out + ann.runs("true").out) == killed
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


def test_a_call_that_was_denied_is_not_a_read(ann: Claude, bob: Session) -> None:
    assert bob.coordgit("lock", "api.py").ok
    given = {"command": "cat api.py > other.py; echo 1 > api.py"}
    call = Slow(ann, "Bash", given)
    assert "deny" in ann.last.out
    ann.send("PostToolBatch", **over("Bash", given, call.call))
    assert ann.repository.json("session", "show", ann.session)["reads"] == []


def test_a_session_whose_hooks_cannot_use_the_store_is_told_once(ann: Claude) -> None:
    assert ann.send("UserPromptSubmit", prompt="go on") == ""
    with ann.repository.store() as store:
        store.do("PRAGMA user_version = 99")
    said = ann.send("UserPromptSubmit", prompt="go on")
    assert "written by a newer coordgit" in said and "nothing you read here is checked" in said, said
    assert ann.send("UserPromptSubmit", prompt="go on") == ""
