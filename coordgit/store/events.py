"""The append-only history of locks and tasks, and the tokens that grow with every grant and claim. ``log`` shows ``verdicts``."""

from coordgit.startup.typing import Iterable
from coordgit.store.database import Store

LOCK, SHARE, UNLOCK, EXPIRE, REFUSE = "lock", "share", "unlock", "expire", "refuse"
ADD, CLAIM, RELEASE, DONE, FAIL, REOPEN = "add", "claim", "release", "done", "fail", "reopen"
WENT_ON = (
    "(what IN ('lock', 'share', 'claim', 'release', 'done', 'fail') OR happened_at < (SELECT MAX(p.reported_at)"
    " FROM reports p WHERE p.session = events.session AND p.state IN ('done', 'error')))"
)
"""SQL condition: after this, or once it has reported its end, a session waits for no lock that it was refused before. Not after
giving locks back: who waits had better hold none."""


def note(store: Store, what: str, session: str | None, *, subject: str, detail: str, token: int, now: float) -> None:
    store.insert("events", what=what, session=session, subject=subject, detail=detail, token=token, happened_at=now)


def token(store: Store) -> int:
    """Return the next token, greater than any before. Call this in the transaction that uses it."""
    store.do("INSERT INTO counters (name, value) VALUES ('token', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1")
    return store.number("SELECT value FROM counters WHERE name = 'token'")


def went_on(store: Store, sessions: Iterable[str]) -> dict[str, int]:
    """Return, by session, the newest event after which it waits for no lock that it was refused before."""
    sql = f"SELECT session, MAX(event_id) FROM events WHERE session IN (:items) AND {WENT_ON} GROUP BY session"
    return dict(store.among(sql, sessions))


def refused_already(store: Store, session: str, lock: str, pathspec: str) -> bool:
    """True if the session was refused the same pathspec, by the same lock, and has not gone on since."""
    sql = (
        "SELECT 1 FROM events WHERE what = 'refuse' AND session = :session AND event_id > :since"
        " AND subject = :lock AND detail = :pathspec"
    )
    since = went_on(store, [session]).get(session, 0)
    return store.has(sql, session=session, since=since, lock=lock, pathspec=pathspec)
