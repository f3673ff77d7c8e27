"""The records of the coordination layer: locks on paths, and tasks that sessions claim."""

from __future__ import annotations

from coordgit.startup.typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.pathspec import Paths


class Lock(NamedTuple):
    """Paths that a session holds. ``token`` grows with every grant: a fence against a holder that slept past its time."""

    lock_id: int
    pathspec: str
    paths: Paths
    """What ``pathspec`` names, and what was excluded with it."""
    session: str
    shared: bool
    turn: bool
    """It was taken after rejections, and ends as its session lands."""
    why: str
    token: int
    span: float
    """Seconds for which its owner's activity renews it."""
    granted_at: float
    landing_id: int
    """The newest landing when it was granted."""
    expires_at: float


class Task(NamedTuple):
    """A piece of work: open, claimed, done or failed; ``outcome`` or ``why`` says how it ended."""

    task_id: int
    title: str
    paths: tuple[str, ...]
    state: str
    session: str | None
    outcome: str | None
    why: str | None
    token: int
    span: float | None
    """Seconds that a claim lasts without activity; ``None``: while the session lives."""
    expires_at: float | None
    added_by: str | None
    added_at: float
    claimed_at: float | None
    ended_at: float | None
