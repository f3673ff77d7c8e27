"""Every payload that the real client sent becomes the event it means."""

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
AROUND = "read a.py 1-3 coarse; read pkg/c.py 1-6 coarse"
SUB_RAN = "write /probe/shell-env-sub.txt coarse; read b.py"
QWEN_SUB = "general-purpose-call_main_13_29_0"
OPENCODE_SUB = "ses_00000000000000000000000011"
COPILOT_SUB = "00000000-0000-4000-8000-000000000002"
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
    "claude/16-PostToolUse-Grep": "after Grep; match . 'helper' below coarse",
    "claude/18-PreToolUse-Glob": "before Glob",
    "claude/19-PostToolUse-Glob": "after Glob; listing . '**/*.py' below",
    "claude/21-PreToolUse-Bash": "before Bash; read b.py",
    "claude/22-PostToolUse-Bash": "after Bash; read b.py",
    "claude/24-PreToolUse-Bash": "before Bash; read absent.py",
    "claude/25-PostToolUseFailure-Bash": "after Bash; read absent.py missing",
    "claude/27-PreToolUse-Bash": "before Bash; write b.py coarse",
    "claude/28-PostToolUse-Bash": "after Bash; write b.py coarse",
    "claude/30-PreToolUse-Edit": "before Edit; write /repo/a.py coarse",
    "claude/31-PostToolUse-Edit": "after Edit; write /repo/a.py whole text known before",
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
    "claude/63-PreToolUse-Monitor": "before Monitor; read b.py coarse; write b.py coarse",
    "claude/64-PostToolUse-Monitor": "after Monitor; read b.py coarse; write b.py coarse",
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
    "qwen/02-SessionStart": "start",
    "qwen/03-Notification": "nothing",
    "qwen/04-UserPromptSubmit": "prompt",
    "qwen/05-PreToolUse-read_file": "before read_file; read /repo/a.py coarse",
    "qwen/06-PostToolUse-read_file": "after read_file; read /repo/a.py whole text",
    "qwen/07-PostToolBatch": "nothing",
    "qwen/08-UserPromptSubmit": "batch",
    "qwen/09-PreToolUse-read_file": "before read_file; read /repo/long.py coarse",
    "qwen/10-PostToolUse-read_file": "after read_file; read /repo/long.py 11-15",
    "qwen/13-PreToolUse-read_file": "before read_file; read /repo/absent.py coarse",
    "qwen/14-PostToolUseFailure-read_file": "after read_file; read /repo/absent.py missing",
    "qwen/17-PreToolUse-grep_search": "before grep_search",
    "qwen/18-PostToolUse-grep_search": "after grep_search; match . 'def ' below anycase",
    "qwen/21-PreToolUse-glob": "before glob",
    "qwen/22-PostToolUse-glob": "after glob; listing . '**/*.py' below",
    "qwen/25-PreToolUse-run_shell_command": "before run_shell_command; read b.py",
    "qwen/26-PostToolUse-run_shell_command": "after run_shell_command; read b.py",
    "qwen/29-PreToolUse-run_shell_command": "before run_shell_command; read absent.py",
    "qwen/30-PostToolUseFailure-run_shell_command": "after run_shell_command; read absent.py missing",
    "qwen/37-PreToolUse-edit": "before edit; write /repo/a.py coarse",
    "qwen/38-PostToolUse-edit": "after edit; write /repo/a.py whole text known before",
    "qwen/41-PreToolUse-edit": "before edit; write /repo/a.py coarse",
    "qwen/42-PostToolUseFailure-edit": "after edit",
    "qwen/45-PreToolUse-write_file": "before write_file; write /repo/new.py coarse",
    "qwen/46-PostToolUse-write_file": "after write_file; write /repo/new.py whole text created",
    "qwen/49-PreToolUse-write_file": "before write_file; write /repo/a.py coarse",
    "qwen/50-PostToolUse-write_file": "after write_file; write /repo/a.py whole text known before",
    "qwen/61-SubagentStart": "nothing",
    "qwen/63-PreToolUse-read_file": f"before read_file by {QWEN_SUB}; read /repo/pkg/c.py coarse",
    "qwen/65-PostToolUse-read_file": f"after read_file by {QWEN_SUB}; read /repo/pkg/c.py whole text",
    "qwen/69-PreToolUse-run_shell_command": f"before run_shell_command by {QWEN_SUB}; {SUB_RAN}",
    "qwen/70-PostToolUse-run_shell_command": f"after run_shell_command by {QWEN_SUB}; {SUB_RAN}",
    "qwen/72-SubagentStop": "nothing",
    "qwen/76-PreToolUse-run_shell_command": "before run_shell_command; write /probe/shell-env.txt coarse",
    "qwen/77-PostToolUse-run_shell_command": "after run_shell_command; write /probe/shell-env.txt coarse",
    "qwen/80-Stop": "rest",
    "qwen/81-PreToolUse-monitor": "before monitor; read a.py",
    "qwen/82-PostToolUse-monitor": "after monitor; read a.py coarse",
    "copilot/01-sessionStart": "start",
    "copilot/02-userPromptSubmitted": "prompt",
    "copilot/03-preToolUse-view": "before view; read /repo/a.py coarse",
    "copilot/04-postToolUse-view": "after view; read /repo/a.py whole text",
    "copilot/05-preToolUse-view": "before view; read /repo/long.py coarse",
    "copilot/06-postToolUse-view": "after view; read /repo/long.py 10-14",
    "copilot/07-preToolUse-view": "before view; read /repo/absent.py coarse",
    "copilot/08-postToolUseFailure-view": "after view; read /repo/absent.py missing",
    "copilot/09-preToolUse-view": "before view; read /repo coarse",
    "copilot/10-postToolUse-view": "after view; read /repo whole text",
    "copilot/11-preToolUse-grep": "before grep",
    "copilot/12-postToolUse-grep": "after grep; match /repo 'def ' below",
    "copilot/13-preToolUse-glob": "before glob",
    "copilot/14-postToolUse-glob": "after glob; listing . '**/*.py' below",
    "copilot/15-preToolUse-bash": "before bash; read b.py",
    "copilot/17-postToolUse-bash": "after bash; read b.py",
    "copilot/18-preToolUse-bash": "before bash; read absent.py",
    "copilot/20-postToolUse-bash": "after bash; read absent.py missing",
    "copilot/24-preToolUse-edit": "before edit; write /repo/a.py coarse",
    "copilot/26-postToolUse-edit": "after edit; write /repo/a.py",
    "copilot/27-preToolUse-edit": "before edit; write /repo/a.py coarse",
    "copilot/28-postToolUseFailure-edit": "after edit",
    "copilot/29-preToolUse-create": "before create; write /repo/new.py coarse",
    "copilot/31-postToolUse-create": "after create; write /repo/new.py whole text created",
    "copilot/36-preToolUse-task": "nothing",
    "copilot/37-subagentStart": "nothing",
    "copilot/38-userPromptSubmitted": f"prompt by {COPILOT_SUB}",
    "copilot/39-preToolUse-view": f"before view by {COPILOT_SUB}; read /repo/pkg/c.py coarse",
    "copilot/40-postToolUse-view": f"after view by {COPILOT_SUB}; read /repo/pkg/c.py whole text",
    "copilot/41-preToolUse-bash": f"before bash by {COPILOT_SUB}; {SUB_RAN}",
    "copilot/42-permissionRequest-bash": "nothing",
    "copilot/43-postToolUse-bash": f"after bash by {COPILOT_SUB}; {SUB_RAN}",
    "copilot/44-agentStop": "nothing",
    "copilot/45-subagentStop": "nothing",
    "copilot/49-postToolUse-bash": "after bash; write /probe/shell-env.txt coarse",
    "copilot/50-agentStop": "rest",
    "copilot/51-sessionEnd": "end",
    "copilot/60-preToolUse-apply_patch": "before apply_patch; write b.py coarse; write new.py coarse",
    "copilot/61-postToolUse-apply_patch": "after apply_patch; write b.py; write new.py whole text",
    "copilot/63-preToolUse-glob": "before glob",
    "copilot/64-postToolUse-glob": "after glob; listing pkg '**/*.py' below",
    "copilot/65-preToolUse-glob": "before glob",
    "copilot/66-postToolUse-glob": "after glob; listing pkg '**/*.py' below; listing /repo '**/*.py' below",
    "copilot/62-postToolUse-rg": "after rg; match . 'def ' below; read ./pkg/c.py 3-5 coarse; read ./a.py 1-2 coarse",
    "gemini/01-SessionStart": "start",
    "gemini/02-BeforeAgent": "prompt",
    "gemini/03-PreCompress": "batch",
    "gemini/07-BeforeTool-read_file": "before read_file; read a.py coarse",
    "gemini/08-AfterTool-read_file": "after read_file; read a.py whole text",
    "gemini/13-BeforeTool-read_file": "before read_file; read long.py coarse",
    "gemini/14-AfterTool-read_file": "after read_file; read long.py 10-14",
    "gemini/19-BeforeTool-read_file": "before read_file; read absent.py coarse",
    "gemini/20-AfterTool-read_file": "after read_file; read absent.py missing",
    "gemini/25-BeforeTool-grep_search": "before grep_search",
    "gemini/26-AfterTool-grep_search": f"after grep_search; match . 'def ' below anycase; {AROUND}",
    "gemini/31-BeforeTool-glob": "before glob",
    "gemini/32-AfterTool-glob": "after glob; listing . '**/*.py' below",
    "gemini/37-BeforeTool-list_directory": "before list_directory",
    "gemini/38-AfterTool-list_directory": "after list_directory; listing . ''",
    "gemini/47-BeforeTool-run_shell_command": "before run_shell_command; read b.py",
    "gemini/48-AfterTool-run_shell_command": "after run_shell_command; read b.py",
    "gemini/53-BeforeTool-run_shell_command": "before run_shell_command; read absent.py",
    "gemini/54-AfterTool-run_shell_command": "after run_shell_command; read absent.py missing",
    "gemini/65-BeforeTool-replace": "before replace; write /repo/a.py coarse",
    "gemini/66-AfterTool-replace": "after replace; write /repo/a.py whole text known before",
    "gemini/71-BeforeTool-replace": "before replace; write /repo/a.py coarse",
    "gemini/72-AfterTool-replace": "after replace",
    "gemini/77-BeforeTool-write_file": "before write_file; write /repo/new.py coarse",
    "gemini/78-AfterTool-write_file": "after write_file; write /repo/new.py whole text created",
    "gemini/83-BeforeTool-write_file": "before write_file; write /repo/a.py coarse",
    "gemini/84-AfterTool-write_file": "after write_file; write /repo/a.py whole text known before",
    "gemini/101-BeforeTool-read_file": "before read_file; read pkg/c.py coarse",
    "gemini/102-AfterTool-read_file": "after read_file; read pkg/c.py whole text",
    "gemini/107-BeforeTool-run_shell_command": "before run_shell_command; write /probe/shell-env-sub.txt coarse; read b.py",
    "gemini/108-AfterTool-run_shell_command": "after run_shell_command; write /probe/shell-env-sub.txt coarse; read b.py",
    "gemini/126-BeforeTool-run_shell_command": "before run_shell_command; write /probe/shell-env.txt coarse",
    "gemini/127-AfterTool-run_shell_command": "after run_shell_command; write /probe/shell-env.txt coarse",
    "gemini/132-AfterAgent": "rest",
    "gemini/133-SessionEnd": "end",
    "opencode/02-session.created": "start",
    "opencode/03-chat.message": "prompt",
    "opencode/06-tool.execute.after-read": "after read; read /repo/a.py whole text",
    "opencode/08-tool.execute.after-read": "after read; read /repo/long.py 10-14",
    "opencode/09-tool.execute.after-read": "after read; read /repo/absent.py missing",
    "opencode/11-tool.execute.after-read": "after read; listing /repo ''",
    "opencode/13-tool.execute.after-grep": "after grep; match . 'def ' below",
    "opencode/15-tool.execute.after-glob": "after glob; listing . '**/*.py' below",
    "opencode/16-tool.execute.before-bash": "before bash; read b.py",
    "opencode/18-tool.execute.after-bash": "after bash; read b.py",
    "opencode/19-tool.execute.before-bash": "before bash; read absent.py",
    "opencode/21-tool.execute.after-bash": "after bash; read absent.py missing",
    "opencode/25-tool.execute.before-edit": "before edit; write /repo/a.py coarse",
    "opencode/28-tool.execute.after-edit": "after edit; write /repo/a.py",
    "opencode/30-tool.execute.before-write": "before write; write /repo/new.py coarse",
    "opencode/33-tool.execute.after-write": "after write; write /repo/new.py whole text created",
    "opencode/42-tool.execute.after-read": f"after read by {OPENCODE_SUB}; read /repo/pkg/c.py whole text",
    "opencode/43-tool.execute.before-bash": f"before bash by {OPENCODE_SUB}; {SUB_RAN}",
    "opencode/45-tool.execute.after-bash": f"after bash by {OPENCODE_SUB}; {SUB_RAN}",
    "opencode/50-session.idle": "rest",
}


def payload(name: str) -> dict[str, Any]:
    found = json.loads((PAYLOADS / f"{name}.json").read_text())
    assert isinstance(found, dict)
    return found


def session_of(sent: dict[str, Any]) -> str:
    return next(str(sent[key]) for key in ("parentAgentId", "session_id", "sessionId", "session") if key in sent)


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
    assert made.call == sent.get("tool_call_id", sent.get("tool_use_id", sent.get("call", ""))) or not made.named


@pytest.mark.parametrize(
    ("sample", "variable"), [("claude/01-SessionStart", "CLAUDE_PID"), ("qwen/02-SessionStart", "QWEN_CODE_LAUNCHER_PID")]
)
def test_a_client_that_names_its_process_is_gone_with_it(sample: str, variable: str) -> None:
    for value, pid in (("10676", 10676), ("", 0), ("x", 0), ("9" * 30, 0)):
        made = clients.load(sample.partition("/")[0]).parse(payload(sample), {variable: value})
        assert made is not None and made.pid == pid


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
