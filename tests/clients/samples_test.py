"""Every payload that the real client sent becomes the event it means."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coordgit import clients
from coordgit.clients import claude
from coordgit.clients.base import Event
from tests.clients import describe
from tests.support.recorded import hook_of

PAYLOADS = Path(__file__).with_name("payloads")

SUB = "by a0000000000000003"
CODEX_SUB = "00000000-0000-4000-8000-000000000004"

TOLD = {
    "claude/01-SessionStart": "start",
    "claude/02-UserPromptSubmit": "prompt",
    "claude/03-PreToolUse-Read": "before Read; read /repo/a.py coarse",
    "claude/04-PostToolUse-Read": "after Read; read /repo/a.py whole text",
    "claude/06-PreToolUse-Read": "before Read; read /repo/long.py coarse",
    "claude/07-PostToolUse-Read": "after Read; read /repo/long.py 10-14",
    "claude/09-PreToolUse-Read": "before Read; read /repo/absent.py coarse",
    "claude/10-PostToolUseFailure-Read": "after Read; read /repo/absent.py missing",
    "claude/12-PreToolUse-Grep": "before Grep",
    "claude/13-PostToolUse-Grep": "after Grep; match /repo 'def ' below",
    "claude/15-PreToolUse-Grep": "before Grep",
    "claude/16-PostToolUse-Grep": "after Grep; match . 'helper' below",
    "claude/18-PreToolUse-Glob": "before Glob",
    "claude/19-PostToolUse-Glob": "after Glob; listing . '**/*.py' below",
    "claude/21-PreToolUse-Bash": "before Bash; read b.py",
    "claude/22-PostToolUse-Bash": "after Bash; read b.py",
    "claude/24-PreToolUse-Bash": "before Bash; read absent.py",
    "claude/25-PostToolUseFailure-Bash": "after Bash; read absent.py missing",
    "claude/27-PreToolUse-Bash": "before Bash; write b.py coarse",
    "claude/28-PostToolUse-Bash": "after Bash; write b.py coarse",
    "claude/30-PreToolUse-Edit": "before Edit; write /repo/a.py coarse",
    "claude/31-PostToolUse-Edit": "after Edit; write /repo/a.py known before",
    "claude/33-PreToolUse-Write": "before Write; write /repo/new.py coarse",
    "claude/34-PostToolUse-Write": "after Write; write /repo/new.py whole text created",
    "claude/36-PreToolUse-Write": "before Write; write /repo/a.py coarse",
    "claude/37-PostToolUse-Write": "after Write; write /repo/a.py whole text known before",
    "claude/40-PreToolUse-Read": "before Read; read /repo/pkg/c.py coarse",
    "claude/41-PreToolUse-Read": "before Read; read /repo/a.py coarse",
    "claude/42-PostToolUse-Read": "after Read; read /repo/pkg/c.py whole text",
    "claude/43-PostToolUse-Read": "after Read; read /repo/a.py whole text",
    "claude/45-PreToolUse-Agent": "nothing",
    "claude/46-SubagentStart": "nothing",
    "claude/47-PostToolUse-Agent": "nothing",
    "claude/49-PreToolUse-Read": f"before Read {SUB}; read /repo/pkg/c.py coarse",
    "claude/50-PostToolUse-Read": f"after Read {SUB}; read /repo/pkg/c.py whole text",
    "claude/51-PreToolUse-Bash": "before Bash; write /probe/shell-env.txt coarse",
    "claude/53-PostToolUse-Bash": "after Bash; write /probe/shell-env.txt coarse",
    "claude/54-PreToolUse-Bash": f"before Bash {SUB}; write /probe/shell-env-sub.txt coarse; read b.py",
    "claude/56-PostToolUse-Bash": f"after Bash {SUB}; write /probe/shell-env-sub.txt coarse; read b.py",
    "claude/57-Stop": "nothing",
    "claude/59-SubagentStop": "nothing",
    "claude/60-UserPromptSubmit": "prompt",
    "claude/61-Stop": "rest",
    "claude/62-SessionEnd": "end",
    **{f"claude/{number:02}-PostToolBatch": "batch" for number in (5, 8, 11, 14, 17, 20, 23, 26, 29, 32, 35, 38, 39)},
    **{f"claude/{number:02}-PostToolBatch": "batch" for number in (44, 48, 55)},
    **{f"claude/{number:02}-PostToolBatch": f"batch {SUB}" for number in (52, 58)},
    **{f"claude-lifecycle/{number:02}-SessionStart": "start" for number in (1, 8, 18, 31, 47, 51, 54, 58)},
    **{f"claude-lifecycle/{number:02}-SessionEnd": "end" for number in (7, 17, 30, 46, 53, 57, 64)},
    "claude-lifecycle/48-PreCompact": "nothing",
    "claude-lifecycle/52-PostCompact": "nothing",
    "claude-lifecycle/55-SessionEnd": "end",
    "claude-lifecycle/56-SessionStart": "clear",
    "codex/01-SessionStart": "start",
    "codex/02-UserPromptSubmit": "prompt",
    "codex/03-PreToolUse-Bash": "before Bash; read a.py",
    "codex/04-PostToolUse-Bash": "after Bash; read a.py",
    "codex/05-PreToolUse-Bash": "before Bash; read long.py 10-14",
    "codex/06-PostToolUse-Bash": "after Bash; read long.py 10-14",
    "codex/07-PreToolUse-Bash": "before Bash; read absent.py",
    "codex/08-PostToolUse-Bash": "after Bash; read absent.py missing",
    "codex/09-PreToolUse-Bash": "before Bash",
    "codex/10-PostToolUse-Bash": "after Bash; match . 'def ' in *.py below",
    "codex/11-PreToolUse-Bash": "before Bash",
    "codex/12-PostToolUse-Bash": "after Bash; listing . ''",
    "codex/13-PreToolUse-Bash": "before Bash; write b.py coarse",
    "codex/14-PostToolUse-Bash": "after Bash; write b.py coarse",
    "codex/16-PreToolUse-apply_patch": "before apply_patch; write a.py coarse; write new.py coarse",
    "codex/17-PostToolUse-apply_patch": "after apply_patch; write a.py; write new.py whole text",
    "codex/23-PreToolUse-spawn_agent": "nothing",
    "codex/24-SubagentStart": "nothing",
    "codex/26-UserPromptSubmit": f"prompt by {CODEX_SUB}",
    "codex/28-PreToolUse-Bash": f"before Bash by {CODEX_SUB}; write /probe/shell-env-sub.txt coarse; read pkg/c.py",
    "codex/29-PostToolUse-Bash": f"after Bash by {CODEX_SUB}; write /probe/shell-env-sub.txt coarse; read pkg/c.py",
    "codex/30-SubagentStop": "nothing",
    "codex/34-Stop": "rest",
    "codex/35-SessionEnd": "end",
    "codex-code-mode/09-PreToolUse-apply_patch": "before apply_patch; write a.py coarse; write new.py coarse",
    "codex-code-mode/10-PostToolUse-apply_patch": "after apply_patch; write a.py; write new.py whole text",
}


def payload(name: str) -> dict[str, Any]:
    found = json.loads((PAYLOADS / f"{name}.json").read_text())
    assert isinstance(found, dict)
    return found


def session_of(sent: dict[str, Any]) -> str:
    return next(str(sent[key]) for key in ("parentAgentId", "session_id", "sessionId") if key in sent)


def parsed(name: str) -> Event | None:
    return clients.load(re.match("[a-z]+", name)[0]).parse(payload(name), {}, hook_of(name.partition("/")[2]))  # type: ignore[index]


def test_the_table_has_every_payload() -> None:
    assert set(TOLD) == {f"{path.parent.name}/{path.stem}" for path in PAYLOADS.glob("*/*.json")}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_payload_becomes_the_event_it_means(name: str) -> None:
    assert describe.event(parsed(name)) == TOLD[name]


@pytest.mark.parametrize("name", sorted(name for name in TOLD if TOLD[name] != "nothing"))
def test_an_event_says_whose_it_is_and_where(name: str) -> None:
    sent, made = payload(name), parsed(name)
    assert made is not None
    assert (made.session, made.cwd[:5], made.hook) == (session_of(sent), "/repo", hook_of(name.partition("/")[2]))
    assert made.client == re.match("[a-z]+", name)[0]  # type: ignore[index]
    assert made.call == sent.get("tool_call_id", sent.get("tool_use_id", ""))


def test_claude_code_names_its_process() -> None:
    made = claude.parse(payload("claude/01-SessionStart"), {"CLAUDE_PID": "10676"})
    assert made is not None and made.pid == 10676


def test_resuming_and_compacting_keep_the_session_and_a_fork_and_a_clear_make_a_new_one() -> None:
    order = (1, 8, 18, 31, 47, 51, 54, 56, 58)
    starts = [payload(f"claude-lifecycle/{number:02}-SessionStart") for number in order]
    made = [(sent["source"], event.session[-1]) for sent in starts if (event := claude.parse(sent, {}))]
    assert made == [
        ("startup", "1"),
        ("resume", "1"),
        ("resume", "1"),
        ("fork", "5"),
        ("resume", "1"),
        ("compact", "1"),
        ("resume", "1"),
        ("clear", "9"),
        ("resume", "1"),
    ]
