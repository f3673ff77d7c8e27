"""What has ended when a real client says that a turn begins or is over, and what its calls end with at the latest."""

import pytest

from coordgit.core.model import TASKS, THROUGHOUT, TURN
from tests.clients.samples_test import parsed

OVER: dict[str, tuple[str, ...]] = {
    "claude/02-UserPromptSubmit": (TURN,),
    "claude/61-Stop": (TURN, TASKS),
    "codex/02-UserPromptSubmit": (TURN,),
    "codex/26-UserPromptSubmit": (),  # of a sub-agent
    "codex/34-Stop": (TURN,),
    "gemini/02-BeforeAgent": (TURN,),
    "gemini/132-AfterAgent": (TURN,),
    "gemini/133-SessionEnd": (TURN, TASKS, THROUGHOUT),
    "qwen/04-UserPromptSubmit": (TURN,),
    "qwen/08-UserPromptSubmit": (),  # with the results of tools
    "qwen/80-Stop": (TURN, TASKS),
    "copilot/02-userPromptSubmitted": (),  # it may be queued
    "copilot/38-userPromptSubmitted": (),
    "opencode/03-chat.message": (),
    "opencode/50-session.idle": (TURN,),
}
CALLS = {
    "claude/30-PreToolUse-Edit": TURN,
    "claude/54-PreToolUse-Bash": TASKS,
    "codex/03-PreToolUse-Bash": THROUGHOUT,
    "codex/16-PreToolUse-apply_patch": TURN,
    "opencode/16-tool.execute.before-bash": TURN,
    "copilot/41-preToolUse-bash": TASKS,
}
"""Codex reports the end of a command that takes long when the model asks for it, be it in a later turn."""


@pytest.mark.parametrize("sample", OVER)
def test_what_is_over(sample: str) -> None:
    event = parsed(sample)
    assert event is not None and event.over == OVER[sample]


@pytest.mark.parametrize("sample", CALLS)
def test_what_ends_a_call_at_the_latest_is_known_as_it_begins(sample: str) -> None:
    event = parsed(sample)
    assert event is not None and event.over_with == CALLS[sample]
