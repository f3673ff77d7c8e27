"""The clients that coordgit knows, one module each; a hook loads its own and no other.

A new client is a module beside ``claude.py`` that satisfies ``base.Client``, and its lines here.
"""

from __future__ import annotations

from coordgit.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.clients.base import Client

CLIENTS: dict[str, str] = {
    "claude": "coordgit.clients.claude",
}
"""Name, as the client's own command is called, -> module that satisfies ``base.Client``."""

SESSION_VARIABLES: dict[str, tuple[str, ...]] = {
    "claude": ("CLAUDE_CODE_SESSION_ID",),
    "codex": ("CODEX_SESSION_ID",),
    "gemini": ("GEMINI_SESSION_ID",),
    "qwen": ("QWEN_CODE_SESSION_ID",),
    "copilot": ("COPILOT_AGENT_SESSION_ID",),
    "opencode": (),
}
"""Name -> where the client names the session for the commands it runs. A commit needs no more than this of a client."""


class UnknownClient(UsageError, KeyError):
    """There is no module for a client of this name."""


def names() -> tuple[str, ...]:
    """Return the clients that can be loaded."""
    return tuple(CLIENTS)


def load(name: str) -> Client:
    """Import the adapter called ``name``, and nothing of the others."""
    try:
        module = CLIENTS[name]
    except KeyError:
        reason = "is not supported yet" if name in SESSION_VARIABLES else "is no client"
        raise UnknownClient(f"{name!r} {reason}; there is {', '.join(CLIENTS)}", "coordgit init --help") from None
    adapter: Client = __import__(module, fromlist=["parse"])  # cheaper than importlib
    return adapter


def session_from_environment(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return client and session as the environment of a client's shell tool names them."""
    for client, variables in SESSION_VARIABLES.items():
        for variable in variables:
            session = environ.get(variable, "")
            if session and session.isprintable():
                return client, session
    return None
