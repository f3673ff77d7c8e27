"""Inform sessions before they commit, and count what they have looked at themselves.

``notices``: which changes a session was not told (``untold_changes``), their text (``notice_text``, ``wording``), and what it
knows by that. ``shown_diffs``: what its own shell has shown it. ``edit_notices`` tells of others' uncommitted edits,
``team_notices`` of other clones.
"""

from coordgit.core.model import Session
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store.landings import Landing


class NewsRequest(NamedTuple):
    """Who asks for news, and in which call. ``moved`` are remote branches that have moved since the audience was informed about
    them; ``program`` is how coordgit is called there."""

    worktree: Worktree
    session: Session
    agent: str
    """The sub-agent, "" for the session itself."""
    call: str
    sealed: bool
    program: str
    moved: Mapping[str, str]
    now: float
    environ: Mapping[str, str]
    moving: bool
    """True if the call is about to run a git command that may bring in what is told, as a merge does."""


class Untold(NamedTuple):
    """What an audience was not told: the landings after ``upto``, up to ``newest``; how many characters may still be sent."""

    upto: int
    newest: int
    landings: list[Landing]
    room: int
