"""An event of a client in a worktree, and the answer to it."""

from coordgit.clients import base
from coordgit.clients.base import Event
from coordgit.core.model import Oid
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Callable, Mapping, NamedTuple, T
from coordgit.store.text_files import note

SILENT = (base.CLEAR, base.END, base.REST)
"""Events without an answer."""


class EventRequest(NamedTuple):
    """An event, the worktree that it concerns, and the process that reports it."""

    worktree: Worktree
    event: Event
    environ: Mapping[str, str]
    now: float
    head: tuple[str, Oid | None]
    """The branch and the commit that the worktree's HEAD names."""
    outside: bool = False
    """True if the client is in another repository than this one, in which it names a path or runs a command."""

    def program(self) -> str:
        """Return how coordgit is called in the client's shell."""
        return program_of(self.event, self.worktree.store, self.environ)

    def attempt(self, step: Callable[[], T], otherwise: T, failure: str) -> T:
        """Return what ``step`` returns. If it fails the client's call continues, and ``failure`` is noted in the store's log."""
        try:
            return step()
        except Exception as error:
            note(self.worktree.store, f"hook {self.event.client}: {failure}: {type(error).__name__}: {error}")
            return otherwise


def program_of(event: Event, folder: str, environ: Mapping[str, str]) -> str:
    """Return how coordgit is called in the shell of the event's client. ``folder``: the store's, "" if that is not ours."""
    from coordgit.program import program  # few answers name it

    return program(folder, {} if event.login else environ)


class Answer(NamedTuple):
    """``notice`` is put before the model; the call is denied if ``denied`` says why."""

    notice: str
    denied: str


NOTHING = Answer("", "")


def join(*texts: str) -> str:
    """Return the paragraphs that are not empty, as one text."""
    return "\n\n".join(text for text in texts if text)
