"""Start this clone's sync where it is due. Hooks import nothing else of the team's code, and this only where there is a team."""

import os
import sys
import time

from coordgit.git.plumbing import environment
from coordgit.program import FAST
from coordgit.startup.typing import Mapping
from coordgit.store.text_files import note

MARK = "team"
"""The file of the store that says that there is a team, and holds the name of this clone."""
LEFT = "team.left"
"""The same file while ``coordgit.team`` is not set."""
BEAT = "sync"
"""The file that a running sync touches, and has locked."""
FRESH = 5.0
"""Seconds after its last touch for which a sync is taken to be running."""


def start_quietly(store: str, folder: str, environ: Mapping[str, str]) -> None:
    """Start a sync if it is due. That it cannot be started is only logged: whatever shows the team says how old that is."""
    try:
        start(store, folder, environ)
    except OSError as error:
        note(store, f"sync was not started: {error}")


def turn(store: str) -> int | None:
    """Return a descriptor that keeps other syncs out until it is closed, ``None`` if one runs in this clone."""
    import fcntl

    file = os.open(f"{store}/{BEAT}", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file


def start(store: str, folder: str, environ: Mapping[str, str]) -> bool:
    """Start a sync in the background unless one is running; return whether it was started. ``store``: the store's folder. Costs a
    stat while a sync runs. Raises ``OSError``."""
    try:
        if abs(time.time() - os.stat(f"{store}/{BEAT}").st_mtime) < FRESH:
            return False
    except FileNotFoundError:
        pass
    file = turn(store)
    os.utime(f"{store}/{BEAT}")  # should it fail to start, it is not tried again at every call
    if file is None:  # one runs, and waits for an answer
        return False
    os.close(file)
    # not by the shim: where that cannot be written, it is whatever came with the folder
    argv = [sys.executable, "-I", "-S", "-Xutf8", FAST, "-C", folder, "sync", "--watch"]
    quiet = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_RDWR, 0) for n in range(3)]
    env = environment(environ)
    try:  # a session of its own: the end of a terminal, or of a client, does not end it
        os.posix_spawn(argv[0], argv, env, file_actions=quiet, setsid=True)
    except NotImplementedError:
        os.posix_spawn(argv[0], argv, env, file_actions=quiet)
    return True
