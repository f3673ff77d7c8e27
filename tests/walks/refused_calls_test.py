"""A call that its user refuses, or stops, has no end that its client reports: it is over with its turn."""

from typing import Any

import pytest

from tests.support.claude import SUB_AGENT, Claude, begun
from tests.support.repository import Repository

FILES = {"a.py": "a = 1\n", "b.py": "b = 1\n"}
IDLE = {"notification_type": "idle_prompt"}
TASK = {"id": "1", "type": "subagent", "status": "running"}
OVER: dict[str, tuple[str, dict[str, Any]]] = {
    "prompt": ("UserPromptSubmit", {"prompt": "go on"}),
    "stop": ("Stop", {"stop_hook_active": False, "background_tasks": []}),
    "idle": ("Notification", IDLE),
}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    return begun(repository, FILES)


def asks(claude: Claude, path: str, new: str, **more: Any) -> dict[str, Any]:
    """Begin an Edit; what its end would report."""
    full = str(claude.cwd / path)
    given = {"file_path": full, "old_string": FILES[path], "new_string": new, "replace_all": False}
    claude.before("Edit", given, f"edit {path}", **more)
    response = {"filePath": full, "oldString": FILES[path], "newString": new, "originalFile": FILES[path], "structuredPatch": []}
    return {"tool": "Edit", "given": given, "response": response | {"userModified": False}, "call": f"edit {path}", **more}


def of_ann(ann: Claude, path: str) -> list[bool]:
    """Whether each changed line of a path counts as ann's."""
    (shown,) = ann.repository.json("whose", path)["paths"]
    return [line["session"] == ann.session for line in shown["lines"]]


@pytest.mark.parametrize("over", OVER)
def test_what_a_person_writes_after_a_refused_edit_is_not_the_sessions(ann: Claude, over: str) -> None:
    asks(ann, "a.py", "a = 2\n")
    event, fields = OVER[over]
    ann.send(event, **fields)
    ann.repository.write("a.py", "a = 3\n")
    ann.edits("b.py", "1", "2")
    assert of_ann(ann, "a.py") == [False, False]
    assert ann.repository.coordgit("commit", "-m", "b only", **ann.env).ok
    assert ann.repository.run(["git", "show", "--format=", "--name-only", "HEAD"]).out == "b.py\n"


@pytest.mark.parametrize(
    ("event", "fields", "more"),
    [
        ("PostToolBatch", {"tool_calls": []}, {}),
        ("Notification", {"notification_type": "permission_prompt"}, {}),
        ("UserPromptSubmit", {"prompt": "go on"}, SUB_AGENT),
        ("Stop", {"background_tasks": [TASK]}, SUB_AGENT),
        ("Notification", IDLE, SUB_AGENT),
    ],
)
def test_what_is_written_by_a_call_that_may_be_running_is_its_sessions(
    ann: Claude, event: str, fields: dict[str, Any], more: dict[str, Any]
) -> None:
    asks(ann, "a.py", "a = 2\n", **more)
    ann.send(event, **fields)
    ann.repository.write("a.py", "a = 2\n")
    assert of_ann(ann, "a.py") == [True, True]


def test_a_sub_agents_call_is_over_with_the_background_tasks(ann: Claude) -> None:
    asks(ann, "a.py", "a = 2\n", **SUB_AGENT)
    ann.send("Stop", background_tasks=[])
    ann.repository.write("a.py", "a = 2\n")
    assert of_ann(ann, "a.py") == [False, False]


def test_an_end_that_comes_after_all_is_recorded(ann: Claude) -> None:
    end = asks(ann, "a.py", "a = 2\n")
    ann.send("UserPromptSubmit", prompt="go on")
    ann.repository.write("a.py", "a = 2\n")
    ann.after(**end)
    assert of_ann(ann, "a.py") == [True, True]


def test_no_call_outlives_its_session(ann: Claude) -> None:
    asks(ann, "a.py", "a = 2\n", **SUB_AGENT)
    ann.send("SessionEnd", reason="other")
    ann.send("SessionStart", source="resume")
    ann.repository.write("a.py", "a = 2\n")
    assert of_ann(ann, "a.py") == [False, False]


@pytest.mark.parametrize("over", [True, False])
def test_a_switch_after_a_refused_call_is_told(ann: Claude, over: bool) -> None:
    asks(ann, "a.py", "a = 2\n")
    if over:
        ann.send("Stop", background_tasks=[])
    ann.repository.git("checkout", "-q", "-b", "other")
    said = ann.before("Edit", {"file_path": str(ann.cwd / "b.py"), "old_string": "1", "new_string": "2"}, "next")
    assert ("this work tree is on other now" in said) == over


def test_a_prompt_tells_of_a_switch_that_a_person_made_before_it(ann: Claude) -> None:
    asks(ann, "a.py", "a = 2\n")
    ann.repository.git("checkout", "-q", "-b", "other")
    assert "this work tree is on other now" in ann.send("UserPromptSubmit", prompt="go on")
