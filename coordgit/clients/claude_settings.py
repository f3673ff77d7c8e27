"""Add coordgit's hooks to Claude Code's ``.claude/settings.json``, and remove them, leaving everything else."""

from __future__ import annotations

from coordgit.errors import CoordgitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHANGING = "Bash|Edit|Write|MultiEdit|NotebookEdit"
TELLING = f"Read|Grep|Glob|LS|{CHANGING}"
MATCHERS = {
    "SessionStart": "",
    "UserPromptSubmit": "",
    "PreToolUse": CHANGING,
    "PostToolUse": TELLING,
    "PostToolUseFailure": TELLING,
    "PostToolBatch": "",
    "Stop": "",
    "Notification": "idle_prompt",
    "SessionEnd": "",
}
"""Hook -> regular expression over tool names, or kinds of notice; "" if there is nothing to choose from."""

TIMEOUT = 10
"""Seconds after which Claude Code continues without the hook."""


PATH = ".claude/settings.json"
"""The project's committed settings file."""


def register(settings: dict[str, Any], command: str) -> dict[str, Any]:
    """Return ``settings`` in which every hook that coordgit wants runs ``command``, once."""
    before = _hooks(settings)
    kept = _without(before)
    hooks = {event: kept.get(event, []) for event in dict.fromkeys([*before, *MATCHERS])}
    for event, matcher in MATCHERS.items():
        entry = {"hooks": [{"type": "command", "command": command, "timeout": TIMEOUT}]}
        hooks[event] = [*hooks[event], {"matcher": matcher, **entry} if matcher else entry]
    return {**settings, "hooks": {event: groups for event, groups in hooks.items() if groups or event in kept}}


def unregister(settings: dict[str, Any]) -> dict[str, Any]:
    """Return ``settings`` without coordgit's hooks, and without the lists that held nothing else."""
    before = _hooks(settings)
    hooks = _without(before)
    if hooks == before:
        return settings
    rest = {key: value for key, value in settings.items() if key != "hooks"}
    return {key: hooks if key == "hooks" else value for key, value in settings.items()} if hooks else rest


def _hooks(settings: dict[str, Any]) -> dict[str, Any]:
    hooks = settings.get("hooks", {})
    if not isinstance(hooks, dict) or not all(isinstance(groups, list) for groups in hooks.values()):
        raise CoordgitError(f'"hooks" in {PATH} is not what Claude Code reads', "claude /hooks")
    return hooks


def _without(hooks: dict[str, Any]) -> dict[str, Any]:
    """Return ``hooks`` without coordgit's entries, and without lists that held nothing else."""
    kept = {}
    for event, groups in hooks.items():
        rest = [group for group in map(_pruned, groups) if group is not None]
        if rest or not groups:
            kept[event] = rest
    return kept


def _pruned(group: Any) -> Any:
    """Return one group of hooks without coordgit's; ``None`` if that was all."""
    entries = group.get("hooks") if isinstance(group, dict) else None
    if not isinstance(entries, list) or not any(_ours(entry) for entry in entries):
        return group
    rest = [entry for entry in entries if not _ours(entry)]
    return {**group, "hooks": rest} if rest else None


def _ours(entry: Any) -> bool:
    command = entry.get("command") if isinstance(entry, dict) else None
    return isinstance(command, str) and "coordgit" in command and "hook claude" in command
