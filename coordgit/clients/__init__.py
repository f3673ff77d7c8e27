"""The clients that coordgit knows, one module each; a hook loads its own and no other.

To add a client, write a module beside ``claude.py`` that satisfies ``base.Client``, and add its name here.
"""

from __future__ import annotations

from coordgit.errors import UsageError
from coordgit.startup.typing import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.clients.base import Client

SESSION_VARIABLES: dict[str, tuple[str, ...]] = {
    "claude": ("CLAUDE_CODE_SESSION_ID",),
    "codex": ("CODEX_SESSION_ID", "CODEX_THREAD_ID"),
    "gemini": ("GEMINI_SESSION_ID",),
    "qwen": ("QWEN_CODE_SESSION_ID",),
    "copilot": ("COPILOT_AGENT_SESSION_ID",),
    "opencode": (),
}
"""Name, which is that of the client's command and of its module -> environment variables that name the session for the commands
it runs: all that a commit needs from a client."""

CLIENTS = tuple(SESSION_VARIABLES)

SCRUBBED = ("GIT_", "COORDGIT_", "PRE_COMMIT", "PYTHON", *(name.upper() for name in CLIENTS))
"""Prefixes of variables that would name a session, a repository or a program to what runs in a scratch repository."""

MARKS = {"gemini": "GEMINI_CLI", "opencode": "OPENCODE_PID"}
"""Name -> what distinguishes its shell tool from that of an outer client, if the client names no session there."""

LONGEST_ID = 200
"""Characters allowed in a session's id."""


def is_id(text: str) -> bool:
    """True if ``text`` can be a session's id, from a client or a person."""
    return 0 < len(text) <= LONGEST_ID and text.isprintable() and text == text.strip()


def load(name: str) -> Client:
    """Import only the adapter called ``name``."""
    if name not in CLIENTS:
        from coordgit.core.quoting import quoted

        raise UsageError(f"{quoted(name)} is not a client; there is {', '.join(CLIENTS)}", "coordgit init --help")
    adapter: Client = __import__(f"coordgit.clients.{name}", fromlist=["parse"])  # cheaper than importlib
    return adapter


def session_from_environment(environ: Mapping[str, str], pid: int) -> tuple[str, str] | None:
    """Return client and session as the innermost client around process ``pid`` names them in its shell tool.

    ``None``: no client surrounds it, or that names no session. Variables a client was itself started with are an outer client's.
    """
    found: dict[str, tuple[str, str]] = {}
    for client, variables in SESSION_VARIABLES.items():
        for variable in variables:
            if client not in found and is_id(environ.get(variable, "")):
                found[client] = (variable, environ[variable])
        if client not in found and client in MARKS and environ.get(MARKS[client]):
            found[client] = (MARKS[client], environ[MARKS[client]])
    if not found:
        return None
    client = next(iter(found)) if len(found) == 1 else _innermost(found, pid)
    variable, session = found[client]
    return (client, session) if variable in SESSION_VARIABLES[client] else None


def _innermost(by_client: dict[str, tuple[str, str]], pid: int) -> str:
    """Return the client whose variable was set last above process ``pid``: the nearest process without it is that client.

    The first of ``by_client`` if that is unknown.
    """
    import os

    from coordgit.processes import ancestors, variables

    for process in ancestors(pid):
        had = variables(process.pid)
        if had is None:
            break
        for client, (variable, value) in by_client.items():
            if had.get(os.fsencode(variable)) != os.fsencode(value):
                return client
    return next(iter(by_client))
