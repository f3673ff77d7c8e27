"""Processes: identify one permanently, find its ancestors, and tell whether it still runs. Read from /proc (proc_pid_stat(5)).

A number identifies a process only among those that run now in one PID namespace. With its start time it identifies one
permanently, within one boot and one PID namespace (pid_namespaces(7)): two containers that share a repository use the same
numbers for different processes, and neither sees the other's.
"""

import os

from coordgit.core.model import NO_PROCESS, Process

DEPTH = 32
"""The most ancestors that are examined."""


def this_space() -> str:
    """Return the PID namespace and boot to which process numbers here belong; the host's name without /proc."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="utf-8") as file:  # "ascii" is another module
            return f"{os.stat('/proc/self/ns/pid').st_ino}@{file.read().strip()}"
    except OSError:
        return os.uname().nodename


def process(pid: int) -> Process:
    """Return the process that has the number ``pid`` now; ``NO_PROCESS`` if it is not in /proc."""
    about = _stat(pid)
    if about is None and _ours():
        return NO_PROCESS
    return Process(pid, about[1] if about else "", this_space())


def ancestors(pid: int) -> list[Process]:
    """Return ``pid`` and the processes above it, nearest first; only ``pid`` itself if /proc does not tell."""
    found: list[Process] = []
    space = this_space()
    while pid > 1 and len(found) < DEPTH:
        about = _stat(pid)
        found.append(Process(pid, about[1] if about else "", space))
        if not about:
            break
        pid = about[0]
    return found


def updater(pid: int) -> Process:
    """Return the git process whose hook ``pid`` is or belongs to: an ancestor, if another program runs our hook.

    ``NO_PROCESS`` if that git has ended already: the process that adopted its children does not hold the lock.
    """
    at, about = pid, _stat(pid)
    if about is None and not _ours():
        return Process(pid, "", this_space())
    while about is not None:
        if about[2].startswith(b"git"):
            return Process(at, about[1], this_space())
        at = about[0]
        about = _stat(at)
    return NO_PROCESS


def alive(process: Process) -> bool | None:
    """True if exactly that process still runs. ``None``: it is of another PID namespace or boot, so this is unknown here.

    A process whose start time could not be read although there is a /proc had ended already.
    """
    if process.pid <= 0:
        return False
    if process.space != this_space():
        return None
    about = _stat(process.pid)
    if about:
        return about[1] == process.started
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is of another user
    return not _ours()


def variables(pid: int) -> dict[bytes, bytes] | None:
    """Return the environment that process ``pid`` was started with; ``None`` if unavailable (another user's, no /proc)."""
    if not _ours():
        return None
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            pairs = [record.partition(b"=") for record in file.read().split(b"\0")]
    except OSError:
        return None
    return {name: value for name, equals, value in pairs if equals}


def _ours() -> bool:
    """True if /proc shows the processes of this PID namespace. A new namespace at first has the /proc of the outer one."""
    try:
        return os.readlink("/proc/self") == str(os.getpid())
    except OSError:
        return False


def _stat(pid: int) -> tuple[int, str, bytes] | None:
    """Return (parent, start time in clock ticks since boot, name); a zombie counts as ended."""
    if not _ours():
        return None
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            head, tail = file.read().rsplit(b")", 1)
    except (OSError, ValueError):
        return None
    fields = tail.split()
    if fields[0] in (b"Z", b"X"):
        return None
    return int(fields[1]), fields[19].decode(), head.split(b"(", 1)[1]
