"""Repositories that somebody else made, each of which would leave a trace if anything of it ran."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.support.claude import BASE
from tests.support.repository import Repository, Result

GIT = shutil.which("git") or "git"


class Hostile:
    """A guarded repository of the user's own, with what came from elsewhere in it."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.trace = repository.folder / "ran"

    def bait(self, what: str) -> str:
        """A command that leaves the trace."""
        return f"echo {what} >>{self.trace}"

    def program(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.bait(path.name)}\n")
        path.chmod(0o755)

    def embedded(self) -> Path:
        """A bare repository made of files: its settings and its store name programs."""
        folder = "docs/x"
        top = self.repository.top / folder
        for name in ("refs/k", "objects/k"):
            self.repository.write(f"{folder}/{name}", "k\n")
        self.repository.write(f"{folder}/HEAD", "ref: refs/heads/main\n")
        settings = f'[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "{self.bait("fsmonitor")}; false"\n'
        self.repository.write(f"{folder}/config", settings)
        for name in ("coordgit/shim", "hooks/reference-transaction"):
            self.program(top / name)
        return top

    shell: tuple[str, ...] = ("sh",)
    """What clients run commands with."""

    def hook(self, cwd: Path, session: str = "s-1", event: str = "UserPromptSubmit", **more: str) -> Result:
        """The command that a set-up registers, as a client in ``cwd`` runs it."""
        payload = {k: v for k, v in BASE.items() if not k.startswith("tool_")}
        payload |= {"session_id": session, "cwd": str(cwd), "hook_event_name": event, "prompt": "hello"}
        return self._client(payload, cwd, **more)

    def reads(self, path: Path, **more: str) -> Result:
        """The same, after its session has read all of a file."""
        text = path.read_text()
        count = len(text.split("\n"))
        file = {"filePath": str(path), "content": text, "numLines": count, "startLine": 1, "totalLines": count}
        payload = BASE | {"session_id": "s-1", "cwd": str(path.parent), "tool_input": {"file_path": str(path)}}
        return self._client(payload | {"tool_response": {"type": "text", "file": file}}, path.parent, **more)

    def _client(self, payload: dict[str, Any], cwd: Path, **more: str) -> Result:
        settings = json.loads((self.repository.top / ".claude/settings.json").read_text())
        command = settings["hooks"]["PostToolUse"][0]["hooks"][0]["command"]
        return self.repository.run([*self.shell, "-c", command], cwd, json.dumps(payload), **more)

    def sessions(self) -> set[str]:
        return {row["session"] for row in self.repository.json("session", "list")["sessions"]}

    @property
    def nothing_ran(self) -> bool:
        return not self.trace.exists()


def of_another_user(folder: Path) -> dict[str, str]:
    """The environment in which git takes every repository for somebody else's."""
    program = folder / "strict/git"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {GIT} "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:/usr/bin:/bin"}
