"""Register coordgit's hooks in the text of a client's settings file, and take them out of it, leaving everything else.

Settings are what is in a JSON file; of a plugin, which is a file of its own, they are ``{TEXT: its text}``.
"""

import json
import os
import stat
from collections.abc import Callable
from typing import Any

from coordgit.clients.base import Client, Hook
from coordgit.core.quoting import quote, word
from coordgit.errors import CoordgitError
from coordgit.install.shim import shipped

TEXT = "text"
DEEPEST = 100
"""Lists and objects within each other at most: a file that nests a thousand cannot be written, or looked through."""
TOO_DEEP = "it is nested too deeply"

Command = Callable[[str], str]
"""A client's name of a hook -> the command to run."""


def read(client: Client, path: str) -> tuple[str | None, dict[str, Any]]:
    """Return (text, settings) of a file; (``None``, {}) without one. Raises ``CoordgitError`` for what is not a JSON object."""
    hint = f"{os.environ.get('EDITOR', 'vi')} {word(path)}"
    try:
        with open(path, encoding="utf-8", newline="", opener=_open) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CoordgitError(f"{quote(path)} is not a regular file", f"ls -l {word(path)}")
            text = file.read()
        settings = parsed(client, text)
    except FileNotFoundError:
        return None, {}
    except (OSError, ValueError) as error:
        raise CoordgitError(f"{quote(path)} cannot be read: {error}", hint) from error
    if not isinstance(settings, dict):
        raise CoordgitError(f"{quote(path)} holds no JSON object", hint)
    return text, settings


def _open(path: str, flags: int) -> int:
    """Open a file without waiting, as for somebody who writes to a named pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def parsed(client: Client, text: str | None) -> dict[str, Any]:
    """Return the settings in a text. Raises ``ValueError``."""
    if text is None:
        return {}
    try:
        settings: dict[str, Any] = {TEXT: text} if client.settings.plugin else json.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if _is_deep(settings):
        raise ValueError(TOO_DEEP)
    return settings


def _is_deep(value: Any, left: int = DEEPEST) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(left == 0 or _is_deep(each, left - 1) for each in inside)


def text_of(client: Client, settings: dict[str, Any]) -> str:
    """Return the text of the file for ``settings``."""
    plain: str = settings.get(TEXT, "")
    if client.settings.plugin:
        return plain
    text = json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode()  # half a pair of UTF-16, as it was written


def register(client: Client, settings: dict[str, Any], command: Command) -> dict[str, Any]:
    """Return ``settings`` in which every hook that coordgit wants runs its command, once."""
    if client.settings.plugin:
        return {TEXT: shipped(client.settings.plugin).replace("@COMMAND@", json.dumps(command("")))}
    before = _hooks(client, settings)
    kept = _without(client, before)
    hooks = {hook: kept.get(hook, []) for hook in dict.fromkeys([*before, *client.settings.hooks])}
    for hook, wanted in client.settings.hooks.items():
        hooks[hook] = [*hooks[hook], _entry(client, wanted, command(hook))]
    marks = {} if settings else client.settings.marks
    return {**marks, **settings, "hooks": {hook: groups for hook, groups in hooks.items() if groups or hook in kept}}


def unregister(client: Client, settings: dict[str, Any]) -> dict[str, Any]:
    """Return ``settings`` without coordgit's hooks, and without the lists that held nothing else."""
    if client.settings.plugin:
        return {} if _is_command(client, settings.get(TEXT)) else settings
    before = _hooks(client, settings)
    hooks = _without(client, before)
    if hooks == before:
        return settings
    if hooks:
        return {**settings, "hooks": hooks}
    rest = {key: value for key, value in settings.items() if key != "hooks"}
    return {} if rest.keys() <= client.settings.marks.keys() else rest


def _entry(client: Client, wanted: Hook, command: str) -> dict[str, Any]:
    timeout = 3 if wanted.brief else client.settings.timeout
    if client.settings.flat:
        return {"type": "command", "bash": command, "timeoutSec": timeout}
    entry = {"hooks": [{"type": "command", "command": command, "timeout": timeout}]}
    return {"matcher": wanted.tools, **entry} if wanted.tools else entry


def _hooks(client: Client, settings: dict[str, Any]) -> dict[str, Any]:
    hooks = settings.get("hooks", {})
    if not isinstance(hooks, dict) or not all(isinstance(groups, list) for groups in hooks.values()):
        raise CoordgitError(f'"hooks" in {client.settings.path} is not what {client.name} reads', client.settings.look)
    return hooks


def _without(client: Client, hooks: dict[str, Any]) -> dict[str, Any]:
    """Return ``hooks`` without coordgit's entries, and without lists that held nothing else."""
    kept = {}
    for hook, groups in hooks.items():
        rest = [group for group in (_pruned(client, group) for group in groups) if group is not None]
        if rest or not groups:
            kept[hook] = rest
    return kept


def _pruned(client: Client, group: Any) -> Any:
    """Return one group of hooks without coordgit's; ``None`` if that was all."""
    if client.settings.flat:
        return None if _is_ours(client, group) else group
    entries = group.get("hooks") if isinstance(group, dict) else None
    if not isinstance(entries, list) or not any(_is_ours(client, entry) for entry in entries):
        return group
    rest = [entry for entry in entries if not _is_ours(client, entry)]
    return {**group, "hooks": rest} if rest else None


def _is_ours(client: Client, entry: Any) -> bool:
    return isinstance(entry, dict) and _is_command(client, entry.get("bash" if client.settings.flat else "command"))


def _is_command(client: Client, text: Any) -> bool:
    """True if a text runs coordgit's hook of the client."""
    return isinstance(text, str) and "coordgit" in text and f"hook {client.name}" in text
