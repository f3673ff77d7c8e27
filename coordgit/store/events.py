"""The append-only history of locks and tasks, and the tokens that grow with every grant and claim. ``log`` shows ``verdicts``."""

from coordgit.store.database import Store

LOCK, SHARE, UNLOCK, EXPIRE, REFUSE = "lock", "share", "unlock", "expire", "refuse"
ADD, CLAIM, RELEASE, DONE, FAIL, REOPEN = "add", "claim", "release", "done", "fail", "reopen"


def note(store: Store, what: str, session: str | None, *, subject: str, detail: str, token: int, now: float) -> None:
    store.insert("events", what=what, session=session, subject=subject, detail=detail, token=token, happened_at=now)


def token(store: Store) -> int:
    """Return the next token, greater than any before. Call this in the transaction that uses it."""
    store.do("INSERT INTO counters (name, value) VALUES ('token', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1")
    return store.number("SELECT value FROM counters WHERE name = 'token'")


def refused_already(store: Store, session: str, lock: str, pathspec: str) -> bool:
    """True if the session's newest recorded refusal is of the same pathspec, by the same lock."""
    sql = "SELECT subject, detail FROM events WHERE what = 'refuse' AND session = :session ORDER BY event_id DESC LIMIT 1"
    return store.one(sql, session=session) == (lock, pathspec)
