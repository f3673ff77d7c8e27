"""What a user still has to allow before a client runs a project's hooks. Nothing here allows it: that is the user's to do."""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from coordgit.clients import load
from coordgit.git.worktrees import Worktree

Lack = tuple[str, str]
"""(what is not allowed yet, where the user allows it)."""


def lacks(name: str, worktree: Worktree, settings: dict[str, Any], environ: Mapping[str, str]) -> list[Lack]:
    """Return what keeps a client from running the hooks that are registered in a worktree, as far as its own files say."""
    look = LOOKS.get(name)
    return look(worktree, settings, environ) if look else []


def _codex(worktree: Worktree, settings: dict[str, Any], environ: Mapping[str, str]) -> list[Lack]:
    """Codex reads no hooks in a folder that is not trusted, and skips without a word each that was not trusted as it is now."""
    config = _read(os.path.join(environ.get("CODEX_HOME") or _home(environ, ".codex"), "config.toml"), tomllib.loads)
    tops = {worktree.top, os.path.dirname(worktree.common)}
    projects = _table(config, "projects")
    if not any(_table(projects, top).get("trust_level") == "trusted" for top in tops):
        return [(f"it runs no hooks in {worktree.top}, which you have not trusted", "codex, and trust the folder")]
    state = _table(_table(config, "hooks"), "state")
    path = os.path.join(worktree.top, load("codex").settings.path)
    waiting = []
    for hook, groups in settings["hooks"].items():
        event = re.sub(r"(?<!^)(?=[A-Z])", "_", hook).lower()
        for at, group in enumerate(groups):
            entries = group.get("hooks") if isinstance(group, dict) else None
            for nth, entry in enumerate(entries if isinstance(entries, list) else []):
                if not isinstance(entry, dict):
                    continue
                known = _table(state, f"{path}:{event}:{at}:{nth}").get("trusted_hash")
                if "coordgit" in str(entry.get("command")) and known != codex_hash(event, group.get("matcher"), entry):
                    waiting.append(hook)
    names = ", ".join(dict.fromkeys(waiting))
    return [(f"it skips hooks in {worktree.top} that you have not trusted: {names}", "codex, then /hooks")] if waiting else []


def _copilot(worktree: Worktree, settings: dict[str, Any], environ: Mapping[str, str]) -> list[Lack]:
    """Copilot CLI reads no hooks in a folder that is not trusted, and says nothing."""
    if environ.get("COPILOT_ALLOW_ALL") == "true":
        return []
    config = _read(_home(environ, ".copilot/config.json"), lambda text: json.loads(re.sub(r"(?m)^\s*//.*", "", text)))
    known = [config.get(key) for key in ("trustedFolders", "trusted_folders")]
    if any(isinstance(folders, list) and worktree.top in folders for folders in known):
        return []
    return [(f"it runs no hooks in {worktree.top}, which you have not trusted", "copilot, and trust the folder")]


def _gemini(worktree: Worktree, settings: dict[str, Any], environ: Mapping[str, str]) -> list[Lack]:
    """Gemini CLI works in no folder that is not trusted, and hides the user's own settings of git from git in its shell."""
    lacking = []
    trusted = _read(_home(environ, ".gemini/trustedFolders.json"), json.loads)
    above = [path for path in trusted if f"{worktree.top}/".startswith(f"{path.rstrip('/')}/")]
    if not any(str(trusted[path]).startswith("TRUST_") for path in above):
        lacking.append((f"it does not work in {worktree.top}, which you have not trusted", "gemini, and trust the folder"))
    if hidden := worktree.git().text("config", "--global", "--get", "core.hooksPath", ok=(0, 1)):
        lacking.append(
            (
                f"its commits are not checked: it hides your own core.hooksPath, {hidden}, from git",
                "git config --show-origin core.hooksPath",
            )
        )
    return lacking


def codex_hash(event: str, matcher: str | None, entry: dict[str, Any]) -> str:
    """Return the hash under which Codex remembers that a hook was trusted."""
    about = {"event_name": event, "hooks": [{"async": False, **entry}], **({"matcher": matcher} if matcher else {})}
    text = json.dumps(about, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _read(path: str, parse: Callable[[str], Any]) -> dict[str, Any]:
    """Return the table that a client's file holds, an empty one if the file cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            return _table({"": parse(file.read())}, "")
    except (OSError, ValueError):
        return {}


def _home(environ: Mapping[str, str], folder: str) -> str:
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), folder)


def _table(table: Any, key: str) -> dict[str, Any]:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, dict) else {}


LOOKS: dict[str, Callable[[Worktree, dict[str, Any], Mapping[str, str]], list[Lack]]] = {
    "codex": _codex,
    "copilot": _copilot,
    "gemini": _gemini,
}
