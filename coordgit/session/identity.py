"""Determine the session: the first known of the surrounding client, a variable, a known ancestor process, the person.

A sub-agent is part of its session; a client's payload names it (``clients.base.Event.agent``).
"""

import os

from coordgit import processes
from coordgit.clients import LONGEST_ID, is_id, session_from_environment
from coordgit.core.model import Epoch, Process, Session
from coordgit.errors import UsageError
from coordgit.git.plumbing import is_utf8, printable
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Callable, Mapping, NamedTuple, Sequence
from coordgit.store import sessions
from coordgit.store.database import Store

LONGEST_LOGIN = 64
"""The most characters of a login that are kept."""


class Identity(NamedTuple):
    """A session's name before it is looked up in the store."""

    session: str
    client: str = ""
    name: str = ""
    person: bool = False


def seen(store: Store, who: Identity, now: float, *, worktree: str, branch: str | None = None) -> Session:
    """Record that the session is active, in the folder ``worktree`` ("": its client's hook says where it is)."""
    return sessions.seen(
        store, who.session, now, client=who.client, name=who.name, person=who.person, worktree=worktree, branch=branch
    )


def seen_here(store: Store, who: Identity, now: float, worktree: Worktree, branch: str | None) -> Session:
    """Record that the session is active in the worktree, which is on ``branch``. A client's hook says where its session is: its
    shell may run git elsewhere."""
    if not who.client:
        return seen(store, who, now, worktree=worktree.top, branch=branch)
    known = sessions.get(store, who.session)
    elsewhere = known is not None and known.worktree not in ("", worktree.top)
    return seen(store, who, now, worktree="", branch=None if elsewhere else branch)


def current(worktree: Worktree, environ: Mapping[str, str], store: Store | None, pid: int) -> Identity:
    """Return the session that process ``pid`` acts for. Raises ``UsageError`` for a ``COORDGIT_SESSION`` that is not an id.

    A client passes on the ``COORDGIT_SESSION`` that it was started with; this does not name any session inside the client.
    """
    inside = session_from_environment(environ, pid)
    if inside:
        return Identity(inside[1], inside[0])
    return _outside_clients(worktree, environ, store, named(environ), lambda: processes.ancestors(pid))


def noted(worktree: Worktree, store: Store, fields: Sequence[str]) -> Identity:
    """Return the session that a hook of git's has noted: its processes with their start, such as 12:345, then its variables."""
    pairs = (word.split(":", 1) for word in fields[0].split() if ":" in word)
    environ = dict(field.split("=", 1) for field in fields[1:] if "=" in field)
    inside = session_from_environment(environ, 0)
    if inside:
        return Identity(inside[1], inside[0])
    given = environ.get("COORDGIT_SESSION", "").strip()
    space = processes.this_space()
    above = [Process(int(pid), started, space) for pid, started in pairs if pid.isdigit()]
    return _outside_clients(worktree, environ, store, given if is_id(given) else "", lambda: above)


def _outside_clients(
    worktree: Worktree, environ: Mapping[str, str], store: Store | None, given: str, ancestors: Callable[[], list[Process]]
) -> Identity:
    if store is not None and sessions.any_process(store):
        known = sessions.by_process(store, ancestors())
        if known is not None and given in ("", known.inherited):
            return Identity(known.session, known.client)
    return Identity(given) if given else person(worktree, environ)


def looking(worktree: Worktree, environ: Mapping[str, str], store: Store, pid: int) -> Epoch:
    """Return the epoch of the session that process ``pid`` acts for, without noting it as active: looking is not work."""
    who = current(worktree, environ, store, pid)
    known = sessions.get(store, who.session)
    return known.epoch if known else Epoch(who.session, 0)


def named(environ: Mapping[str, str]) -> str:
    """Return the session that ``COORDGIT_SESSION`` names, "" for none. Raises ``UsageError`` if it is not an id."""
    given = environ.get("COORDGIT_SESSION", "").strip()
    if not given:
        return ""
    if not is_id(given):
        raise UsageError(f"COORDGIT_SESSION has to be 1 to {LONGEST_ID} printable characters", "coordgit session start")
    return given


def person(worktree: Worktree, environ: Mapping[str, str]) -> Identity:
    """Return the login in this worktree, with git's own id of the worktree: moving the folder loses nothing."""
    login = printable(environ.get("USER") or environ.get("LOGNAME") or _login(), "\ufffd")[:LONGEST_LOGIN]
    where = worktree.id
    if not is_utf8(where):  # the store cannot hold such text
        from coordgit.core.quoting import quote

        where = quote(where)
    return Identity(session=f"{login}@{where}", client="", name=login, person=True)


def _login() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "someone"
