"""Process namespaces to run a command in: as a container does, where this machine lets a test make one."""

import shutil
import subprocess

OWN_PROC = ["unshare", "--pid", "--fork", "--mount-proc"]
"""As in a container: numbers of its own, and a /proc that shows them."""
OTHERS_PROC = ["unshare", "--pid", "--fork"]
"""Numbers of its own, and the /proc of the namespace outside."""


def possible() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*OWN_PROC, "true"], capture_output=True).returncode == 0


ENCLOSED = [OWN_PROC, OTHERS_PROC] if possible() else []
EVERYWHERE: list[list[str]] = [[], *ENCLOSED]
"""What to put before a command: nothing, and what encloses it."""


def name(prefix: list[str]) -> str:
    return {0: "here", 3: "another /proc", 4: "container"}[len(prefix)]
