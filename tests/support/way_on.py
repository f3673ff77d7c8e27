"""The way on after a rejection, followed by a shell."""

from __future__ import annotations

from tests.support.repository import Repository, Result, Session

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"


def remedy(session: Session) -> list[str]:
    found: list[str] = session.json("explain")["remedy"]
    return found


def follow(session: Session) -> list[Result]:
    """Every command of the way on, run by a shell."""
    return [session.repository.run(["bash", "-c", step], session.cwd, **session.env) for step in remedy(session)[1:]]


def on_a_branch(repository: Repository, path: str = "api.py", text: str = CHANGED) -> Session:
    """Ann, on a branch that has two commits, has read api.py; a sibling branch has one; bob has landed ``path`` on main."""
    repository.begin(api__py=API, other__py="OTHER = 1\n", n1="1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    side = repository.session("ann", repository.worktree("side"))
    side.lands("side.py", "1\n")
    ann.lands("first.py", "1\n")
    ann.lands("n1", "2\n")
    ann.reads("api.py")
    repository.session("bob").lands(path, text)
    return ann
