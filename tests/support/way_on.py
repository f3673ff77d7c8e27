"""The way on after a rejection, followed by a shell."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Result, Session

COMMAND = re.compile(r"""\(((?:git|coordgit|/)(?:'[^']*'|"[^"]*"|[^()'"])*)\)""")


def remedy(session: Session) -> list[str]:
    found: list[str] = session.json("explain")["remedy"]
    return found


def follow(session: Session) -> list[Result]:
    """Every command of the way on, run by a shell."""
    return [session.repository.run(["bash", "-c", step], session.cwd, **session.env) for step in remedy(session)[1:]]


def obey(session: Session | Claude, denied: Result, again: Callable[[], Result], cwd: Path | None = None) -> list[Result]:
    """Do what the line ``next:`` says, to the letter, where it is read: each command in parentheses, and at the end what is done
    again, or the command that goes on with it."""
    line = next(line for line in denied.err.splitlines() if line.startswith("next: ")).removeprefix("next: ")
    line = line.partition("; do not commit")[0].partition(" (undo: ")[0]
    *clauses, last = line.split(", ")
    done = []
    for clause in clauses:
        for command in COMMAND.findall(clause):
            done.append(session.repository.run(["bash", "-c", command], cwd or session.cwd, **session.env))
    if last.startswith("stage it and "):
        done.append(session.repository.run(["git", "add", "-A"], session.cwd, **session.env))
    exact = COMMAND.findall(last) or ([last] if last.startswith("git ") else [])
    done += [session.repository.run(["bash", "-c", command], cwd or session.cwd, **session.env) for command in exact]
    return done if exact else [*done, again()]


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
