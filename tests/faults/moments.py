"""Runs the real ``gate.py`` and strikes at a chosen moment: a shim that is pointed here asks this instead. Nothing of it ships.

A moment is the time right before or after a statement of SQL, or before git is started: ``before COMMIT 2`` is the second
COMMIT, ``17`` the seventeenth moment of all. ``MOMENT`` says when and ``STRIKE`` what:

``gate``, ``git``, ``both``   SIGKILL that process (``git`` is the one whose hook this is)
``wait PATH``                 make PATH, and go on when PATH.go exists

``MOMENTS`` names a file that gets every moment as a line. ``CLOCK`` is added to the time of day, in seconds.
"""

import _sqlite3
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WHEN, STRIKE, LOG = os.environ.get("MOMENT", ""), os.environ.get("STRIKE", ""), os.environ.get("MOMENTS", "")
PATIENCE = 30.0
"""Seconds that ``wait`` waits at most: a test that forgot to say go must not hang."""

passed: dict[str, int] = {}


def moment(name: str) -> None:
    """Note that this moment is here, and strike when it is the chosen one."""
    passed[name] = passed.get(name, 0) + 1
    passed[""] = passed.get("", 0) + 1
    if LOG:
        with open(LOG, "a") as file:
            file.write(f"{name} {passed[name]}\n")
    if WHEN in (f"{name} {passed[name]}", str(passed[""])):
        strike()


def strike() -> None:
    what, _, path = STRIKE.partition(" ")
    if what in ("git", "both"):
        git = int(sys.argv[3])
        os.kill(git, signal.SIGKILL)
        while running(git):
            time.sleep(0.001)
    if what in ("gate", "both"):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "wait":
        open(path, "w").close()
        end = time.monotonic() + PATIENCE
        while not os.path.exists(f"{path}.go") and time.monotonic() < end:
            time.sleep(0.005)


def running(pid: int) -> bool:
    """Is it more than a zombie?"""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


class Watched(sqlite3.Connection):
    """A connection whose every statement is two moments, named after its first words."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        name = _name(sql)
        moment(f"before {name}")
        done = super().execute(sql, *values)
        moment(f"after {name}")
        return done

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        name = _name(sql)
        moment(f"before {name}")
        done = super().executemany(sql, values)
        moment(f"after {name}")
        return done


def _name(sql: str) -> str:
    """``INSERT landings``, ``BEGIN``: the verb, and the table that is written."""
    words = sql.split()
    return {"INSERT": f"INSERT {words[2:3] and words[2]}", "UPDATE": f"UPDATE {words[1:2] and words[1]}"}.get(words[0], words[0])


def watch() -> None:
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    spawn = os.posix_spawnp

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        moment("before open")
        return connect(*args, **{"factory": Watched, **options})

    def spawned(path: str, argv: list[bytes], *args: Any, **options: Any) -> int:
        moment("before git")
        return spawn(path, argv, *args, **options)

    sqlite3.connect = _sqlite3.connect = connected  # type: ignore[assignment]
    os.posix_spawnp = spawned  # type: ignore[assignment]


def shift(seconds: float) -> None:
    now = time.time
    time.time = lambda: now() + seconds


if __name__ == "__main__":
    sys.path.insert(0, ROOT)
    if WHEN or LOG:
        watch()
    if os.environ.get("CLOCK"):
        shift(float(os.environ["CLOCK"]))
    from coordgit.cli import start

    moment("before start")
    code = start.main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    moment("before exit")
    os._exit(code)
