"""A session of any client: payloads that the real one sent, through the real hook, with this test's paths and texts in them."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.repository import Repository, Result

PAYLOADS = Path(__file__).parent.parent / "clients" / "payloads"
FILES = {
    "a.py": "def helper():\n    return 1\n",
    "b.py": 'NAME = "one"\n',
    "long.py": "".join(f"line_{n} = {n}\n" for n in range(1, 41)),
    "pkg/c.py": "from a import helper\n\n\ndef caller():\n    return helper()\n",
}
"""The repository in which the payloads were recorded."""


class Client(NamedTuple):
    """Which of a client's recorded payloads tell the story, and how its answers and its shell look."""

    name: str
    session: str
    """The session in the recorded payloads."""
    environ: dict[str, Any]
    """The variables of its shell tool."""
    start: str
    reads_a: tuple[str, ...]
    reads_lines: tuple[str, ...]
    """Lines 10 to 14 of ``long.py``."""
    reads_c_as_sub_agent: tuple[str, ...]
    before_edit_of_a: str
    asks: tuple[str, ...] = ()
    """What shows that the model was asked with all answers until then; nothing does with some clients."""
    context: tuple[str, ...] = ("hookSpecificOutput", "additionalContext")
    """Where an answer has what goes before the model."""
    denial: tuple[str, ...] = ("hookSpecificOutput", "permissionDecisionReason")


OPENCODE = "ses_00000000000000000000000002"
ROOT = "00000000-0000-4000-8000-000000000001"
CLIENTS = {
    "claude": Client(
        name="claude",
        session=ROOT,
        environ={"CLAUDE_CODE_SESSION_ID": ROOT},
        start="01-SessionStart",
        reads_a=("03-PreToolUse-Read", "04-PostToolUse-Read"),
        reads_lines=("06-PreToolUse-Read", "07-PostToolUse-Read"),
        reads_c_as_sub_agent=("49-PreToolUse-Read", "50-PostToolUse-Read"),
        before_edit_of_a="30-PreToolUse-Edit",
        asks=("05-PostToolBatch",),
    ),
    "codex": Client(
        name="codex",
        session=ROOT,
        environ={"CODEX_SESSION_ID": ROOT, "CODEX_THREAD_ID": ROOT},
        start="01-SessionStart",
        reads_a=("03-PreToolUse-Bash", "04-PostToolUse-Bash"),
        reads_lines=("05-PreToolUse-Bash", "06-PostToolUse-Bash"),
        reads_c_as_sub_agent=("28-PreToolUse-Bash", "29-PostToolUse-Bash"),
        before_edit_of_a="16-PreToolUse-apply_patch",
    ),
    "qwen": Client(
        name="qwen",
        session=ROOT,
        environ={"QWEN_CODE_SESSION_ID": ROOT, "QWEN_CODE_AGENT_ID": ""},
        start="02-SessionStart",
        reads_a=("05-PreToolUse-read_file", "06-PostToolUse-read_file"),
        reads_lines=("09-PreToolUse-read_file", "10-PostToolUse-read_file"),
        reads_c_as_sub_agent=("63-PreToolUse-read_file", "65-PostToolUse-read_file"),
        before_edit_of_a="37-PreToolUse-edit",
        asks=("08-UserPromptSubmit",),
    ),
    "copilot": Client(
        name="copilot",
        session=ROOT,
        environ={"COPILOT_AGENT_SESSION_ID": ROOT},
        start="01-sessionStart",
        reads_a=("03-preToolUse-view", "04-postToolUse-view"),
        reads_lines=("05-preToolUse-view", "06-postToolUse-view"),
        reads_c_as_sub_agent=("39-preToolUse-view", "40-postToolUse-view"),
        before_edit_of_a="24-preToolUse-edit",
        context=("additionalContext",),
        denial=("permissionDecisionReason",),
    ),
    "gemini": Client(
        name="gemini",
        session=ROOT,
        environ={"GEMINI_CLI": "1", "COORDGIT_SESSION": ROOT},
        start="01-SessionStart",
        reads_a=("07-BeforeTool-read_file", "08-AfterTool-read_file"),
        reads_lines=("13-BeforeTool-read_file", "14-AfterTool-read_file"),
        reads_c_as_sub_agent=("101-BeforeTool-read_file", "102-AfterTool-read_file"),
        before_edit_of_a="65-BeforeTool-replace",
        asks=("03-PreCompress",),
        denial=("reason",),
    ),
    "opencode": Client(
        name="opencode",
        session=OPENCODE,
        environ={"OPENCODE_PID": "1", "COORDGIT_SESSION": OPENCODE},
        start="02-session.created",
        reads_a=("06-tool.execute.after-read",),
        reads_lines=("43-tool.execute.before-bash", "08-tool.execute.after-read"),
        reads_c_as_sub_agent=("42-tool.execute.after-read",),
        before_edit_of_a="25-tool.execute.before-edit",
        asks=("16-tool.execute.before-bash",),
        context=("context",),
        denial=("deny",),
    ),
}


def hook_of(name: str) -> str:
    """The client's name of the hook that got the payload called ``name``."""
    return name.split("-")[1]


class Recorded:
    """A session of ``client`` in a repository of ``FILES``."""

    def __init__(self, repository: Repository, client: Client) -> None:
        self.repository = repository
        self.client = client
        self.calls = 0
        self.send(client.start)

    def send(self, name: str, **changed: str) -> dict[str, Any]:
        """Send a payload with other texts in place of those recorded; the answer."""
        text = (PAYLOADS / self.client.name / f"{name}.json").read_text()
        for old, new in {**changed, "/repo": str(self.repository.top), '"pid": 20585': '"pid": 0'}.items():
            text = text.replace(old, new)
        argv = ("hook", self.client.name, hook_of(name))
        done = self.repository.coordgit(*argv, stdin=re.sub('"(call|toolu)_', f'"call_{self.calls}_', text).encode())
        assert (done.code, done.err) == (0, ""), done
        answer = json.loads(done.out) if done.out else {}
        assert isinstance(answer, dict)
        return answer

    def sends(self, names: tuple[str, ...], **changed: str) -> str:
        """Send the payloads of one call; what the answers put before the model."""
        self.calls += 1
        answers = [self.send(name, **changed) for name in names]
        return "".join(self._at(self.client.context, answer) for answer in answers)

    def is_denied(self, name: str) -> str:
        """Why the call that is about to run is denied, "" if it is not."""
        self.calls += 1
        return self._at(self.client.denial, self.send(name))

    def commits(self, path: str, text: str) -> Result:
        """Commit as the client's shell tool does."""
        self.repository.write(path, text)
        self.repository.git("add", path, **self.client.environ)
        return self.repository.run(["git", "commit", "-qm", "work", "--", path], **self.client.environ)

    @staticmethod
    def _at(keys: tuple[str, ...], answer: Any) -> str:
        for key in keys:
            answer = answer.get(key, {})
        return answer if isinstance(answer, str) else ""
