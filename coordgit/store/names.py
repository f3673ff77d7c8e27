"""Names of sessions for people."""

from coordgit.core.quoting import named
from coordgit.startup.typing import Callable
from coordgit.store import sessions
from coordgit.store.database import Store

Names = Callable[[str | None], str]


def of(store: Store) -> Names:
    """Return a function that names sessions: texts are rendered with it and need no store."""
    return lambda session: who(store, session)


def who(store: Store, session: str | None) -> str:
    """Return a session's name for people: its client and its name, or a short id; both if others have that name. A name that is
    not a plain word is quoted."""
    if not session:
        return ""
    known = sessions.get(store, session)
    if known is None:
        return named(session[:24])
    if known.clone:
        called = named(known.name or short_id(session.removeprefix(f"{known.clone}/")))
        client = "" if known.person else f"{named(known.client or 'session')} "
        return f"{client}{called} on {named(known.clone)}"
    if known.person:
        return named(known.name or session)
    called = named(short_id(known.name or session))
    if known.name and sessions.shares_name(store, known):
        called += f" {named(short_id(session))}"
    return f"{named(known.client or 'session')} {called}"


def short_id(session: str) -> str:
    """Return four digits of a long hexadecimal id, or letters of one of OpenCode's, any other id as it is. Those that begin with
    the time, as Codex's and OpenCode's do, end differently."""
    if session.startswith("ses_") and len(session) == 30 and session[4:].isalnum():
        return session[-4:]
    bare = session.replace("-", "")
    if len(session) >= 32 and all(letter in "0123456789abcdefABCDEF" for letter in bare):
        timed = "-" in session and bare[12:13] == "7"  # the version of a UUID
        return session[-4:] if timed or session[:4] == "0000" else session[:4]
    return session[:40]
