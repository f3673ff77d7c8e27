"""What a place where scripts are played can do: real git behind the real hooks, or the reference model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from tests.anomalies.spec import Script

PASSED, NOTHING, CONFLICT = "passed", "nothing", "conflict"
"""What a commit or landing came to, besides ``rejected``: git had nothing to commit, or would not merge."""


class Outcome(NamedTuple):
    """What became of a commit, a merge or a landing; ``conflicts`` as «CG101 api.py», «CG102» alone for predicates."""

    happened: str
    conflicts: frozenset[str] = frozenset()


class World(Protocol):
    """Where a script is played. One call is one step of a session, and what it did is recorded as its client would.

    Nothing is shown to a session between its steps. Texts end with a line feed, ``None`` is a path that is not there.
    Whatever is rejected or conflicts leaves no trace: what git leaves behind is cleaned up before the call returns.
    In the world ``shared`` all sessions work in one work tree on main and commit there; in ``linked`` each has a
    worktree with a branch from main's start.
    """

    def tip(self) -> Mapping[str, str]:
        """Every path of main's tip with its text."""
        ...

    def text(self, session: str, path: str) -> str | None:
        """A file of the session's work tree, without anybody knowing that it was looked at."""
        ...

    def read(self, session: str, path: str, lines: tuple[int, int] | None, at_main: bool) -> str | None:
        """Read a file, or lines of it, of the work tree or of main's tip (``git show main:PATH``)."""
        ...

    def begin(self, session: str, path: str) -> str | None:
        """Begin a call of the shell tool that reads a file at once, and goes on until ``end``."""
        ...

    def end(self, session: str) -> None:
        """End the session's call of the shell tool."""
        ...

    def listing(self, session: str, glob: str) -> frozenset[str]:
        """The paths of the work tree that match, as a glob tool says."""
        ...

    def search(self, session: str, pattern: str, glob: str) -> Mapping[str, tuple[str, ...]]:
        """The matching lines of each path that matches ``glob``, as a search tool says."""
        ...

    def write(self, session: str, path: str, text: str | None) -> None:
        """Write a whole file, ``None``: remove it."""
        ...

    def commit(self, session: str, paths: tuple[str, ...], amend: bool) -> Outcome:
        """Commit just these paths as they are in the work tree."""
        ...

    def commit_all(self, session: str) -> Outcome:
        """Add and commit whatever the work tree has."""
        ...

    def commit_own(self, session: str) -> Outcome:
        """Commit what the session has edited and no other session has: ``coordgit commit``. It refuses a path of two sessions."""
        ...

    def commit_index(self, session: str) -> Outcome:
        """Commit the session's own index."""
        ...

    def load_index(self, session: str, empty: bool) -> None:
        """Give the session an index of its own, as HEAD is or empty."""
        ...

    def stage(self, session: str, path: str) -> None:
        """Put a file into the session's own index."""
        ...

    def bring(self, session: str, rebase: bool) -> Outcome:
        """Merge main into the session's branch, or rebase the branch onto main."""
        ...

    def land(self, session: str, squash: bool = False) -> Outcome:
        """Bring the session's branch, or its detached HEAD, to main, by fast-forward where that goes, else by a merge commit.

        With ``squash`` as one new commit. Whoever does it has read nothing, so the work counts as the session's.
        """
        ...

    def pull(self, session: str, other: str) -> Outcome:
        """Merge what the other session's clone has, by the path of that clone."""
        ...

    def resolve(self, session: str, path: str, text: str, seen: bool) -> Outcome:
        """Merge main, and put a text where that conflicts: after a look at the conflict, or without one."""
        ...

    def pick(self, session: str, other: str, how: str) -> Outcome:
        """Bring the other session's commit to the session's branch: ``picks`` it, ``applies`` it as a patch, or ``mails`` it."""
        ...

    def fold(self, session: str, rebase: bool) -> Outcome:
        """Make the commits of the session's branch one, by a reset and a commit or as fixups of a rebase."""
        ...

    def revert(self, session: str, other: str, back: bool) -> Outcome:
        """Revert the other session's newest landing on main, or, ``back``, that revert."""
        ...

    def take(self, session: str, path: str) -> None:
        """Take a file as the branch ``side`` has it."""
        ...

    def detach(self, session: str) -> None:
        """Leave the branch: what is committed from now on is HEAD's alone."""
        ...

    def plant(self, session: str, path: str, text: str) -> Outcome:
        """Commit to main by plumbing: the work tree and its index stay as they are."""
        ...

    def rewind(self, session: str) -> Outcome:
        """Move main, and the work tree, to the commit before."""
        ...

    def switch(self, session: str, branch: str) -> None:
        """Switch the work tree to main or to ``side``, which is made if it is not there; only main is the line."""
        ...

    def ack(self, session: str) -> None:
        """Acknowledge the session's newest rejection; nothing if there is none."""
        ...

    def clear(self, session: str) -> None:
        """Begin a new epoch."""
        ...

    def discard(self, session: str, path: str) -> None:
        """Put a file back as HEAD has it."""
        ...

    def stash(self, session: str, pop: bool) -> None:
        """Put the uncommitted edits of the work tree away, or take them back."""
        ...


Open = Callable[[str, str, Script], World]
"""Makes a fresh world: kind (``shared``, ``linked``), level (of ``spec.LEVELS``), and the script to be played in it."""
