"""What every client adapter turns its payloads into, and the protocol it satisfies.

An adapter is pure: payload in, ``Event`` out. It neither touches the disk nor runs git; walk 1 (``coordgit.record``) does.
"""

from __future__ import annotations

from coordgit.core.model import TURN
from coordgit.startup.typing import Any, Callable, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from coordgit.core.model import Access
    from coordgit.shell.call import Call
    from coordgit.shell.git_moves import Move
else:
    Protocol = object

START, END, CLEAR, PROMPT, BEFORE, AFTER, BATCH, REST = "start", "end", "clear", "prompt", "before", "after", "batch", "rest"
"""Event names. ``before``/``after`` surround one tool call; ``batch`` closes a set of parallel calls;
``clear`` starts a session that knows nothing; ``prompt`` is the user speaking, ``rest`` the end of the turn that follows."""


class Ended(NamedTuple):
    """One call of a finished set, as the client lists it again."""

    call: str
    tool: str
    path: str
    """The file that the tool read, if it reads files."""


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
    """The calls of a finished set (``batch``)."""
    output: str | None = None
    """The delivered output of a command, if it says something about its reads."""
    slow: bool = False
    """True if the call may have run for minutes, as a shell command may."""
    moves: bool = False
    """True if the command may replace files that it does not name, as ``git reset --hard`` does."""
    replaces: tuple[Move, ...] = ()
    """For a command that is about to run: the git commands in it that do so."""
    aliases: tuple[Call, ...] = ()
    """For a command that is about to run: those of git in it that git itself does not have."""
    merges: str = ""
    """The command, if it may have a forge merge a pull request."""
    folders: tuple[str, ...] = ()
    """Where else than in the current folder a command ends, or runs git."""
    unknown: str = ""
    """A part of a command that was not understood; listed in ``session show``, never guessed."""
    over_with: str = TURN
    """For a call that begins: what it ends with at the latest."""
    over: tuple[str, ...] = ()
    """What has ended by now."""
    pid: int = 0
    """The client's own process, if it is known."""
    rests: bool = False
    """True if the session does nothing more until its user's next prompt."""
    hook: str = ""
    """The client's own name for this event, for the answer."""
    named: bool = True
    """False: the client does not name its calls, and ``call`` is made of what was asked for; the same may be asked again."""
    instead: Mapping[str, Any] | None = None
    """The input that the tool should get instead, where a command would hide from git's hooks whose session it is."""
    asked: bool = False
    """True if the model was asked since the session's last event, and so has seen all answers until then."""
    login: bool = False
    """True if the client's shell begins as a login does: PATH is another there than in its hooks."""
    deaf: bool = False
    """True if the client puts nothing of the answer to this before the model, except why it denies the call."""


Tool = Callable[[Event, dict[str, Any], dict[str, Any], str | None], Event]
"""(event, what was asked, what was answered, the error of a call that failed) -> the event with what the call touched."""

SESSION, FOLDER = "@session@", "@folder@"
BEGINS = {"hook_event_name": "SessionStart", "source": "startup", "session_id": SESSION, "cwd": FOLDER}
"""What Claude Code sends when a session begins, and those that took over its hooks."""


class Hook(NamedTuple):
    """One hook of a client that coordgit wants."""

    event: str
    tools: str = ""
    """Regular expression over tool names, or kinds of notice; "" if there is nothing to choose from."""
    heard: bool = True
    """True if the model is shown what the answer adds, and no later than in its next request."""
    brief: bool = False
    """True if the client waits 3 seconds at most, and complains of a longer time-out."""


class Settings(NamedTuple):
    """Where a client takes a project's hooks from, which of them coordgit wants, and what they are given."""

    path: str
    """The project's committed file, relative to the top of the work tree."""
    hooks: Mapping[str, Hook]
    """By the client's own names, in the order in which they are registered."""
    signs: tuple[str, ...]
    """Folders, in the project or its user's home, that show that the client is used."""
    look: str
    """The command with which a user looks at the hooks."""
    begins: Mapping[str, Any]
    """What the client sends when a session begins, with ``SESSION`` and ``FOLDER`` in it."""
    timeout: int = 10
    """How long the client waits for a hook, in its own unit: 10 seconds."""
    flat: bool = False
    """True if hooks stand in no groups, and the command has to name the hook, as the payload does not."""
    marks: Mapping[str, Any] = {}
    """What a file of hooks has besides them: a client that misses it refuses the file, or writes it into it."""
    plugin: str = ""
    """The file below ``hooks/`` that is all of ``path``, where the client runs plugins instead of hooks."""
    folder_variable: str = ""
    """The environment variable that names the project to hooks."""
    process_variable: str = ""
    """The environment variable that names the client's own process to hooks."""
    queues: bool = False
    """True if a prompt is reported when it is typed, be it during a call."""
    names_calls: bool = True
    """False if calls have no id."""
    keeps_start: bool = True
    """False if what is said as a session is resumed is not kept with the conversation, or stands before all of it."""


class Client(Protocol):
    """What ``coordgit.clients.load`` returns."""

    name: str
    settings: Settings

    def parse(self, payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
        """Return the event of a payload; ``None`` for one that does not matter here. Raises ``ValueError`` for garbage.

        ``hook``: the client's name of the event, where the payload does not have it.
        """

    def answer(self, event: Event, context: str, deny: str) -> dict[str, Any] | None:
        """Return the client's JSON for «put this before the model» and «do not run this»; ``None`` if there is nothing to say."""
