"""Who reads, through which call, and when: what all records of one hook call have in common."""

from __future__ import annotations

from coordgit.core.model import NOBODY, Epoch
from coordgit.startup.namedtuple import NamedTuple


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
