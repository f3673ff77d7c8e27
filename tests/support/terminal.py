"""``status --watch`` in a terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.repository import Repository

MAIN = "from coordgit.cli.main import main; main()"


@contextmanager
def watching(repository: Repository, program: str = MAIN) -> Iterator[int]:
    """What a person's terminal gets; at the end the person interrupts it, and it has to end well."""
    leader, follower = pty.openpty()
    env = {**repository.env, "PYTHONPATH": os.getcwd(), "COLUMNS": "72", "LINES": "20", "TERM": "xterm"}
    command = [sys.executable, "-c", program, "status", "--watch", "--every", "0.2"]
    with subprocess.Popen(command, cwd=repository.top, env=env, stdout=follower, stderr=follower) as watch:
        os.close(follower)
        try:
            yield leader
            watch.send_signal(2)
            assert watch.wait(timeout=20) == 0
        finally:
            watch.kill()
            os.close(leader)


def seen(terminal: int, text: bytes) -> bool:
    """Does ``text`` appear, in a picture drawn from the terminal's upper left corner?"""
    shown, until = b"", time.monotonic() + 30
    while time.monotonic() < until:
        if select.select([terminal], [], [], 1.0)[0]:
            shown += os.read(terminal, 65536)
            if text in shown and b"\x1b[H" in shown:
                return True
    return False
