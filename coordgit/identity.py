"""Who is the session: the first that answers of a variable, the client's own variable, a known ancestor process, the person."""

from __future__ import annotations

import os

from coordgit.git.plumbing import is_utf8
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.git.repository import Place
    from coordgit.store.database import Store

DEPTH = 32
"""How many ancestors are asked at most."""


class Identity(NamedTuple):
    """A session's name before the store is asked about it."""

    session: str
    client: str = ""
    name: str = ""
    person: bool = False


def named(environ: Mapping[str, str]) -> Identity | None:
    """The session that the environment names."""
    explicit = environ.get("COORDGIT_SESSION", "").strip()
    if explicit:
        return Identity(_shown(explicit))
    from coordgit.clients import session_from_environment

    found = session_from_environment(environ)
    return Identity(found[1], found[0]) if found else None


def _shown(text: str) -> str:
    """``text`` with a mark for each letter that the terminals of others would obey, or that has no bytes in UTF-8."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def person(place: Place, environ: Mapping[str, str]) -> Identity:
    """The login in this worktree."""
    login = _shown(environ.get("USER") or environ.get("LOGNAME") or _login())
    where = place.top or place.git_dir
    if not is_utf8(where):  # the store keeps no such text
        from coordgit.core.quoting import quote

        where = quote(where)
    return Identity(f"{login}@{where}", "", login, True)


def current(place: Place, environ: Mapping[str, str], store: Store | None, pid: int) -> Identity:
    """The session that process ``pid`` acts for."""
    found = named(environ)
    if found:
        return found
    if store is not None:
        from coordgit.store import sessions

        known = sessions.by_process(store, ancestors(pid))
        if known:
            return Identity(known.session, known.client)
    return person(place, environ)


def ancestors(pid: int) -> dict[int, str]:
    """``pid`` and the processes above it with their start times; only ``pid`` itself where there is no /proc."""
    found: dict[int, str] = {}
    while pid > 1 and len(found) < DEPTH:
        about = _stat(pid)
        found[pid] = about[1] if about else ""
        if not about:
            break
        pid = about[0]
    return found


def started(pid: int) -> str:
    """With ``pid`` this names one process for good; "" where it cannot be had."""
    about = _stat(pid)
    return about[1] if about else ""


def updater(pid: int) -> tuple[int, str]:
    """The git whose hook ``pid`` is or belongs to, with its start time: above it, where another program runs our hook.

    (0, "") when that git is gone already: whatever took its children in is not what holds the lock.
    """
    at, about = pid, _stat(pid)
    if about is None and not os.path.isdir("/proc/self"):
        return pid, ""
    while about is not None:
        if about[2].startswith(b"git"):
            return at, about[1]
        at = about[0]
        about = _stat(at)
    return 0, ""


def alive(pid: int, start: str) -> bool:
    """Does that very process still run? One whose start could not be had where there is /proc was gone already."""
    if pid <= 0:
        return False
    about = _stat(pid)
    if about:
        return about[1] == start
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not os.path.isdir("/proc/self")


def _stat(pid: int) -> tuple[int, str, bytes] | None:
    """(parent, start time in clock ticks since boot, name) from /proc (proc_pid_stat(5)); a zombie is no process any more."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            head, tail = file.read().rsplit(b")", 1)
    except (OSError, ValueError):
        return None
    fields = tail.split()
    if fields[0] in (b"Z", b"X"):
        return None
    return int(fields[1]), fields[19].decode(), head.split(b"(", 1)[1]


def _login() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "someone"
