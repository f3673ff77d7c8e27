"""A hermetic environment: nothing of the machine, the user, or a client that happens to run the tests."""

import os
from pathlib import Path

SCRUBBED = ("GIT_", "COORDGIT_", "CLAUDE", "CODEX", "GEMINI", "QWEN", "COPILOT", "OPENCODE", "PRE_COMMIT", "XDG_STATE_HOME", "PG")


MEMORY = Path("/dev/shm")


def in_memory() -> str | None:
    """A folder in memory with room for scratch repositories, if there is one: a slow disk would be most of the tests' time."""
    if not os.access(MEMORY, os.W_OK):
        return None
    about = os.statvfs(MEMORY)
    return str(MEMORY) if about.f_bavail * about.f_frsize > 1 << 30 and not about.f_flag & os.ST_NOEXEC else None


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
