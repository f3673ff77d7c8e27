"""Processes: which one this is, for good, which stand above it, and whether one still runs. Read from /proc (proc_pid_stat(5)).

A number names a process only among those that run now and see each other. With the time it started it names one for good, within
one boot and one PID namespace (pid_namespaces(7)): two containers that share a repository have the same numbers for different
processes, and neither sees the other's.
"""

from __future__ import annotations

import os

from coordgit.core.model import NO_PROCESS, Process

DEPTH = 32
"""How many ancestors are asked at most."""


def this_space() -> str:
    """The PID namespace and boot that the numbers of processes here belong to; the host's name where there is no /proc."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{os.stat('/proc/self/ns/pid').st_ino}@{file.read().strip()}"
    except OSError:
        return os.uname().nodename


def process(pid: int) -> Process:
    """The process that has the number ``pid`` now; ``NO_PROCESS`` where /proc knows none."""
    about = _stat(pid)
    if about is None and _ours():
        return NO_PROCESS
    return Process(pid, about[1] if about else "", this_space())


def ancestors(pid: int) -> list[Process]:
    """``pid`` and the processes above it, nearest first; only ``pid`` itself where /proc does not tell."""
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
    """The git whose hook ``pid`` is or belongs to: above it, where another program runs our hook.

    ``NO_PROCESS`` when that git is gone already: whatever took its children in is not what holds the lock.
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


def alive(one: Process) -> bool | None:
    """Does that very process still run? ``None``: it is of another PID namespace or boot, so this cannot be told here.

    One whose start could not be had where there is /proc was gone already.
    """
    if one.pid <= 0:
        return False
    if one.space != this_space():
        return None
    about = _stat(one.pid)
    if about:
        return about[1] == one.started
    try:
        os.kill(one.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return not _ours()
    return not _ours()


def variables(pid: int) -> dict[bytes, bytes] | None:
    """The environment that process ``pid`` was started with; ``None`` where it cannot be had (another user's, no /proc)."""
    if not _ours():
        return None
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            pairs = [record.partition(b"=") for record in file.read().split(b"\0")]
    except OSError:
        return None
    return {name: value for name, equals, value in pairs if equals}


def _ours() -> bool:
    """Does /proc show the processes of this PID namespace? A new one begins with that of the one outside."""
    try:
        return os.readlink("/proc/self") == str(os.getpid())
    except OSError:
        return False


def _stat(pid: int) -> tuple[int, str, bytes] | None:
    """(parent, start time in clock ticks since boot, name); a zombie is no process any more."""
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
