"""What doctor's tests share: a finding, and a program that has to answer in time."""

import os
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

OK, WARN, FAIL = "ok", "warn", "FAIL"
PATIENCE = 30
"""Seconds to wait for one program."""


class Diagnosis(NamedTuple):
    """The result of one test; ``hint``: the command that helps; ``client``: the one tested, "" for the gate."""

    state: str
    text: str
    hint: str = ""
    client: str = ""


def probe_session() -> str:
    """Return the session in whose name this process tries things."""
    return f"probe-{os.getpid()}"


def run(
    argv: list[str], folder: str, env: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str] | None:
    """Run a program in ``folder``; ``None`` if it does not exist, or does not answer in time."""
    try:
        return subprocess.run(
            argv, cwd=folder, env=env, input=stdin, capture_output=True, encoding="utf-8", errors="replace", timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
