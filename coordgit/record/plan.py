"""What a call changes in its session's knowledge, before it is stored, and who makes that call."""

from __future__ import annotations

from coordgit.core.knowledge import Knowledge
from coordgit.core.model import NOBODY, Epoch, Read
from coordgit.startup.typing import NamedTuple
from coordgit.store import calls, reads
from coordgit.store import knowledge as stored
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.store.edits import MadeEdit

Key = tuple[str, str]
"""A worktree and a path in it."""


class Observer(NamedTuple):
    """One call of a session's tool, or of ``coordgit read``."""

    epoch: Epoch = NOBODY
    agent: str = ""
    """The sub-agent, "" for the session itself."""
    call: str = ""
    via: str = ""
    """The tool."""
    at: float = 0.0
    declared: bool = False
    """True if the session declared the read itself."""
    output: str | None = None
    """What the call printed, if known."""
    slow: bool = False
    """True if the tool may run for minutes, and its client does not report when a call begins."""


class Plan:
    """The changes that a call makes to its session's knowledge."""

    def __init__(self, store: Store, observer: Observer) -> None:
        self.store = store
        self.observer = observer
        self.before: dict[Key, Knowledge] = {}
        self.after: dict[Key, Knowledge] = {}
        self.answers: list[Read] = []
        """Listings and searches."""
        self.edits: list[tuple[Key, MadeEdit]] = []
        self.modes: list[tuple[str, str, str]] = []
        """Worktree, path and mode of each file that became executable, or is not any more."""
        self.count = 0
        """How many accesses were recorded."""

    def knowledge(self, worktree: str, path: str) -> Knowledge:
        """Return what the session knows of a path at this point of the call."""
        if (worktree, path) not in self.after:
            found = stored.load(self.store, self.observer.epoch, worktree, path)
            self.before[worktree, path] = self.after[worktree, path] = found
        return self.after[worktree, path]

    def put(self, worktree: str, path: str, knowledge: Knowledge) -> None:
        """Set what the session knows of a path from here on."""
        self.after[worktree, path] = knowledge

    def holds(self) -> bool:
        """True if the store still has what the plan was made from."""
        epoch = self.observer.epoch
        return all(stored.load(self.store, epoch, *at) == before for at, before in self.before.items())

    def save(self) -> None:
        """Store the plan, in the caller's transaction."""
        for at, before in self.before.items():
            stored.save(self.store, before, self.after[at], self.observer.at)
        if self.edits:
            from coordgit.store import edits

            for (worktree, path), made in self.edits:
                edits.put(self.store, self.observer.epoch.session, worktree, path, made)
        if self.modes:
            from coordgit.store import modes

            for worktree, path, mode in self.modes:
                modes.put(self.store, worktree, path, modes.ModeChange(self.observer.epoch.session, mode, self.observer.at))
        for read in self.answers:
            reads.put(self.store, read)
        if self.observer.call:
            calls.end(self.store, self.observer.epoch.session, self.observer.call)
