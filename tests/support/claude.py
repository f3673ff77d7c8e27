"""A session of a real client: its recorded payloads, sent through the real hook, with this test's paths in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.repository import Repository, Result

SAMPLES = Path(__file__).parent.parent / "clients" / "payloads"
BASE = json.loads((SAMPLES / "claude" / "04-PostToolUse-Read.json").read_text())


SUB_AGENT: dict[str, Any] = {"agent_id": "a0000000000000003", "agent_type": "general-purpose"}
ANN = "00000000-0000-4000-8000-00000000000a"


def begun(repository: Repository, files: dict[str, str]) -> Claude:
    """A session that has just begun, and has read nothing, in a repository of these files."""
    repository.commit_files(files)
    claude = Claude(repository, ANN)
    claude.send("SessionStart", source="startup")
    return claude


class Claude:
    """Sends hook payloads shaped like the recorded ones and runs git as the client's shell tool does."""

    def __init__(self, repository: Repository, session: str, cwd: Path | None = None) -> None:
        self.repository = repository
        self.session = session
        self.cwd = cwd or repository.top
        self.env: dict[str, Any] = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": session, "CLAUDE_PROJECT_DIR": str(self.cwd)}
        self.calls = 0
        self.last = Result(0, "", "")

    def send(self, event: str, **fields: Any) -> str:
        """Send one payload; what the answer puts before the model."""
        payload = {k: v for k, v in BASE.items() if not k.startswith("tool_")}
        payload |= {"session_id": self.session, "cwd": str(self.cwd), "hook_event_name": event} | fields
        self.last = self.repository.coordgit("hook", "claude", cwd=self.cwd, stdin=json.dumps(payload).encode(), **self.env)
        assert self.last.code == 0 and self.last.err == "", self.last
        if not self.last.out:
            return ""
        answer = json.loads(self.last.out)["hookSpecificOutput"]
        assert answer["hookEventName"] == event
        return str(answer.get("additionalContext", ""))

    def call(self) -> str:
        self.calls += 1
        return f"call_{self.calls}"

    def before(self, tool: str, given: dict[str, Any], call: str, **more: Any) -> str:
        return self.send("PreToolUse", tool_name=tool, tool_input=given, tool_use_id=call, **more)

    def after(self, tool: str, given: dict[str, Any], response: Any, call: str, **more: Any) -> str:
        return self.send("PostToolUse", tool_name=tool, tool_input=given, tool_response=response, tool_use_id=call, **more)

    def batch(self, **more: Any) -> str:
        return self.send("PostToolBatch", tool_calls=[], **more)

    def reads(self, path: str, first: int = 0, last: int = 0, **more: Any) -> str:
        """The Read tool, with what it delivers."""
        full = self.cwd / path
        given: dict[str, Any] = {"file_path": str(full)}
        call = self.call()
        if not full.exists():
            return self.send(
                "PostToolUseFailure",
                tool_name="Read",
                tool_input=given,
                tool_use_id=call,
                is_interrupt=False,
                error=f"File does not exist. Note: your current working directory is {self.cwd}.",
                **more,
            )
        pieces = full.read_text().split("\n")
        chosen = pieces[first - 1 : last] if first else pieces
        if first:
            given |= {"offset": first, "limit": last - first + 1}
        file = {
            "filePath": str(full),
            "content": "\n".join(chosen),
            "numLines": len(chosen),
            "startLine": first or 1,
            "totalLines": len(pieces),
        }
        said = self.after("Read", given, {"type": "text", "file": file}, call, **more)
        return said + self.batch(**more)

    def edits(self, path: str, old: str, new: str) -> str:
        """The Edit tool: before, the edit itself, after."""
        full, call = self.cwd / path, self.call()
        given = {"file_path": str(full), "old_string": old, "new_string": new, "replace_all": False}
        said = self.before("Edit", given, call)
        text = full.read_text()
        full.write_text(text.replace(old, new))
        response = {
            "filePath": str(full),
            "oldString": old,
            "newString": new,
            "originalFile": text,
            "structuredPatch": [],
            "userModified": False,
            "replaceAll": False,
        }
        return said + self.after("Edit", given, response, call) + self.batch()

    def writes(self, path: str, text: str) -> str:
        """The Write tool."""
        full, call = self.cwd / path, self.call()
        given = {"file_path": str(full), "content": text}
        said = self.before("Write", given, call)
        original = full.read_text() if full.exists() else None
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)
        response: dict[str, Any] = {
            "type": "create" if original is None else "update",
            "filePath": str(full),
            "content": text,
            "structuredPatch": [],
            "originalFile": original,
            "userModified": False,
        }
        return said + self.after("Write", given, response, call) + self.batch()

    def runs(self, command: str) -> Result:
        """The Bash tool: the hooks around the command, and the command itself; its result with the hooks' words in ``out``."""
        call = self.call()
        given = {"command": command, "description": "run"}
        said = self.before("Bash", given, call)
        result = self.repository.run(["sh", "-c", command], self.cwd, **self.env)
        if result.ok:
            shown = {"stdout": result.out.rstrip("\n"), "stderr": result.err}
            response: dict[str, Any] = shown | {"interrupted": False, "isImage": False}
            said += self.after("Bash", given, response, call)
        else:
            said += self.send(
                "PostToolUseFailure",
                tool_name="Bash",
                tool_input=given,
                tool_use_id=call,
                is_interrupt=False,
                error=f"Exit code {result.code}\n{result.err}",
            )
        said += self.batch()
        return Result(result.code, result.out + said, result.err)

    def commits(self, *paths: str) -> Result:
        names = " ".join(f"'{path}'" for path in paths)
        return self.runs(f"git add -- {names} && git commit -qm 'work of {self.session}' -- {names}")
