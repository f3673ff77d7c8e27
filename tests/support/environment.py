"""A hermetic environment: nothing of the machine, the user, or a client that happens to run the tests."""

from __future__ import annotations

import os
from pathlib import Path

SCRUBBED = ("GIT_", "COORDGIT_", "CLAUDE", "CODEX", "GEMINI", "QWEN", "COPILOT", "OPENCODE", "PRE_COMMIT", "XDG_STATE_HOME")


def hermetic(home: Path, ceiling: Path) -> dict[str, str]:
    """The variables for every process of a test: an empty HOME, a fixed identity, no system settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(SCRUBBED)}
    home.mkdir(parents=True, exist_ok=True)
    settings = home / ".gitconfig"
    if not settings.exists():
        settings.write_text(
            "[user]\n\tname = Dev\n\temail = dev@example.org\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n"
            "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[commit]\n\tgpgSign = false\n[core]\n\tfsync = none\n"
        )
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(ceiling),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "true",
        "USER": "dev",
        "LOGNAME": "dev",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
