"""A holder that slept past its time, at the gate and in its client's hook."""

import json
import time

from tests.support.repository import Repository, Session, Sessions


def overtaken(repository: Repository, ann: Session, bob: Session) -> None:
    """Ann's lock expires as she sleeps; bob takes it, lands a change, and releases it."""
    ann.coordgit("lock", "api.py")
    sleep(repository, ann)
    bob.coordgit("lock", "api.py")
    bob.lands("api.py", "def f(y): ...\n")
    bob.coordgit("unlock")


def sleep(repository: Repository, session: Session) -> None:
    """The session's locks run out."""
    with repository.store() as store, store.writing():
        store.do("UPDATE locks SET expires_at = granted_at WHERE session = :session", session=session.name)


def test_a_holder_that_wakes_up_cannot_land_over_a_successor_that_still_holds(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    sleep(repository, ann)
    bob.coordgit("lock", "api.py", "--why", "mine now")
    result = ann.commits("api.py", "def f(z): ...\n")
    assert result.rejected == ["CG301 api.py"]
    assert "held by session bob" in result.err


def test_a_holder_that_wakes_up_cannot_land_over_a_successor_that_has_gone_on(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    overtaken(repository, ann, bob)
    result = ann.commits("api.py", "def f(z): ...\n")
    assert result.rejected == ["CG301 api.py"]
    assert "  CG301 api.py  changed under a later lock of session bob, after yours had expired" in result.err
    assert "next: look at api.py as it is now, lock it again (coordgit lock api.py), commit again" in result.err
    assert repository.git("show", "HEAD:api.py") == "def f(y): ..."
    again = ann.coordgit("lock", "api.py")
    assert again.ok
    assert again.err.startswith("coordgit: your lock on api.py expired ")
    assert ann.lands("api.py", "def f(y, z): ...\n")


def test_what_the_successor_did_not_touch_may_land(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    overtaken(repository, ann, bob)
    assert ann.lands("other.py", "OTHER = 2\n")


def test_whatever_a_session_does_renews_its_locks(repository: Repository, sessions: Sessions) -> None:
    ann, _ = sessions("ann", "bob")
    ann.coordgit("lock", "api.py", "--for", "10m")
    for act in (lambda: ann.reads("other.py"), lambda: ann.lands("mine.py", "1\n"), lambda: hook(repository, "other.py")):
        left(repository, 60.0)
        act()
        assert left(repository) > 500


def left(repository: Repository, change: float | None = None) -> float:
    """Seconds that the only lock is still good for; ``change`` it."""
    with repository.store() as store, store.writing():
        if change is not None:
            store.do("UPDATE locks SET expires_at = :expires", expires=time.time() + change)
        return float(store.value("SELECT expires_at FROM locks")) - time.time()


def hook(repository: Repository, path: str, agent: str = "") -> str:
    """What a client's hook puts before the session ann, or its sub-agent, after it has read ``path``."""
    file = {"filePath": path, "content": "x", "numLines": 1, "startLine": 1, "totalLines": 1}
    payload = {
        "session_id": "ann", "cwd": str(repository.top), "hook_event_name": "PostToolUse", "tool_name": "Read",
        "tool_use_id": "t1", "transcript_path": "/dev/null", "permission_mode": "default",
        "tool_input": {"file_path": str(repository.top / path)},
        "tool_response": {"type": "text", "file": file},
    } | ({"agent_id": agent, "agent_type": "Explore"} if agent else {})  # fmt: skip
    answer = repository.coordgit("hook", "claude", stdin=json.dumps(payload).encode())
    assert answer.ok, answer.err
    return str(json.loads(answer.out)["hookSpecificOutput"]["additionalContext"]) if answer.out else ""


def test_a_client_tells_its_session_once_that_its_lock_expired(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    sleep(repository, ann)
    bob.coordgit("lock", "api.py")
    assert hook(repository, "other.py", agent="a1") == ""
    said = hook(repository, "other.py")
    assert said.startswith("coordgit: your lock on api.py expired ")
    assert "session bob took it" in said
    assert hook(repository, "other.py") == ""


def test_a_client_is_told_nothing_of_a_lock_that_holds(repository: Repository, sessions: Sessions) -> None:
    ann, _ = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    assert hook(repository, "other.py") == ""
