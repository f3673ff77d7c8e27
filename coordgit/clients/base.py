"""What every client adapter turns its payloads into, and the protocol it satisfies.

An adapter is pure: payload in, ``Event`` out. It neither touches the disk nor runs git; walk 1 (``coordgit.record``) does.
"""

from __future__ import annotations

from coordgit.core.model import Query
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Protocol

    from coordgit.shell.moves import Move
else:
    Protocol = object

START, END, CLEAR, PROMPT, BEFORE, AFTER, BATCH, REST = "start", "end", "clear", "prompt", "before", "after", "batch", "rest"
"""Event names. ``before``/``after`` surround one tool call; ``batch`` closes a set of parallel calls;
``clear`` starts a session that knows nothing; ``prompt`` is the user speaking, ``rest`` the end of the turn that follows."""

READ, WRITE, LISTING, MATCH = "read", "write", "listing", "match"


class Access(NamedTuple):
    """One thing that a tool call saw or did, before anything is looked up.

    ``path`` is as the client gave it: absolute, or relative to the event's ``cwd`` ("" is ``cwd`` itself).
    """

    act: str
    path: str
    first: int = 0
    """First line seen, from 1; 0 for all of the file."""
    last: int = 0
    query: Query | None = None
    """For listings and matches. ``query.pathspecs`` are globs relative to ``path``."""
    rev: str = ""
    """The revision read from (``git show REV:path``); "" is the work tree. ``rev`` with ``path`` from the top:
    ``top`` is true."""
    top: bool = False
    exact: bool = True
    """False: the tool may have seen less than this says (or, for a write, may not have written)."""
    missing: bool = False
    """The tool said that there is no such path."""
    text: str | None = None
    """What the tool delivered: of all of the file or of its lines (read), or wrote: all of the file (write)."""
    before: str | None = None
    """For a write: the file's text before it, when the tool says so."""
    created: bool = False
    """For a write: the tool says that nothing was there before."""


class Ended(NamedTuple):
    """One call of a set that is over, as the client names it once more."""

    call: str
    tool: str
    path: str = ""
    """The file that the tool read, if that is what it does."""


class Event(NamedTuple):
    """One hook call of a client, in coordgit's words."""

    name: str
    session: str
    client: str
    cwd: str
    agent: str = ""
    """The sub-agent, "" for the session itself."""
    call: str = ""
    """The id of the tool call, the same before and after it."""
    tool: str = ""
    accesses: tuple[Access, ...] = ()
    ended: tuple[Ended, ...] = ()
    """The calls of a set that is over (``batch``)."""
    output: str | None = None
    """What a command printed, as far as it was delivered and says something of its reads."""
    slow: bool = False
    """True if the call may have run for minutes, as a shell command may."""
    moves: bool = False
    """True if the command may replace files that it does not name, as ``git reset --hard`` does."""
    replaces: tuple[Move, ...] = ()
    """Of a command that is about to run: those of git's commands in it that do so."""
    merges: str = ""
    """The command, if it may have a forge merge a pull request."""
    unknown: str = ""
    """A part of a command that could not be told; said in ``session show``, never guessed."""
    pid: int = 0
    """The client's own process, where it says so."""
    rests: bool = False
    """True if the session does nothing more until its user speaks."""
    hook: str = ""
    """The client's own name for this event, for the answer."""


class Client(Protocol):
    """What ``coordgit.clients.CLIENTS`` maps a name to."""

    name: str
    session_variables: tuple[str, ...]
    """Environment variables in which the client names the session inside its shell tool, most telling first."""

    def parse(self, payload: Mapping[str, Any], environ: Mapping[str, str]) -> Event | None:
        """The event of a payload; ``None`` for one that says nothing to coordgit. Raises ``ValueError`` for garbage."""

    def answer(self, event: Event, context: str, deny: str) -> dict[str, Any] | None:
        """The client's own JSON for «put this before the model» and «do not run this»; ``None`` for nothing to say."""

    def settings_path(self) -> str:
        """Where the project registration goes, relative to the top of the work tree."""

    def register(self, settings: dict[str, Any], command: str) -> dict[str, Any]:
        """``settings`` with coordgit's hooks in, everything else as it was; idempotent."""

    def unregister(self, settings: dict[str, Any]) -> dict[str, Any]:
        """``settings`` with coordgit's hooks out, everything else as it was."""
