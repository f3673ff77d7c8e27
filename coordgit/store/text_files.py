"""The text files in the store's folder: ``log``, with what was not recorded and why, and what hooks note until it is stored."""

import errno
import os
import time

MISSED = "missed"
"""Reads that could not be recorded, one JSON object a line."""
STASHES = "stashes"
"""Entries of the stash, a line each: git's hook appends to it."""
BYPASSED = "bypassed"
"""Updates that were bypassed while the store could not be used, one JSON object a line."""
SET_ASIDE = "set-aside"
"""What a client's hook has set aside, a line each."""
JOURNAL, OLD_JOURNAL = "journal", "journal.old"
"""Commits on detached HEADs, which git's hook notes; and those that were read once, as a hook may still be writing there."""
TAKEN = ".taken"
"""The ending of a file that is being stored."""
LIMIT = 1 << 20
"""Bytes of the log, after which a new one begins."""
RESERVE, ROOM = "reserve", 1 << 12
"""A file of so many bytes, which is deleted when the disk is full and something has to be noted all the same. It is a block of
most file systems, so that only the notes fit into what is set free."""


def note(folder: str, text: str) -> None:
    """Append a line to the log; never raises, whatever fails."""
    line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(text.split())[:2000]}\n"
    path = f"{folder}/log"
    if os.path.islink(folder) or os.path.islink(path):
        return
    try:
        if os.path.exists(path) and os.path.getsize(path) > LIMIT:
            os.replace(path, f"{path}.old")
        append(path, line.encode("utf-8", "backslashreplace"))
    except OSError:
        pass


def append(path: str, line: bytes) -> None:
    """Append a line to a file, which whoever may read the folder may read."""
    fresh = not os.path.exists(path)
    with open(path, "ab") as file:
        file.write(line)
    if fresh:
        os.chmod(path, os.stat(os.path.dirname(path)).st_mode & 0o666)


def is_noted(folder: str, name: str) -> bool:
    """True if there is such a file, or one that a process which was killed has begun to take in."""
    return any(os.path.exists(f"{folder}/{name}{more}") for more in ("", TAKEN))


def append_at_last(path: str, line: bytes) -> None:
    """Append a line to a file of the store; if the disk is full, in the room that the reserve has held."""
    try:
        append(path, line)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        os.unlink(f"{os.path.dirname(path)}/{RESERVE}")
        append(path, b"\n" + line)  # a part of the line may be there


def reserve(folder: str) -> None:
    """Keep some room on the disk; a later call does where the disk is full now."""
    path = f"{folder}/{RESERVE}"
    if os.path.lexists(path):
        return
    try:
        append(path, os.urandom(ROOM))  # a file system may compress zeros
    except OSError:
        if os.path.exists(path):
            os.unlink(path)


def take(path: str) -> bytes | None:
    """Set a file aside to which hooks append, and return what is in it, ``None`` if it does not exist. What a process that was
    killed had set aside comes first."""
    aside = path + TAKEN
    try:
        if not os.path.exists(aside):
            os.rename(path, aside)
        with open(aside, "rb") as file:
            return file.read()
    except OSError:
        return None


def set_aside(folder: str) -> list[str]:
    """Return, once, what to say about a store that a client's hook has set aside."""
    path = f"{folder}/{SET_ASIDE}"
    raw = take(path) if is_noted(folder, SET_ASIDE) else None
    if raw is None:
        return []
    drop(path)
    return raw.decode("utf-8", "replace").splitlines()


def drop(path: str) -> None:
    """Delete what ``take`` returned, once it is stored."""
    try:
        os.unlink(path + TAKEN)
    except OSError:  # another process stored the same, with the same result
        pass
